"""What was published: list it, publish a held run, go back."""

from typing import TYPE_CHECKING, Annotated

import typer

from linkage.cli import complete
from linkage.cli.session import Answer, Session, command

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rich.console import RenderableType

    from linkage.evaluate.samples import Expected
    from linkage.ledger.db.models import PublicationRow, Run

    Known = Mapping[str, Expected | None]

COUNTS = ("rings", "core", "member", "possible")


def register(app: typer.Typer) -> None:
    """Add these commands."""
    for each in (publications, publish, rollback):
        command(app)(each)


def publications(session: Session) -> Answer:
    """List publications, newest first, and held runs with the reason."""
    from linkage.home.publish import listed

    switches, held, known = listed(session)
    return Answer(document(switches, held, known), (*lines(switches, held, known),))


def document(switches: "list[PublicationRow]", held: "list[Run]", known: "Known") -> dict[str, object]:
    """The list for machines."""
    from linkage.evaluate.samples import plain

    return {
        "current": switches[0].run if switches else None,
        "publications": [
            {
                "run": each.run,
                "published_at": each.published_at,
                "action": each.action,
                "parent": each.parent,
                "digest": each.digest,
                "counts": each.counts,
                "expected_false_positives": plain(known[each.run]),
            }
            for each in switches
        ],
        "held": [{"run": each.id, "started": each.started, "reasons": each.reasons} for each in held],
    }


def lines(switches: "list[PublicationRow]", held: "list[Run]", known: "Known") -> "Iterator[RenderableType]":
    """The list for people: the table, how many false positives to expect, what is held."""
    from linkage.cli.reports import false_positives
    from linkage.cli.tables import table

    rows = (
        (each.run, each.action, each.published_at, *(each.counts[name] for name in COUNTS))
        for each in switches
    )
    yield table(("run", "what", "at", *COUNTS), rows)
    for each in switches[:1]:
        yield f"expected false positives of {each.run}: {false_positives(known[each.run])}"
    for run in held:
        yield f"held: {run.id}, {'; '.join(run.reasons)}: linkage publish {run.id}"


def publish(
    session: Session,
    run: Annotated[str, typer.Argument(metavar="RUN", help="The held run.", autocompletion=complete.run)],
) -> Answer:
    """Publish a held run."""
    from linkage.home.publish import publish

    found = publish(session, run)
    return Answer({"published": found.run, "counts": found.manifest.counts}, (f"serving {found.run}",))


def rollback(session: Session) -> Answer:
    """Serve the previous publication again."""
    from linkage.home.publish import rollback

    found = rollback(session)
    return Answer({"published": found.run, "counts": found.manifest.counts}, (f"serving {found.run} again",))
