"""Move a ledger to a revision, and kill this process half-way.

usage: python -m tests.migrations.cutting URL up|down REVISION STATEMENTS

It is killed, with SIGKILL, just after so many statements that change a table were done.
"""

import os
import signal
import sys

from sqlalchemy import event

from linkage.ledger import upgrade
from linkage.ledger.db.breaker import MIGRATING
from linkage.ledger.db.session import connect


def main(url: str, way: str, to: str, after: int) -> None:
    """Move it, and stop there."""
    engine, left = connect(url, MIGRATING), after

    def cut(*given: object) -> None:
        nonlocal left
        if str(given[2]).lstrip().startswith(("CREATE", "ALTER", "DROP", "INSERT")):
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    event.listen(engine, "after_cursor_execute", cut)
    {"up": upgrade.upgrade, "down": upgrade.downgrade}[way](engine, to)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
