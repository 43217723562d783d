"""Calibrating the ring score by a platform's own labels."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from linkage.cli.session import Answer, Session, command

if TYPE_CHECKING:
    from linkage.score.calibration import Fitted

ABOUT = "Made by `linkage fit` on {day} from the labels of this home; `linkage fit --forget` removes it."


def register(app: typer.Typer) -> None:
    """Add this command."""
    command(app)(fit)


def fit(
    session: Session,
    forget: Annotated[bool, typer.Option("--forget", help="Return to the default calibration.")] = False,
) -> Answer:
    """Calibrate the ring score with the loaded labels, so that it is a probability; later runs use it."""
    if forget:
        return forgotten(session)
    from linkage import atomic, pipeline
    from linkage.cli.progress import bar
    from linkage.ledger.runs.kinds import declared
    from linkage.score import calibration

    with session.store() as store, session.ledger() as ledger, bar(session.console) as shown:
        known = pipeline.traits(declared(ledger))
        judged = pipeline.judged(session.settings, store, known, pipeline.Clock(shown.tell))
    about = ABOUT.format(day=f"{datetime.now(UTC):%Y-%m-%d}")
    found = calibration.fit(judged.scores, judged.facts.members, judged.facts.about, about)
    atomic.write(session.settings.weights, calibration.text(found.calibration))
    return told(session, found)


def forgotten(session: Session) -> Answer:
    """Take the calibration of this home away."""
    path = session.settings.weights
    there = path.exists()
    path.unlink(missing_ok=True)
    says = "the calibration fitted here was removed" if there else "no calibration was fitted here"
    return Answer({"forgotten": there}, (f"{says}: later runs use the default",))


def told(session: Session, found: "Fitted") -> Answer:
    """The calibration before and after, and on how many rings it rests."""
    from linkage.cli.tables import table
    from linkage.score.calibration import Calibration

    before, after = Calibration(), found.calibration
    pairs = {
        name: {"before": getattr(before, name), "after": getattr(after, name)} for name in ("slope", "offset")
    }
    document = {
        "file": str(session.settings.weights),
        "digest": after.digest,
        "rings": {"abuse": found.abuse, "honest": found.honest},
        "calibration": pairs,
    }
    said = f"from {found.abuse:,} labelled rings of abuse and {found.honest:,} honest ones:"
    rows = [(name, pair["before"], pair["after"]) for name, pair in pairs.items()]
    return Answer(
        document, (said, table(("part", "before", "after"), rows), f"later runs use {document['file']}")
    )
