"""Write a world to disk, one feed after the other, the longest in slices."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from linkage.simulate import contact, feeds, text
from linkage.simulate import ground as g
from linkage.simulate.draft import Draft
from linkage.simulate.ground import Ground

SLICE = 1_000_000
"""Rows of usage written out as text at a time."""

USAGE = pa.schema(
    [
        ("account_id", pa.large_string()),
        ("hour", pa.int64()),
        ("requests", pa.int64()),
        ("output_tokens", pa.int64()),
        ("model", pa.large_string()),
        ("prompt_template", pa.large_string()),
    ]
)


def _usage(rng: np.random.Generator, rows: pl.DataFrame, names: pl.Series, path: Path) -> None:
    """The usage feed: longer than all the others together, so only a slice of it is ever text."""
    rows = rows[rng.permutation(len(rows))]
    codes, at = np.unique(rows["template"].to_numpy(), return_inverse=True)
    words = text.templates(codes)
    models = [f"model-{number + 1}" for number in range(len(g.RELEASES))]
    with pq.ParquetWriter(path, USAGE, compression="zstd") as writer:
        for start in range(0, len(rows), SLICE):
            part = rows[start : start + SLICE]
            table = pl.DataFrame(
                {
                    "account_id": names.gather(part["account"]),
                    "hour": part["hour"],
                    "requests": part["requests"],
                    "output_tokens": part["tokens"],
                    "model": text.pick(models, part["model"].to_numpy()),
                    "prompt_template": words.gather(at[start : start + SLICE]),
                }
            )
            writer.write_table(table.to_arrow(compat_level=pl.CompatLevel.oldest()).cast(USAGE))


def save(
    rng: np.random.Generator, draft: Draft, ground: Ground, out: Path, tell: Callable[[str], None]
) -> None:
    """Write OUT/input/*.parquet, OUT/truth.parquet and OUT/crowds.parquet."""
    folder = out / "input"
    folder.mkdir(parents=True, exist_ok=True)
    people = draft.people
    names, mails = feeds.ids(rng, len(people)), contact.mails(rng, people)

    def accounts() -> pl.DataFrame:
        table = feeds.accounts(rng, people, names, mails)
        phones = contact.phones(rng, ground.voip, people).alias("phone")
        return table.insert_column(3, phones)[rng.permutation(len(table))]

    made: dict[str, Callable[[], pl.DataFrame]] = {
        "accounts": accounts,
        "network": lambda: feeds.network(rng, ground, draft.network, names),
        "devices": lambda: feeds.devices(rng, draft.devices, names),
        "billing": lambda: feeds.billing(rng, draft.billing, names, mails),
        "relations": lambda: feeds.relations(rng, draft.relations, names, people["created"].to_numpy()),
        "labels": lambda: feeds.labels(rng, people, names),
    }
    for name, make in made.items():
        tell(name)
        make().write_parquet(folder / f"{name}.parquet", compression="zstd")
    tell("usage")
    _usage(rng, draft.usage, names, folder / "usage.parquet")
    feeds.truth(rng, people, names).write_parquet(out / "truth.parquet", compression="zstd")
    crowds = feeds.crowds(draft.crowds, people, names)
    crowds.write_parquet(out / "crowds.parquet", compression="zstd")
