"""What a doctor looks at to tell whether the parts of a home are whole, and belong together."""

import re
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from linkage.errors import Damaged, LinkageError
from linkage.home import findings
from linkage.home.findings import PATIENCE, SKEW, Finding, judged
from linkage.home.home import LOST, Home

if TYPE_CHECKING:
    from linkage.ledger import Ledger
    from linkage.ledger.audit.log import Chain

EPOCH = re.compile(r"[0-9a-f]+/\d+")
"""What names a pepper and a version of the normalisers."""
LAID = "run `linkage publications`, or start the service: it is made anew from the ledger"


def believed(home: Home) -> "Ledger":
    """The ledger as it is, opened and not upgraded; raises LinkageError where that cannot be."""
    from linkage.consistency import RESTORE, evidence, lost_ledger, open_own
    from linkage.errors import LedgerUnavailable, Refused
    from linkage.ledger import health

    known = evidence(home.settings)
    found = health.look(home.settings.ledger)
    lost = lost_ledger(home.settings, known)
    if known and found.version and found.revision is None:
        lost = f"the ledger is empty, but this home has {known.words()}: {RESTORE}"
    if lost is not None:
        raise Refused(lost)
    if found.version and found.revision != found.head:
        raise LedgerUnavailable("it has other migrations")
    return open_own(home.settings)


def published(home: Home) -> Iterator[Finding]:
    """Is what is served there, and what was written? All of it is read."""
    from linkage.publication import writer
    from linkage.publication.reader import Publication

    folder = home.settings.publications
    run = writer.current(folder)
    if run is None and not writer.written(folder):
        name = folder / writer.CURRENT
        yield judged(
            "publication", not name.exists(), "nothing is published yet", f"{LOST}, or `linkage detect`"
        )
        return
    try:
        if run is None:
            raise Damaged(LOST)
        manifest = Publication.open(folder, run).manifest
    except LinkageError as error:
        instead = writer.intact(folder)
        serves = (
            f"; the service answers from {instead.run}, as stale" if instead else "; nothing can be served"
        )
        yield Finding("publication", False, f"{error}{serves}", "run `linkage rollback`, or `linkage detect`")
        return
    yield Finding("publication", True, f"{manifest.run}, {manifest.counts['rings']:,} rings")
    yield from others(folder, run)


def others(folder: Path, run: str) -> Iterator[Finding]:
    """Publications kept beside the one that is served that are not what was written; all of each is read."""
    from linkage.publication import writer
    from linkage.publication.reader import Publication

    for each in writer.written(folder):
        try:
            if each != run:
                Publication.open(folder, each)
        except LinkageError as error:
            yield Finding(
                "publication", False, f"{error}", f"restore {folder / each} from a backup, or delete it"
            )


def clock(home: Home) -> Iterator[Finding]:
    """Does this machine's clock go on from what was published?"""
    from linkage.publication import writer

    told = [each.published_at or each.created_at for each in writer.readable(home.settings.publications)]
    ahead = max(map(datetime.fromisoformat, told), default=datetime.min.replace(tzinfo=UTC))
    late = ahead - datetime.now(UTC)
    if late > timedelta(seconds=SKEW):
        says = f"{late.total_seconds():,.0f} s behind the newest publication"
        yield Finding("clock", False, says, "set it by NTP: the audit and the ends of keys go by it")


def overlay(home: Home) -> Iterator[Finding]:
    """Is what is laid over publications whole, and does it say what the ledger says?"""
    from linkage.ledger.decisions.overlay import read_newcomers, read_overlay, snapshot

    folder = home.settings.overlay
    if not folder.is_dir():  # nobody needed it yet, or a backup was restored without
        return
    try:
        read_newcomers(folder, 0)
        there = read_overlay(folder)
        with closing(believed(home)) as ledger:
            said = snapshot(ledger)
    except Damaged as error:
        yield Finding("overlay", False, str(error), LAID)
        return
    except LinkageError:  # what is wrong with the ledger is told beside it
        return
    if there is None:
        made = said["keys"] or said["accounts"] or said["rings"] or said["erased"]
        yield judged("overlay", not made, "missing", LAID)
        return
    same = all(there[name] == said[name] for name in ("keys", "rings", "accounts", "erased"))
    yield judged("overlay", same, "same as the ledger" if same else "differs from the ledger", LAID)


def ledger(home: Home) -> Iterator[Finding]:
    """Is the ledger the one this home's files speak of, are its pages whole, and its rows what the audit has?"""
    from linkage.errors import Refused
    from linkage.ledger import file_of
    from linkage.ledger.audit.log import verify
    from linkage.ledger.health import damage

    path = file_of(home.settings.ledger)
    if path is not None and path.is_file() and (broken := damage(path)) is not None:
        yield Finding("ledger", False, f"damaged: {broken}", "restore the ledger from a backup")
        return
    if path is not None and not path.exists() and not home.settings.home.exists():
        return
    try:
        if path is None or path.exists() or home.settings.publications.exists():
            with closing(believed(home)) as opened:
                yield from touched(verify(opened))
    except Refused as error:
        yield Finding("ledger", False, str(error), "restore the ledger, or correct LINKAGE_LEDGER_URL")
    except LinkageError:  # told by whoever looks at its server
        return


def touched(chain: "Chain") -> Iterator[Finding]:
    """Is a row of the ledger not as the audit chain has it?"""
    if not chain.whole:
        at = "" if chain.broken_at is None else f"entry {chain.broken_at:,} of the audit"
        says = f"changed: {at or chain.strays[0]}"
        yield Finding(
            "ledger", False, says, "run `linkage audit verify`, and restore the ledger from a backup"
        )


def graph(home: Home) -> Iterator[Finding]:
    """Does the graph answer, are its pages what was written, and does what stands in it belong to this home?

    One after the other: a server locks out whoever tries a wrong password often, and what is not made is not opened.
    """
    from linkage.graph.health import made

    answer = list(findings.graph(home))
    yield from answer
    broken = list(pages(home))
    yield from broken
    if answer[0].well and not broken and made(home.settings, PATIENCE):
        yield from stored(home)


def pages(home: Home) -> Iterator[Finding]:
    """Is an embedded graph there, and are its pages and facts what was written?"""
    from linkage.consistency import lost_graph
    from linkage.graph.health import damage

    try:
        lost = lost_graph(home.settings)
        broken = None if lost else damage(home.settings, every=True)
    except LinkageError:  # told by whoever looks whether it answers
        return
    if lost is not None:
        yield Finding("graph", False, lost, "restore it from a backup, or `linkage ingest` everything again")
    if broken is not None:
        yield Finding(
            "graph", False, f"damaged: {broken}", "restore it from a backup, or move it away and load again"
        )


def stored(home: Home) -> Iterator[Finding]:
    """Has the graph every batch that was loaded, and was it made with this pepper?"""
    from linkage.consistency import lacking
    from linkage.graph import open_graph

    try:
        with closing(open_graph(home.settings, PATIENCE)) as store:
            yield from made_with(home, store.epoch())
            with closing(believed(home)) as ledger:
                away = lacking(store, ledger)
    except LinkageError:  # told by whoever looks at the ledger
        return
    if away:
        says = f"{len(away):,} loaded batches are missing, such as {away[0]}"
        yield Finding("graph", False, says, "load their files again, or restore the graph from a backup")


def made_with(home: Home, present: str | None) -> Iterator[Finding]:
    """Is the pepper the one that the graph's tokens, of the epoch `present`, were made with?"""
    from linkage import pepper as peppers
    from linkage.normalise import epoch

    if present is None or not EPOCH.fullmatch(present):
        return
    try:
        own = epoch(peppers.find(home.settings, new=False))
    except (LinkageError, OSError):  # told by whoever looks at the pepper
        return
    if present != own:
        yield Finding(
            "pepper",
            False,
            "the graph was made with another one",
            "restore the old one; if it is lost for good, `linkage reingest` everything",
        )


def kept(home: Home) -> Iterator[Finding]:
    """Is the home a folder that can be written?"""
    folder = home.settings.home
    if folder.exists() and not folder.is_dir():
        yield Finding("home", False, f"{folder} is a file", "name a folder by --home or LINKAGE_HOME")
    elif folder.exists() and home.readonly:
        yield Finding(
            "home",
            False,
            f"{folder} is read-only: nothing can be loaded or decided",
            "mount it for writing, or change its owner",
        )
