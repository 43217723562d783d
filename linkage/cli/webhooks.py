"""Webhooks: other systems that are told of what happens."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

import typer

from linkage.cli import complete
from linkage.cli.decide import Reason, said
from linkage.cli.session import Answer, Session, add_group, command

if TYPE_CHECKING:
    from linkage.ledger.decisions.record import Spoken
    from linkage.ledger.hooks import HookRow

Name: TypeAlias = Annotated[str, typer.Argument(metavar="NAME", help="Name of the webhook.")]
Known: TypeAlias = Annotated[
    str, typer.Argument(metavar="NAME", help="Name of the webhook.", autocompletion=complete.webhook)
]


def register(app: typer.Typer) -> None:
    """Add these commands."""
    group = add_group(app, "webhooks", "Notify other systems of rings, runs, exports and decisions.")
    for each in (add, secret, rotate, end, deliveries, replay, deliver):
        command(group)(each)
    command(group, "list")(listed)


def speaking(reason: str) -> "Spoken":
    """Whoever is at the command line."""
    from linkage.ledger.decisions.record import Author, Spoken

    return Spoken(Author(), said(reason), datetime.now(UTC))


def add(
    session: Session,
    name: Name,
    url: Annotated[str, typer.Argument(metavar="URL", help="URL to which events are posted.")],
    reason: Reason,
    event: Annotated[
        list[str] | None,
        typer.Option("--event", help="An event type or a prefix such as export.*; default all."),
    ] = None,
) -> Answer:
    """Register an address for events from now on, and print its secret."""
    from linkage.ledger import subscriptions

    with session.ledger() as ledger:
        row = subscriptions.add(ledger, name, url, tuple(event or ["*"]), speaking(reason))
    return kept(session, row)


def kept(session: Session, row: "HookRow") -> Answer:
    """A webhook and its secret."""
    from linkage.enforcement import webhooks

    text = webhooks.shown(webhooks.secret_of(webhooks.sender(session.settings), row.id, row.version))
    return Answer(summary(row) | {"secret": text}, (text,))


def summary(row: "HookRow") -> dict[str, Any]:
    """A webhook as a document."""
    return {
        "name": row.id,
        "url": row.url,
        "events": row.events,
        "version": row.version,
        "overlap": row.overlap,
        "ended_at": row.ended_at,
    }


def listed(session: Session) -> Answer:
    """Every webhook."""
    from linkage.cli.tables import table
    from linkage.ledger import subscriptions

    with session.ledger() as ledger:
        rows = [summary(row) for row in subscriptions.listed(ledger)]
    columns = ("name", "url", "events", "version", "ended_at")
    return Answer({"webhooks": rows}, (table(columns, [[row[each] for each in columns] for row in rows]),))


def secret(session: Session, name: Known) -> Answer:
    """Print the secret with which a receiver checks signatures."""
    from linkage.ledger import subscriptions

    with session.ledger() as ledger, ledger.read() as reading:
        row = subscriptions.get(reading, name)
    return kept(session, row)


def rotate(session: Session, name: Known, reason: Reason) -> Answer:
    """Create a new secret; the old one also signs for one more day."""
    from linkage.ledger import subscriptions

    with session.ledger() as ledger:
        row = subscriptions.rotate(ledger, name, speaking(reason))
    return kept(session, row)


def end(session: Session, name: Known, reason: Reason) -> Answer:
    """Stop sending events to an address."""
    from linkage.ledger import subscriptions

    with session.ledger() as ledger:
        row = subscriptions.end(ledger, name, speaking(reason))
    return Answer(summary(row), (f"{name} gets no more events",))


def deliveries(
    session: Session,
    name: Known,
    done: Annotated[
        bool | None,
        typer.Option(
            "--done/--not-done", help="Only those that arrived or were given up, or that did not yet."
        ),
    ] = None,
    type: Annotated[
        str | None, typer.Option("--type", metavar="TYPE", help="Only those of this type.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="Maximum number to list.")] = 50,
) -> Answer:
    """List the deliveries to an address, newest first, with their results."""
    from linkage.cli.tables import table
    from linkage.ledger import subscriptions

    columns = ("event", "type", "at", "tries", "done", "said", "next_at")
    with session.ledger() as ledger:
        rows = [
            {each: getattr(row, each) for each in columns}
            for row in subscriptions.deliveries(ledger, name, limit, done=done, type=type)
        ]
    return Answer({"deliveries": rows}, (table(columns, [list(row.values()) for row in rows]),))


def replay(
    session: Session,
    name: Known,
    reason: Reason,
    event: Annotated[
        str | None,
        typer.Argument(metavar="[EVENT]", help="Event to send again; default all that failed for good."),
    ] = None,
) -> Answer:
    """Send an event again, or all that failed for good."""
    from linkage.ledger import subscriptions

    with session.ledger() as ledger:
        count = subscriptions.replay(ledger, name, event, speaking(reason))
    return Answer({"replayed": count}, (f"{count:,} events are sent again",))


def deliver(session: Session) -> Answer:
    """Send all due events now; `serve` does so every second."""
    from linkage.enforcement import webhooks

    with session.ledger() as ledger:
        count = webhooks.deliver(ledger, webhooks.sender(session.settings))
    return Answer({"delivered": count}, (f"{count:,} events delivered",))
