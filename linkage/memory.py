"""Memory that was used and is free goes back to the system.

glibc keeps what arrays and graphs of a stage took, for the next: half a gigabyte at a million accounts. Dask gives it
back in the same way (https://distributed.dask.org/en/stable/worker-memory.html).
"""

import ctypes
import sys


def give_back() -> None:
    """Have the C library return its free pages; nothing where it has no way to (macOS, Windows, musl)."""
    if sys.platform == "linux" and hasattr(library := ctypes.CDLL(None), "malloc_trim"):
        library.malloc_trim(0)
