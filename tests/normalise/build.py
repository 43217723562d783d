"""Small builders for tests of normalising."""

from collections.abc import Mapping

import polars as pl

from linkage.normalise import account_keys, normalise
from linkage.tables import Normalised

PEPPER = b"a pepper for the tests alone"
NUMBERS = {
    "created_at",
    "at",
    "first_seen",
    "last_seen",
    "hour",
    "hits",
    "requests",
    "output_tokens",
    "count",
}


def frame(*rows: Mapping[str, object]) -> pl.DataFrame:
    """Rows of a feed, as ingest hands them over."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    schema: dict[str, pl.DataType] = {}
    for name in names:
        number = pl.Float64() if name == "amount" else pl.Int64()
        schema[name] = number if name in NUMBERS or name == "amount" else pl.String()
    table = pl.DataFrame([{name: row.get(name) for name in names} for row in rows], schema=schema)
    return table.with_row_index("row", offset=1).with_columns(pl.col("row").cast(pl.UInt64))


def run(feed: str, *rows: Mapping[str, object]) -> Normalised:
    """The part that rows come down to."""
    return normalise(feed, frame(*rows), PEPPER)[0]


def spoiled(feed: str, *rows: Mapping[str, object]) -> list[tuple[int, str, str]]:
    """Row, column and code of the cells set aside."""
    return normalise(feed, frame(*rows), PEPPER)[1].rows()


def key(account_id: str) -> int:
    """The key of one account."""
    return int(account_keys(pl.Series([account_id]))[0])


def masks(part: Normalised, kind: str) -> list[str]:
    """What people see of the values of a kind, sorted."""
    return sorted(part.values.filter(pl.col("kind") == kind)["mask"])


def children(part: Normalised, parent: str) -> dict[str, int]:
    """How many values of each kind follow from values of one kind."""
    kinds = part.values.select("value", "kind")
    pairs = part.implied.join(kinds, on="value").filter(pl.col("kind") == parent)
    named = pairs.join(kinds.rename({"value": "implied", "kind": "child"}), on="implied")
    return dict(named.group_by("child").len().sort("child").iter_rows())
