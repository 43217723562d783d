"""Writes the members of published rings under what people decided, all tiers; CSV, JSONL or Parquet by suffix.

Account ids are written as they are, though a spreadsheet takes a cell that begins with `=`, `+`, `-` or `@`
for a formula: they are opaque, this file is for programs, and a changed id would name another account. In CSV,
which people look at in terminals, control characters and direction marks are escaped (`\\x1b`); JSONL and Parquet
have every id exactly.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl

from linkage import atomic
from linkage.errors import UnknownFormat, WrongUse
from linkage.export.sinks import SINKS, escaped
from linkage.ledger.decisions import effective
from linkage.ledger.decisions.policy import DecisionState
from linkage.publication.reader import Publication

COLUMNS = {
    "account_id": pl.String(),
    "ring_id": pl.String(),
    "tier": pl.String(),
    "confidence": pl.Float64(),
    "ring_score": pl.Float64(),
    "ring_size": pl.UInt32(),
    "publication": pl.String(),
}
"""One row a member: rings from the largest (then by id), in each the surest tier first, then by account."""

PART = 100_000
"""Rows at a time, which bounds the memory that writing takes."""

DIGITS = 6
"""Of confidence and score: what the publication's digest covers."""

Progress = Callable[[int, int], None]
"""Called with the rows written and the total of rows."""


def write(
    publication: Publication, path: Path, decided: DecisionState, progress: Progress | None = None
) -> int:
    """Write all members to a file, as look-ups would answer of them, whole or not at all; how many.

    Equal publications under equal decisions give equal bytes. `ring_size` and `ring_score` are the ring's as it
    was published. `UnknownFormat` for another suffix, `WrongUse` for a folder that is not there.
    """
    sink = SINKS.get(path.suffix.lower())
    if sink is None:
        raise UnknownFormat(
            f"members are written to {', '.join(SINKS)}, not to *{path.suffix}: name such a file"
        )
    if not path.parent.is_dir():
        raise WrongUse(f"no such folder: {path.parent}")
    shown, done = effective.members(publication.seen(publication.members), decided), 0
    with atomic.replaced(path) as temporary, sink(temporary, COLUMNS, escaped) as put:
        for part in _parts(publication, shown):
            put(part)
            done += part.height
            if progress is not None:
                progress(done, shown.height)
    return done


def _parts(publication: Publication, members: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """The rows in their order, some at a time; one empty part where there are none."""
    rings = publication.rings.select(
        pl.int_range(pl.len(), dtype=pl.Int32).alias("ring"),
        ring_score=pl.col("score").round(DIGITS),
        ring_size="size",
        publication=pl.lit(publication.run),
    )
    for start in range(0, max(members.height, 1), PART):
        part = members[start : start + PART].join(rings, on="ring", how="left", maintain_order="left")
        yield part.with_columns(pl.col("confidence").round(DIGITS)).select(list(COLUMNS))
