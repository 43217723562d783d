"""What a table loses: cells and rows that cannot be read; too many of them, and it is not loaded."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from linkage.errors import WrongUse
from linkage.ingest.feeds import Feed, Type
from linkage.ingest.meet import shape
from linkage.ingest.readers import ROW

MOST = 0.05
"""Largest share of the rows, or of a column of ids, times or numbers, that may be unreadable."""

HALF = 0.5
"""The same of a column of words or attributes: people write what they like there, and leave out what they will."""

LEAST = 20
"""Fewest of them that stop a load: of a small table some may be odd."""

MISSING = "missing"
"""Code of a row in which a cell that is needed, and is no account's id, is empty."""

SHAPES = 3
"""Examples of shape of one column."""

EXPECTED = {
    Type.ID: "an account's id",
    Type.TEXT: "a value of its kind",
    Type.TIME: "a time: ISO 8601, or seconds, milliseconds or microseconds since 1970",
    Type.WHOLE: "a whole number",
    Type.REAL: "a number with a point before its decimals",
    Type.CHOICE: "one of",
}
"""What a column of each type should hold."""

NEXT = "correct it, or map another column to it, or load the rest with --accept-losses"


@dataclass
class Losses:
    """Cells there were and cells that were lost, by column, and rows that were lost."""

    rows: int = 0
    lost: int = 0
    empty: int = 0
    """Rows in which a cell that is needed is empty: there was nothing to read, so nothing was lost."""
    filled: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    shapes: dict[str, list[str]] = field(default_factory=dict)
    first: dict[str, int] = field(default_factory=dict)
    """Where the first lost cell of a column is, as `linkage quarantine` counts: a line, or a row of a table."""

    def add(self, raw: pl.DataFrame, spoiled: pl.DataFrame, height: int, aside: pl.DataFrame) -> None:
        """Count a chunk: its raw rows, its cells set aside, how many rows it has, and the rows set aside whole."""
        self.rows += height
        empty = int((aside["code"] == MISSING).sum())
        self.lost += aside.height - empty
        self.empty += empty
        for name in raw.columns:
            self.filled[name] += raw[name].count()
        for (name,), part in spoiled.group_by("column"):
            self.missed[str(name)] += part.height
            self.first.setdefault(str(name), int(part[ROW].min()))  # type: ignore[arg-type]
            self._note(str(name), raw, part)

    def _note(self, name: str, raw: pl.DataFrame, part: pl.DataFrame) -> None:
        """Keep a few shapes of what a column holds instead."""
        seen = self.shapes.setdefault(name, [])
        if len(seen) < SHAPES and name in raw.columns:
            cells = raw.join(part.select(ROW), on=ROW, how="semi")[name].cast(pl.String).drop_nulls().head(50)
            seen += [each for each in dict.fromkeys(map(shape, cells)) if each not in seen][
                : SHAPES - len(seen)
            ]

    def refuse(self, label: str, feed: Feed, names: Mapping[str, Sequence[str]]) -> None:
        """Raise WrongUse where more than `MOST` of the rows, or more than `most` of a column, is unreadable."""
        told = [
            self._told(column.name, names, expected(feed, column.name))
            for column in feed.columns
            if not column.spared
            and too_many(self.missed[column.name], self.filled[column.name], most(column.type))
        ]
        lost = self.lost + (self.empty if self.lost + self.empty == self.rows else 0)
        if too_many(lost, self.rows):
            told.insert(0, f"{lost:,} of {self.rows:,} rows cannot be read (`linkage quarantine` names them)")
        if told:
            raise WrongUse(f"{label}: {'; '.join(told)}: nothing of it was loaded; {NEXT}")

    def _told(self, name: str, names: Mapping[str, Sequence[str]], wanted: str) -> str:
        """One column in words, named as the file names it."""
        own = names.get(name, (name,))
        named = " and ".join(f"`{each}`" for each in own)
        named = named if list(own) == [name] else f"{named} (read as `{name}`)"
        like = f", such as {', '.join(f'`{each}`' for each in self.shapes.get(name, []))}"
        missed = f"{self.missed[name]:,} of {self.filled[name]:,} cells of the column {named}"
        missed += f", the first in line {self.first[name]:,},"
        return f"{missed} are not {wanted}{like if self.shapes.get(name) else ''}"


def too_many(missed: int, of: int, share: float = MOST) -> bool:
    """Whether so many lost, of so many, stop a load that may lose such a share."""
    return missed >= LEAST and missed > share * of


def most(column: Type) -> float:
    """Largest share of a column of this type that may be unreadable."""
    return HALF if column in {Type.TEXT, Type.CHOICE} else MOST


def expected(feed: Feed, name: str) -> str:
    """What a column of a feed should hold, in words."""
    column = next(each for each in feed.columns if each.name == name)
    words = f" {', '.join(column.choices)}" if column.choices else ""
    return f"{EXPECTED[column.type]}{words}"


def told_apart(rows: pl.DataFrame, raw: pl.DataFrame, spoiled: pl.DataFrame) -> pl.DataFrame:
    """Typed rows, with the raw text of the cells that were set aside: rows that differ there are not the same row."""
    for (name,), part in spoiled.group_by("column"):
        if name in raw.columns:
            as_it_stood = pl.col(str(name)).cast(pl.String).alias(f"{name} as it stood")
            rows = rows.join(
                raw.select(ROW, as_it_stood).join(part.select(ROW).unique(), on=ROW, how="semi"),
                on=ROW,
                how="left",
                maintain_order="left",
            )
    return rows
