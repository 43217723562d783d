"""One tree of errors, named for what the caller can do about them.

    LinkageError
    ├── WrongUse            exit 2    the call is wrong: read the message, call again
    │   ├── NoFeed                    nothing to load at the path given
    │   ├── UnknownFormat             a file that is neither Parquet, CSV nor JSONL
    │   ├── MissingColumn             a feed without a column it cannot do without
    │   ├── UnknownDetector           a detector that is not in the list
    │   ├── PepperChanged             tokens were made with another pepper: reingest
    │   ├── TooMany                   more asked for at once than is answered
    │   └── IdempotencyKeyReused      another request was sent under this idempotency key
    ├── Barred                        who calls may not
    │   ├── UnknownKey      401       no key, or one nobody was given
    │   ├── LacksScope      403       a key without the scope this takes
    │   └── OverLimit       429       more requests than the key may make: wait
    ├── NotFound            404       the thing asked for is not there
    │   ├── UnknownAccount
    │   ├── UnknownRing
    │   ├── UnknownRun
    │   └── UnknownBatch
    ├── Refused             409       conflicts with current state
    │   ├── NothingPublished          no publication to serve, show or export yet
    │   ├── Damaged                   a file of the home is not what was written
    │   │   └── DamagedPublication    a publication whose files are not those it was written with
    │   ├── StillRunning              the same write is under way: ask again
    │   └── StaleCursor     410       a place in a list that is no more: start again
    └── Unavailable         503       a server or a disk is away: try again later
        ├── StoreUnavailable          the graph
        └── LedgerUnavailable         the ledger

The engine never mentions HTTP or exit codes; `api.errors` and `linkage.cli` each hold one table.
"""

import re
import traceback
from collections.abc import Iterable
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
OURS: Final = (ROOT / "linkage", ROOT / "api", ROOT / "migrations")


class LinkageError(Exception):
    """Anything this package raises on purpose; its text is one sentence a person can act on."""


class WrongUse(LinkageError):
    """The call is wrong; the message says how to put it right."""


class NoFeed(WrongUse):
    """There is no feed at the path given."""


class UnknownFormat(WrongUse):
    """The file named is in no format this package reads."""


class MissingColumn(WrongUse):
    """A feed lacks a column it cannot do without."""


class UnknownDetector(WrongUse):
    """No detector has that name."""


class PepperChanged(WrongUse):
    """The graph holds tokens of another pepper or normaliser: run `linkage reingest`."""


class TooMany(WrongUse):
    """The request asks for more items than one call returns."""


class IdempotencyKeyReused(WrongUse):
    """The idempotency key was sent before, with another request."""


class Barred(LinkageError):
    """The caller is not allowed to do this."""


class UnknownKey(Barred):
    """There is no key, or nobody was given this one."""


class LacksScope(Barred):
    """The key is good, but not for this."""


class OverLimit(Barred):
    """The key has made as many requests as it may for now; `seconds` tells when it may make the next."""

    def __init__(self, message: str, seconds: int = 1) -> None:
        super().__init__(message)
        self.seconds = seconds


class NotFound(LinkageError):
    """The thing asked for is not there."""


class UnknownAccount(NotFound):
    """An account never seen."""


class UnknownRing(NotFound):
    """No ring has, or ever had, that id."""


class UnknownRun(NotFound):
    """No run has that id."""


class UnknownBatch(NotFound):
    """No batch has that id."""


class Refused(LinkageError):
    """Conflicts with current state."""


class NothingPublished(Refused):
    """No publication is there to serve, show or export."""


class Damaged(Refused):
    """A file of the home is not what was written."""


class DamagedPublication(Damaged):
    """A publication lacks a file, or holds one that is not what was written."""


class StillRunning(Refused):
    """The same write is under way just now; what became of it is known in a moment."""


class StaleCursor(Refused):
    """The cursor belongs to another publication or another question."""


class Unavailable(LinkageError):
    """Something this needs is away; the same call may succeed later."""


class StoreUnavailable(Unavailable):
    """The graph store cannot be reached."""


class LedgerUnavailable(Unavailable):
    """The ledger cannot be reached; `unsure` when it was lost just while a write was being committed."""

    def __init__(self, message: str = "", unsure: bool = False) -> None:
        super().__init__(message)
        self.unsure = unsure


def code(kind: type[LinkageError]) -> str:
    """Code of an error: its name in the tree, in small letters (`unknown-account`)."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", kind.__name__).lower()


def nearest(name: str, known: Iterable[str], least: float = 0.6) -> str | None:
    """The word that a misspelt one nearly is, by difflib's ratio; None where it is near none."""
    from difflib import get_close_matches

    return next(iter(get_close_matches(name.lower(), sorted(known), 1, least)), None)


def place(error: BaseException) -> str:
    """The last line of our own code the error came through; its text may hold a raw value and stays out."""
    frames = [(Path(frame.filename), frame.lineno) for frame in traceback.extract_tb(error.__traceback__)]
    ours = [(path.relative_to(ROOT), line) for path, line in frames if any(map(path.is_relative_to, OURS))]
    path, line = ours[-1] if ours else frames[-1]
    return f"{path if ours else path.name}:{line}"
