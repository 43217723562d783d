"""A process of its own that loads a batch into Neo4j and kills itself before a step of its: `URL PARTS STEP`."""

import os
import signal
import sys
from typing import Any

from linkage.graph import open_graph
from linkage.graph.neo4j.write_lease import Lease
from linkage.settings import Settings
from tests.graph.build import load
from tests.graph.loader import big


def die_before(step: int) -> None:
    """Make this process kill itself at that step of its lease."""
    done = Lease._done

    def counted(self: Lease, *given: Any, **more: Any) -> Any:
        if self._step + 1 == step:
            os.kill(os.getpid(), signal.SIGKILL)
        return done(self, *given, **more)

    Lease._done = counted  # type: ignore[method-assign]


def main() -> None:
    """Load and say so."""
    url, parts, step = sys.argv[1:]
    store = open_graph(Settings(graph_url=url))
    die_before(int(step))
    load(store, "big", *(big("big", place) for place in range(int(parts))))
    sys.stdout.write("done\n")


if __name__ == "__main__":
    main()
