"""Writing publications: a folder that is there whole or not at all, and the one name of what is served.

Everything here works on files alone; `linkage.publication.release` adds the ledger.
"""

import os
import platform
import shutil
from collections.abc import Iterator, Set
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import polars as pl

from linkage import atomic, locks, printable
from linkage.errors import DamagedPublication, Refused, UnknownRun
from linkage.model import ENFORCEABLE, TIERS
from linkage.publication import manifest, schema
from linkage.publication.figures import yesterday
from linkage.publication.manifest import Manifest
from linkage.publication.reader import Publication, digest
from linkage.publication.schema import Findings
from linkage.rings import lineage

CURRENT = "current"
LOCK = ".lock"
RUNNING = ".running"
TEMPORARY = ".tmp-"


def write(
    findings: Findings,
    folder: Path,
    run_id: str,
    previous: Publication | None,
    known: Set[str] = frozenset(),
) -> Publication:
    """Write a run's findings as a publication that is not served yet.

    Ring ids are carried over from `previous` (the one served now; None for the first of a home); `known` are
    all ring ids ever given, so that none is given anew. The folder takes its name when everything in it is on
    the disk. Writing the same again gives back what is there; other findings under one run are `Refused`.
    """
    manifest.began(run_id)
    old = previous.cores() if previous else pl.DataFrame(schema=lineage.CORES)
    gone = previous.gone if previous else None
    lines = lineage.match(old, schema.current_cores(findings), known, gone)
    past = yesterday(folder, run_id, previous.run if previous else None)
    tables = {**schema.tables(findings, lines.ids, past), "events": lines.events, "gone": lines.gone}
    content = schema.content(tables["rings"], tables["members"])
    with locked(folder):
        sweep(folder)
        if not (folder / run_id).exists():
            temporary = folder / f"{TEMPORARY}{run_id}"
            temporary.mkdir(mode=0o700)
            files = {f"{name}.arrow": _table(temporary, name, table) for name, table in tables.items()}
            parent = previous.run if previous else None
            made = _manifest(findings, tables, (run_id, parent, content), files)
            _seal(temporary, replace(made, seq=1 + max((each.seq for each in readable(folder)), default=0)))
            temporary.rename(folder / run_id)
            atomic.sync(folder)
    found = Publication.open(folder, run_id, verify=False)
    if found.manifest.digest != content:
        raise Refused(f"run {run_id} is written already, with other findings")
    return found


def _table(folder: Path, name: str, table: pl.DataFrame) -> str:
    """Write one table, uncompressed and in one piece, so that it can be mapped; its digest."""
    path = folder / f"{name}.arrow"
    table.write_ipc(path, compression="uncompressed", record_batch_size=max(table.height, 1))
    atomic.sync(path)
    return digest(path)


def _manifest(
    findings: Findings,
    tables: dict[str, pl.DataFrame],
    names: tuple[str, str | None, str],
    files: dict[str, str],
) -> Manifest:
    run_id, parent, content = names
    return Manifest(
        run=run_id,
        created_at=printable.stamp(manifest.began(run_id)),
        parent=parent,
        watermark=findings.watermark,
        epoch=findings.epoch,
        digest=content,
        detector=findings.detector,
        seed=findings.seed,
        versions={"linkage": _version(), "python": platform.python_version(), "settings": findings.settings},
        counts=_counts(findings, tables),
        times=findings.times,
        files=dict(sorted(files.items())),
    )


def _counts(findings: Findings, tables: dict[str, pl.DataFrame]) -> dict[str, int]:
    tiers = {tier: int((tables["members"]["tier"] == tier).sum()) for tier in TIERS}
    return {
        "accounts": tables["accounts"].height,
        "rings": tables["rings"].height,
        **tiers,
        "enforceable": sum(tiers[tier] for tier in ENFORCEABLE),
        "paying": findings.paying,
    }


def _version() -> str:
    try:
        return version("linkage")
    except PackageNotFoundError:
        return "unknown"


def _seal(folder: Path, found: Manifest) -> None:
    """Write the manifest, which makes it a publication, and wait for the disk."""
    path = folder / manifest.FILE
    path.write_bytes(manifest.text(found))
    atomic.sync(path)
    atomic.sync(folder)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Only one process at a time writes publications or switches; a killed one lets go by itself."""
    with _lock(folder, LOCK):
        yield


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Only one run at a time in a home; `Refused` while another is under way."""
    with ExitStack() as stack:
        try:
            stack.enter_context(_lock(folder, RUNNING, wait=False))
        except BlockingIOError as error:
            raise Refused("another run is under way in this home: wait for it to end") from error
        yield


@contextmanager
def _lock(folder: Path, name: str, wait: bool = True) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder / name, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        locks.hold(handle, wait)
        yield
    finally:
        os.close(handle)


def sweep(folder: Path) -> None:
    """Delete what killed processes left half-written; call it under the lock."""
    for left in folder.glob(f"{TEMPORARY}*"):
        shutil.rmtree(left)
    atomic.sweep(folder)


def prune(folder: Path, keep: int) -> list[str]:
    """Delete old publications and say which; `keep` counts the one served and those before it.

    What is newer than the one served stays: it is held, or was rolled back from, and may be published yet. Newer
    and older go by the order in which they were written, not by clocks.
    """
    with locked(folder):
        kept: list[str] = []
        run_id = current(folder)
        while run_id is not None and len(kept) < max(keep, 1):
            kept.append(run_id)
            run_id = _parent(folder, run_id)
        order = written(folder)
        oldest = order.index(kept[-1]) if kept else 0
        old = [run_id for run_id in order[:oldest] if run_id not in kept]
        for run_id in old:
            gone = folder / f"{TEMPORARY}{run_id}"
            (folder / run_id).rename(gone)
            shutil.rmtree(gone)
    return old


def oldest_watermark(folder: Path) -> int:
    """The least watermark of the publications here: what every one of them has read; 0 when there is none."""
    return min((each.watermark for each in readable(folder)), default=0)


def readable(folder: Path) -> list[Manifest]:
    """The manifests of the publications here that can be read, oldest first."""
    found = []
    for path in folder.glob(f"[0-9]*/{manifest.FILE}"):
        with suppress(DamagedPublication):
            found.append(manifest.read(path.parent))
    return sorted(found, key=lambda each: (each.seq, each.run))


def intact(folder: Path) -> Publication | None:
    """What is to be served: the publication that `current` names, or the newest whole one that was before it.

    None where there is none. Runs that are held, or were rolled back from, are no publications yet, or any more.
    """
    for run_id in [*filter(None, [current(folder)]), *before(folder)]:
        with suppress(DamagedPublication, UnknownRun):
            return Publication.open(folder, run_id)
    return None


def before(folder: Path) -> list[str]:
    """Publications that were served before the one that `current` names, newest first."""
    name, known = current(folder), {each.run: each for each in readable(folder)}
    bound = known[name].seq if name in known else float("inf")
    lineage, parent = set(), known[name].parent if name in known else None
    while parent in known and parent not in lineage:
        lineage.add(parent)
        parent = known[parent].parent
    served = [
        each
        for each in known.values()
        if each.run in lineage or (each.published_at is not None and each.run != name and each.seq < bound)
    ]
    return [each.run for each in sorted(served, key=lambda each: (each.seq, each.run), reverse=True)]


def _parent(folder: Path, run_id: str) -> str | None:
    """The publication before one, if it is still here."""
    try:
        parent = manifest.read(folder / run_id).parent
    except DamagedPublication:
        return None
    return parent if parent is not None and (folder / parent).is_dir() else None


def current(folder: Path) -> str | None:
    """The run that is served; None before the first, and where `current` is lost or says nothing that can be read."""
    try:
        name = (folder / CURRENT).read_text().strip()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError, UnicodeDecodeError):
        return None
    return name if manifest.is_run(name) else None


def switch(folder: Path, run_id: str, now: datetime | None = None, left: str | None = None) -> None:
    """Serve this run from now on, all at once; `UnknownRun` when it has no publication.

    Its manifest says since when; that of the run that was `left` by a rollback says so no more.
    """
    manifest.began(run_id)
    if not (folder / run_id).is_dir():
        raise UnknownRun(f"there is no publication of run {run_id}")
    _stamp(folder / run_id, printable.stamp(now or datetime.now(UTC)))
    if left is not None and left != run_id and (folder / left).is_dir():
        with suppress(DamagedPublication):
            _stamp(folder / left, None)
    _cleared(folder / CURRENT)
    atomic.write(folder / CURRENT, f"{run_id}\n".encode())


def _cleared(path: Path) -> None:
    """Put a folder aside that stands where the file belongs; a link, or anything else, is written over."""
    if path.is_dir() and not path.is_symlink():
        path.rename(path.with_name(f"{TEMPORARY}{path.name}-{os.getpid()}"))


def _stamp(folder: Path, published_at: str | None) -> None:
    """Have a manifest say when it was switched to."""
    made = replace(manifest.read(folder), published_at=published_at)
    atomic.write(folder / manifest.FILE, manifest.text(made))


def written(folder: Path) -> list[str]:
    """Runs that have a publication here, served or not, in the order they were written; unreadable ones first."""
    if not folder.is_dir():
        return []
    known = [each.run for each in readable(folder)]
    there = {path.parent.name for path in folder.glob(f"[0-9]*/{manifest.FILE}")}
    return [*sorted(there - set(known)), *(run for run in known if run in there)]
