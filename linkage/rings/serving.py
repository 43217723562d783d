"""What is served: publish a run or hold it, go back, and mend what a crash left between folder and ledger.

The order is always folder, ledger row, switch. The ledger is where it is decided, so a crash after its row is
mended forwards (`repair` switches), and one before it leaves a run that was never published.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from linkage.errors import DamagedPublication, LedgerUnavailable, LinkageError, NothingPublished, Refused
from linkage.ledger import Ledger, overlay, runs
from linkage.ledger.models import HELD, RUNNING, PublicationRow, Run
from linkage.rings import publish as files
from linkage.rings.manifest import began, held
from linkage.rings.publication import Publication
from linkage.settings import Settings


@contextmanager
def underway(ledger: Ledger, folder: Path, run: Run, clock: Callable[[], datetime]) -> Iterator[None]:
    """Write down a run that begins, alone in its home; and that it failed, if the block ends in an error.

    Runs that a killed process left behind are judged first: one that was written out is held, since nobody
    compared it with what was served; any other has failed. `Refused` while another run is under way.
    """
    with files.alone(folder):
        repair(ledger, folder, run.started)
        _settle_broken(ledger, folder, run.started)
        runs.start_run(ledger, run)
        try:
            yield
        except BaseException as error:
            reason = str(error) if isinstance(error, LinkageError) else type(error).__name__
            with suppress(LedgerUnavailable):  # the error that ended the run is the one to tell
                runs.fail_run(ledger, run.id, f"broken off: {reason}", clock())
            raise


def _settle_broken(ledger: Ledger, folder: Path, now: datetime) -> None:
    """Bring runs that nobody works on any more to an end."""
    written = set(files.written(folder))
    for run in runs.runs(ledger, {RUNNING}):
        if run.id in written:
            runs.hold_run(ledger, run, ["it was broken off after it was written, and never judged"], now)
        else:
            runs.fail_run(ledger, run.id, "broken off: its process ended", now)


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
    before = Publication.open(folder, serving, verify=False).manifest if serving else None
    reasons = held(before, publication.manifest, settings)
    if publication.manifest.parent != serving:
        reasons.append("another run was published while this one was under way")
    if reasons:
        runs.hold_run(ledger, _run(publication), reasons, now)
    else:
        publish(ledger, folder, publication.run, now)
        tidy(settings)
    return reasons


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
        if serving not in (run_id, publication.manifest.parent):
            raise Refused(f"run {run_id} was compared with another publication than {serving}: detect again")
        runs.record_publication(ledger, _issue(publication), now)
        files.switch(folder, run_id)
    return publication


def rollback(ledger: Ledger, folder: Path, now: datetime) -> Publication:
    """Serve the publication before again; `Refused` when there is none, or it is damaged."""
    repair(ledger, folder, now)
    with files.locked(folder):
        serving = runs.served(ledger)
        if serving is None:
            raise NothingPublished("nothing is published, so there is nothing to go back from")
        if serving.parent is None:
            raise Refused("this is the first publication: there is none before it")
        if not (folder / serving.parent).exists():
            raise Refused(
                "the publication before this one is no longer kept (LINKAGE_KEEP says how many are)"
            )
        publication = Publication.open(folder, serving.parent)
        runs.record_return(ledger, _issue(publication), serving.run, now)
        files.switch(folder, publication.run)
    return publication


def repair(ledger: Ledger, folder: Path, now: datetime) -> None:
    """Bring folder and ledger back to one: harmless at any time, needed after a crash.

    What the ledger says last is served; a publication that is served and that the ledger never heard of (it
    was restored from an older copy) is written down.
    """
    with files.locked(folder):
        files.sweep(folder)
        serving, said = files.current(folder), runs.served(ledger)
        if serving is not None and not _heard(ledger, serving):
            runs.record_publication(ledger, _issue(Publication.open(folder, serving, verify=False)), now)
        elif said is not None and said.run != serving:
            files.switch(folder, said.run)


def _heard(ledger: Ledger, run_id: str) -> bool:
    return any(row.run == run_id for row in runs.publications(ledger))


def listed(ledger: Ledger) -> tuple[list[PublicationRow], list[Run]]:
    """Every switch made, and the runs that are held, newest first."""
    return runs.publications(ledger), runs.runs(ledger, {HELD})


def _issue(publication: Publication) -> runs.Issue:
    manifest = publication.manifest
    return runs.Issue(
        run=_run(publication),
        parent=manifest.parent,
        digest=manifest.digest,
        counts=manifest.counts,
        rings=publication.rings.select("ring_id", "size", "score"),
        events=publication.events,
        members=publication.members.select("account", "account_id", "ring_id", "tier"),
    )


def _run(publication: Publication) -> Run:
    manifest = publication.manifest
    return Run(
        id=manifest.run,
        started=began(manifest.run),
        detector=manifest.detector,
        seed=manifest.seed,
        watermark=manifest.watermark,
        digest=manifest.digest,
    )
