"""A process of its own that moves a home, and dies as `kill -9` would at one of its steps: `moving.py STEP WHERE…`.

Steps are counted: each batch written and each table copied, the folding, the looks through the audit, and the end.
"""

import os
import signal
import sys
from collections.abc import Callable
from itertools import count
from typing import Any

from linkage.cli import main
from linkage.graph import move as graphs
from linkage.graph.sql import SqlStore
from linkage.home import move as moving
from linkage.ledger import move as ledgers

STEPS = (
    (SqlStore, "commit"),
    (SqlStore, "compact"),
    (SqlStore, "activate"),
    (graphs, "compare"),
    (graphs, "finish"),
    (moving, "_note"),
    (ledgers, "_copy"),
    (ledgers, "_whole"),
    (ledgers, "digest"),
)


def die_at(step: int) -> None:
    """Make this process kill itself before and after its steps, counted together, at that one."""
    counter = count(1)

    def tick() -> None:
        if next(counter) == step:
            os.kill(os.getpid(), signal.SIGKILL)

    def counted(call: Callable[..., Any]) -> Callable[..., Any]:
        def called(*given: Any, **named: Any) -> Any:
            tick()
            made = call(*given, **named)
            tick()
            return made

        return called

    for place, name in STEPS:
        setattr(place, name, counted(getattr(place, name)))


if __name__ == "__main__":
    die_at(int(sys.argv[1]))
    main(["move", *(part for each in sys.argv[2:] for part in ("--to", each))])
