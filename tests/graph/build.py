"""Small parts of batches, with defaults for what a test does not care about."""

from collections.abc import Iterable, Sequence
from typing import Any

import polars as pl

from linkage import tables
from linkage.graph import Store
from linkage.model import Batch
from linkage.tables import Normalised

EPOCH = "0badcafe/1"

Fact = tuple[int, int, int | None, int | None, int]
"""Account, value, first seen, last seen, count."""

KINDS = ("email", "card", "ip", "device")


def kind(value: int) -> str:
    """The kind of a value follows from its key, so that no two parts disagree."""
    return KINDS[value // 100 % 4]


def frame(schema: tables.Schema, rows: Iterable[Sequence[Any]]) -> pl.DataFrame:
    """Rows as a table of that schema."""
    return pl.DataFrame([tuple(row) for row in rows], schema, orient="row")


def facts(rows: Iterable[Fact]) -> pl.DataFrame:
    """Facts, the kind by the value."""
    return frame(
        tables.FACTS,
        ((account, value, kind(value), first, last, count) for account, value, first, last, count in rows),
    )


def part(
    rows: Iterable[Fact] = (),
    implied: Iterable[tuple[int, int]] = (),
    others: Iterable[int] = (),
    **more: Any,
) -> Normalised:
    """A part that describes whatever its facts and pairs name; `others` are accounts without a fact."""
    held, pairs = facts(rows), frame(tables.IMPLIED, implied)
    accounts = sorted({*held["account"], *others})
    keys = sorted({*held["value"], *pairs["value"], *pairs["implied"]})
    return Normalised(
        accounts=frame(tables.ACCOUNTS, ((each, f"id-{each}") for each in accounts)),
        values=frame(tables.VALUES, ((each, kind(each), f"mask-{each}") for each in keys)),
        facts=held,
        implied=pairs,
        **more,
    )


def holds(account: int, *values: int, at: int = 10) -> list[Fact]:
    """An account holds those values, seen once."""
    return [(account, value, at, at, 1) for value in values]


def measured(account: int, **known: Any) -> tuple[Any, ...]:
    """A row of measures; what is not given is not known."""
    return (account, *(known.get(name) for name in list(tables.MEASURES)[1:]))


def load(store: Store, name: str, *parts: Normalised, epoch: str = EPOCH) -> Batch:
    """A batch of those parts, committed."""
    batch = Batch(name, "facts", epoch)
    if not store.begin(batch):
        return next(each for each in store.batches() if each.id == name and each.epoch == epoch)
    for each in parts:
        store.write(batch, each)
    return store.commit(batch)


def contents(store: Store, watermark: int = 99) -> dict[str, list[tuple[Any, ...]]]:
    """All that runs and policies would read."""
    reads = (store.accounts, store.measures, store.relations, store.labels, store.exits)
    held = store.held(watermark)
    own = sorted((account, str(kind)) for account, kind in held.own.unique().rows())
    return {
        "shared": held.shared.rows(),
        "own": own,
        **{each.__name__: each(watermark).rows() for each in reads},
    }


def fill(store: Store) -> None:
    """Six batches: the first two folded, the third and the last withdrawn, the fifth without a fact."""
    load(store, "a", part([*holds(1, 100, 200), *holds(2, 100, at=20)], [(100, 305)], measures=spent(1)))
    places = frame(tables.EXITS, [(2, "XA"), (2, "XB"), (3, "XA")])
    load(store, "b", part(holds(2, 200, 301), [(200, 306)]), part(holds(3, 100, at=5), exits=places))
    store.compact(2)
    load(store, "c", part(holds(4, 100, 401)))
    store.withdraw("c")
    places = frame(tables.EXITS, [(1, "XC"), (2, "XA")])
    load(store, "d", part([*holds(1, 100, at=3), *holds(5, 301, 402)], relations=related(5, 6), exits=places))
    load(store, "e", part(others=[7], labels=frame(tables.LABELS, [(7, "fraud", None), (1, "honest", 9)])))
    load(store, "f", part(holds(8, 100)))
    store.withdraw("f")


def spent(account: int) -> pl.DataFrame:
    days = {"paid_days": [3, 9], "hours": [500_000], "status": "banned", "largest_amount": 9.5}
    return frame(tables.MEASURES, [measured(account, **days)])


def related(account: int, other: int) -> pl.DataFrame:
    return frame(tables.RELATIONS, [(account, other, "transfer", 1, None, 2.5)])
