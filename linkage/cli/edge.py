"""The edge of the process: errors become one line, a hint and an exit code."""

import errno
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

from linkage import printable
from linkage.errors import (
    LinkageError,
    Unavailable,
    UnknownAccount,
    UnknownBatch,
    UnknownRing,
    UnknownRun,
    WrongUse,
)

FAILED, WRONG = 1, 2
ROOT = Path(__file__).parents[2]
OURS = (ROOT / "linkage", ROOT / "api", ROOT / "migrations")

FULL = (
    "the disk is full",
    "free some space, then run the same command again: `linkage doctor` says how much space is needed",
)
READ_ONLY = (
    "this cannot be written",
    "mount it for writing, or change its owner; reading from a backup works",
)
DISK = {
    errno.ENOSPC: FULL,
    errno.EDQUOT: FULL,
    errno.EROFS: READ_ONLY,
    errno.EACCES: READ_ONLY,
    errno.EPERM: READ_ONLY,
}
"""What a disk refuses, as what it means and what to do."""

HINTS: dict[type[LinkageError], str] = {
    WrongUse: "`linkage COMMAND --help` shows the usage",
    UnknownAccount: "`linkage rings` lists what is published",
    UnknownRing: "`linkage rings` lists what is published",
    UnknownRun: "`linkage publications` lists what was published and what is held",
    UnknownBatch: "`linkage batches` lists what was loaded",
    Unavailable: "`linkage doctor` checks what can be reached",
}


def guarded(call: Callable[[], None]) -> int:
    """Run a command to its exit code; nothing but the code and one line of text comes out of an error."""
    try:
        call()
    except LinkageError as error:
        tell(str(error), hint(error))
        return WRONG if isinstance(error, WrongUse) else FAILED
    except OSError as error:
        if debugging():
            traceback.print_exc()
        tell(*told(error))
        return FAILED
    except Exception as error:
        if debugging():
            traceback.print_exc()
        tell(
            f"unexpected {type(error).__name__} in {place(error)}",
            "LINKAGE_DEBUG=1 shows the whole traceback",
        )
        return FAILED
    return 0


def told(error: OSError) -> tuple[str, str | None]:
    """What the system refused, and what to do."""
    where = f": {error.filename}" if isinstance(error.filename, str) else ""
    reason = DISK.get(error.errno or 0)
    if reason is None and "No space left" in str(error):
        reason = DISK[errno.ENOSPC]
    if reason is None:
        return f"{error.strerror or type(error).__name__}{where}", "`linkage doctor` finds the problem"
    return f"{reason[0]}{where}", reason[1]


def tell(message: str, advice: str | None) -> None:
    """One line on stderr, and one of advice."""
    print(f"linkage: {printable.shown(message)}", file=sys.stderr)
    if advice and advice not in message:
        print(f"  {advice}", file=sys.stderr)


def hint(error: LinkageError) -> str | None:
    """What to do next, by the nearest ancestor that has advice."""
    return next((HINTS[kind] for kind in type(error).__mro__ if kind in HINTS), None)


def place(error: BaseException) -> str:
    """The last line of our own code the error came through; its text may hold a raw value and stays out."""
    frames = [(Path(frame.filename), frame.lineno) for frame in traceback.extract_tb(error.__traceback__)]
    ours = [(path.relative_to(ROOT), line) for path, line in frames if any(map(path.is_relative_to, OURS))]
    path, line = ours[-1] if ours else frames[-1]
    return f"{path if ours else path.name}:{line}"


def debugging() -> bool:
    """Whether LINKAGE_DEBUG asks for tracebacks; settings that cannot be read do not."""
    from pydantic import ValidationError

    from linkage.settings import Settings

    try:
        return Settings().debug
    except ValidationError:
        return False
