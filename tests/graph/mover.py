"""What a process of its own does that runs `linkage move` into a Neo4j and dies as `kill -9` would.

It dies after that transaction of its own among those that a method of the store does, before it hears of it.
"""

import os
import signal
from itertools import count
from typing import Any

from linkage import cli
from linkage.graph.neo4j.store import Neo4jStore
from linkage.graph.neo4j.write_lease import Lease


def die_in(method: str, number: int) -> None:
    """Make this process kill itself there."""
    call, done = getattr(Neo4jStore, method), Lease._done
    within, counter = [False], count(1)

    def called(*given: Any) -> Any:
        within.append(True)
        made = call(*given)
        within.pop()
        return made

    def counted(*given: Any, **more: Any) -> Any:
        made = done(*given, **more)
        if within[-1] and next(counter) == number:
            os.kill(os.getpid(), signal.SIGKILL)
        return made

    setattr(Neo4jStore, method, called)
    Lease._done = counted  # type: ignore[method-assign]


def main(where: str, *death: str) -> None:
    """Move, and die there."""
    if death:
        die_in(death[0], int(death[1]))
    cli.main(["move", "--to", where])
