"""Lists of what people wrote: decisions, the allowlist, exports, appeals; with their filters and orders."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

import typer

from linkage.cli import complete, filters
from linkage.cli.filters import Author, Limit, Since, Sort, option
from linkage.cli.session import Answer, Session, command

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from linkage.ledger.actions import ExportRow

Ground: TypeAlias = Annotated[
    str | None, option("ground", "GROUND", "Only those on this ground.", complete.ground)
]


def register(app: typer.Typer) -> None:
    """Add these commands."""
    for each in (decisions, allowlist, appeals):
        command(app)(each)


def decisions(  # noqa: PLR0913, PLR0917 - an argument is an option of the command
    session: Session,
    about: Annotated[
        str | None,
        option("about", "RING_OR_ACCOUNT", "Only those that name this ring or account.", complete.either),
    ] = None,
    action: Annotated[
        str | None,
        option("action", "ACTION", "Only those of this kind.", complete.decision),
    ] = None,
    author: Author = None,
    since: Since = None,
    sort: Sort = "-at",
    limit: Limit = 50,
) -> Answer:
    """List decisions, newest first."""
    from linkage.ledger.decisions import record as kept

    filters.one_of("action", action, kept.ACTIONS)
    asked = vars(filters.wanted(author, since, sort, action=action))
    with session.ledger() as ledger:
        rows = kept.decisions(ledger, limit=limit, wanted=kept.Wanted(**asked, about=about))
        undone = kept.undone(ledger, [row.seq for row in rows])
    document = [kept.document(row) | {"undone_by": undone.get(row.seq)} for row in rows]
    columns = ("decision", "at", "action", "ring", "account_id", "other_id", "name", "reason", "undone_by")
    return listed("decisions", document, columns)


def allowlist(
    session: Session,
    all: Annotated[bool, typer.Option("--all", help="Every entry ever made.")] = False,
    author: Author = None,
    since: Since = None,
    sort: Sort = "-at",
    limit: Limit = 50,
) -> Answer:
    """Who is on the allowlist, newest first."""
    from linkage.ledger import lists
    from linkage.ledger.db.decision_models import AllowRow
    from linkage.ledger.decisions import allowlist as kept

    asked = filters.wanted(author, since, sort)
    with session.ledger() as ledger:
        if all:
            found = lists.rows(ledger, AllowRow, asked, limit=limit)
        else:
            holding = [row for row in kept.holding(ledger, datetime.now(UTC)) if asked.fits(row)]
            found = holding[:: -1 if asked.oldest else 1][:limit]
    document = [kept.document(row) for row in found]
    columns = ("entry", "at", "account_id", "listed", "expires_at", "name", "reason")
    return listed("allowlist", document, columns)


def exports(  # noqa: PLR0913, PLR0917 - an argument is an option of the command
    session: Session,
    state: Annotated[
        str | None,
        option("state", "STATE", "Only those in this state.", complete.export_state),
    ] = None,
    kind: Annotated[
        str | None,
        option(
            "kind", "KIND", "Only those that act (action) or take back (revocation).", complete.export_kind
        ),
    ] = None,
    action: Annotated[
        str | None,
        option("action", "ACTION", "Only those of this action.", complete.action),
    ] = None,
    ground: Ground = None,
    author: Author = None,
    since: Since = None,
    sort: Sort = "-at",
    limit: Limit = 50,
) -> Answer:
    """List exports, newest first."""
    from linkage.ledger import actions, lists
    from linkage.ledger import exports as kept

    filters.one_of("state", state, actions.STATES)
    filters.one_of("kind", kind, actions.KINDS)
    filters.one_of("action", action, (*actions.ACTIONS, "restore"))
    filters.one_of("ground", ground, actions.GROUNDS)
    asked = filters.wanted(author, since, sort, state=state, kind=kind, action=action, ground=ground)
    with session.ledger() as ledger:
        kept.expire(ledger, datetime.now(UTC))
        rows = [summary(row) for row in lists.rows(ledger, actions.ExportRow, asked, limit=limit)]
    return listed("exports", rows, ("id", "at", "action", "accounts", "state", "name"))


def summary(row: "ExportRow") -> dict[str, Any]:
    """An export in short."""
    names = ("id", "state", "kind", "action", "ground", "accounts", "publication", "name", "reason", "digest")
    return {name: getattr(row, name) for name in (*names, "at", "ends_at", "expires_at", "revokes")}


def appeals(  # noqa: PLR0913, PLR0917 - an argument is an option of the command
    session: Session,
    state: Annotated[
        str | None,
        option("state", "STATE", "Only those in this state.", complete.appeal_state),
    ] = None,
    ground: Ground = None,
    export: Annotated[
        str | None,
        option("export", "EXPORT", "Only those against this export.", complete.export),
    ] = None,
    author: Author = None,
    since: Since = None,
    sort: Sort = "-at",
    limit: Limit = 50,
) -> Answer:
    """List appeals against actions, newest first; the service and the explorer answer them."""
    from linkage.enforcement import answers
    from linkage.ledger import actions, lists

    filters.one_of("state", state, actions.APPEALS)
    filters.one_of("ground", ground, actions.GROUNDS)
    asked = filters.wanted(author, since, sort, state=state, ground=ground, export=export)
    erased = set(session.erased())
    with session.ledger() as ledger:
        found = lists.rows(ledger, actions.AppealRow, asked, limit=limit)
        rows = [
            answers.document(row)
            | {"at": row.at, "answered_at": row.answered_at}
            | {
                "account_id": None
                if row.account in erased
                else answers.account_id(session.settings, ledger, row)
            }
            for row in found
        ]
    columns = ("appeal", "at", "state", "account_id", "export", "ground", "assigned", "name")
    return listed("appeals", rows, columns, ("name", "ground", "export", "at"))


def listed(
    name: str,
    document: "Sequence[Mapping[str, Any]]",
    columns: "Sequence[str]",
    spare: "Sequence[str]" = ("undone_by", "expires_at", "other_id", "name", "at"),
) -> Answer:
    """Documents under a name, and a table of some of their columns."""
    from linkage.cli.tables import table

    rows = [[each[column] for column in columns] for each in document]
    return Answer(
        {name: document}, (table(columns, rows, None, [each for each in spare if each in columns]),)
    )
