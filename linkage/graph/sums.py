"""Sums of the rows of an embedded graph: what a commit wrote is what is read, or a read fails.

A row has a digest of 64 bits, and a table the sum of them, one a batch; so neither order nor ranges bear on it, and
rows come and go by adding and subtracting. They find what falls over on a disk, not what somebody forges. Kept in
`meta`; a graph of an earlier version has none for what it held, until it is compacted. Servers look after their pages.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

import numpy as np
import polars as pl
import sqlalchemy as sa

from linkage.errors import StoreUnavailable
from linkage.graph import cuts, merge, schema
from linkage.graph.driver import Session, place
from linkage.hashing import GOLDEN, Words, splitmix64
from linkage.tables import Schema

ALONE: Final = 0
"""Stands for the batch in the sum of a table whose rows belong to none."""
ALONG: Final = (schema.VALUES, schema.KINDS, schema.BATCHES)
"""Tables of no batch with a sum; ids of accounts are held against their keys."""
CHANGED: Final = "rows of {} are not what was written"
_OWN: Final[dict[str, Schema]] = {
    schema.KINDS.name: {"code": pl.Int64(), "name": pl.String()},
    schema.BATCHES.name: {
        each.name: pl.String() if isinstance(each.type, sa.Text) else pl.Int64() for each in schema.BATCHES.c
    },
}
"""Columns of tables that no rule merges."""
_BASE: Final = np.uint64(0x100000001B3)
_NOTHING: Final = np.uint64(0xD6E8FEB86659FD93)
_NUMBER: Final[Schema] = {"number": pl.Int64()}
_META: Final[Schema] = {"key": pl.String(), "value": pl.String()}


def total(frame: pl.DataFrame) -> int:
    """The sum of the digests of rows, modulo 2^64; columns in the order of the table, lists packed."""
    rows = np.zeros(frame.height, np.uint64)
    for at, column in enumerate(frame.get_columns(), start=1):
        rows += splitmix64(_words(column) + np.uint64(GOLDEN * at % 2**64))
    return int(splitmix64(rows).sum(dtype=np.uint64))


def _words(column: pl.Series) -> Words:
    """64 bits for each item; SQLite keeps NaN as nothing, and no sign of zero."""
    column = column.fill_nan(None) if column.dtype.is_float() else column
    known = _folded(column) if column.dtype in (pl.String, pl.Binary) else _numbers(column.fill_null(0))
    return np.where(column.is_null().to_numpy(), _NOTHING, known)


def _numbers(column: pl.Series) -> Words:
    """Numbers as the file has them."""
    if column.dtype.is_float():
        return (column.to_numpy().astype(np.float64) + 0.0).view(np.uint64)
    return column.to_numpy().astype(np.int64).view(np.uint64)


def _folded(column: pl.Series) -> Words:
    """For each text the sum of its bytes, each by a power of its place: another bit is another sum."""
    array = column.cast(pl.Binary).rechunk().to_arrow(compat_level=pl.CompatLevel.oldest())
    _, offsets, data = array.buffers()
    ends = np.frombuffer(offsets, np.int64)[array.offset : array.offset + len(array) + 1]
    sizes = np.diff(ends)
    letters = np.frombuffer(data or b"", np.uint8)[ends[0] : ends[-1]].astype(np.uint64) + np.uint64(1)
    powers = np.full(sizes.max(initial=0) + 1, _BASE).cumprod(dtype=np.uint64)
    places = np.arange(letters.size) - np.repeat(ends[:-1] - ends[0], sizes)
    sums = np.concatenate([np.zeros(1, np.uint64), (letters * powers[places]).cumsum(dtype=np.uint64)])
    found: Words = sums[ends[1:] - ends[0]] - sums[ends[:-1] - ends[0]]
    return found


def keeps(session: Session) -> bool:
    """Whether this graph has sums."""
    return (schema.VALUES.name, ALONE) in kept(session)


def begin(session: Session) -> None:
    """Keep sums from now on, of whatever is there."""
    numbers = session.read(sa.select(schema.BATCHES.c.holder).distinct(), _NUMBER)["number"].to_list()
    for table in (*ALONG, *schema.BY_BATCH):
        own = totals(session, table)
        for number in numbers if "batch" in table.c else [ALONE]:
            lay(session, table.name, number, own.get(number, 0))
    newest(session)


def catch_up(session: Session) -> None:
    """Keep the sums that an earlier version of this layout had none of, where it had others, of what is there."""
    there = kept(session)
    lacking = [table for table in ALONG if (table.name, ALONE) not in there]
    if lacking and len(lacking) < len(ALONG):
        for table in lacking:
            lay(session, table.name, ALONE, totals(session, table).get(ALONE, 0))
        newest(session)


def newest(session: Session) -> None:
    """Have the layout be of this version: an earlier program would not keep its sums, nor take back its exits."""
    session.run(sa.update(schema.META).where(schema.META.c.key == "schema").values(value=str(schema.VERSION)))


def note(session: Session, table: str, number: int, value: int) -> None:
    """Keep what a batch added to a table."""
    if table == schema.VALUES.name:
        change(session, table, ALONE, value)
    elif schema.METADATA.tables[table] in schema.BY_BATCH:
        lay(session, table, number, value)


def lay(session: Session, table: str, number: int, value: int) -> None:
    """Keep a sum instead of what was kept."""
    drop(session, [number], (table,))
    row = {"key": _key(table, number), "value": str(value % 2**64)}
    session.run(sa.insert(schema.META).values(row))


def change(session: Session, table: str, number: int, by: int) -> None:
    """Add to a sum; nothing where none is kept."""
    there = kept(session).get((table, number))
    if there is not None and by:
        lay(session, table, number, there + by)


def less(session: Session, table: sa.Table, gone: pl.DataFrame) -> None:
    """Take rows out of the sums of their batches: the table's columns, in its order, `batch` among them."""
    for number, rows in _parts(gone.select(*columns(table.name), "batch")):
        change(session, table.name, number, -total(rows))


def drop(session: Session, numbers: Iterable[int], tables: Sequence[str]) -> None:
    """Forget sums of batches."""
    keys = [_key(table, number) for number in numbers for table in tables]
    session.run(sa.delete(schema.META).where(schema.META.c.key.in_(keys)))


def kept(session: Session) -> dict[tuple[str, int], int]:
    """Every sum, by table and batch."""
    query = sa.select(schema.META.c.key, schema.META.c.value).where(schema.META.c.key.startswith("sum "))
    rows = ((key.split(), int(value)) for key, value in session.read(query, _META).iter_rows())
    return {(table, int(number)): value for (_, table, number), value in rows}


def columns(table: str) -> Schema:
    """Columns of a table that a digest covers, lists packed; the batch is told by which sum it is in."""
    if table in _OWN:
        return _OWN[table]
    rule = merge.RULES[table]
    return {each: pl.Binary() if each in rule.union else dtype for each, dtype in rule.schema.items()}


def checked(
    frames: Iterator[pl.DataFrame], table: str, numbers: Iterable[int], known: Mapping[tuple[str, int], int]
) -> Iterator[pl.DataFrame]:
    """The same frames; `StoreUnavailable` at the end where they are not what was written, if that is known."""
    sums = [known.get((table, number)) for number in numbers]
    found = 0
    for frame in frames:
        found += total(frame) if None not in sums else 0
        yield frame
    if None not in sums and found % 2**64 != sum(filter(None, sums)) % 2**64:
        raise StoreUnavailable(f"the graph is damaged: {CHANGED.format(table)}")


def damage(session: Session, tables: Iterable[sa.Table] = (*ALONG, *schema.BY_BATCH)) -> str | None:
    """The first table that is not what was written; None where all are, as far as sums are kept."""
    known = kept(session)
    for table in tables:
        own = {number: value for (name, number), value in known.items() if name == table.name}
        found = totals(session, table) if own else {}
        if any(found.get(number, 0) % 2**64 != value for number, value in own.items()):
            return CHANGED.format(table.name)
    return None


def totals(session: Session, table: sa.Table) -> dict[int, int]:
    """The sums of a table by batch, of the rows that are there."""
    own: dict[int, int] = {}
    for frame in _frames(session, table):
        for number, rows in _parts(frame):
            own[number] = own.get(number, 0) + total(rows)
    return own


def _frames(session: Session, table: sa.Table) -> Iterator[pl.DataFrame]:
    """All rows with their batch, a frame a range."""
    wanted = {**columns(table.name), "batch": pl.Int64()}
    key = next(iter(table.primary_key.columns))
    batch = table.c.batch if "batch" in table.c else sa.literal(ALONE).label("batch")
    query = sa.select(*(table.c[each] for each in columns(table.name)), batch)
    prepared = session.prepare(query.where(key.between(place("low"), place("high"))))
    for low, high in cuts.within(session, table):
        yield session.read(prepared, wanted, {"low": low, "high": high})


def _parts(frame: pl.DataFrame) -> Iterator[tuple[int, pl.DataFrame]]:
    """Rows by their batch, without it."""
    for (number,), rows in frame.partition_by("batch", as_dict=True, include_key=False).items():
        yield int(number), rows


def _key(table: str, number: int) -> str:
    return f"sum {table} {number}"
