"""What a process of its own does that moves a home, and dies as `kill -9` would at one of its steps.

Steps are counted: each batch written and each table copied, the folding, the looks through the audit, and the end.
"""

import os
import signal
from collections.abc import Callable
from itertools import count
from typing import Any

from linkage import cli
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


def main(step: str, *places: str) -> None:
    """Move a home to these places, and die at that step."""
    die_at(int(step))
    cli.main(["move", *(part for each in places for part in ("--to", each))])
