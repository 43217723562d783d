"""Do the migrations make exactly the tables of `linkage.ledger.db.models` and `judgements`? Part of `make check`."""

import sys

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine

from linkage.ledger.actions import ExportRow
from linkage.ledger.closed import ClosureRow
from linkage.ledger.db.decision_models import DecisionRow
from linkage.ledger.db.session import connect
from linkage.ledger.desk import CaseRow
from linkage.ledger.hooks import HookRow
from linkage.ledger.noted import NoteRow
from linkage.ledger.struck import StrikeRow
from linkage.ledger.termed import TermsRow
from linkage.ledger.upgrade import upgrade

TABLES = DecisionRow.metadata
"""Every table: those of `judgements` and `actions` are declared on top of those of `models`."""
assert (
    TABLES
    is ExportRow.metadata
    is HookRow.metadata
    is StrikeRow.metadata
    is TermsRow.metadata
    is ClosureRow.metadata
    is CaseRow.metadata
    is NoteRow.metadata
)


def differences(engine: Engine) -> list[str]:
    """What a further migration would have to do; empty when models and tables agree."""
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        return [repr(each) for each in compare_metadata(context, TABLES)]


def main() -> None:
    """Exit 1 with the differences, from an empty ledger in memory."""
    engine = connect("sqlite://")
    upgrade(engine)
    found = differences(engine)
    engine.dispose()
    if found:
        sys.exit("the migrations do not make the tables of the models:\n" + "\n".join(found))


if __name__ == "__main__":
    main()
