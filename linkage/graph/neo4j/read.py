"""Whole tables up to a watermark, a key range at a time, to frames as the SQL store gives them.

The server answers a range with one row of parallel lists, which is a tenth of the work of as many rows. Neo4j
reads what is committed at the moment, so a read counts the changes that took rows away or moved them before and
after, and begins again when there was one in between. A node that goes while it is read has no properties any
more: lists stay as long as each other by what stands for null, until they are thrown away.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

import numpy as np
import polars as pl

from linkage import tables
from linkage.errors import StoreUnavailable
from linkage.graph import merge, ranges
from linkage.graph.join_shared import join_shared, named
from linkage.graph.neo4j import patterns, remember
from linkage.graph.neo4j.driver import Rows, Server, ask
from linkage.graph.neo4j.patterns import Pattern
from linkage.graph.neo4j.remember import Known
from linkage.graph.packed import unpack
from linkage.prefetch import prefetched

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

Column = tuple[str, str, pl.DataType]
"""Name, what it is in the pattern, type."""


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


def held(server: Server, watermark: int) -> tables.Holdings:
    """What accounts hold, and what follows from it."""

    def work(seen: Seen) -> tables.Holdings:
        if not seen.numbers:
            return tables.Holdings()
        found = join_shared(facts(server, seen), rows(server, seen, "implied"), seen.values)
        return named(found, seen.known.codes)

    return settled(server, watermark, work)


def whole(server: Server, name: str, watermark: int) -> pl.DataFrame:
    """A table up to the watermark, merged, sorted by its keys."""

    def work(seen: Seen) -> pl.DataFrame:
        found = list(rows(server, seen, name))
        return pl.concat(found) if found else pl.DataFrame(schema=merge.RULES[name].schema)

    return settled(server, watermark, work)


def rows(server: Server, seen: Seen, name: str) -> Iterator[pl.DataFrame]:
    """A table's visible rows, a frame a range, each merged to one row a key; kinds of values as codes."""
    rule, pattern = merge.RULES[name], patterns.PATTERNS[name]
    coded = rule.schema.get("kind") == pl.Int64()
    parts = dict(pattern.columns)
    if coded:
        parts["kind"] = f"coalesce($codes[{parts['kind']}], 1)"
    for frame in _frames(
        server, seen, pattern, [(each, parts[each], rule.schema[each]) for each in rule.schema]
    ):
        yield merge.fold(frame, rule)


def kept(server: Server, seen: Seen, name: str) -> Iterator[pl.DataFrame]:
    """A table's rows under the numbers of `seen` as they are kept, a frame a range, kinds by name."""
    rule, pattern = merge.RULES[name], patterns.PATTERNS[name]
    text = {"kind": pl.String()}
    columns = [(each, pattern.columns[each], text.get(each, dtype)) for each, dtype in rule.schema.items()]
    if pattern.batch:
        columns.append(("batch", pattern.batch, pl.Int64()))
    yield from _frames(server, seen, pattern, columns)


def facts(server: Server, seen: Seen) -> Iterator[pl.DataFrame]:
    """Facts grouped by value, kinds as codes."""
    types = patterns.PATTERNS["facts"].types(seen.known)
    parts = ("a.key", "r.first_seen", "r.last_seen", "r.count")
    lists = ", ".join(f"collect({_filled(part, pl.Int64())}) AS c{at}" for at, part in enumerate(parts))
    match = f"{patterns.VALUE} MATCH (v)<-[r:{types}]-(a:Account) {patterns.MINE} WITH v, {lists} "
    groups = ", ".join(f"collect(c{at})" for at in range(len(parts)))
    query = f"{match} RETURN collect(coalesce(v.key, 0)), collect(coalesce($codes[v.kind], 1)), {groups}"
    for rows in prefetched(_answers(server, seen, seen.values, query)):
        yield _grouped(rows)


def _frames(
    server: Server, seen: Seen, pattern: Pattern, columns: Sequence[Column]
) -> Iterator[pl.DataFrame]:
    """Columns of what a pattern matches, a frame a range."""
    if not seen.numbers:
        return
    types = [(name, pl.Binary() if dtype == pl.List(pl.Int32) else dtype) for name, _, dtype in columns]
    parts = zip(columns, types, strict=True)
    lists = ", ".join(f"collect({_filled(column, dtype)})" for (_, column, _), (_, dtype) in parts)
    query = f"{pattern.match.replace(patterns.TYPES, pattern.types(seen.known))} RETURN {lists}"
    for [found] in prefetched(_answers(server, seen, getattr(seen, pattern.cut), query)):
        made = zip(types, found, strict=True)
        frame = pl.DataFrame([_column(name, items, dtype) for (name, dtype), items in made])
        packed = [name for name, dtype in types if dtype == pl.Binary()]
        yield frame.with_columns(unpack(frame[each]) for each in packed)


def _answers(server: Server, seen: Seen, cuts: ranges.Cuts, query: str) -> Iterator[Rows]:
    nothing = {f"no_{dtype}": value for dtype, value in NOTHING.items()}
    given = {"numbers": list(seen.numbers), "codes": seen.known.codes, **nothing}
    for low, high in cuts:
        yield server.read(lambda tx, low=low, high=high: ask(tx, query, low=low, high=high, **given))  # type: ignore[misc]


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
