"""What must be remembered for good: batches, runs, publications, ring ids and events, decisions, keys, audit.

The only SQL outside `graph/`. `open_ledger` gives a `Ledger`; the modules beside it hold what can be done:
`batches`, `kinds`, `runs`, `rings`, `verdicts`, `decisions`, `allowlist`, `erasures`, `changes`, `keys`, `audit`,
`overlay`.
"""

from linkage.ledger.db.breaker import COMMAND, SERVING, Patience
from linkage.ledger.db.session import Ledger, connect, file_of


def open_ledger(url: str, patience: Patience = COMMAND) -> Ledger:
    """The ledger behind a SQLAlchemy URL, its tables up to date.

    An embedded one is made or upgraded; a server's whose tables are behind is `WrongUse` with the command to
    run, and one that does not answer is `LedgerUnavailable`.
    """
    from linkage.ledger.upgrade import ensure  # it can be run by itself, and brings alembic along

    engine = connect(url, patience)
    try:
        return Ledger(ensure(engine))
    except BaseException:
        engine.dispose()
        raise


__all__ = ["COMMAND", "SERVING", "Ledger", "Patience", "file_of", "open_ledger"]
