"""Whole tables up to a watermark, a key range at a time, to frames as the SQL store gives them.

The server answers a range with one row of parallel lists, which is a tenth of the work of as many rows. Neo4j
reads what is committed at the moment, so a read counts the changes that took rows away or moved them before and
after, and begins again when there was one in between.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

import numpy as np
import polars as pl

from linkage import tables
from linkage.errors import StoreUnavailable
from linkage.graph import merge, ranges
from linkage.graph.ahead import ahead
from linkage.graph.neo4j import remember, schema
from linkage.graph.neo4j.driver import Rows, Server, ask
from linkage.graph.neo4j.remember import Known
from linkage.graph.packed import unpack
from linkage.graph.tie import named, tie

T = TypeVar("T")
TRIES: Final = 5
"""Times a read begins again because rows were moved meanwhile."""
NODES: Final = 16_384
"""Accounts or values of a range, on average."""
NOTHING: Final = {pl.Int64(): -(2**63), pl.String(): "\x00", pl.Float64(): float("nan"), pl.Binary(): b""}
"""What stands for null in a list, by type: Cypher's lists of a group leave nulls out. No time and no count is
the least number, and no text has that character."""

_KEYS: Final = frozenset({"account", "value", "other", "implied", "account_id"})
"""Columns that are never null, and may hold any number."""
_ACCOUNT: Final = "MATCH (a:Account) WHERE $low <= a.key <= $high "
_VALUE: Final = "MATCH (v:Value) WHERE $low <= v.key <= $high "
_MINE: Final = "WHERE r.batch IN $numbers "
_SPOKEN: Final = "AND any(each IN a.batches WHERE each IN $numbers) "


@dataclass(frozen=True)
class Seen:
    """What a read may see, and how the graph is cut for it."""

    known: Known
    numbers: tuple[int, ...]
    accounts: ranges.Cuts
    values: ranges.Cuts


def settled(server: Server, watermark: int, work: Callable[[Seen], T]) -> T:
    """Do the reading while no rows are moved; begin again when some were."""
    for _ in range(TRIES):
        seen = look(server, watermark)
        found = work(seen)
        if server.read(remember.known).changes == seen.known.changes:
            return found
    raise StoreUnavailable("The graph is being changed all the time: try again later.")


def look(server: Server, watermark: int) -> Seen:
    """What is visible now."""
    known = server.read(remember.known)
    counts = "RETURN COUNT { MATCH (:Account) }, COUNT { MATCH (:Value) }"
    [[accounts, values]] = server.read(lambda transaction: ask(transaction, counts))
    return Seen(known, known.visible(watermark), pieces(accounts), pieces(values))


def pieces(nodes: int) -> ranges.Cuts:
    """Ranges of keys for that many nodes."""
    return ranges.split(1 << max(0, (nodes // NODES).bit_length()))


def shared(server: Server, watermark: int) -> pl.DataFrame:
    """`tables.SHARED`."""

    def work(seen: Seen) -> pl.DataFrame:
        if not seen.numbers:
            return pl.DataFrame(schema=tables.SHARED)
        frame = tie(facts(server, seen), implied(server, seen), seen.values)
        return named(frame, seen.known.codes)

    return settled(server, watermark, work)


def accounts(server: Server, watermark: int) -> pl.DataFrame:
    """`tables.ACCOUNTS`."""

    def work(seen: Seen) -> pl.DataFrame:
        query = f"{_ACCOUNT} AND a.account_id IS NOT NULL {_SPOKEN}"
        columns = ("a.key", "a.account_id")
        return _whole(_frames(server, seen, seen.accounts, query, "accounts", columns), "accounts")

    return settled(server, watermark, work)


def measures(server: Server, watermark: int) -> pl.DataFrame:
    """`tables.MEASURES`."""
    names = list(tables.MEASURES)[1:]
    match = f"{_ACCOUNT} MATCH (a)-[:{schema.MEASURES}]->(r:Measure) {_MINE}"
    columns = ("a.key", *(f"r.{name}" for name in names))
    return settled(
        server,
        watermark,
        lambda seen: _whole(_frames(server, seen, seen.accounts, match, "measures", columns), "measures"),
    )


def relations(server: Server, watermark: int) -> pl.DataFrame:
    """`tables.RELATIONS`."""
    columns = ("a.key", "b.key", "r.kind", "r.first_seen", "r.last_seen", "r.amount")

    def work(seen: Seen) -> pl.DataFrame:
        types = schema.any_of(map(schema.relates, seen.known.relations))
        match = f"{_ACCOUNT} MATCH (a)-[r:{types}]->(b:Account) {_MINE}"
        return _whole(_frames(server, seen, seen.accounts, match, "relations", columns), "relations")

    return settled(server, watermark, work)


def labels(server: Server, watermark: int) -> pl.DataFrame:
    """`tables.LABELS`."""
    match = f"{_ACCOUNT} MATCH (a)-[r:{schema.LABELS}]->(l:Label) {_MINE}"
    columns = ("a.key", "l.name", "r.at")
    return settled(
        server,
        watermark,
        lambda seen: _whole(_frames(server, seen, seen.accounts, match, "labels", columns), "labels"),
    )


def facts(server: Server, seen: Seen) -> Iterator[pl.DataFrame]:
    """Facts grouped by value, kinds as codes; a value of one holder that nothing follows from is left out."""
    types = schema.any_of(map(schema.holds, seen.known.kinds))
    parts = ("a.key", "r.first_seen", "r.last_seen", "r.count")
    lists = ", ".join(f"collect({_filled(part, pl.Int64())}) AS c{at}" for at, part in enumerate(parts))
    ties = f"size(c0) > 1 OR (v)-[:{schema.IMPLIES}]-()"
    match = f"{_VALUE} MATCH (v)<-[r:{types}]-(a:Account) {_MINE} WITH v, {lists} "
    groups = ", ".join(f"collect(c{at})" for at in range(len(parts)))
    query = f"{match} WHERE {ties} RETURN collect(v.key), collect($codes[v.kind]), {groups}"
    for rows in ahead(_answers(server, seen, seen.values, query)):
        yield _grouped(rows)


def implied(server: Server, seen: Seen) -> Iterator[pl.DataFrame]:
    """What follows from values, kinds as codes."""
    match = f"{_VALUE} MATCH (v)-[r:{schema.IMPLIES}]->(w:Value) {_MINE}"
    columns = ("v.key", "w.key", "$codes[w.kind]")
    yield from _frames(server, seen, seen.values, match, "implied", columns)


def stored(server: Server, seen: Seen, name: str) -> Iterator[pl.DataFrame]:
    """A table's visible rows as `load.insert` takes them, merged to one row a key: for a fold."""
    if name == "seen":
        match = f"{_ACCOUNT} {_SPOKEN}"
        yield from _frames(server, seen, seen.accounts, match, name, ["a.key"])
    elif name == "facts":
        types = schema.any_of(map(schema.holds, seen.known.kinds))
        match = f"{_VALUE} MATCH (v)<-[r:{types}]-(a:Account) {_MINE}"
        parts = ("v.key", "a.key", "$codes[v.kind]", "r.first_seen", "r.last_seen", "r.count")
        by_name = dict(
            zip(("value", "account", "kind", "first_seen", "last_seen", "count"), parts, strict=True)
        )
        columns = [by_name[each] for each in merge.RULES["facts"].schema]
        yield from _frames(server, seen, seen.values, match, name, columns)
    elif name == "implied":
        yield from implied(server, seen)
    else:
        whole = {"measures": measures, "relations": relations, "labels": labels}[name]
        yield whole(server, _watermark(seen))


def _watermark(seen: Seen) -> int:
    return max(batch.seq or 0 for batch, holder in seen.known.batches if holder in seen.numbers)


def _frames(
    server: Server, seen: Seen, cuts: ranges.Cuts, match: str, name: str, columns: Sequence[str]
) -> Iterator[pl.DataFrame]:
    """A table, a frame a range, merged."""
    if not seen.numbers:
        return
    rule = merge.RULES[name]
    types = [pl.Binary() if each in rule.union else dtype for each, dtype in rule.schema.items()]
    filled = (_filled(each, dtype) for each, dtype in zip(columns, types, strict=True))
    query = f"{match} RETURN {', '.join(f'collect({each})' for each in filled)}"
    for [lists] in ahead(_answers(server, seen, cuts, query)):
        made = zip(rule.schema, lists, types, strict=True)
        frame = pl.DataFrame([_column(each, items, dtype) for each, items, dtype in made])
        unpacked = frame.with_columns(unpack(frame[each]) for each in rule.union)
        yield merge.fold(unpacked, rule)


def _answers(server: Server, seen: Seen, cuts: ranges.Cuts, query: str) -> Iterator[Rows]:
    nothing = {f"no_{dtype}": value for dtype, value in NOTHING.items()}
    given = {"numbers": list(seen.numbers), "codes": seen.known.codes, **nothing}
    for low, high in cuts:
        yield server.read(lambda tx, low=low, high=high: ask(tx, query, low=low, high=high, **given))  # type: ignore[misc]


def _whole(frames: Iterator[pl.DataFrame], name: str) -> pl.DataFrame:
    found = list(frames)
    return pl.concat(found) if found else pl.DataFrame(schema=merge.RULES[name].schema)


def _filled(column: str, dtype: pl.DataType) -> str:
    """A column of a list, its nulls stood for."""
    return f"coalesce({column}, $no_{dtype})"


def _column(name: str, items: list[Any], dtype: pl.DataType) -> pl.Series:
    """A list of the server as a column."""
    if dtype == pl.Int64():
        column = pl.Series(name, np.array(items, dtype=np.int64))
    else:
        column = pl.Series(name, items, dtype=dtype)
    if name in _KEYS:
        return column
    if dtype == pl.Float64():
        return column.fill_nan(None)
    known = pl.col(name) != pl.lit(NOTHING[dtype])
    return column.to_frame().select(pl.when(known).then(pl.col(name))).to_series()


def _grouped(rows: Rows) -> pl.DataFrame:
    """Facts out of lists of lists: a value's key and kind are said once."""
    [[values, codes, *parts]] = rows
    sizes = np.fromiter(map(len, parts[0]), dtype=np.int64, count=len(values))
    flat = {
        name: np.fromiter((each for group in part for each in group), dtype=np.int64, count=int(sizes.sum()))
        for name, part in zip(("account", "first_seen", "last_seen", "count"), parts, strict=True)
    }
    columns = {
        "value": np.repeat(np.array(values, dtype=np.int64), sizes),
        "kind": np.repeat(np.array(codes, dtype=np.int64), sizes),
        **flat,
    }
    none = NOTHING[pl.Int64()]
    frame = pl.DataFrame(columns).with_columns(
        pl.when(pl.col(name) != none).then(pl.col(name)) for name in ("first_seen", "last_seen")
    )
    rule = merge.RULES["facts"]
    return merge.fold(frame.select(list(rule.schema)), rule)
