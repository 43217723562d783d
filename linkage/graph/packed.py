"""Lists of int32 as little-endian bytes and back, whole columns at a time and without copying the items."""

import numpy as np
import polars as pl
import pyarrow as pa


def pack(lists: pl.Series) -> pl.Series:
    """A List(Int32) column as Binary; null stays null."""
    array = lists.cast(pl.List(pl.Int32)).rechunk().to_arrow()
    validity, offsets = array.buffers()[:2]
    items = array.values
    ends = np.frombuffer(offsets, dtype=np.int64)[array.offset : array.offset + len(array) + 1] * 4
    data = pa.py_buffer(np.ascontiguousarray(items.to_numpy(zero_copy_only=False), dtype="<i4"))
    if array.offset:
        validity = array.is_valid().cast(pa.bool_()).buffers()[1] if array.null_count else None
    packed = pa.Array.from_buffers(pa.large_binary(), len(array), [validity, pa.py_buffer(ends), data])
    return pl.Series(lists.name, pl.from_arrow(packed), dtype=pl.Binary)


def unpack(packed: pl.Series) -> pl.Series:
    """A Binary column as List(Int32); null stays null."""
    array = packed.rechunk().to_arrow(compat_level=pl.CompatLevel.oldest())
    validity, offsets, data = array.buffers()
    ends = np.frombuffer(offsets, dtype=np.int64)[: len(array) + 1] // 4
    items = pa.array(np.frombuffer(data or b"", dtype="<i4")[: ends[-1] if len(ends) else 0], type=pa.int32())
    lists = pa.Array.from_buffers(
        pa.large_list(pa.int32()), len(array), [validity, pa.py_buffer(ends)], children=[items]
    )
    return pl.Series(packed.name, pl.from_arrow(lists), dtype=pl.List(pl.Int32))


def as_numbers(packed: pl.Series) -> pl.Series:
    """A Binary column as List(Int8), a number a byte; null stays null."""
    array = packed.rechunk().to_arrow(compat_level=pl.CompatLevel.oldest())
    validity, offsets, data = array.buffers()
    ends = np.frombuffer(offsets, dtype=np.int64)[: len(array) + 1]
    items = pa.array(
        np.frombuffer(data or b"", dtype=np.int8)[: ends[-1] if len(ends) else 0], type=pa.int8()
    )
    lists = pa.Array.from_buffers(
        pa.large_list(pa.int8()), len(array), [validity, pa.py_buffer(ends)], children=[items]
    )
    return pl.Series(packed.name, pl.from_arrow(lists), dtype=pl.List(pl.Int8))
