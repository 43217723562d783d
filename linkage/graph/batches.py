"""The batches of a store and its few words about itself: who was loaded, in which order, what is active."""

from collections.abc import Iterable
from typing import Final

import polars as pl
import sqlalchemy as sa

from linkage import tables
from linkage.graph import sums
from linkage.graph.driver import Session
from linkage.graph.schema import BATCHES, META
from linkage.graph.store import Record
from linkage.model import Batch

_ROWS = BATCHES.c
_BATCH: Final[tables.Schema] = {
    "id": pl.String(),
    "feed": pl.String(),
    "epoch": pl.String(),
    "seq": pl.Int64(),
}
_NUMBER: Final[tables.Schema] = {"number": pl.Int64()}
_ALIVE: Final = _ROWS.state != "withdrawn"


def every(session: Session) -> list[Batch]:
    """Batches that are committed or folded, by `seq`."""
    query = sa.select(*(_ROWS[name] for name in _BATCH)).where(_ALIVE)
    return [Batch(**row) for row in session.read(query, _BATCH).sort("seq").iter_rows(named=True)]


def records(session: Session) -> list[Record]:
    """Batches that are committed or folded, by `seq`, with the number that holds their rows."""
    kept: tables.Schema = {**_BATCH, "state": pl.String(), "holder": pl.Int64()}
    query = sa.select(*(_ROWS[name] for name in kept)).where(_ALIVE)
    found = session.read(query, kept).sort("seq")
    return [Record(Batch(*row[:4]), *row[4:]) for row in found.iter_rows()]


def find(session: Session, batch_id: str, epoch: str) -> Batch | None:
    """The batch of that id and epoch, unless it was withdrawn."""
    query = sa.select(*(_ROWS[name] for name in _BATCH)).where(_named(batch_id, epoch), _ALIVE)
    found = session.read(query, _BATCH).rows(named=True)
    return Batch(**found[0]) if found else None


def committed(session: Session, batch_id: str, epoch: str) -> int | None:
    """Number of a batch whose rows are its own still; None when it is unknown, withdrawn or folded."""
    query = sa.select(_ROWS.number).where(_named(batch_id, epoch), _ROWS.state == "committed")
    found = session.read(query, _NUMBER)
    return int(found.item()) if found.height else None


def register(session: Session, batch: Batch) -> tuple[int, Batch]:
    """A number and the next `seq` for a batch; a withdrawn one of its name makes way."""
    first = not session.read(sa.select(_ROWS.number).limit(1), _NUMBER).height
    last = session.read(
        sa.select(
            sa.func.coalesce(sa.func.max(_ROWS.number), 0), sa.func.coalesce(sa.func.max(_ROWS.seq), 0)
        ),
        {"number": pl.Int64(), "seq": pl.Int64()},
    )
    number, seq = (last[name].item() + 1 for name in ("number", "seq"))
    sums.catch_up(session)
    _run(session, sa.delete(BATCHES), _named(batch.id, batch.epoch))
    row = {"number": number, "id": batch.id, "feed": batch.feed, "epoch": batch.epoch, "seq": seq}
    session.run(sa.insert(BATCHES).values(**row, state="committed", holder=number))
    sums.change(session, BATCHES.name, sums.ALONE, _sum(session, _ROWS.number == number))
    if first and meta(session, "epoch") is None:
        set_meta(session, "epoch", batch.epoch)
    return number, Batch(batch.id, batch.feed, batch.epoch, seq)


def latest(session: Session, numbers: Iterable[int]) -> int:
    """That of the numbers whose batch came last."""
    query = sa.select(_ROWS.number).where(_ROWS.number.in_(numbers)).order_by(_ROWS.seq.desc()).limit(1)
    return int(session.read(query, _NUMBER).item())


def others(session: Session, epoch: str) -> list[int]:
    """Numbers of the batches of every other epoch."""
    query = sa.select(_ROWS.number).where(_ROWS.epoch != epoch, _ALIVE)
    return session.read(query, _NUMBER)["number"].sort().to_list()


def withdraw(session: Session, numbers: Iterable[int]) -> None:
    """Strike batches off; their `seq` is not given again."""
    _run(session, sa.update(BATCHES).values(state="withdrawn"), _ROWS.number.in_(numbers))


def fold(session: Session, numbers: Iterable[int], holder: int) -> None:
    """Note that the rows of those batches, and of what was folded into them, are under one number now."""
    held = sa.and_(_ROWS.holder.in_(numbers), _ALIVE)
    _run(session, sa.update(BATCHES).values(state="folded", holder=holder), held)


def meta(session: Session, key: str) -> str | None:
    """A word the store keeps about itself."""
    found = session.read(sa.select(META.c.value).where(META.c.key == key), {"value": pl.String()})
    return str(found.item()) if found.height else None


def set_meta(session: Session, key: str, value: str) -> None:
    """Keep a word instead of what was kept under that key."""
    session.run(sa.delete(META).where(META.c.key == key))
    session.run(sa.insert(META).values(key=key, value=value))


def _run(session: Session, change: sa.Update | sa.Delete, which: sa.ColumnElement[bool]) -> None:
    """Change or drop these batches, and have the sum of the table go along."""
    rows = session.read(sa.select(_ROWS.number).where(which), _NUMBER)["number"].to_list()
    before = _sum(session, _ROWS.number.in_(rows))
    session.run(change.where(_ROWS.number.in_(rows)))
    sums.change(session, BATCHES.name, sums.ALONE, _sum(session, _ROWS.number.in_(rows)) - before)


def _sum(session: Session, which: sa.ColumnElement[bool]) -> int:
    columns = sums.columns(BATCHES.name)
    return sums.total(session.read(sa.select(*(_ROWS[name] for name in columns)).where(which), columns))


def _named(batch_id: str, epoch: str) -> sa.ColumnElement[bool]:
    return sa.and_(_ROWS.id == batch_id, _ROWS.epoch == epoch)
