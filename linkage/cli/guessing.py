"""Looks at foreign files, proposes a map, and shows rows as they would be read."""

from collections.abc import Iterator
from pathlib import Path

import polars as pl
from rich.console import RenderableType

from linkage import kinds, printable
from linkage.cli.session import Answer
from linkage.cli.tables import pieces, table
from linkage.errors import WrongUse
from linkage.ingest import cells, sources, stream, times
from linkage.ingest.feeds import FEEDS, Column, Type
from linkage.ingest.guess import Guess, apart, document, guess
from linkage.ingest.mapping import read
from linkage.kinds import Context
from linkage.normalise.feeds import FEEDS as VALUES
from linkage.printable import iso

SHOWN = 10
"""Rows shown of each file."""


def propose(paths: list[str], out: Path) -> tuple[list[Guess], Answer]:
    """Look at files, write the map that fits, and show what it makes of them; `WrongUse` for none that is a table."""
    looked = {path: taken(path) for path in files(paths)}
    tables = {path: each for path, each in looked.items() if each is not None}
    guesses = apart(list(tables.values()))
    found = list(zip(tables, guesses, strict=True))
    skipped = [path.name for path in looked if path not in tables]
    if not found:
        raise WrongUse(
            f"no table found at {', '.join(paths)}: name files ending in {', '.join(sources.FORMATS)}"
        )
    if out.exists():
        raise WrongUse(f"{out} already exists: name another file with --map, or load with it without --guess")
    out.write_text(document(guesses), encoding="utf-8")
    read(out)
    told = {"map": str(out), "files": [told_of(*each) for each in found], "skipped": skipped}
    line = f"the map is {out}: read it, then `linkage ingest {' '.join(paths)} --map {out}`"
    left = [f"no feed, and not in the map: {printable.shown(', '.join(skipped))}"] if skipped else []
    return guesses, Answer(told, (*(view for each in found for view in shown_of(*each)), *left, line))


def told_of(path: Path, found: Guess) -> dict[str, object]:
    """What is told of a file as a document."""
    return {
        "file": found.name,
        "feed": found.feed,
        "columns": dict(found.columns),
        "joined": {name: list(own) for name, own in found.besides.items()},
        "forms": dict(found.forms),
        "words": {name: dict(own) for name, own in found.words.items()},
        "not_placed": list(found.left),
        "doubts": doubts(path, found),
        "complete": found.complete,
        "rows": preview(found).to_dicts(),
    }


def shown_of(path: Path, found: Guess) -> Iterator[RenderableType]:
    """What is shown of a file, with what its author wrote made printable."""
    for view in drawn(path, found):
        yield printable.shown(view) if isinstance(view, str) else view


def taken(path: Path) -> Guess | None:
    """What a file is taken for; None for what is no table, and for a `.txt` that is not clearly a feed."""
    table = sources.table(path)
    found = None if table is None else guess(path, table)
    return None if found is None or (path.suffix == ".txt" and not (found.sure and found.complete)) else found


def files(paths: list[str]) -> Iterator[Path]:
    """The files at some paths, those of folders in order; `WrongUse` for what is not there."""
    for each in map(Path, paths):
        if not each.exists():
            raise WrongUse(f"{each} does not exist")
        yield from sorted(path for path in each.iterdir() if path.is_file()) if each.is_dir() else [each]


def doubts(path: Path, found: Guess) -> list[str]:
    """What could be otherwise, or is missing, in sentences."""
    lacking = [name for name in FEEDS[found.feed].required if name not in found.columns]
    missing = [f"no column was found for `{name}`, which {found.feed} needs" for name in lacking]
    return [*missing, *found.doubts, *encoded(path)]


def encoded(path: Path) -> Iterator[str]:
    """What is said of a text that is not in UTF-8."""
    if not sources.is_text(path):
        return
    encoding, sound = stream.encoding(path)
    if encoding != "utf-8":
        yield f"its letters are read as {encoding}"
    elif not sound:
        yield "some of its rows are not in UTF-8, and too few to tell in what: they will be set aside"


def drawn(path: Path, found: Guess) -> Iterator[RenderableType]:
    """One file for people: which feed, which columns, ten rows."""
    yield f"{found.name} looks like {found.feed}"
    rows = [
        (" + ".join(found.own(name)), name, found.forms.get(name) or spoken(found, name))
        for name in found.columns
    ]
    if rows:
        yield table(("column of the file", "read as", "form"), rows)
    if found.left:
        yield f"not mapped: {', '.join(found.left)}"
    yield from (f"check: {each}" for each in doubts(path, found))
    shown = preview(found)
    if shown.width:
        yield pieces(shown.columns, shown.rows(), f"the first {shown.height} rows as they would be read")


def spoken(found: Guess, name: str) -> str | None:
    """What a column writes for our words, in a row; None where it writes them as we do."""
    return ", ".join(f"{theirs} = {own}" for theirs, own in found.words.get(name, {}).items()) or None


def preview(found: Guess) -> pl.DataFrame:
    """The first rows as they would be read: times in UTC, numbers, and masks in place of values of people."""
    rows, columns = found.rows.head(SHOWN), {each.name: each for each in FEEDS[found.feed].columns}
    kind_of = {each.column: each.kind for each in VALUES[found.feed].sources}
    seen = Context(rows["country"].cast(pl.String) if "country" in rows.columns else None)
    return pl.DataFrame([masked(rows[name], columns[name], kind_of.get(name), seen) for name in rows.columns])


def masked(raw: pl.Series, column: Column, kind: str | None, seen: Context) -> pl.Series:
    """A column as it would be read; a value of people as its mask, other text as how long it is."""
    if column.type is Type.ID:
        return raw.cast(pl.String)
    if column.type is not Type.TEXT:
        values = cells.read(raw, column, times.LATEST).values
        return values if column.type is not Type.TIME else pl.Series(raw.name, [iso(each) for each in values])
    text = raw.cast(pl.String)
    if kind is None:
        return text
    clean = kinds.get(kind).clean(text, seen)
    marks = kinds.get(kind).mask(clean)
    shown = (
        pl.when(clean.is_null())
        .then(None)
        .otherwise(pl.coalesce(marks, pl.lit(f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}")))
    )
    return pl.select(shown.alias(raw.name)).to_series()
