"""What people decide: about rings and accounts, and who is never to be acted against."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from linkage.cli import complete
from linkage.cli.session import Answer, Session, command
from linkage.errors import UnknownAccount, UnknownRing, WrongUse
from linkage.printable import shown

if TYPE_CHECKING:
    from linkage.ledger.decisions.record import Subject
    from linkage.publication.reader import Publication

Reason: TypeAlias = Annotated[
    str, typer.Option("--reason", metavar="TEXT", help="The reason; it is recorded.")
]


def register(app: typer.Typer) -> None:
    """Add these commands."""
    for each in (decide, allow):
        command(app)(each)


def decide(
    session: Session,
    action: Annotated[
        str,
        typer.Argument(
            metavar="ACTION",
            help="confirm, dismiss, watch, release, not_same or undo.",
            autocompletion=complete.decision,
        ),
    ],
    name: Annotated[
        str,
        typer.Argument(
            metavar="RING_OR_ACCOUNT", help="To undo: the decision's number.", autocompletion=complete.either
        ),
    ],
    reason: Reason,
    other: Annotated[
        str | None,
        typer.Argument(
            metavar="[OTHER]", help="not_same: the ring or the other account.", autocompletion=complete.either
        ),
    ] = None,
) -> Answer:
    """Record a decision on a ring or an account, with the current evidence; or undo a decision."""
    from linkage.explain import snapshot
    from linkage.ledger.decisions import record as kept

    spoken = kept.Spoken(kept.Author(), said(reason), datetime.now(UTC))
    with session.ledger() as ledger:
        if action == "undo":
            row = kept.undo(ledger, number(name), spoken)
        else:
            publication = session.publication()
            about = subject(publication, name, other)
            row = kept.record(ledger, action, about, snapshot.of(publication, about), spoken)
        session.lay_over(ledger)
    return Answer(
        kept.document(row), (shown(f"decided: {row.seq} {action} {' '.join(filter(None, (name, other)))}"),)
    )


def said(reason: str) -> str:
    """The reason, unless there is none."""
    if not reason.strip():
        raise WrongUse("a decision needs a reason: --reason TEXT")
    return reason


def number(name: str) -> int:
    """Number of a decision."""
    if not name.isdecimal():
        raise WrongUse("name the decision to undo by its number: `linkage decisions` shows it")
    return int(name)


def subject(publication: "Publication", name: str, other: str | None) -> "Subject":
    """What is decided about; a ring goes by its id, anything else is an account."""
    from linkage.cli.views import SECOND, of_name
    from linkage.ledger.decisions.record import Subject

    if publication.ring_row(name) is not None and other is None:
        return Subject(name)
    try:
        account = of_name(publication, name)
    except UnknownAccount:
        if name.startswith("R-"):
            raise UnknownRing(f"{publication.run} has no ring of that id") from None
        raise
    if other is None:
        return Subject(None, name, account)
    if publication.ring_row(other) is not None:
        return Subject(other, name, account)
    return Subject(None, name, account, other, of_name(publication, other, SECOND))


def allow(
    session: Session,
    account: Annotated[str, typer.Argument(metavar="ACCOUNT", autocompletion=complete.account)],
    reason: Reason,
    until: Annotated[
        datetime | None, typer.Option(metavar="TIME", help="When the entry ends (UTC); without it, never.")
    ] = None,
    remove: Annotated[bool, typer.Option("--remove", help="Take the account off the list.")] = False,
) -> Answer:
    """Put an account on the allowlist, so that no run and no decision makes it enforceable; or remove it."""
    from linkage.ledger.decisions import allowlist as kept
    from linkage.ledger.decisions.record import Author, Spoken

    end = until.replace(tzinfo=until.tzinfo or UTC) if until and not remove else None
    entry = kept.Entry(account, seen(session, account), not remove, end)
    with session.ledger() as ledger:
        row = kept.allow(ledger, entry, Spoken(Author(), said(reason), datetime.now(UTC)))
        session.lay_over(ledger)
    word = "off the allowlist" if remove else "on the allowlist"
    return Answer(kept.document(row), (f"{shown(account)} is {word}",))


def seen(session: Session, account_id: str) -> int:
    """Key of an account that was loaded, judged or not; `UnknownAccount` for any other."""
    import numpy as np

    from linkage.hashing import account_key
    from linkage.ledger.decisions.overlay import read_newcomers

    publication = session.publication()
    account = account_key(account_id)
    newcomers = read_newcomers(session.settings.overlay, publication.watermark)
    unseen = publication.row(account) is None and not np.isin(account, newcomers)
    if unseen or account in publication.hidden:
        raise UnknownAccount("no such account was loaded: check the id")
    return account
