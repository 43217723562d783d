"""Loading and detecting again and again: what a job does that nobody watches."""

import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from linkage.cli.load import HashIds, Map, Paths
from linkage.cli.session import Answer, Session, command
from linkage.errors import LinkageError

if TYPE_CHECKING:
    from linkage.ingest.load import Loaded

STILL = 3.0
"""Seconds without a change after which a file is held to be written."""

LONGEST_WAIT = 60
"""Most seconds in which a round waits for that; files that still change are left to the next."""

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
        wait(paths, map, STILL)
        told = [*told[-99:], once(session, paths, Wish(map, hash_ids, still=STILL))]
        session.console.print(sentence(told[-1]), markup=False, soft_wrap=True)
        rounds -= 1
        if rounds == 0:
            break
        time.sleep(max(0.0, every * 60 - (time.monotonic() - began)))
    document = {"rounds": [vars(each) for each in told]}
    return Answer(document, failed=told[-1].failed is not None)


def wait(paths: list[str], map: Path | None, still: float) -> None:
    """Wait until every file was left alone for so many seconds; one that goes on changing is not waited for."""
    from linkage.ingest import mapping, sources
    from linkage.ingest.still import age

    for _ in range(LONGEST_WAIT):
        try:
            found = sources.find(paths, mapping.read(map) if map else mapping.Mapping(), lambda _: None)
        except LinkageError:
            return  # the round says so
        youngest = min((age(each.path, time.time()) for each in found if each.path), default=still)
        if youngest >= still:
            return
        time.sleep(min(still - youngest, 1) + 0.01)


def once(session: Session, paths: list[str], wish: object) -> Round:
    """One round; its errors are its answer."""
    from linkage.cli import intake
    from linkage.cli.run import detect

    assert isinstance(wish, intake.Wish)
    try:
        taken = intake.take(session, paths, wish)
        told = Round(fresh(taken.loaded), failed="; ".join(map(str, taken.failed.values())) or None)
        if changed(session):
            found = detect(session).document
            assert isinstance(found, dict)
            told = replace(told, run=str(found["run"]), held=not found["published"])
        if told.failed is None:
            note(session)
        return told
    except LinkageError as error:
        return Round(failed=str(error))


def fresh(loaded: "list[Loaded]") -> int:
    """How many were not there before."""
    return sum(not (each.repeated or each.withdrawn) for each in loaded)


def changed(session: Session) -> bool:
    """Whether the graph has another watermark than the newest run, published or held, has read."""
    from linkage.publication import writer

    folder = session.settings.publications
    with session.store() as store:
        watermark = store.watermark()
    read = [each.watermark for each in writer.readable(folder)[-1:]]
    return watermark > 0 and read != [watermark]


def note(session: Session) -> None:
    """Write down that a round ended well."""
    import orjson

    from linkage import atomic

    at = datetime.now(UTC).isoformat(timespec="seconds")
    atomic.write(session.settings.home / FILE, orjson.dumps({"at": at}))


def sentence(found: Round) -> str:
    """A round, for whoever reads the job's log."""
    files = f"{found.loaded:,} new files"
    done = f"{found.run} is {'held' if found.held else 'served'}" if found.run else "nothing to detect"
    if found.failed is None:
        return f"{files}: {done}"
    went_in = f", but {files} went in: {done}" if found.loaded or found.run else ""
    return f"this round failed, the next tries again: {found.failed}{went_in}"
