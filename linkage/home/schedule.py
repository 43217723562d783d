"""Run on a schedule: load what is new and detect, again and again."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import orjson

from linkage import atomic
from linkage.errors import LinkageError
from linkage.home.home import Home, Progress
from linkage.home.load import Wish, load
from linkage.home.run import detect
from linkage.ingest import mapping, sources
from linkage.ingest.load import Loaded
from linkage.ingest.still import age
from linkage.printable import stamp
from linkage.publication import writer

Shown = Callable[[], AbstractContextManager[Progress]]
"""Opens what shows how far a round is."""

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


@dataclass(frozen=True)
class Plan:
    """When rounds begin, and how many there are."""

    every: float
    """Seconds from the begin of one round to that of the next."""
    rounds: int = 0
    """0 goes on until stopped."""


def rounds(home: Home, paths: list[str], wish: Wish, plan: Plan, shown: Shown) -> Iterator[Round]:
    """Each round as it ends; a round that fails is an answer too, and the next tries again."""
    for number in count(1):
        began = time.monotonic()
        wait(paths, wish.map, STILL)
        with shown() as progress:
            found = once(home, paths, replace(wish, still=STILL), progress)
        yield found
        if number == plan.rounds:
            return
        time.sleep(max(0.0, plan.every - (time.monotonic() - began)))


def wait(paths: list[str], map: Path | None, still: float) -> None:
    """Wait until every file was left alone for so many seconds; one that goes on changing is not waited for."""
    for _ in range(LONGEST_WAIT):
        try:
            found = sources.find(paths, mapping.read(map) if map else mapping.Mapping(), lambda _: None)
        except LinkageError:
            return  # the round says so
        youngest = min((age(each.path, time.time()) for each in found if each.path), default=still)
        if youngest >= still:
            return
        time.sleep(min(still - youngest, 1) + 0.01)


def once(home: Home, paths: list[str], wish: Wish, progress: Progress) -> Round:
    """One round; its errors are its answer."""
    try:
        taken = load(home, paths, wish, progress)
        for sentence in taken.sentences():
            home.notice(sentence)
        told = Round(fresh(taken.loaded), failed="; ".join(map(str, taken.failed.values())) or None)
        if changed(home):
            found = detect(home, progress)
            told = replace(told, run=found.publication.run, held=bool(found.held))
        if told.failed is None:
            note(home)
        return told
    except LinkageError as error:
        return Round(failed=str(error))


def fresh(loaded: list[Loaded]) -> int:
    """How many were not there before."""
    return sum(not (each.repeated or each.withdrawn) for each in loaded)


def changed(home: Home) -> bool:
    """Whether the graph has another watermark than the newest run, published or held, has read."""
    folder = home.settings.publications
    with home.store() as store:
        watermark = store.watermark()
    read = [each.watermark for each in writer.readable(folder)[-1:]]
    return watermark > 0 and read != [watermark]


def note(home: Home) -> None:
    """Write down that a round ended well."""
    at = stamp(datetime.now(UTC))
    atomic.write(home.settings.home / FILE, orjson.dumps({"at": at}))
