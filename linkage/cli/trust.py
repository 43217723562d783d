"""Estimates of error without labels."""

from typing import Annotated

import typer

from linkage.cli.session import Answer, Session, command


def register(app: typer.Typer) -> None:
    """Add this command."""
    command(app)(trust)


def trust(
    session: Session,
    quick: Annotated[
        bool, typer.Option("--quick", help="Skip the backtest and the runs without each feed.")
    ] = False,
    seed: Annotated[int, typer.Option(min=0, metavar="S", help="The same seed plants the same groups.")] = 1,
    published: Annotated[
        bool,
        typer.Option("--published", help="Show only what the served publication has stored, without a run."),
    ] = False,
) -> Answer:
    """Estimate, without labels, which rings would be found, how many honest accounts flagged, and which data decides.

    Rings and honest groups are planted among copies of accounts, in memory: nothing is written or published.
    """
    if published:
        return kept(session)
    from linkage.cli.doubts import views
    from linkage.cli.progress import bar
    from linkage.home.trust import estimate
    from linkage.trust.told import document

    with bar(session.console) as shown:
        found = estimate(session, seed, quick, shown)
    return Answer(document(found, seed), views(found))


def kept(session: Session) -> Answer:
    """The weights of kinds, the nearest misses and the weakest rings of the run that is served."""
    from linkage.cli import doubts
    from linkage.cli.weights import by_kind
    from linkage.trust import published

    publication = session.publication()
    misses, rings = published.nearest(publication), published.weakest(publication)
    document = {
        "publication": publication.run,
        "kinds": by_kind(publication).to_dicts(),
        "nearest_misses": misses.to_dicts(),
        "weakest_rings": rings.to_dicts(),
    }
    return Answer(document, doubts.kept(publication.run, by_kind(publication), misses, rings))
