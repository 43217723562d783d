"""Free memory goes back to the system."""

import ctypes
import sys
from mmap import PAGESIZE
from pathlib import Path

import pytest

from linkage.memory import give_back

SIZE, ROOM = 10_000, 200_000_000
"""Bytes of each piece: few enough for the heap, which keeps what is freed below a piece in use; and of all."""


def resident() -> int:
    """Bytes that this process has in memory."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * PAGESIZE


@pytest.mark.skipif(
    sys.platform != "linux" or not hasattr(ctypes.CDLL(None), "malloc_trim"), reason="the C library keeps it"
)
def test_what_is_free_below_what_is_used_is_given_back() -> None:
    pieces = [bytes(SIZE) for _ in range(ROOM // SIZE)]
    last = pieces[-1]
    full = resident()
    del pieces
    give_back()
    assert full - resident() > ROOM * 0.8
    assert len(last) == SIZE
