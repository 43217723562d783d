"""The edge of the process: errors become one line, a hint and an exit code."""

import errno
import sys
import traceback
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from linkage import printable
from linkage.errors import (
    LinkageError,
    Unavailable,
    UnknownAccount,
    UnknownBatch,
    UnknownRing,
    UnknownRun,
    WrongUse,
    code,
    place,
)

FAILED, WRONG = 1, 2

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


def guarded(call: Callable[[], object], json: bool = False) -> int:
    """Run a command to its exit code; an error is one line of text and one of advice, or a JSON document."""
    try:
        call()
    except Exception as error:
        if debugging() and not isinstance(error, LinkageError):
            traceback.print_exc()
        fault = faulty(error)
        document(fault) if json else tell(fault.message, fault.hint)
        return fault.exit
    return 0


@dataclass(frozen=True)
class Fault:
    """An error as it is told."""

    code: str
    message: str
    hint: str | None
    exit: int = FAILED


def faulty(error: Exception) -> Fault:
    """What is told of an error; of one that nobody expected its type and place, since its text may be raw."""
    if isinstance(error, LinkageError):
        return Fault(
            code(type(error)), str(error), hint(error), WRONG if isinstance(error, WrongUse) else FAILED
        )
    if isinstance(error, OSError):
        return Fault("system", *told(error))
    message = getattr(error, "format_message", None)
    if message is not None:  # of the parser of options
        return Fault("wrong-use", str(message()), HINTS[WrongUse], WRONG)
    line = f"unexpected {type(error).__name__} in {place(error)}"
    return Fault("internal", line, "LINKAGE_DEBUG=1 shows the whole traceback")


def document(fault: Fault) -> None:
    """An error on stderr as one JSON document (`linkage schema error`)."""
    import orjson

    told = asdict(fault) | {"message": printable.shown(fault.message)}
    print(orjson.dumps({"error": told}).decode(), file=sys.stderr)


def bare(command: Any, given: list[str]) -> None:
    """Run a command without the parser's own words about errors."""
    left = command.main(given, prog_name="linkage", standalone_mode=False)
    if isinstance(left, int) and left:
        raise SystemExit(left)


def parsed(command: Any, given: list[str]) -> None:
    """Run a command; what its parser refuses is told with the usage, and what was typed is shown escaped."""
    try:
        bare(command, given)
    except Exception as error:
        message = getattr(error, "format_message", None)
        if message is None:
            raise
        said = printable.lines(str(message()))
        vars(error)["format_message"] = lambda: said
        error.show()  # type: ignore[attr-defined]
        raise SystemExit(WRONG) from None


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


def debugging() -> bool:
    """Whether LINKAGE_DEBUG asks for tracebacks; settings that cannot be read do not."""
    from pydantic import ValidationError

    from linkage.settings import Settings

    try:
        return Settings().debug
    except ValidationError:
        return False
