"""The queue of cases at the terminal."""

from typing import Annotated

import typer

from linkage.cli import complete
from linkage.cli.filters import RingState, moment, one_of, option
from linkage.cli.session import Answer, Session, command

ORDERS = ("-stake", "opened_at", "-opened_at")

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


def cases(  # noqa: PLR0913, PLR0917 - an argument is an option of the command
    session: Session,
    case: Annotated[
        str | None,
        option("case", "STATE", "Only cases that are open, taken or closed.", complete.case),
    ] = None,
    owner: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Only cases of this person.", autocompletion=complete.owner),
    ] = None,
    state: RingState = None,
    since: Annotated[
        str | None,
        option("since", "TIME", "Only cases opened from this time on; UTC unless it names a zone."),
    ] = None,
    sort: Annotated[
        str,
        option(
            "sort",
            "ORDER",
            "-stake for most at stake first; opened_at or -opened_at by when they were opened.",
            complete.words(lambda: ORDERS),
        ),
    ] = "-stake",
    limit: Annotated[int, typer.Option(min=1, help="Maximum number to list, most at stake first.")] = 50,
) -> Answer:
    """List the cases of published rings: owner, age, size, money and use at stake."""
    from linkage.cli.tables import table
    from linkage.home.cases import CLOSED, OPEN, TAKEN, queue
    from linkage.ledger.decisions.policy import RING_STATES

    one_of("case", case, (OPEN, TAKEN, CLOSED))
    one_of("state", state, RING_STATES)
    one_of("sort", sort, ORDERS)
    with session.ledger() as ledger:
        found = queue(session.publication(), ledger, session.decided())
    for name, wanted in (("case", case), ("owner", owner), ("state", state)):
        found = found if wanted is None else found.filter(found[name].eq_missing(wanted))
    if since is not None:
        found = found.filter(found["opened_at"] >= moment(since))
    if sort != ORDERS[0]:
        found = found.sort("opened_at", "ring_id", descending=[sort.startswith("-"), False], nulls_last=True)
    rows = found.head(limit)
    return Answer({"cases": rows.to_dicts()}, (table(COLUMNS, rows.select(COLUMNS).iter_rows()),))
