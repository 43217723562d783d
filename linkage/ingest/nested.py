"""Fields of objects within the objects of JSONL: the column `user.id` is the field `id` of the object `user`."""

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence

import polars as pl

DEEPEST = 4
"""Most names in one; deeper objects are no columns."""

NAME = re.compile(r"[^.$*^][^.*^]*")
"""A key that can be part of a name: polars takes `*` and `^` for several columns at once."""


def fields(row: Mapping[str, object], before: tuple[str, ...] = ()) -> Iterator[str]:
    """Names of the columns of a row, in its order: each key, and behind it the fields of its object.

    A key inside an object that cannot be part of a name is no column, nor is MongoDB's `{"$oid": …}`.
    """
    for key, value in row.items():
        plain = bool(NAME.fullmatch(key))
        if plain or not before:
            yield ".".join((*before, key))
        if plain and isinstance(value, Mapping) and len(before) + 1 < DEEPEST:
            yield from fields(value, (*before, key))


def within(name: str) -> Iterator[str]:
    """The objects that a column lies in, by its name."""
    return (name[:at] for at, letter in enumerate(name) if letter == ".")


def objects(names: Collection[str]) -> set[str]:
    """Those names that are objects whose fields are among the names as well."""
    return {above for name in names for above in within(name)} & set(names)


def unused(given: Sequence[str], used: Collection[str]) -> tuple[str, ...]:
    """The columns given that are not used: an object of which nothing is used counts once."""
    whole = objects(given)
    opened = {above for name in used for above in within(name)} & whole
    closed = whole - opened
    left = (name for name in dict.fromkeys(given) if name not in used and name not in opened)
    return tuple(name for name in left if closed.isdisjoint(within(name)))


def inside(columns: Sequence[str]) -> list[str]:
    """Those columns that are fields of objects, by their names."""
    return [name for name in columns if "." in name and all(map(NAME.fullmatch, name.split(".")))]


def schema(columns: Sequence[str]) -> dict[str, pl.DataType] | None:
    """What to read for these columns: text, and objects that have their fields; None where one lies in another.

    A key may have dots of its own, so that such a name is read as a key as well.
    """
    if objects(columns):
        return None
    text: dict[str, pl.DataType] = dict.fromkeys(columns, pl.String())
    fields = inside(columns)
    return text | {root: _struct(root, fields) for root in dict.fromkeys(_root(name) for name in fields)}


def _root(name: str) -> str:
    return name.partition(".")[0]


def _struct(at: str, names: Sequence[str]) -> pl.DataType:
    """The type of the object at a place, with the fields that are named."""
    below = [name.removeprefix(f"{at}.") for name in names if name.startswith(f"{at}.")]
    if not below:
        return pl.String()
    return pl.Struct({each: _struct(f"{at}.{each}", names) for each in dict.fromkeys(map(_root, below))})


def unpacked(rows: pl.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
    """Rows of a `schema` with the fields in columns of their own."""
    found = rows.with_columns(pl.coalesce(name, _field(name)).alias(name) for name in inside(columns))
    return pl.DataFrame({name: found.get_column(name) for name in columns})


def _field(name: str) -> pl.Expr:
    root, *path = name.split(".")
    found = pl.col(root)
    for each in path:
        found = found.struct.field(each)
    return found


def flat(lines: Sequence[bytes], columns: Sequence[str]) -> bytes:
    """Lines anew with the columns as their keys, for rows of which some have no object where others have one.

    Raises `ValueError` for a line that is no object.
    """
    rows = [json.loads(line) for line in lines]
    if not all(isinstance(row, dict) for row in rows):
        raise ValueError("not every line is an object")
    return "".join(f"{json.dumps({name: value(row, name) for name in columns})}\n" for row in rows).encode()


def value(row: Mapping[str, object], name: str) -> object:
    """What a row has in the column of a name; None where there is none."""
    if name in row:
        return row[name]
    found: object = row
    for each in name.split("."):
        found = found.get(each) if isinstance(found, Mapping) else None
    return found
