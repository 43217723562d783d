"""Keys cut into ranges, so that a table larger than memory is sorted, merged and read a range at a time.

Keys are digests, evenly spread: equal cuts of the 64 bits give equal shares.
"""

from typing import Final

import polars as pl

SIZE: Final = 2**59
RANGES: Final = tuple((low, low + SIZE - 1) for low in range(-(2**63), 2**63, SIZE))
"""Thirty-two, each from its first key to its last, in order."""


def cut(frame: pl.DataFrame, key: str) -> list[pl.DataFrame]:
    """A frame sorted by `key`, as one slice a range."""
    if not frame.height:
        return [frame] * len(RANGES)
    lows = pl.Series([low for low, _ in RANGES[1:]], dtype=pl.Int64)
    found = frame[key].search_sorted(lows, side="left")
    ends = [*found, frame.height]
    starts = [0, *ends[:-1]]
    return [frame.slice(start, end - start) for start, end in zip(starts, ends, strict=True)]
