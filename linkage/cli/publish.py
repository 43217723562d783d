"""What was published: list it, publish a held run, go back."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from linkage.cli.session import Answer, Session, command

COUNTS = ("rings", "core", "member", "possible")


def register(app: typer.Typer) -> None:
    """Add these commands."""
    for each in (publications, publish, rollback):
        command(app)(each)


def publications(session: Session) -> Answer:
    """What was published, newest first, and which runs are held and why."""
    from linkage.cli.tables import table
    from linkage.rings import serving

    with session.ledger() as ledger:
        serving.repair(ledger, session.settings.publications, datetime.now(UTC))
        switches, held = serving.listed(ledger)
    document = {
        "current": switches[0].run if switches else None,
        "publications": [
            {
                "run": each.run,
                "published_at": each.published_at,
                "action": each.action,
                "parent": each.parent,
                "digest": each.digest,
                "counts": each.counts,
            }
            for each in switches
        ],
        "held": [{"run": each.id, "started": each.started, "reasons": each.reasons} for each in held],
    }
    rows = [
        (each.run, each.action, each.published_at, *(each.counts[name] for name in COUNTS))
        for each in switches
    ]
    waiting = [f"held: {each.id}, {'; '.join(each.reasons)}: linkage publish {each.id}" for each in held]
    return Answer(document, (table(("run", "what", "at", *COUNTS), rows), *waiting))


def publish(
    session: Session, run: Annotated[str, typer.Argument(metavar="RUN", help="A held run.")]
) -> Answer:
    """Publish a run that was held."""
    from linkage.rings import serving

    with session.ledger() as ledger:
        found = serving.publish(ledger, session.settings.publications, run, datetime.now(UTC))
        serving.tidy(session.settings)
    return Answer({"published": found.run, "counts": found.manifest.counts}, (f"serving {found.run}",))


def rollback(session: Session) -> Answer:
    """Serve the publication before this one again."""
    from linkage.rings import serving

    with session.ledger() as ledger:
        found = serving.rollback(ledger, session.settings.publications, datetime.now(UTC))
    return Answer({"published": found.run, "counts": found.manifest.counts}, (f"serving {found.run} again",))
