"""Loading and detecting again and again: what a job does that nobody watches."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from linkage.cli.load import HashIds, Map, Paths
from linkage.cli.session import Answer, Session, command
from linkage.errors import LinkageError

if TYPE_CHECKING:
    from linkage.ingest.load import Loaded

FILE = "tended.json"
"""In the home: when a round last ended well; a health check looks at its age."""


@dataclass(frozen=True)
class Round:
    """What one round came to."""

    loaded: int = 0
    """Files that were not there before."""
    run: str | None = None
    held: bool = False
    failed: str | None = None
    """What kept it from ending well."""


def register(app: typer.Typer) -> None:
    """Add this command."""
    command(app)(tend)


def tend(
    session: Session,
    paths: Paths,
    map: Map = None,
    hash_ids: HashIds = False,
    every: Annotated[float, typer.Option(min=0, metavar="MINUTES", help="From one round to the next.")] = 60,
    rounds: Annotated[int, typer.Option(min=0, help="How many; 0 goes on until stopped.")] = 0,
) -> Answer:
    """Load what is new at the paths and detect, again and again; a round that fails is told, and tried again.

    Nothing is detected while nothing changed. A server that is away, or a folder without feeds yet, ends no
    more than the round.
    """
    from linkage.cli.intake import Wish

    told: list[Round] = []
    while True:
        began = time.monotonic()
        told = [*told[-99:], once(session, paths, Wish(map, hash_ids))]
        session.console.print(sentence(told[-1]), markup=False)
        rounds -= 1
        if rounds == 0:
            break
        time.sleep(max(0.0, every * 60 - (time.monotonic() - began)))
    document = {"rounds": [vars(each) for each in told]}
    return Answer(document, failed=told[-1].failed is not None)


def once(session: Session, paths: list[str], wish: object) -> Round:
    """One round; its errors are its answer."""
    from linkage.cli import intake
    from linkage.cli.run import detect

    assert isinstance(wish, intake.Wish)
    try:
        loaded = fresh(intake.take(session, paths, wish))
        if not changed(session):
            note(session)
            return Round(loaded)
        found = detect(session).document
        assert isinstance(found, dict)
        note(session)
        return Round(loaded, str(found["run"]), held=not found["published"])
    except LinkageError as error:
        return Round(failed=str(error))


def fresh(loaded: "list[Loaded]") -> int:
    """How many were not there before."""
    return sum(not (each.repeated or each.withdrawn) for each in loaded)


def changed(session: Session) -> bool:
    """Whether the graph has another watermark than the newest run, published or held, has read."""
    from linkage.rings import publish

    folder = session.settings.publications
    with session.store() as store:
        watermark = store.watermark()
    read = [each.watermark for each in publish.readable(folder)[-1:]]
    return watermark > 0 and read != [watermark]


def note(session: Session) -> None:
    """Write down that a round ended well."""
    import orjson

    from linkage import atomic

    at = datetime.now(UTC).isoformat(timespec="seconds")
    atomic.write(session.settings.home / FILE, orjson.dumps({"at": at}))


def sentence(found: Round) -> str:
    """A round, for whoever reads the job's log."""
    if found.failed is not None:
        return f"this round failed, the next tries again: {found.failed}"
    files = f"{found.loaded:,} new files"
    if found.run is None:
        return f"{files}: nothing to detect"
    return f"{files}: {found.run} is {'held' if found.held else 'served'}"
