"""A whole store as files for `neo4j-admin database import`, which loads millions of facts a minute.

One CSV a label or family of relationships, its header in a file beside it, and `import.args` with what the tool
has to be told. They are written a key range at a time, so memory does not grow with the store. Nodes are tied by
the text of their key, since the tool wants an id of its own; `key` is the number.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, Final

import polars as pl

from linkage.errors import Refused, WrongUse
from linkage.graph.neo4j import schema
from linkage.graph.packed import as_numbers, pack
from linkage.graph.store import Record, Store

ARGUMENTS: Final = "import.args"
JOIN: Final = "\x1f"
"""Between the items of a list; no kind and no number has it."""
_KEPT: Final = "batch:long,first_seen:long,last_seen:long"
_HEADERS: Final = {
    "accounts": ":ID(Account),key:long,account_id,batches:long[]",
    "values": ":ID(Value),key:long,kind,mask,:LABEL",
    "facts": f":START_ID(Account),:END_ID(Value),:TYPE,{_KEPT},count:long",
    "implied": ":START_ID(Value),:END_ID(Value),batch:long",
    "measures": ":ID(Measure),batch:long,created_at:long,status,plan,country,largest_amount:double,"
    "paid_days:byte[],peak_requests:long,peak_tokens:long,hours:byte[]",
    "measured": ":START_ID(Account),:END_ID(Measure)",
    "relations": f":START_ID(Account),:END_ID(Account),:TYPE,kind,{_KEPT},amount:double",
    "labels": ":ID(Label),name",
    "labelled": ":START_ID(Account),:END_ID(Label),batch:long,at:long",
    "exits": ":START_ID(Account),:END_ID(Account),batch:long,country",
    "batches": "id,epoch,feed,seq:long,state,holder:long",
    "rows": "number:long,state",
    "store": "name,schema:long,epoch,numbers:long,seqs:long,changes:long,kinds:string[],relations:string[]",
}
"""By file. Every null is an empty cell."""
_NODES: Final = {
    "accounts": "Account",
    "values": "Value",
    "measures": "Measure",
    "labels": "Label",
    "batches": "Batch",
    "rows": "Rows",
    "store": "Store",
}
_TIES: Final = {
    "facts": "",
    "implied": schema.IMPLIES,
    "measured": schema.MEASURES,
    "relations": "",
    "labelled": schema.LABELS,
    "exits": schema.EXITS,
}
"""By file, the type of its relationships; empty where a column says it."""


class Files:
    """The folder that is written, for its owner alone."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.absolute()
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if any(self._folder.iterdir()):
                raise Refused(f"The folder {folder} is not empty: name another.")
        except OSError as error:
            raise WrongUse(f"The folder {folder} cannot be made: {error.strerror}.") from error

    def put(self, name: str, frames: Iterable[pl.DataFrame]) -> int:
        """One file and its header; how many rows."""
        with self._open(f"{name}-header.csv") as out:
            out.write(_HEADERS[name].encode() + b"\n")
        rows = 0
        with self._open(f"{name}.csv") as out:
            for frame in frames:
                frame.write_csv(out, include_header=False, quote_style="necessary")
                rows += frame.height
        return rows

    def tell(self, written: Sequence[str]) -> Path:
        """The arguments of the tool, one a line."""
        lines = ["--id-type=string", "--array-delimiter=U+001F", "--multiline-fields=true"]
        lines += [f"--nodes={_NODES[name]}={self._pair(name)}" for name in _NODES if name in written]
        typed = ((name, f"{kind}=" if kind else "") for name, kind in _TIES.items() if name in written)
        lines += [f"--relationships={kind}{self._pair(name)}" for name, kind in typed]
        with self._open(ARGUMENTS) as out:
            out.write("".join(f'"{line}"\n' for line in lines).encode())
        return self._folder / ARGUMENTS

    def _pair(self, name: str) -> str:
        return f"{self._folder / name}-header.csv,{self._folder / name}.csv"

    def _open(self, name: str) -> IO[bytes]:
        handle = os.open(self._folder / name, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        return os.fdopen(handle, "wb")


def export(store: Store, folder: Path, tell: Callable[[str], None] = lambda _: None) -> dict[str, int]:
    """Write everything a store holds; rows by file."""
    files, records = Files(folder), store.records()
    numbers = sorted({each.holder for each in records})
    kinds: set[str] = set()
    relations: set[str] = set()
    places = _Places()
    made: dict[str, Callable[[], Iterator[pl.DataFrame]]] = {
        "accounts": lambda: _accounts(store, numbers),
        "values": lambda: _values(store, numbers, kinds),
        "facts": lambda: map(_facts, store.dump("facts", numbers)),
        "implied": lambda: map(_implied, store.dump("implied", numbers)),
        "measures": lambda: map(places.number, store.dump("measures", numbers)),
        "measured": lambda: iter(places.ties),
        "relations": lambda: _relations(store, numbers, relations),
        "labelled": lambda: map(places.label, store.dump("labels", numbers)),
        "labels": lambda: iter([pl.DataFrame({"id": sorted(places.labels), "name": sorted(places.labels)})]),
        "exits": lambda: map(_exits, store.dump("exits", numbers)),
        "batches": lambda: iter([_batches(records)]),
        "rows": lambda: iter([pl.DataFrame({"number": numbers, "state": ["live"] * len(numbers)})]),
        "store": lambda: iter([_store(store, records, kinds, relations)]),
    }
    rows = {}
    for name, frames in made.items():
        tell(name)
        rows[name] = files.put(name, frames())
    files.tell([name for name, count in rows.items() if count])
    return rows


class _Places:
    """What is numbered or named while a table goes by."""

    def __init__(self) -> None:
        self.ties: list[pl.DataFrame] = []
        self.labels: set[str] = set()
        self._last = 0

    def number(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Measures with ids of their own, their lists as bytes; who is measured is kept."""
        ids = pl.Series("id", range(self._last, self._last + frame.height), dtype=pl.Int64)
        self._last += frame.height
        self.ties.append(pl.DataFrame([_id(frame["account"]), ids]))
        lists = [_bytes(pack(frame[name])) for name in ("paid_days", "hours")]
        told = frame.drop("account").with_columns(ids, *lists)
        return told.select("id", "batch", *(name for name in frame.columns[1:] if name != "batch"))

    def label(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Labels of accounts."""
        self.labels |= set(frame["label"])
        return frame.select(_id(frame["account"]), "label", "batch", "at")


def _accounts(store: Store, numbers: Sequence[int]) -> Iterator[pl.DataFrame]:
    pairs = zip(store.dump("accounts", numbers), store.dump("seen", numbers), strict=True)
    for accounts, seen in pairs:
        spoken = seen.sort("account", "batch").group_by("account", maintain_order=True).agg("batch")
        told = spoken.join(accounts, on="account", how="left", maintain_order="left")
        batches = told["batch"].cast(pl.List(pl.String)).list.join(JOIN)
        yield told.select(_id(told["account"]), "account", "account_id", batches)


def _values(store: Store, numbers: Sequence[int], kinds: set[str]) -> Iterator[pl.DataFrame]:
    for frame in store.dump("values", numbers):
        kinds |= set(frame["kind"])
        label = pl.col("kind").replace_strict({each: schema.label(each) for each in kinds} or {"": ""})
        mask = pl.when(pl.col("mask") != "").then(pl.col("mask"))
        yield frame.select(_id(frame["value"]), "value", "kind", mask, label.alias("label"))


def _facts(frame: pl.DataFrame) -> pl.DataFrame:
    kinds = frame["kind"].unique()
    types = pl.col("kind").replace_strict({each: schema.holds(each) for each in kinds} or {"": ""})
    ends = (_id(frame["account"]), _id(frame["value"]))
    return frame.select(*ends, types.alias("type"), "batch", "first_seen", "last_seen", "count")


def _implied(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.select(_id(frame["value"]), _id(frame["implied"]), "batch")


def _relations(store: Store, numbers: Sequence[int], kinds: set[str]) -> Iterator[pl.DataFrame]:
    for frame in store.dump("relations", numbers):
        kinds |= set(frame["kind"])
        types = pl.col("kind").replace_strict({each: schema.relates(each) for each in kinds} or {"": ""})
        ends = (_id(frame["account"]), _id(frame["other"]))
        yield frame.select(*ends, types.alias("type"), "kind", "batch", "first_seen", "last_seen", "amount")


def _exits(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.select(_id(frame["account"]), _id(frame["account"].alias("same")), "batch", "country")


def _batches(records: Sequence[Record]) -> pl.DataFrame:
    names = ("id", "epoch", "feed", "seq")
    rows = [(*(getattr(each.batch, name) for name in names), each.state, each.holder) for each in records]
    return pl.DataFrame(rows, [*names, "state", "holder"], orient="row")


def _store(store: Store, records: Sequence[Record], kinds: set[str], relations: set[str]) -> pl.DataFrame:
    """The one Store node: numbers and seqs go on after the highest."""
    last = (
        max((each.holder for each in records), default=0),
        max((each.batch.seq or 0 for each in records), default=0),
    )
    lists = (JOIN.join(sorted(kinds)), JOIN.join(sorted(relations)))
    row = (schema.STORE, schema.VERSION, store.epoch(), *last, 0, *lists)
    return pl.DataFrame([row], orient="row")


def _id(keys: pl.Series) -> pl.Series:
    return keys.cast(pl.String).alias(f"{keys.name}_end")


def _bytes(packed: pl.Series) -> pl.Series:
    """Bytes as a list of signed numbers, as text."""
    return as_numbers(packed).cast(pl.List(pl.String)).list.join(JOIN)
