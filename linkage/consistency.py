"""Whether ledger and graph are those of a home, by what the home's own files say; what contradicts them is refused.

A mistyped URL, a file that is gone, or one of another home would otherwise open as an empty store, and whatever
people decided would be forgotten without a word.
"""

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from linkage import pepper
from linkage.errors import Damaged, Refused, StoreUnavailable, WrongUse
from linkage.graph import embedded, open_graph
from linkage.graph.store import Store
from linkage.ledger import COMMAND, Ledger, Patience, open_ledger
from linkage.ledger import file_of as ledger_file
from linkage.ledger.audit import seals
from linkage.ledger.db.marks import Marks, marks
from linkage.ledger.decisions import overlay
from linkage.ledger.decisions.effective import upto
from linkage.ledger.runs import batches
from linkage.publication import writer
from linkage.settings import Settings

DAMAGED = "nothing is published from it: restore it from a backup, or move it away and load everything again"
RESTORE = "restore it from a backup, or set LINKAGE_LEDGER_URL right"


@dataclass(frozen=True)
class Evidence:
    """What the files of a home say of the ledger that belongs to it."""

    runs: frozenset[str] = frozenset()
    """Runs that have a publication here, or had one that was served."""
    decided: int = 0
    """Newest decision that was laid over them."""
    keys: frozenset[str] = frozenset()
    """Prefixes of keys that were laid over them."""
    erased: bool = False
    sealed: int = 0
    """Last entry of the audit chain whose head was kept elsewhere."""

    def __bool__(self) -> bool:
        return bool(self.runs or self.decided or self.keys or self.erased or self.sealed)

    def words(self) -> str:
        """What there is, for people."""
        told = {
            "publications": self.runs,
            "decisions in its overlay": self.decided,
            "keys in its overlay": self.keys,
            "erasures in its overlay": self.erased,
            "heads of its audit": self.sealed,
        }
        return ", ".join(name for name, there in told.items() if there)


def evidence(settings: Settings) -> Evidence:
    """What is known without asking the ledger."""
    try:
        state = overlay.read_overlay(settings.overlay)
    except Damaged:
        state = None
    runs = frozenset(
        filter(None, [*writer.written(settings.publications), writer.current(settings.publications)])
    )
    sealed = _sealed(settings)
    if state is None:
        return Evidence(runs, sealed=sealed)
    keys = frozenset(each["prefix"] for each in state["keys"])
    return Evidence(runs, upto(state), keys, bool(state["erased"]), sealed)


def _sealed(settings: Settings) -> int:
    try:
        return seals.last(pepper.audit_folder(settings))
    except WrongUse:  # a folder that is wrong is told by whoever needs it
        return 0


def open_own(settings: Settings, patience: Patience = COMMAND, believed: bool = True) -> Ledger:
    """The ledger of a home; `Refused`, and nothing made, where it is not the one that the home's files speak of.

    Whoever looks into what is wrong with it does not want it `believed`: then it must only be there.
    """
    known = evidence(settings)
    lost = lost_ledger(settings, known)
    if lost is not None:
        raise Refused(lost)
    ledger = open_ledger(settings.ledger, patience)
    try:
        said = contradiction(known, marks(ledger)) if believed else None
    except BaseException:
        ledger.close()
        raise
    if said is not None:
        ledger.close()
        raise Refused(said)
    return ledger


def lost_ledger(settings: Settings, known: Evidence) -> str | None:
    """Why an embedded ledger must not be made anew; None where it is there, or no file of the home speaks of one."""
    path = ledger_file(settings.ledger)
    if not known or path is None or not _absent(path):
        return None
    return f"the ledger {path} {_how(path)}, but this home has {known.words()}: {RESTORE}"


def _absent(path: Path) -> bool:
    return not path.exists() or (path.is_file() and path.stat().st_size == 0)


def _how(path: Path) -> str:
    return "is empty" if path.exists() else "is not there"


def contradiction(known: Evidence, there: Marks) -> str | None:
    """What a home's files know and its ledger does not, as a sentence with what to do; None where they agree."""
    beside = "or, to go on without, move overlay/overlay.json out of the home"
    if known and there.empty:
        return f"the ledger is empty, but this home has {known.words()}: {RESTORE}"
    if known.decided > there.decided:
        return (
            f"the ledger has decisions up to entry {there.decided}, and this home's overlay up to {known.decided}: "
            f"{RESTORE}, {beside}"
        )
    if known.keys - there.keys:
        return f"the ledger lacks keys that this home's overlay has: {RESTORE}, {beside}"
    if known.sealed > there.entries:
        return (
            f"the audit has {there.entries} entries, and a head of entry {known.sealed} was kept: {RESTORE}, "
            "or see `linkage audit verify` and move the heads out of their folder"
        )
    if there.published and known.runs and not known.runs & there.runs:
        return f"the ledger knows none of this home's publications, it is another home's: {RESTORE}"
    return None


def holds_facts(settings: Settings) -> bool:
    """Whether anything was ever loaded or published here; a new pepper would make nothing of it found again."""
    from linkage.graph.health import made  # with all that opens a graph

    if loaded(settings):
        return True
    if not made(settings):
        return False
    with closing(open_graph(settings)) as store:
        return store.epoch() is not None


def loaded(settings: Settings) -> bool:
    """Whether the home's own files say that feeds were loaded."""
    return bool(writer.written(settings.publications)) or overlay.noted(settings.overlay)


def lost_graph(settings: Settings) -> str | None:
    """Why an embedded graph must not be made anew without a word; None where it is there, or was never made."""
    path = embedded(settings.graph)
    if path is None or (path.exists() and path.stat().st_size):
        return None
    if not loaded(settings):
        return None
    how = "is empty" if path.exists() else "is not there"
    return (
        f"the graph {path} {how}, but this home has loaded feeds: set LINKAGE_GRAPH_URL right, restore it from a "
        "backup, or load everything again with `linkage ingest`"
    )


def lacking(store: Store, ledger: Ledger) -> list[str]:
    """Batches that were loaded and never taken back, and that the graph does not have."""
    present, there = store.epoch(), {each.id for each in store.batches()}
    return [
        row.id
        for row in batches.batches(ledger)
        if row.withdrawn_at is None and present in (None, row.epoch) and row.id not in there
    ]


def intact(store: Store, ledger: Ledger) -> None:
    """Refuse a graph that lacks batches the ledger knows: a run on it would forget who is in a ring."""
    lost = lacking(store, ledger)
    if lost:
        raise Refused(
            f"the graph lacks {len(lost):,} batches that were loaded, such as {lost[0]}: load their files again, "
            "restore the graph from a backup, or take them back with `linkage withdraw`"
        )


def credible(accounts: pl.DataFrame, shared: pl.DataFrame) -> None:
    """Refuse facts that contradict one another: an id whose key is another's, a fact of an account nobody loaded."""
    from linkage.normalise import account_keys  # with every kind of value

    keys = account_keys(accounts["account_id"])
    strange = shared.join(accounts, on="account", how="anti").height
    if strange or not keys.equals(accounts["account"]):
        raise StoreUnavailable(f"the graph is damaged, {DAMAGED}")


def undamaged(settings: Settings) -> None:
    """Refuse an embedded graph whose pages are not whole."""
    from linkage.graph.health import damage

    broken = damage(settings)
    if broken is not None:
        raise StoreUnavailable(f"the graph is damaged ({broken}), {DAMAGED}")
