"""Move the graph and the ledger of a home to other places; its publications stay.

Both stores are copied and compared before the settings are changed by whoever runs this, so that ring ids go on.
Killed anywhere, the same again completes it.
"""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import orjson

from linkage import atomic, pepper
from linkage.errors import Refused, WrongUse
from linkage.graph import is_there, open_graph
from linkage.graph import move as graphs
from linkage.home.home import Home
from linkage.ledger import Ledger, open_ledger
from linkage.ledger import move as ledgers
from linkage.ledger.audit import seals
from linkage.ledger.runs import batches
from linkage.publication import writer
from linkage.settings import Settings

FILE = "move.json"
"""In the home: what was last copied into a ledger, so that a copy nobody used yet is known again."""
Progress = Callable[[str, int, int | None], None]
"""What is under way, how much is done, and of how much."""


@dataclass(frozen=True)
class Moved:
    """What a move came to."""

    batches: int = 0
    holes: int = 0
    """Places of withdrawn batches, which stay theirs."""
    left: int = 0
    """Batches of a `reingest` that was broken off, which were not copied."""
    watermark: int = 0
    rows: dict[str, int] = field(default_factory=dict)
    """Of the ledger, by table."""

    @property
    def audited(self) -> int:
        """Entries of the audit chain."""
        return self.rows.get("audit", 0)


def move(old: Settings, new: Settings, progress: Progress = lambda *_: None) -> Moved:
    """Copy what is to lie elsewhere from now on, and compare it; raises WrongUse where nothing is."""
    graph, ledger = old.graph != new.graph, old.ledger != new.ledger
    if not (graph or ledger):
        raise WrongUse("graph and ledger are already there: name other places")
    if graph and not is_there(old.graph):
        raise WrongUse("there is no graph to move yet: load feeds directly into the new one")
    with writer.alone(old.publications), closing(open_ledger(old.ledger)) as source:
        wanted = _graph(old, new, last(old, source), progress) if graph else None
        rows = _ledger(old, new, source, progress) if ledger else {}
        if wanted is None:
            return Moved(rows=rows)
        with closing(open_graph(new)) as target:
            graphs.finish(target, wanted)
    real = len(wanted.real)
    return Moved(real, len(wanted.steps) - real, wanted.left, len(wanted.steps), rows)


def last(settings: Settings, ledger: Ledger) -> int:
    """The highest place a batch ever had: of one that was withdrawn too, and of what publications read."""
    known = [each.seq or 0 for each in batches.batches(ledger)]
    folder = settings.publications
    read = [each.watermark for each in writer.readable(folder)]
    return max([0, *known, *read])


def _graph(old: Settings, new: Settings, last: int, progress: Progress) -> graphs.Plan:
    with closing(open_graph(old)) as source, closing(open_graph(new)) as target:
        wanted = graphs.plan(source, last)
        graphs.copy(source, target, wanted, lambda done, total: progress("graph: batches", done, total))
        progress("graph: comparing", 0, None)
        graphs.compare(source, target, wanted)
    return wanted


def _ledger(old: Settings, new: Settings, source: Ledger, progress: Progress) -> dict[str, int]:
    key, (before, after) = pepper.audit_key(old), map(pepper.audit_folder, (old, new))
    heads = seals.read(before, key).heads()
    kept = _carried(before, after)
    with closing(ledgers.open_empty(new.ledger)) as target:
        clear = not ledgers.empty(target)
        now = ledgers.digest(source)
        if clear and ledgers.digest(target) not in (now, _noted(old)):
            raise Refused("the target ledger is neither empty nor a copy of this one: name an empty one")
        _note(old, now)
        copied = ledgers.Copy(
            heads, now, clear, lambda name, done, all: progress(f"ledger: {name}", done, all)
        )
        rows = ledgers.copy(source, target, copied)
        if ledgers.digest(source) != now:
            raise Refused(
                "the ledger was written to during the move: stop all writers, then run the same command again"
            )
    if kept is not None:
        atomic.write(after / seals.FILE, kept, 0o600)
    return rows


def _noted(settings: Settings) -> str | None:
    """Digest of what was last copied into a ledger."""
    path = settings.home / FILE
    return str(orjson.loads(path.read_bytes())["ledger"]) if path.exists() else None


def _note(settings: Settings, digest: str) -> None:
    """Remember it before it is committed there."""
    atomic.write(settings.home / FILE, orjson.dumps({"ledger": digest}))


def _carried(before: Path, after: Path) -> bytes | None:
    """The signed heads of the audit to take along, where their folder goes by the ledger's place; else None."""
    kept, there = before / seals.FILE, after / seals.FILE
    if before == after or not kept.exists():
        return None
    heads = kept.read_bytes()
    if there.exists() and not heads.startswith(there.read_bytes()):
        raise Refused(f"{after} has heads of the audit of another ledger: move that folder away first")
    after.mkdir(mode=0o700, parents=True, exist_ok=True)
    return heads


def show(old: Home, new: Home) -> None:
    """Have a new graph that shows rings show those that are served."""
    if new.settings.graph != old.settings.graph and writer.current(new.settings.publications) is not None:
        new.show(new.publication())
