"""How many rows of a file are there twice, counted with bounded memory."""

import hmac
import tempfile
import zlib
from typing import IO, Self

import numpy as np
import polars as pl

_AT_ONCE = 1 << 24
"""Digests sorted at a time: 128 MB."""


def _digest(columns: list[str]) -> pl.Expr:
    """Digest of each row; a cell without a value counts as one that is not there."""
    seeds = {name: zlib.crc32(name.encode()) for name in columns}
    cells = [
        pl.when(pl.col(name).is_not_null()).then(pl.col(name).hash(seed)).otherwise(pl.lit(0, pl.UInt64))
        for name, seed in seeds.items()
    ]
    return pl.sum_horizontal(cells)


class Tally:
    """Counts rows that are the same, by 64-bit digests kept in a temporary file.

    Two different rows are taken for one with a chance of about n²/2⁶⁵, one in 200,000 at twelve million rows.
    """

    def __init__(self) -> None:
        self._file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `__exit__`
        self._rows = 0
        self._told: tuple[int, int] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def add(self, rows: pl.DataFrame) -> None:
        """Take in some rows; all parts have the same columns."""
        if rows.height:
            self._file.write(rows.select(_digest(rows.columns)).to_series().to_numpy().tobytes())
            self._rows += rows.height
            self._told = None

    def distinct(self) -> int:
        """Different rows among those taken in."""
        return self._counted()[0]

    def content(self, feed: str, pepper: bytes) -> str:
        """Keyed digest of the different rows, in whatever order, file and format they came."""
        return hmac.new(pepper, f"{feed} {self._counted()}".encode(), "blake2b").hexdigest()[:32]

    def _counted(self) -> tuple[int, int]:
        """How many different rows there are, and the sum of their digests."""
        if self._told is None and self._rows:
            self._file.flush()
            digests = np.memmap(self._file, np.uint64, "r", shape=(self._rows,))
            passes = -(-self._rows // _AT_ONCE)
            counts, sums = zip(
                *(self._distinct(digests, each, passes) for each in range(passes)), strict=True
            )
            self._told = sum(counts), sum(sums) % 2**64
        return self._told or (0, 0)

    def _distinct(
        self, digests: "np.memmap[tuple[int], np.dtype[np.uint64]]", number: int, of: int
    ) -> tuple[int, int]:
        """Different digests among those whose remainder is `number`, and their sum."""
        parts = [digests[at : at + _AT_ONCE] for at in range(0, self._rows, _AT_ONCE)]
        own = np.concatenate([part[part % np.uint64(of) == number] for part in parts])
        different = pl.Series(own).unique().to_numpy()
        return len(different), int(different.sum(dtype=np.uint64))
