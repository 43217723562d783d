"""Feeds into the graph store: every table one batch, streamed in chunks, and no row lost without a word."""

from collections.abc import Sequence
from dataclasses import replace

from linkage.errors import PepperChanged
from linkage.graph.store import Store
from linkage.ingest import batch, plan, sources
from linkage.ingest.options import Loaded, Options, Quarantine
from linkage.normalise import epoch

__all__ = ["Loaded", "Options", "Quarantine", "load", "look", "reingest"]


def look(paths: Sequence[str], options: Options) -> list[plan.Plan]:
    """Find the tables at the paths and in the mapping, and check their headers; nothing is written.

    Raises `NoFeed`, `UnknownFormat`, `MissingColumn` and `WrongUse`.
    """
    found = sources.find(paths, options.mapping, options.notice)
    return [plan.make(source, options) for source in found]


def load(paths: Sequence[str], store: Store, quarantine: Quarantine, options: Options) -> list[Loaded]:
    """Load what lies at the paths (see `sources.find`) and in the mapping, each table as a batch of its own.

    Headers are checked before anything is written. A table that fails leaves nothing behind; those loaded
    before it stay. Raises `NoFeed`, `UnknownFormat`, `MissingColumn`, `PepperChanged`, and `WrongUse`.
    """
    plans = look(paths, options)
    present, own = store.epoch(), epoch(options.pepper)
    if present not in (None, own) and not options.reingest:
        raise PepperChanged("the graph was made with another pepper or normaliser: run `linkage reingest`")
    loaded: list[Loaded] = []
    for each, key in zip(plans, plan.keys(plans, options.batch), strict=True):
        loaded.append(batch.bring(each, key, own, store, quarantine))
        options.done(loaded[-1])
    return loaded


def reingest(paths: Sequence[str], store: Store, quarantine: Quarantine, options: Options) -> list[Loaded]:
    """Load everything under the present pepper beside what is there, then read the new and drop the old."""
    loaded = load(paths, store, quarantine, replace(options, reingest=True))
    store.activate(epoch(options.pepper))
    return loaded
