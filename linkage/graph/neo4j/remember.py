"""What the store knows of itself: batches, the numbers rows are stored under, the epoch and the kinds."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from linkage.graph.neo4j.driver import Transaction, ask
from linkage.graph.neo4j.schema import STORE
from linkage.graph.store import Record
from linkage.model import Batch

_STORE: Final = f"MATCH (s:Store {{name: '{STORE}'}}) "
_BATCH: Final = "b.id, b.feed, b.epoch, b.seq"
_ALIVE: Final = "b.state <> 'withdrawn'"
_NAMED: Final = "MATCH (b:Batch {id: $id, epoch: $epoch}) "


@dataclass(frozen=True)
class Known:
    """What a read begins with, all of one moment."""

    epoch: str | None
    changes: int
    """How often rows that were read might have been taken away or moved."""
    kinds: tuple[str, ...]
    """Of values, in the order of their codes, which count from 1."""
    relations: tuple[str, ...]
    batches: tuple[Record, ...]
    """Those not withdrawn, by seq."""

    @property
    def codes(self) -> dict[str, int]:
        """Codes of kinds by name."""
        return {name: place for place, name in enumerate(self.kinds, start=1)}

    def visible(self, watermark: int) -> tuple[int, ...]:
        """The numbers whose rows a read takes: of the active epoch, whole up to the watermark."""
        latest: dict[int, int] = {}
        for each in self.batches:
            if each.batch.epoch == self.epoch:
                latest[each.holder] = max(latest.get(each.holder, 0), each.batch.seq or 0)
        return tuple(sorted(number for number, seq in latest.items() if seq <= watermark))


def known(transaction: Transaction) -> Known:
    """Everything at once."""
    words = "s.epoch, s.changes, s.kinds, s.relations"
    alive = f"MATCH (b:Batch) WHERE {_ALIVE} RETURN [{_BATCH}, b.state, b.holder] ORDER BY b.seq"
    query = f"{_STORE} RETURN {words}, COLLECT {{ {alive} }}"
    [[epoch, changes, kinds, relations, found]] = ask(transaction, query)
    batches = tuple(Record(Batch(*row[:4]), *row[4:]) for row in found)
    return Known(epoch, changes, tuple(kinds), tuple(relations), batches)


def find(transaction: Transaction, batch_id: str, epoch: str | None) -> Batch | None:
    """The batch of that id and epoch, unless it was withdrawn."""
    found = ask(transaction, f"{_NAMED} WHERE {_ALIVE} RETURN {_BATCH}", id=batch_id, epoch=epoch)
    return Batch(*found[0]) if found else None


def number(transaction: Transaction) -> int:
    """A number to store rows under; they are open until they are `live`."""
    made = _STORE + "SET s.numbers = s.numbers + 1 CREATE (:Rows {number: s.numbers, state: 'open'}) "
    return int(ask(transaction, made + "RETURN s.numbers")[0][0])


def learn(transaction: Transaction, kinds: Iterable[str], relations: Iterable[str]) -> None:
    """Remember new kinds, of values and of relations; what is known keeps its place."""
    fresh = "s.{0} = s.{0} + [each IN ${0} WHERE NOT each IN s.{0}]"
    change = f"{_STORE} SET {fresh.format('kinds')}, {fresh.format('relations')}"
    ask(transaction, change, kinds=sorted(set(kinds)), relations=sorted(set(relations)))


def appear(transaction: Transaction, batch: Batch, rows: int) -> Batch:
    """Make a batch visible with its rows; the first batch makes its epoch the active one."""
    ask(transaction, f"{_NAMED} WHERE b.state = 'withdrawn' DETACH DELETE b", id=batch.id, epoch=batch.epoch)
    made = "CREATE (:Batch {id: $id, epoch: $epoch, feed: $feed, seq: s.seqs, state: 'committed', holder: $rows}) "
    change = _STORE + "SET s.seqs = s.seqs + 1, s.epoch = coalesce(s.epoch, $epoch) WITH s "
    given = {"id": batch.id, "epoch": batch.epoch, "feed": batch.feed, "rows": rows}
    [[seq]] = ask(transaction, change + made + "RETURN s.seqs", **given)
    become(transaction, [rows], "live")
    return Batch(batch.id, batch.feed, batch.epoch, seq)


def withdraw(transaction: Transaction, holders: Iterable[int]) -> None:
    """Strike off the batches of those rows, and the rows."""
    numbers = list(holders)
    ask(
        transaction,
        f"MATCH (b:Batch) WHERE b.holder IN $rows AND {_ALIVE} SET b.state = 'withdrawn'",
        rows=numbers,
    )
    become(transaction, numbers, "leaving")
    changed(transaction)


def fold(transaction: Transaction, holders: Iterable[int], holder: int) -> None:
    """Note that the rows of those numbers are under one now."""
    numbers = list(holders)
    change = (
        f"MATCH (b:Batch) WHERE b.holder IN $rows AND {_ALIVE} SET b.state = 'folded', b.holder = $holder"
    )
    ask(transaction, change, rows=numbers, holder=holder)
    become(transaction, [holder], "live")
    become(transaction, [each for each in numbers if each != holder], "leaving")
    changed(transaction)


def committed(transaction: Transaction, batch_id: str, epoch: str | None) -> int | None:
    """Number of the rows of a batch that are its own still; None when it is unknown, withdrawn or folded."""
    query = f"{_NAMED} WHERE b.state = 'committed' RETURN b.holder"
    found = ask(transaction, query, id=batch_id, epoch=epoch)
    return int(found[0][0]) if found else None


def seal(transaction: Transaction, holders: Iterable[int]) -> None:
    """Note that the batches of those rows cannot be withdrawn any more."""
    change = f"MATCH (b:Batch) WHERE b.holder IN $rows AND {_ALIVE} SET b.state = 'folded'"
    ask(transaction, change, rows=list(holders))


def activate(transaction: Transaction, epoch: str) -> None:
    """Make an epoch the one that is read."""
    ask(transaction, _STORE + "SET s.epoch = $epoch", epoch=epoch)


def become(transaction: Transaction, numbers: list[int], state: str) -> None:
    """Change how it stands with rows."""
    ask(transaction, "MATCH (r:Rows) WHERE r.number IN $rows SET r.state = $state", rows=numbers, state=state)


def changed(transaction: Transaction) -> None:
    """Tell readers that rows they saw may be gone."""
    ask(transaction, _STORE + "SET s.changes = s.changes + 1")


def dead(transaction: Transaction) -> list[int]:
    """Numbers of rows that are no batch's: half written, or half removed."""
    found = ask(transaction, "MATCH (r:Rows) WHERE r.state <> 'live' RETURN r.number ORDER BY r.number")
    return [row[0] for row in found]


def forget(transaction: Transaction, numbers: list[int]) -> None:
    """Drop numbers whose rows are removed."""
    ask(transaction, "MATCH (r:Rows) WHERE r.number IN $rows DETACH DELETE r", rows=numbers)
