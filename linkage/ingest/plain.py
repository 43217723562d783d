"""A table of accounts beside the feeds (a truth, a list), with ids read as feeds have them."""

from pathlib import Path

import polars as pl

from linkage.errors import UnknownFormat, WrongUse
from linkage.ingest import cells, check, sources
from linkage.ingest.feeds import Column, Type
from linkage.ingest.readers import NUMBER, quiet, reading
from linkage.printable import shown

_ID = Column("account_id", Type.ID, required=True)
_ROWS = 250_000


def read(path: Path, hash_with: bytes | None = None) -> pl.DataFrame:
    """All columns as text, `account_id` as a feed has it; rows without one are left out.

    Raises `UnknownFormat`, and `WrongUse` for what is not there or cannot be read.
    """
    if not path.is_file():
        raise WrongUse(f"{shown(str(path))} does not exist")
    table = sources.table(path)
    if table is None:
        raise UnknownFormat(
            f"{shown(path.name)} has an unknown format; known are {', '.join(sources.FORMATS)}"
        )
    with reading(shown(path.name)):
        names = table.columns([_ID.name]) or []
        parts = [_typed(chunk.rows.drop(NUMBER), hash_with) for chunk in table.chunks(names, _ROWS, quiet)]
    return pl.concat([pl.DataFrame(schema=dict.fromkeys(names, pl.String())), *parts])


def _typed(rows: pl.DataFrame, hash_with: bytes | None) -> pl.DataFrame:
    read_ = [cells.read(rows[name], Column(name)).values.alias(name) for name in rows.columns]
    found = pl.DataFrame(read_)
    if _ID.name not in rows.columns:
        return found
    ids = check.identity(rows[_ID.name], _ID, hash_with)
    return found.with_columns(ids.alias(_ID.name)).drop_nulls(_ID.name)
