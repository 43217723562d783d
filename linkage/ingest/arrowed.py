"""Columns of Arrow for polars: types it does not know as those it does, and rows bounded in bytes."""

from collections.abc import Iterator, Sequence

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

CELL = 1 << 20
"""Most bytes of a cell that are handed on; what is longer is cut, stays too long, and is set aside."""

BYTES = 64 << 20
"""Most bytes of text in a frame; a single row may have more."""


def opened(batch: pa.RecordBatch, names: Sequence[str]) -> pa.RecordBatch:
    """The columns named of a batch, fields of structs (`user.id`) among them; a struct that is null has null fields."""
    if all(name in batch.schema.names for name in names):
        return batch
    found = [_field(batch, name) for name in names]
    return pa.RecordBatch.from_arrays(found, list(names))


def _field(batch: pa.RecordBatch, name: str) -> pa.Array:
    if name in batch.schema.names:
        return batch.column(name)
    root, *path = name.split(".")
    return pc.struct_field(batch.column(root), path)


def frames(batch: pa.RecordBatch, names: Sequence[str]) -> Iterator[pl.DataFrame]:
    """A batch as frames of the columns named; one that is missing is nested, and no cell of it can be read."""
    there = [_plain(_cut(batch.column(name))) if name in batch.schema.names else None for name in names]
    columns = [pa.nulls(batch.num_rows, pa.list_(pa.null())) if each is None else each for each in there]
    start = 0
    for end in _ends(columns, batch.num_rows):
        parts = [each.slice(start, end - start) for each in columns]
        yield pl.DataFrame([_series(name, part) for name, part in zip(names, parts, strict=True)])
        start = end


def gathered(frames: Iterator[pl.DataFrame], rows: int) -> Iterator[pl.DataFrame]:
    """The same rows in frames of about so many, each within `BYTES`."""
    held: list[pl.DataFrame] = []
    for frame in frames:
        if held and not _fit([*held, frame], rows):
            yield pl.concat(held, how="vertical_relaxed")
            held = []
        held.append(frame)
    if held:
        yield pl.concat(held, how="vertical_relaxed")


def _fit(frames: Sequence[pl.DataFrame], rows: int) -> bool:
    return sum(each.height for each in frames) <= rows and sum(map(_size, frames)) <= BYTES


def _size(frame: pl.DataFrame) -> int:
    return int(frame.estimated_size())


def _ends(columns: Sequence[pa.Array], rows: int) -> list[int]:
    """Where to cut rows so that the texts of each part stay within `BYTES`."""
    sizes = np.zeros(rows, dtype=np.int64)
    for column in columns:
        sizes += _lengths(column)
    upto = np.cumsum(sizes)
    ends: list[int] = []
    done = 0
    while rows and (not ends or ends[-1] < rows):
        start = ends[-1] if ends else 0
        end = int(np.searchsorted(upto, done + BYTES, side="right"))
        ends.append(min(max(end, start + 1), rows))
        done = int(upto[ends[-1] - 1])
    return ends


def _lengths(column: pa.Array) -> np.ndarray:
    """Bytes of each cell of a column of texts, 0 for any other."""
    if pa.types.is_dictionary(column.type):
        each: np.ndarray = _lengths(column.dictionary)
        where = column.indices.fill_null(0).to_numpy(zero_copy_only=False)
        return each[where] if len(each) else np.zeros(len(column), dtype=np.int64)
    if texts(column.type):
        sizes: np.ndarray = pc.binary_length(column).fill_null(0).to_numpy(zero_copy_only=False)
        return sizes.astype(np.int64)
    return np.zeros(len(column), dtype=np.int64)


def _cut(column: pa.Array) -> pa.Array:
    """A column of which no text has more than `CELL` bytes: each later step would hold it once more."""
    if pa.types.is_dictionary(column.type):
        short = _cut(column.dictionary)
        same = short is column.dictionary
        return column if same else pa.DictionaryArray.from_arrays(column.indices, short)
    if not len(column) or _lengths(column).max() <= CELL:
        return column
    try:
        # A letter has four bytes at most.
        return pc.utf8_slice_codeunits(column, 0, CELL // 4)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):  # no UTF-8, or bytes to begin with
        return pc.binary_slice(column.cast(pa.large_binary()), 0, CELL)


def texts(kind: pa.DataType) -> bool:
    """Whether a column holds texts or bytes of any length."""
    is_text = (pa.types.is_string, pa.types.is_large_string, pa.types.is_binary, pa.types.is_large_binary)
    return any(each(kind) for each in is_text)


def _plain(column: pa.Array) -> pa.Array | None:
    """A column in a type that polars knows; None for one that nothing can be read of."""
    if isinstance(column.type, pa.BaseExtensionType):
        inside = column.storage
        return _uuids(inside) if column.type.extension_name == "arrow.uuid" else _plain(inside)
    if pa.types.is_dictionary(column.type):
        return column if texts(column.type.value_type) else _plain(column.dictionary_decode())
    if pa.types.is_timestamp(column.type) and column.type.tz is not None:
        # Ticks are UTC, whatever the zone is called.
        return column.view(pa.timestamp(column.type.unit, "UTC"))
    if pa.types.is_decimal256(column.type):
        return _narrow(column)
    if pa.types.is_string_view(column.type) or pa.types.is_binary_view(column.type):
        return column.cast(pa.large_binary())
    return None if pa.types.is_nested(column.type) or not _known(column.type) else column


def _narrow(column: pa.Array) -> pa.Array | None:
    """Decimals in the 38 digits that polars has; None when one has more."""
    try:
        return column.cast(pa.decimal128(38, max(0, min(column.type.scale, 37))))
    except pa.ArrowInvalid:
        return None


def _known(kind: pa.DataType) -> bool:
    """Whether polars takes a column of that type."""
    known = (pa.types.is_primitive, pa.types.is_decimal128, pa.types.is_fixed_size_binary, pa.types.is_null)
    return (any(each(kind) for each in known) and not pa.types.is_interval(kind)) or texts(kind)


def _uuids(column: pa.Array) -> pa.Array:
    """UUIDs as they are written (RFC 9562): in lower case, with hyphens."""
    digits = pl.Series(column.cast(pa.binary())).bin.encode("hex")
    form = r"^(.{8})(.{4})(.{4})(.{4})(.{12})$"
    return digits.str.replace(form, "$1-$2-$3-$4-$5").to_arrow().cast(pa.large_string())


def _series(name: str, column: pa.Array) -> pl.Series:
    """A column for polars, which trusts text to be UTF-8: as bytes when it is not."""
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        try:
            column.validate(full=True)
        except pa.ArrowInvalid:
            column = column.view(pa.binary() if pa.types.is_string(column.type) else pa.large_binary())
    if pa.types.is_list(column.type):
        return pl.Series(name, [[]] * len(column), dtype=pl.List(pl.Null))
    return pl.Series(name, column)
