"""What is served: publish a run or hold it, go back, and mend what a crash left between folder and ledger.

The order is always folder, ledger row, switch. The ledger is where it is decided, so a crash after its row is
mended forwards (`repair` switches), and one before it leaves a run that was never published.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from linkage import atomic
from linkage.errors import (
    DamagedPublication,
    LedgerUnavailable,
    LinkageError,
    NothingPublished,
    Refused,
    UnknownRun,
)
from linkage.ledger import Ledger
from linkage.ledger.db.models import HELD, RUNNING, PublicationRow, Run
from linkage.ledger.decisions import overlay
from linkage.ledger.runs import publications
from linkage.publication import manifest
from linkage.publication import writer as files
from linkage.publication.manifest import Manifest, began, held
from linkage.publication.reader import Publication
from linkage.settings import Settings

RETURNING = ".returning"
"""In the folder of publications: what a rollback went back to that was not told of it yet."""


@contextmanager
def underway(ledger: Ledger, folder: Path, run: Run, clock: Callable[[], datetime]) -> Iterator[None]:
    """Write down a run that begins, alone in its home; and that it failed, if the block ends in an error.

    Runs that a killed process left behind are judged first: one that was written out is held, since nobody
    compared it with what was served; any other has failed. `Refused` while another run is under way.
    """
    with files.alone(folder):
        repair(ledger, folder, run.started)
        _settle_broken(ledger, folder, run.started)
        publications.start_run(ledger, run)
        try:
            yield
        except BaseException as error:
            reason = str(error) if isinstance(error, LinkageError) else type(error).__name__
            with suppress(LedgerUnavailable):  # the error that ended the run is the one to tell
                publications.fail_run(ledger, run.id, f"interrupted: {reason}", clock())
            raise


def _settle_broken(ledger: Ledger, folder: Path, now: datetime) -> None:
    """Bring runs that nobody works on any more to an end."""
    written = set(files.written(folder))
    for run in publications.runs(ledger, {RUNNING}):
        if run.id in written:
            publications.hold_run(
                ledger, run, ["interrupted after it was written, before it was released"], now
            )
        else:
            publications.fail_run(ledger, run.id, "interrupted: its process ended", now)


def conclude(
    ledger: Ledger, folder: Path, publication: Publication, settings: Settings, now: datetime
) -> list[str]:
    """Publish a run that was just written, or hold it: the reasons for holding, none when it is served.

    A run that was compared with what is no longer served is held too.
    """
    repair(ledger, folder, now)
    serving = files.current(folder)
    if serving == publication.run:
        return []
    before = _compared(folder, publication.manifest.parent, serving)
    reasons = held(before, publication.manifest, settings)
    if publication.manifest.parent != (before.run if before else None):
        reasons.append("another run was published during this one")
    if reasons:
        publications.hold_run(ledger, _run(publication), reasons, now)
    else:
        publish(ledger, folder, publication.run, now)
        tidy(settings)
    return reasons


def _compared(folder: Path, parent: str | None, serving: str | None) -> Manifest | None:
    """What a run must have been compared with: what is served, or what is served in place of what is damaged."""
    if serving is not None and serving == parent:
        return manifest.read(folder / serving)
    found = files.intact(folder)
    return None if found is None else found.manifest


def tidy(settings: Settings) -> list[str]:
    """Delete publications older than those to keep, and newcomers that all that are left know; say which.

    Nothing that could still be served goes: neither the publication before this one, nor a run that is held.
    """
    with suppress(DamagedPublication):  # whoever publishes is not stopped by an old one that is broken
        old = files.prune(settings.publications, settings.keep)
        overlay.prune_newcomers(settings.overlay, files.oldest_watermark(settings.publications))
        return old
    return []


def publish(ledger: Ledger, folder: Path, run_id: str, now: datetime) -> Publication:
    """Serve a run from now on, held or not; again changes nothing.

    `UnknownRun` when it was never written, `DamagedPublication` when its files are not what was written, and
    `Refused` when it was compared with another publication than the one served: its ring ids would be wrong.
    """
    repair(ledger, folder, now)
    publication = Publication.open(folder, run_id)
    with files.locked(folder):
        serving = files.current(folder)
        fits = serving in (run_id, publication.manifest.parent)
        if not fits and (found := _compared(folder, publication.manifest.parent, serving)) is not None:
            fits = found.run in (run_id, publication.manifest.parent)
        if not fits:
            raise Refused(f"run {run_id} was compared with another publication than {serving}: detect again")
        publications.record_publication(ledger, _issue(publication), now)
        files.switch(folder, run_id, now)
    return publication


def rollback(ledger: Ledger, folder: Path, now: datetime, untold: bool = False) -> Publication:
    """Serve the publication before again; `Refused` when there is none, or it is damaged.

    Whoever was killed does the same again: that completes it, and goes no further back; where it is `untold`, until
    `told` is called.
    """
    repair(ledger, folder, now)
    with files.locked(folder):
        serving = publications.served(ledger)
        if serving is None:
            raise NothingPublished("nothing is published, so nothing can be rolled back")
        if serving.action == publications.RETURNED and _returning(folder) == serving.run:
            publication = Publication.open(folder, serving.run)
            if not untold:
                told(folder)
            return publication
        if serving.parent is None:
            raise Refused("this is the first publication: there is no earlier one")
        if not ((folder / serving.parent).exists() or _other(folder, serving.run)):
            raise Refused("the previous publication is no longer kept (LINKAGE_KEEP says how many are)")
        publication = _earlier(folder, serving)
        atomic.write(folder / RETURNING, publication.run.encode())
        publications.record_return(ledger, _issue(publication), serving.run, now)
        files.switch(folder, publication.run, now, left=serving.run)
    if not untold:
        told(folder)
    return publication


def _earlier(folder: Path, serving: PublicationRow) -> Publication:
    """The publication before; where that is damaged as well as what is served, the newest whole one before both."""
    try:
        return Publication.open(folder, serving.parent or "")
    except (DamagedPublication, UnknownRun):
        found = _other(folder, serving.run)
        if found is None:
            raise
        return found


def _other(folder: Path, run_id: str) -> Publication | None:
    """What is served in place of that run, where it is damaged; None where it is whole, or nothing is."""
    found = files.intact(folder)
    return None if found is None or found.run == run_id else found


def _returning(folder: Path) -> str | None:
    """The publication that a rollback which was not told went back to."""
    path = folder / RETURNING
    return path.read_text().strip() if path.exists() else None


def told(folder: Path) -> None:
    """Have the next rollback be a new one: whoever asked for the last was told of it."""
    (folder / RETURNING).unlink(missing_ok=True)


def repair(ledger: Ledger, folder: Path, now: datetime) -> None:
    """Bring folder and ledger back to one: harmless at any time, needed after a crash.

    What the ledger says last is served; a publication that is served and that the ledger never heard of (it
    was restored from an older copy) is written down.
    """
    with files.locked(folder):
        files.sweep(folder)
        serving, said = files.current(folder), publications.served(ledger)
        unheard = _unheard(ledger, folder, serving)
        if unheard is not None:
            publications.record_publication(ledger, _issue(unheard), now)
        elif said is not None and said.run != serving:
            left = serving if said.action == publications.RETURNED else None
            with suppress(UnknownRun, DamagedPublication):  # what is gone is told by whoever would serve it
                files.switch(folder, said.run, said.published_at, left)


def _unheard(ledger: Ledger, folder: Path, serving: str | None) -> Publication | None:
    """What is served and the ledger never heard of, where it can be opened."""
    if serving is None or _heard(ledger, serving):
        return None
    try:
        return Publication.open(folder, serving, verify=False)
    except (DamagedPublication, UnknownRun):
        return None


def _heard(ledger: Ledger, run_id: str) -> bool:
    return any(row.run == run_id for row in publications.publications(ledger))


def listed(ledger: Ledger) -> tuple[list[PublicationRow], list[Run]]:
    """Every switch made, and the runs that are held, newest first."""
    return publications.publications(ledger), publications.runs(ledger, {HELD})


def _issue(publication: Publication) -> publications.Issue:
    said = publication.manifest
    return publications.Issue(
        run=_run(publication),
        parent=said.parent,
        digest=said.digest,
        counts=said.counts,
        rings=publication.rings.select("ring_id", "size", "score"),
        events=publication.events,
        members=publication.members.select("account", "account_id", "ring_id", "tier"),
    )


def _run(publication: Publication) -> Run:
    said = publication.manifest
    return Run(
        id=said.run,
        started=began(said.run),
        detector=said.detector,
        seed=said.seed,
        watermark=said.watermark,
        digest=said.digest,
    )
