"""Learning the weights of the ring score from a platform's own labels."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from linkage.cli.session import Answer, Session, command

if TYPE_CHECKING:
    from rich.console import RenderableType

    from linkage.score.fit import Refit

ABOUT = (
    "Made by `linkage fit` on {day}: the weights that are shipped, drawn towards what the labels of this home "
    "say. Later runs use these; `linkage fit --forget` goes back to the shipped ones."
)


def register(app: typer.Typer) -> None:
    """Add this command."""
    command(app)(fit)


def fit(
    session: Session,
    forget: Annotated[
        bool, typer.Option("--forget", help="Go back to the weights that are shipped.")
    ] = False,
) -> Answer:
    """Learn the ring score's weights from the labels loaded here; later runs use them."""
    if forget:
        return forgotten(session)
    from linkage import atomic, pipeline
    from linkage.cli.progress import bar
    from linkage.ledger.kinds import declared
    from linkage.score import fit as learning
    from linkage.score import weights

    with session.store() as store, session.ledger() as ledger, bar(session.console) as shown:
        known = pipeline.traits(declared(ledger))
        facts = pipeline.proved(session.settings, store, known, pipeline.Clock(shown.tell))
    found = learning.refit(facts, weights.shipped())
    about = ABOUT.format(day=f"{datetime.now(UTC):%Y-%m-%d}")
    atomic.write(session.settings.weights, weights.text(found.weights, about))
    return told(session, found)


def forgotten(session: Session) -> Answer:
    """Take the weights of this home away."""
    path = session.settings.weights
    there = path.exists()
    path.unlink(missing_ok=True)
    says = "the weights fitted here are gone" if there else "there were none fitted here"
    return Answer({"forgotten": there}, (f"{says}: later runs use those that are shipped",))


def told(session: Session, found: "Refit") -> Answer:
    """Each table that changed, before and after, and on how many rings that rests."""
    from linkage.cli.tables import table
    from linkage.score import weights

    before = weights.shipped()
    changed = {
        name: {
            each: {"before": before[name][each], "after": after}
            for each, after in found.weights[name].items()
        }
        for name in found.learned
    }
    document = {
        "file": str(session.settings.weights),
        "digest": weights.digest(found.weights),
        "rings": {name: {"abuse": abuse, "honest": honest} for name, (abuse, honest) in found.rings.items()},
        "weights": changed,
    }
    views: list[RenderableType] = []
    for name, rows in changed.items():
        abuse, honest = found.rings[name]
        cells = [(each, pair["before"], pair["after"]) for each, pair in rows.items()]
        views.append(f"{name}, from {abuse:,} labelled rings of abuse and {honest:,} honest ones:")
        views.append(table(("feature", "before", "after"), cells))
    return Answer(document, (*views, f"later runs use {session.settings.weights}"))
