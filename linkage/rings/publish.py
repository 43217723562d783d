"""Writing publications: a folder that is there whole or not at all, and the one name of what is served.

Everything here works on files alone; `linkage.rings.serving` adds the ledger.
"""

import fcntl
import os
import platform
import shutil
from collections.abc import Iterator, Set
from contextlib import ExitStack, contextmanager
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import polars as pl

from linkage import atomic
from linkage.errors import Refused, UnknownRun
from linkage.model import ENFORCEABLE, TIERS
from linkage.rings import layout, lineage, manifest
from linkage.rings.layout import Findings
from linkage.rings.manifest import Manifest
from linkage.rings.publication import Publication, digest

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
    lines = lineage.match(old, layout.current_cores(findings), known, gone)
    tables = {**layout.tables(findings, lines.ids), "events": lines.events, "gone": lines.gone}
    content = layout.content(tables["rings"], tables["members"])
    with locked(folder):
        sweep(folder)
        if not (folder / run_id).exists():
            temporary = folder / f"{TEMPORARY}{run_id}"
            temporary.mkdir(mode=0o700)
            files = {f"{name}.arrow": _table(temporary, name, table) for name, table in tables.items()}
            parent = previous.run if previous else None
            _seal(temporary, _manifest(findings, tables, (run_id, parent, content), files))
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
        created_at=manifest.began(run_id).isoformat(),
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
    with _lock(folder, LOCK, fcntl.LOCK_EX):
        yield


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Only one run at a time in a home; `Refused` while another is under way."""
    with ExitStack() as stack:
        try:
            stack.enter_context(_lock(folder, RUNNING, fcntl.LOCK_EX | fcntl.LOCK_NB))
        except BlockingIOError as error:
            raise Refused("another run is under way in this home: wait for it to end") from error
        yield


@contextmanager
def _lock(folder: Path, name: str, how: int) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder / name, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(handle, how)
        yield
    finally:
        os.close(handle)


def sweep(folder: Path) -> None:
    """Delete what killed processes left half-written; call it under the lock."""
    for left in folder.glob(f"{TEMPORARY}*"):
        shutil.rmtree(left)


def prune(folder: Path, keep: int) -> list[str]:
    """Delete old publications and say which; `keep` counts the one served and those before it.

    What is newer than the one served stays: it is held, or was rolled back from, and may be published yet.
    """
    with locked(folder):
        serving = current(folder)
        kept, run_id = 0, serving
        while run_id is not None and kept < max(keep, 1):
            oldest, kept = run_id, kept + 1
            run_id = _parent(folder, run_id)
        old = [run_id for run_id in written(folder) if serving is not None and run_id < oldest]
        for run_id in old:
            gone = folder / f"{TEMPORARY}{run_id}"
            (folder / run_id).rename(gone)
            shutil.rmtree(gone)
    return old


def oldest_watermark(folder: Path) -> int:
    """The least watermark of the publications here: what every one of them has read; 0 when there is none."""
    return min((manifest.read(folder / run_id).watermark for run_id in written(folder)), default=0)


def _parent(folder: Path, run_id: str) -> str | None:
    """The publication before one, if it is still here."""
    parent = manifest.read(folder / run_id).parent
    return parent if parent is not None and (folder / parent).is_dir() else None


def current(folder: Path) -> str | None:
    """The run that is served; None before the first."""
    try:
        return (folder / CURRENT).read_text().strip() or None
    except FileNotFoundError:
        return None


def named(folder: Path) -> str | None:
    """The run that `current` names, whether there is a publication of it or not; None where it names none."""
    name = current(folder)
    return name if name is not None and manifest.is_run(name) else None


def switch(folder: Path, run_id: str) -> None:
    """Serve this run from now on, all at once; `UnknownRun` when it has no publication."""
    manifest.began(run_id)
    if not (folder / run_id).is_dir():
        raise UnknownRun(f"there is no publication of run {run_id}")
    atomic.write(folder / CURRENT, f"{run_id}\n".encode())


def written(folder: Path) -> list[str]:
    """Runs that have a publication here, served or not, oldest first."""
    if not folder.is_dir():
        return []
    return sorted(path.parent.name for path in folder.glob(f"[0-9]*/{manifest.FILE}"))
