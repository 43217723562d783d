"""Feeds into the graph store: every table one batch, streamed in chunks, and no row lost without a word."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

from linkage.errors import PepperChanged, WrongUse
from linkage.graph.store import Store
from linkage.ingest import batch, plan, sources, still
from linkage.ingest.options import Loaded, Options, Quarantine, raised
from linkage.normalise import epoch

__all__ = ["Loaded", "Options", "Quarantine", "load", "look", "reingest"]


def look(paths: Sequence[str], options: Options) -> list[plan.Plan]:
    """Find the tables at the paths and in the mapping, and check their headers; nothing is written.

    Those that cannot be read are told to `options.failed`. Raises `NoFeed`, `UnknownFormat`, `MissingColumn` and
    `WrongUse`.
    """
    return [found for found, _ in _looked(paths, options)]


def _looked(paths: Sequence[str], options: Options) -> list[tuple[plan.Plan, str | None]]:
    """Plans, and the ids of their batches where the caller named them."""
    found = list(_ready(sources.find(paths, options.mapping, options.notice), options))
    plans: list[tuple[plan.Plan, str | None]] = []
    for source, key in zip(found, plan.keys(found, options.batch), strict=True):
        try:
            plans.append((plan.make(source, options), key))
        except WrongUse as error:
            options.failed(source.label, error)
    return plans


def _ready(found: Sequence[sources.Source], options: Options) -> Iterator[sources.Source]:
    """The sources that may be loaded now."""
    now = time.time()
    for source in found:
        if options.still is None or source.path is None:
            yield source
        elif why := still.unready(source.path, now, options.still):
            options.notice(f"{source.label} waits for the next round: {why}")
        elif still.open_ended(source.path):
            yield replace(source, table=still.Cut(source.table))
        else:
            yield source


def load(paths: Sequence[str], store: Store, quarantine: Quarantine, options: Options) -> list[Loaded]:
    """Load what lies at the paths (see `sources.find`) and in the mapping, each table as a batch of its own.

    Headers are checked before anything is written. A table that fails leaves nothing behind; those loaded
    before it stay, and those after it go in when `options.failed` does not raise. Raises `NoFeed`,
    `UnknownFormat`, `MissingColumn`, `PepperChanged`, and `WrongUse`.
    """
    plans = _looked(paths, options)
    present, own = store.epoch(), epoch(options.pepper)
    if present not in (None, own) and not options.reingest:
        raise PepperChanged("the graph was made with another pepper or normaliser: run `linkage reingest`")
    loaded: list[Loaded] = []
    for each, key in plans:
        try:
            loaded.append(batch.bring(each, key or each.digest(), own, store, quarantine))
        except WrongUse as error:
            options.failed(each.source.label, error)
        else:
            options.done(loaded[-1])
    return loaded


def reingest(paths: Sequence[str], store: Store, quarantine: Quarantine, options: Options) -> list[Loaded]:
    """Load everything under the present pepper beside what is there, then read the new and drop the old.

    A table that cannot be read ends it, and the old stays: what is not loaded anew would be lost.
    """
    loaded = load(paths, store, quarantine, replace(options, reingest=True, failed=raised))
    store.activate(epoch(options.pepper))
    return loaded
