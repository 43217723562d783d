"""What can go wrong for a caller, as one tree; a program in a request path catches `ClientError` alone.

    ClientError
    ├── Unreachable             no answer: nobody listens, or not in time
    ├── NotUnderstood           an answer that is not of the contract
    ├── Unsendable              what is asked cannot be put into a request
    └── Problem                 a refusal of the service, with its status, code and words
        ├── WrongRequest        400, 413, 422
        │   └── IdempotencyKeyReused
        ├── UnknownKey          401
        ├── LacksScope          403
        ├── NotFound            404
        │   ├── UnknownAccount
        │   └── UnknownRing
        ├── Refused             409
        │   └── StillRunning
        ├── StaleCursor         410
        ├── OverLimit           429
        └── Unavailable         500 and above

Nothing here names an account: the words are the service's own, and it echoes nothing of a request.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


class ClientError(Exception):
    """The call was not answered as asked."""

    idempotency_key: str | None = None
    """Of a write: send it again under this key, and it is done once whatever became of it."""


class Unreachable(ClientError):
    """No answer came: nobody listens there, or it took too long."""


class NotUnderstood(ClientError):
    """An answer came that is not of the contract."""


class Unsendable(ClientError):
    """What is asked cannot be put into a request: no address, or text that has no UTF-8."""


@dataclass(frozen=True)
class Said:
    """A refusal as the service put it."""

    status: int
    code: str
    title: str
    detail: str | None = None
    retry_after: float | None = None
    """Seconds after which to ask again, where the service says so."""


class Problem(ClientError):
    """The service refused, and says why."""

    def __init__(self, said: Said) -> None:
        super().__init__(" ".join([f"{said.status} {said.code}:", said.title, said.detail or ""]).strip())
        self.said = said

    @property
    def code(self) -> str:
        """The code of the refusal, as the contract lists it (`unknown-account`)."""
        return self.said.code


class WrongRequest(Problem):
    """The request breaks a rule; sent again it is refused again."""


class IdempotencyKeyReused(WrongRequest):
    """This idempotency key was used for another request."""


class UnknownKey(Problem):
    """The key is not known, or no longer good: look-ups are blind until somebody gives another."""


class LacksScope(Problem):
    """The key is good, but not for this."""


class NotFound(Problem):
    """The thing asked for is not there."""


class UnknownAccount(NotFound):
    """The account is in no feed that was loaded."""


class UnknownRing(NotFound):
    """No ring has that id now."""


class Refused(Problem):
    """Conflicts with current state."""


class StillRunning(Refused):
    """The same write is in progress."""


class StaleCursor(Problem):
    """The cursor is of another publication or another question: start again."""


class OverLimit(Problem):
    """The key has made as many requests as it may for now."""


class Unavailable(Problem):
    """The service cannot answer now."""


BY_CODE: Mapping[str, type[Problem]] = MappingProxyType(
    {
        "unknown-account": UnknownAccount,
        "unknown-ring": UnknownRing,
        "still-running": StillRunning,
        "idempotency-key-reused": IdempotencyKeyReused,
    }
)
BY_STATUS: Mapping[int, type[Problem]] = MappingProxyType(
    {
        401: UnknownKey,
        403: LacksScope,
        404: NotFound,
        409: Refused,
        410: StaleCursor,
        429: OverLimit,
    }
)


def problem(said: Said) -> Problem:
    """The error of a refusal: by its code, else by its status."""
    other = Unavailable if said.status >= 500 else WrongRequest
    return BY_CODE.get(said.code, BY_STATUS.get(said.status, other))(said)
