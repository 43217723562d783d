"""A person's right to be forgotten: an account erased, for good."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from linkage.cli import complete
from linkage.cli.decide import Reason, said
from linkage.cli.session import Answer, Session, command

if TYPE_CHECKING:
    from linkage.ledger.db.decision_models import ErasureRow

LATER = "the graph cannot be reached: the next load or run removes the account from it, or erase it again"


def register(app: typer.Typer) -> None:
    """Add this command."""
    command(app)(erase)


def erase(
    session: Session,
    account: Annotated[str, typer.Argument(metavar="ACCOUNT", autocompletion=complete.account)],
    reason: Reason,
) -> Answer:
    """Erase an account for good: it is then unknown, and later feeds do not bring it back."""
    from linkage.home.erase import erase
    from linkage.ledger.decisions.record import Author, Spoken

    row, swept = erase(session, account, Spoken(Author(), said(reason), datetime.now(UTC)))
    return Answer(erasure(row) | {"swept": swept}, ("erased", *(() if swept else (LATER,))))


def erasure(row: "ErasureRow") -> dict[str, object]:
    """An erasure as a document; the account's id is not in it."""
    return {"erasure": row.seq, "at": row.at, "reason": row.reason, "author": row.author, "name": row.name}
