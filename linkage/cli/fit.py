"""Calibrating the ring score by a platform's own labels."""

from typing import TYPE_CHECKING, Annotated

import typer

from linkage.cli.session import Answer, Session, command

if TYPE_CHECKING:
    from linkage.home.fit import Fitted


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
    from linkage.cli.progress import bar
    from linkage.home import fit

    with bar(session.console) as shown:
        found = fit.fit(session, shown)
    return told(session, found)


def forgotten(session: Session) -> Answer:
    """Take the calibration of this home away."""
    from linkage.home import fit

    there = fit.forget(session)
    says = "the calibration fitted here was removed" if there else "no calibration was fitted here"
    return Answer({"forgotten": there}, (f"{says}: later runs use the default",))


def told(session: Session, found: "Fitted") -> Answer:
    """The calibration before and after, and on how many rings it rests."""
    from linkage.cli.tables import table
    from linkage.home.fit import DEFAULT

    before, after = DEFAULT, found.calibration
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
