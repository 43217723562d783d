"""Memory that was used and is free goes back to the system.

glibc keeps what arrays and graphs of a stage took, for the next: half a gigabyte at a million accounts. Dask gives it
back in the same way (https://distributed.dask.org/en/stable/worker-memory.html).
"""

import ctypes


def give_back() -> None:
    """Have the C library return its free pages; nothing where it has no way to (macOS, musl)."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
