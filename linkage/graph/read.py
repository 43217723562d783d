"""Whole tables up to a watermark, to Arrow: what a run begins with."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl
import sqlalchemy as sa

from linkage import tables
from linkage.graph import cuts, merge, ranges, schema, sums
from linkage.graph.driver import Prepared, Session, place
from linkage.graph.join_shared import join_shared, named
from linkage.graph.packed import unpack
from linkage.prefetch import prefetched


@dataclass(frozen=True)
class Visible:
    """The numbers a read takes rows of; `everything` when no other rows are there."""

    numbers: tuple[int, ...]
    everything: bool


def visible(session: Session, watermark: int) -> Visible:
    """Holders of committed rows of the active epoch, up to the watermark."""
    batch = schema.BATCHES.c
    active = sa.select(schema.META.c.value).where(schema.META.c.key == "epoch").scalar_subquery()
    query = sa.select(batch.number, sa.case((batch.epoch == active, batch.seq), else_=sa.null())).where(
        batch.state != "withdrawn", batch.number == batch.holder
    )
    found = session.read(query.order_by(batch.number), {"number": pl.Int64(), "seq": pl.Int64()})
    chosen = found.filter(pl.col("seq") <= watermark)["number"]
    return Visible(tuple(chosen), chosen.len() == found.height)


def rows(session: Session, name: str, seen: Visible, within: ranges.Cuts) -> Iterator[pl.DataFrame]:
    """A table's visible rows, a frame a range of `within`, each sorted and merged to one row a key.

    `StoreUnavailable` at the end where they are not what was written.
    """
    written = sums.checked(stored(session, name, seen, within), name, seen.numbers, sums.kept(session))
    for found in prefetched(written):
        yield merged(found, merge.RULES[name])


def merged(found: pl.DataFrame, rule: merge.Rule) -> pl.DataFrame:
    """Stored rows, lists unpacked, one row a key."""
    rows = found.with_columns(unpack(found[each]) for each in rule.union) if rule.union else found
    return merge.fold(rows, rule)


def stored(session: Session, name: str, seen: Visible, within: ranges.Cuts) -> Iterator[pl.DataFrame]:
    """A table's visible rows as they are stored, a frame a range of `within`."""
    rule = merge.RULES[name]
    packed = {each: pl.Binary() if each in rule.union else dtype for each, dtype in rule.schema.items()}
    query = session.prepare(_within(schema.METADATA.tables[name], rule, seen))
    for low, high in within if seen.numbers else ():
        yield session.read(query, packed, {"low": low, "high": high})


def kept(session: Session, name: str, numbers: Sequence[int]) -> Iterator[pl.DataFrame]:
    """A table's rows under those numbers as they are stored, a frame a range, kinds by name."""
    table, rule = schema.METADATA.tables[name], merge.RULES[name]
    columns = {each: pl.Binary() if each in rule.union else dtype for each, dtype in rule.schema.items()}
    key = table.c[rule.range_key]
    query = sa.select(*(table.c[each] for each in columns)).where(key.between(place("low"), place("high")))
    if "batch" in table.c:
        columns["batch"] = pl.Int64()
        query = query.add_columns(table.c.batch).where(table.c.batch.in_(numbers))
    prepared = session.prepare(query.order_by(*table.primary_key.columns))
    names = {code: kind for kind, code in kinds(session).items()}
    kind = pl.col("kind")
    told = kind.replace_strict(names, return_dtype=pl.String) if names else kind.cast(pl.String)
    coded = rule.schema.get("kind") == pl.Int64()
    if lacking(session, table):
        yield from [pl.DataFrame(schema=columns)] * len(ranges.RANGES)
        return
    for low, high in ranges.RANGES:  # always: a move takes the frames of two tables side by side
        frame = session.read(prepared, columns, {"low": low, "high": high})
        frame = frame.with_columns(unpack(frame[each]) for each in rule.union)
        yield frame.with_columns(told) if coded else frame


def whole(session: Session, name: str, watermark: int) -> pl.DataFrame:
    """A table up to the watermark, merged, sorted by its keys."""
    table, nothing = schema.METADATA.tables[name], pl.DataFrame(schema=merge.RULES[name].schema)
    if lacking(session, table):
        return nothing
    frames = rows(session, name, visible(session, watermark), cuts.within(session, table))
    return pl.concat([nothing, *frames])


def lacking(session: Session, table: sa.Table) -> bool:
    """Whether an earlier version wrote this graph without that table, where nothing can be written."""
    query = f"SELECT name FROM sqlite_master WHERE type = 'table' AND name = '{table.name}'"
    return session.embedded and not session.read(Prepared(query), {"name": pl.String()}).height


def accounts(session: Session, watermark: int) -> pl.DataFrame:
    """Accounts some visible batch speaks of."""
    table, seen = schema.ACCOUNTS.c, visible(session, watermark)
    query = sa.select(table.account, table.account_id).order_by(table.account)
    if not seen.everything:
        mention = sa.select(schema.SEEN.c.account).where(
            schema.SEEN.c.account == table.account, schema.SEEN.c.batch.in_(seen.numbers)
        )
        query = query.where(mention.exists())
    return merge.ordered(session.read(query, tables.ACCOUNTS), ("account",))


def kinds(session: Session) -> dict[str, int]:
    """Codes of kinds by name."""
    query = sa.select(schema.KINDS.c.name, schema.KINDS.c.code)
    return dict(session.read(query, {"name": pl.String(), "code": pl.Int64()}).iter_rows())


def held(session: Session, watermark: int) -> tables.Holdings:
    """What accounts hold, and what follows from it."""
    seen = visible(session, watermark)
    within = cuts.within(session, schema.FACTS, schema.IMPLIED)
    facts, implied = (rows(session, name, seen, within) for name in ("facts", "implied"))
    found = join_shared(facts, implied, within)
    return named(found, kinds(session))


def _within(table: sa.Table, rule: merge.Rule, seen: Visible) -> sa.Select[tuple[int]]:
    """Rows of one range, in the order they are stored."""
    key = table.c[rule.range_key]
    query = sa.select(*(table.c[name] for name in rule.schema)).where(
        key.between(place("low"), place("high"))
    )
    if not seen.everything:
        query = query.where(table.c.batch.in_(seen.numbers))
    return query.order_by(*table.primary_key.columns)
