"""The queue of cases at the terminal."""

from typing import Annotated

import typer

from linkage.cli import complete
from linkage.cli.session import Answer, Session, command
from linkage.errors import WrongUse

COLUMNS = (
    "ring_id",
    "case",
    "state",
    "owner",
    "size",
    "closed_accounts",
    "paying",
    "paid_days",
    "used_hours",
)


def register(app: typer.Typer) -> None:
    """Add this command."""
    command(app)(cases)


def cases(
    session: Session,
    case: Annotated[
        str | None,
        typer.Option(
            "--case",
            metavar="STATE",
            help="Only cases that are open, taken or closed.",
            autocompletion=complete.case,
        ),
    ] = None,
    owner: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Only cases of this person.", autocompletion=complete.owner),
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="Maximum number to list, most at stake first.")] = 50,
) -> Answer:
    """List the cases of published rings: owner, age, size, money and use at stake."""
    from linkage.cli.tables import table
    from linkage.home.cases import CLOSED, OPEN, TAKEN, queue

    if case is not None and case not in (OPEN, TAKEN, CLOSED):
        raise WrongUse("a case is open, taken or closed")
    with session.ledger() as ledger:
        found = queue(session.publication(), ledger, session.decided())
    for name, wanted in (("case", case), ("owner", owner)):
        found = found if wanted is None else found.filter(found[name].eq_missing(wanted))
    rows = found.head(limit)
    return Answer({"cases": rows.to_dicts()}, (table(COLUMNS, rows.select(COLUMNS).iter_rows()),))
