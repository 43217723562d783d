"""Looking at what was published: rings, one in full, what ties two accounts."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from linkage.cli import complete
from linkage.cli.filters import RingState, moment, one_of, option
from linkage.cli.session import Answer, Session, command
from linkage.errors import LedgerUnavailable, UnknownRing, WrongUse

if TYPE_CHECKING:
    import polars as pl

    from linkage.ledger.decisions.policy import DecisionState

BY = ("size", "score", "first_seen", "last_seen", "growth", "exchanges", "spend")
ORDERS = (*BY, *(f"-{each}" for each in BY))


def register(app: typer.Typer) -> None:
    """Add these commands."""
    for each in (rings, show, why, statement):
        command(app)(each)
    command(app, "why-not")(why_not)


def rings(  # noqa: PLR0913, PLR0917 - an argument is an option of the command
    session: Session,
    state: RingState = None,
    since: Annotated[
        str | None,
        option("since", "TIME", "Only rings last active at this time or later; UTC unless it names a zone."),
    ] = None,
    kind: Annotated[
        str | None,
        option("kind", "KIND", "Only rings whose accounts share values of this kind."),
    ] = None,
    sort: Annotated[
        str,
        option(
            "sort",
            "ORDER",
            "size, score, first_seen, last_seen, growth, exchanges or spend; a minus turns it round.",
            complete.words(lambda: ORDERS),
        ),
    ] = "-size",
    limit: Annotated[int, typer.Option(min=1, help="Maximum number of rings to list.")] = 50,
    plot: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Also draw sizes and scores to this SVG file.")
    ] = None,
) -> Answer:
    """List the published rings, largest first."""
    from linkage.cli import views
    from linkage.ledger.decisions.policy import RING_STATES

    one_of("state", state, RING_STATES)
    one_of("sort", sort, ORDERS)
    publication, decided = session.publication(), session.decided()
    found = chosen(publication.rings, decided, state, since, kind)
    if plot is not None:
        svg(plot).write_text(views.plot(publication, decided), encoding="utf-8")
    return views.rings(publication, ordered(found, sort), decided, limit)


def chosen(
    rings: "pl.DataFrame", decided: "DecisionState", state: str | None, since: str | None, kind: str | None
) -> "pl.DataFrame":
    """The rings that are asked for; what is None is not."""
    import polars as pl

    kinds = pl.col("ties").list.eval(pl.element().struct.field("kind"))
    found = rings if kind is None else rings.filter(kinds.list.contains(kind))
    if since is not None:
        found = found.filter(pl.col("last_seen") >= int(moment(since).timestamp()))
    if state is not None:
        own = [each for each in found["ring_id"] if decided.ring(each) == state]
        found = found.filter(pl.col("ring_id").is_in(own))
    return found


def ordered(rings: "pl.DataFrame", sort: str) -> "pl.DataFrame":
    """The rings in an order; equals by their id."""
    falls = [sort.startswith("-"), False]
    return rings.sort(sort.removeprefix("-"), "ring_id", descending=falls, nulls_last=True)


def svg(path: Path) -> Path:
    """The path of a picture; `WrongUse` for one of another form."""
    if path.suffix.lower() != ".svg":
        raise WrongUse(f"a picture has to be an SVG file: name it {path.stem}.svg")
    return path


def show(
    session: Session,
    name: Annotated[str, typer.Argument(metavar="RING_OR_ACCOUNT", autocompletion=complete.either)],
    limit: Annotated[int, typer.Option(min=1, help="Maximum number of members and links to list.")] = 50,
    picture: Annotated[
        Path | None,
        typer.Option("--plot", "--picture", metavar="FILE", help="Also draw the ring to this SVG file."),
    ] = None,
) -> Answer:
    """One ring or account in full: members, evidence, links, ignored values, and notes on an account."""
    from linkage.cli import views

    publication = session.publication()
    found = views.find(publication, name) or views.find(publication, taken_up(session, name))
    if found is None:
        raise UnknownRing(f"{publication.run} has no ring and no account of that name")
    if picture is not None:
        svg(picture).write_text(views.picture(publication, found), encoding="utf-8")
    if found.account is None:
        return views.full(publication, found, session.decided(), limit)
    return views.of_account(publication, found, session.decided(), limit, noted(session, found.account))


def noted(session: Session, account: int) -> list[dict[str, object]] | None:
    """The notes on an account, newest first; None, told on stderr, where the ledger does not answer."""
    from linkage.ledger import notes

    try:
        with session.ledger() as ledger:
            return [dict(notes.document(row)) for row in notes.of(ledger, account)]
    except LedgerUnavailable:
        session.notice("notes are not shown: the ledger does not answer")
        return None


def taken_up(session: Session, name: str) -> str:
    """The ring that took up the one of an old id; the name itself when it was never a ring's."""
    from linkage.ledger.runs import rings

    try:
        with session.ledger() as ledger:
            return rings.resolve(ledger, name)
    except UnknownRing:
        return name


def why(
    session: Session,
    account: Annotated[str, typer.Argument(metavar="A", autocompletion=complete.account)],
    other: Annotated[str, typer.Argument(metavar="B", autocompletion=complete.account)],
) -> Answer:
    """What links two accounts, and which shared values are no evidence."""
    from linkage.cli import views

    return views.between(session.publication(), account, other)


def why_not(
    session: Session,
    account: Annotated[str, typer.Argument(metavar="ACCOUNT", autocompletion=complete.account)],
    ring: Annotated[str | None, typer.Argument(metavar="[RING]", autocompletion=complete.ring)] = None,
) -> Answer:
    """Why an account is not in a ring, or not in the one named: the checks it failed, with the values."""
    from linkage.cli import explain

    publication, decided = session.publication(), session.decided()
    if ring is None:
        return explain.why_not(publication, account, None, decided)
    row = publication.ring_row(ring)
    if row is None:
        row = publication.ring_row(taken_up(session, ring))
    if row is None:
        raise UnknownRing(f"{publication.run} has no ring of that name")
    return explain.why_not(publication, account, row, decided)


def statement(
    session: Session,
    account: Annotated[str, typer.Argument(metavar="ACCOUNT", autocompletion=complete.account)],
) -> Answer:
    """What the owner of an account may be told: fixed texts that reveal no signal."""
    from linkage.cli import explain

    return explain.statement(session.publication(), account, session.decided())
