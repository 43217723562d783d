"""Load and detect on a schedule, as an unattended job."""

from typing import TYPE_CHECKING, Annotated

import typer

from linkage.cli.load import HashIds, Map, Paths
from linkage.cli.session import Answer, Session, command
from linkage.printable import shown

if TYPE_CHECKING:
    from linkage.home.schedule import Round


def register(app: typer.Typer) -> None:
    """Add this command."""
    command(app)(tend)
    command(app, "schedule")(tend)


def tend(
    session: Session,
    paths: Paths,
    map: Map = None,
    hash_ids: HashIds = False,
    every: Annotated[
        float, typer.Option(min=0, metavar="MINUTES", help="Minutes between the starts of two rounds.")
    ] = 60,
    rounds: Annotated[int, typer.Option(min=0, help="Number of rounds; 0 runs until stopped.")] = 0,
) -> Answer:
    """Run on a schedule: load what is new at the paths, then detect. A failed round is reported and retried.

    A round without changes detects nothing. An unreachable server, or a folder without feeds, ends only that
    round. `schedule` and `tend` are the same command.
    """
    from linkage.cli.progress import bar
    from linkage.home import schedule
    from linkage.home.load import Wish

    told: list[Round] = []
    plan = schedule.Plan(every * 60, rounds)
    for found in schedule.rounds(session, paths, Wish(map, hash_ids), plan, lambda: bar(session.console)):
        told = [*told[-99:], found]
        session.console.print(shown(sentence(found)), markup=False, soft_wrap=True)
    document = {"rounds": [vars(each) for each in told]}
    return Answer(document, failed=told[-1].failed is not None)


def sentence(found: "Round") -> str:
    """A round, for whoever reads the job's log."""
    files = f"{found.loaded:,} new files"
    done = f"{found.run} is {'held' if found.held else 'served'}" if found.run else "nothing to detect"
    if found.failed is None:
        return f"{files}: {done}"
    went_in = f", but {files} were loaded: {done}" if found.loaded or found.run else ""
    return f"this round failed and will be retried: {found.failed}{went_in}"
