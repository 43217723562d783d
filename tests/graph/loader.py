"""A process of its own that loads a batch, to be watched or to die: `loader.py URL NAME PARTS [STATEMENT]`.

It kills itself as `kill -9` would before that statement of its own to the database, counted from its opening.
"""

import os
import signal
import sys
from itertools import count
from typing import Any

from linkage.graph import bulk, open_store
from linkage.graph.driver import Session
from linkage.tables import Normalised
from tests.graph.build import holds, load, part

STEP = 2**64 // 1_000


def big(name: str, place: int) -> Normalised:
    """Part number `place` of a batch: accounts and values spread over all keys, the same at each call."""
    first = place * 300
    rows = []
    for account in range(first, first + 300):
        spread = [(account * step) % 1_000 * STEP - 2**63 for step in (3, 7)]
        rows += holds(account * 1_000_003, *spread, at=len(name) + place)
    return part(rows, [(value, value // 1_000 % 50) for _, value, *_ in rows[:50]])


def die_before(statement: int) -> None:
    """Make this process kill itself before it runs that many statements more."""
    bulk.TOGETHER = 1  # type: ignore[misc]  # a statement a range, as a large batch has: more places to die at
    run, counter = Session.run, count(1)

    def counted(*given: Any) -> None:
        if next(counter) == statement:
            os.kill(os.getpid(), signal.SIGKILL)
        run(*given)

    Session.run = counted  # type: ignore[method-assign, assignment]


def main() -> None:
    """Load and say so."""
    url, name, parts, *statement = sys.argv[1:]
    store = open_store(url)
    if statement:
        die_before(int(statement[0]))
    sys.stdout.write("open\n")
    sys.stdout.flush()
    load(store, name, *(big(name, place) for place in range(int(parts))))
    sys.stdout.write("done\n")
    sys.stdout.flush()
    store.close()


if __name__ == "__main__":
    main()
