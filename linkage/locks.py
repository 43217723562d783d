"""Locks on whole files, which the system lets go of when their holder is killed."""

from types import ModuleType

from linkage.errors import WrongUse

fcntl: ModuleType | None
try:
    import fcntl
except ImportError:  # Windows has none: everything can be imported there, and nothing be written
    fcntl = None


def hold(handle: int, wait: bool = True) -> None:
    """Lock an open file or folder for this process alone, until the handle is closed.

    Waits for another holder, or raises `BlockingIOError` at once when told not to wait. `WrongUse` on a system
    without such locks.
    """
    if fcntl is None:
        raise WrongUse("this system has no file locks that Linkage knows: it runs on Linux and macOS")
    fcntl.flock(handle, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
