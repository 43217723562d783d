"""Whole batches in and out of the tables: commit, withdraw, fold. Each runs inside one write transaction."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import polars as pl
import sqlalchemy as sa

from linkage.errors import WrongUse
from linkage.graph import cuts, merge, read, schema, sums
from linkage.graph.driver import Session, place
from linkage.graph.packed import pack
from linkage.graph.staging import Staging
from linkage.prefetch import prefetched
from linkage.tables import Normalised, Schema

TOGETHER: Final = 10_000
"""Rows that are worth a statement of their own: each costs some milliseconds, however few rows it writes."""
_KEY: Final[Schema] = {"key": pl.Int64()}


def stage(staging: Staging, part: Normalised, codes: Mapping[str, int]) -> None:
    """A part as rows of the store's tables, into the files of its batch."""
    code = pl.col("kind").replace_strict(codes, return_dtype=pl.Int64)
    facts = part.facts.with_columns(code)
    values = part.values.with_columns(code, pl.col("mask").fill_null(""))
    staging.put("accounts", part.accounts)
    staging.put("values", values)
    staging.put("facts", facts)
    staging.put("holdings", facts.select("account", "value"))
    staging.put("implied", _with_kind(part.implied, values))
    staging.put("seen", _mentioned(part))
    staging.put("measures", part.measures.with_columns(_as_set("paid_days"), _as_set("hours")))
    staging.put("relations", part.relations)
    staging.put("labels", part.labels)
    staging.put("exits", part.exits)


def insert(session: Session, staging: Staging, number: int) -> None:
    """Every staged row into its table, in key order."""
    summed = sums.keeps(session)
    for name, rule in merge.RULES.items():
        found = 0
        for frame in prefetched(gathered(staging.get(name))):
            found += _new(session, name, frame) if summed else 0
            _add(session, name, rule, frame, number)
            if name == schema.EXITS.name:
                sums.newest(session)
        if summed:
            sums.note(session, name, number, found)


def gathered(frames: Iterator[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    """The same rows in the same order, small frames put together until they have `TOGETHER` rows."""
    waiting: list[pl.DataFrame] = []
    for frame in frames:
        waiting.append(frame)
        if sum(each.height for each in waiting) >= TOGETHER:
            yield pl.concat(waiting)
            waiting = []
    if waiting:
        yield pl.concat(waiting)


def remove(session: Session, numbers: Iterable[int]) -> None:
    """Every row of those batches, and the accounts and values nothing else speaks of."""
    gone = list(numbers)
    if not gone:
        return
    accounts = _keys(session, schema.SEEN, "account", gone)
    values = pl.concat(
        [
            _keys(session, schema.FACTS, "value", gone),
            _keys(session, schema.IMPLIED, "value", gone),
            _keys(session, schema.IMPLIED, "implied", gone),
        ]
    ).unique()
    for table in schema.BY_BATCH:
        session.run(sa.delete(table).where(table.c.batch.in_(gone)))
    sums.drop(session, gone, [table.name for table in schema.BY_BATCH])
    forget_accounts(session, accounts)
    forget_values(session, values)


def forget_accounts(session: Session, keys: pl.DataFrame) -> None:
    """Drop those accounts (column `key`) that no batch speaks of."""
    table = schema.ACCOUNTS
    mention = sa.select(schema.SEEN.c.account).where(schema.SEEN.c.account == table.c.account).exists()
    session.run(sa.delete(table).where(table.c.account == place("key"), ~mention), keys.sort("key"))


def forget_values(session: Session, keys: pl.DataFrame) -> None:
    """Drop those values (column `key`) that nobody holds and that follow from nothing."""
    table = schema.VALUES
    held = sa.select(schema.FACTS.c.value).where(schema.FACTS.c.value == table.c.value).exists()
    follows = sa.select(schema.IMPLIED.c.implied).distinct()
    implied = session.read(follows, _KEY) if keys.height else pl.DataFrame(schema=_KEY)
    loose = keys.join(implied, on="key", how="anti").sort("key")
    unheld = sa.and_(table.c.value == place("key"), ~held)
    if sums.keeps(session):
        query = sa.select(*(table.c[name] for name in sums.columns(table.name))).where(unheld)
        gone = session.read(query, sums.columns(table.name), loose)
        sums.change(session, table.name, sums.ALONE, -sums.total(gone))
    session.run(sa.delete(table).where(unheld), loose)


def fold(session: Session, numbers: tuple[int, ...], holder: int) -> int:
    """Rows of those batches merged under one number; how many rows that saved."""
    before = _rows(session)
    seen, summed = read.Visible(numbers, everything=False), sums.keeps(session)
    for table in schema.BY_BATCH:
        rule = merge.RULES[table.name]
        key = table.c[rule.range_key]
        old = sa.delete(table).where(key.between(place("low"), place("high")), table.c.batch.in_(numbers))
        within = cuts.within(session, table)
        found, made = read.stored(session, table.name, seen, within), 0
        for (low, high), frame in zip(within, found, strict=True):
            session.run(old, {"low": low, "high": high})
            merged = read.merged(frame, rule)
            made += sums.total(_packed(merged, rule)) if summed else 0
            _add(session, table.name, rule, merged, holder)
        if summed:
            sums.drop(session, numbers, [table.name])
            sums.lay(session, table.name, holder, made)
    return before - _rows(session)


def _add(session: Session, name: str, rule: merge.Rule, frame: pl.DataFrame, number: int) -> None:
    rows = _packed(frame, rule).with_columns(batch=pl.lit(number, pl.Int64))
    session.add(schema.METADATA.tables[name], rows)


def _packed(frame: pl.DataFrame, rule: merge.Rule) -> pl.DataFrame:
    """Rows as they are stored."""
    return frame.with_columns(pack(frame[each]) for each in rule.union)


def _new(session: Session, name: str, frame: pl.DataFrame) -> int:
    """The sum of what these rows will add to a table: a value that is there stays as it is."""
    if name == schema.VALUES.name:
        key = schema.VALUES.c.value
        there = session.read(sa.select(key).where(key == place("key")), _KEY, frame.select(key="value"))
        frame = frame.join(there, left_on="value", right_on="key", how="anti")
    return sums.total(_packed(frame, merge.RULES[name]).select(list(merge.RULES[name].schema)))


def _rows(session: Session) -> int:
    count: Schema = {"count": pl.Int64()}
    counts = [sa.select(sa.func.count()).select_from(table) for table in schema.BY_BATCH]
    return sum(session.read(each, count).item() for each in counts)


def _keys(session: Session, table: sa.Table, column: str, numbers: list[int]) -> pl.DataFrame:
    query = sa.select(table.c[column]).distinct().where(table.c.batch.in_(numbers))
    return session.read(query, _KEY)


def _with_kind(implied: pl.DataFrame, values: pl.DataFrame) -> pl.DataFrame:
    """Pairs with the kind of the implied value, which the same part must describe."""
    kinds = values.select(implied="value", kind="kind").unique("implied", keep="first", maintain_order=True)
    joined = implied.join(kinds, on="implied", how="left")
    if joined["kind"].null_count():
        raise WrongUse("A part names an implied value without describing it among its values.")
    return joined


def _mentioned(part: Normalised) -> pl.DataFrame:
    """Every account a part speaks of, by whichever table."""
    held = (part.accounts, part.facts, part.measures, part.relations, part.labels, part.exits)
    keys = [each["account"] for each in held] + [part.relations["other"]]
    return pl.concat(keys).unique().to_frame("account")


def _as_set(name: str) -> pl.Expr:
    """Sorted, each item once; nothing for an empty list, so that it does not matter how rows were split."""
    items = pl.col(name).list.drop_nulls().list.unique().list.sort()
    return pl.when(items.list.len() > 0).then(items)
