"""How many rows of a file are there twice, counted with bounded memory."""

import tempfile
from typing import IO, Self

import numpy as np
import polars as pl

_SEED = 1
_AT_ONCE = 1 << 24
"""Digests sorted at a time: 128 MB."""


class Tally:
    """Counts rows that are the same, by 64-bit digests kept in a temporary file.

    Two different rows are taken for one with a chance of about n²/2⁶⁵, one in 200,000 at twelve million rows.
    """

    def __init__(self) -> None:
        self._file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `__exit__`
        self._rows = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def add(self, rows: pl.DataFrame) -> None:
        """Take in some rows; all parts have the same columns."""
        if rows.height:
            self._file.write(rows.hash_rows(_SEED).to_numpy().tobytes())
            self._rows += rows.height

    def distinct(self) -> int:
        """Different rows among those taken in."""
        if not self._rows:
            return 0
        self._file.flush()
        digests = np.memmap(self._file, np.uint64, "r", shape=(self._rows,))
        passes = -(-self._rows // _AT_ONCE)
        return sum(self._distinct(digests, number, passes) for number in range(passes))

    def _distinct(self, digests: "np.memmap[tuple[int], np.dtype[np.uint64]]", number: int, of: int) -> int:
        """Different digests among those whose remainder is `number`."""
        parts = [digests[at : at + _AT_ONCE] for at in range(0, self._rows, _AT_ONCE)]
        own = np.concatenate([part[part % np.uint64(of) == number] for part in parts])
        return pl.Series(own).n_unique()
