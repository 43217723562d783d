"""Keys cut into ranges, so that a table larger than memory is sorted, merged and read a range at a time.

Keys are digests, evenly spread: equal cuts of the 64 bits give equal shares.
"""

from typing import Final

import polars as pl

Cuts = tuple[tuple[int, int], ...]
"""Ranges in order, without a gap, each from its first key to its last."""


def split(pieces: int) -> Cuts:
    """All keys in that many ranges, which is a power of two."""
    size = 2**64 // pieces
    return tuple((low, low + size - 1) for low in range(-(2**63), 2**63, size))


RANGES: Final = split(32)
WHOLE: Final = split(1)


def cut(frame: pl.DataFrame, key: str, within: Cuts = RANGES) -> list[pl.DataFrame]:
    """A frame sorted by `key`, as one slice a range."""
    if not frame.height:
        return [frame] * len(within)
    lows = pl.Series([low for low, _ in within[1:]], dtype=pl.Int64)
    found = frame[key].search_sorted(lows, side="left")
    ends = [*found, frame.height]
    starts = [0, *ends[:-1]]
    return [frame.slice(start, end - start) for start, end in zip(starts, ends, strict=True)]
