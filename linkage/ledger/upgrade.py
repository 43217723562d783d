"""Bring a ledger's tables to what this version of the code expects.

Alembic takes a third of a second to import, so it is imported where there is something to migrate.
"""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

import migrations
from linkage.errors import LedgerUnavailable, LinkageError, WrongUse
from linkage.ledger.db.breaker import FROZEN, MIGRATING, WRITES
from linkage.ledger.db.session import connect, frozen, said
from linkage.settings import Settings

if TYPE_CHECKING:
    from alembic.config import Config

COVERS = "0007"
"""The migration from which on the audit covers what acts wrote."""
CLOSURES = "0013"
"""The migration from which on it covers the accounts that were closed."""
LOADS = "0015"
"""The migration from which on it covers loads, declared kinds, runs and verdicts on samples."""
COMMAND = "python -m linkage.ledger.upgrade"


def config(connection: Connection | None = None) -> "Config":
    """Alembic's configuration without a file, so that an installed wheel finds its migrations too."""
    from alembic.config import Config

    made = Config()
    folder = str(Path(migrations.__path__[0]).resolve())
    made.set_main_option("script_location", folder.replace("%", "%%"))
    made.attributes["connection"] = connection
    return made


def head() -> str:
    """The revision this code expects: the highest number that a file of a migration begins with."""
    folder = Path(migrations.__path__[0]) / "versions"
    return max(path.name[:4] for path in folder.glob("[0-9][0-9][0-9][0-9]_*.py*"))


def revision(engine: Engine) -> str | None:
    """The revision the ledger has; None for an empty one."""
    with engine.connect() as connection:
        return _revision(connection)


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def upgrade(engine: Engine, to: str = "head") -> None:
    """Run the migrations it lacks, in one transaction: killed half-way, nothing of them is there.

    Up to the head, the audit then covers the rows that are there.
    Writers wait meanwhile, and so does whoever upgrades at the same time: then there is nothing left to do.
    """
    from alembic import command

    from linkage.ledger.audit.strays import adopt  # with every table

    with engine.execution_options(**{WRITES: True}).begin() as connection:
        before = _revision(connection)
        command.upgrade(config(connection), to)
        if to == "head" and before is not None and before < LOADS:
            with Session(connection) as session:
                adopt(session, datetime.now(UTC), everything=before < COVERS, closed=before < CLOSURES)


def downgrade(engine: Engine, to: str = "base") -> None:
    """Take migrations back, in one transaction."""
    from alembic import command

    with engine.execution_options(**{WRITES: True}).begin() as connection:
        command.downgrade(config(connection), to)


def ensure(engine: Engine) -> Engine:
    """Upgrade an embedded ledger by itself; on a server say how, since others may be using it.

    What may only be looked at is upgraded in a copy, and that is given back.
    """
    try:
        if revision(engine) == head():
            return engine
        return _upgraded(engine)
    except DBAPIError as error:
        raise LedgerUnavailable(f"the ledger did not answer: {said(error, engine)}") from error


def _upgraded(engine: Engine) -> Engine:
    from alembic.util.exc import CommandError

    if FROZEN in engine.get_execution_options():
        engine = frozen(engine.get_execution_options()[FROZEN], copy=True)
    if engine.dialect.name != "sqlite":
        raise WrongUse(f"the ledger's tables are not those of this version: run `{COMMAND}` first")
    try:
        upgrade(engine)
    except CommandError as error:
        raise WrongUse("the ledger was made by a newer version of linkage: upgrade linkage") from error
    return engine


def main() -> None:
    """Upgrade the ledger that the settings name."""
    try:
        engine = connect(Settings().ledger, MIGRATING)
        upgrade(engine)
    except LinkageError as error:
        sys.exit(f"not upgraded: {error}")
    except DBAPIError as error:
        sys.exit(f"not upgraded: {said(error)}")
    engine.dispose()


if __name__ == "__main__":
    main()
