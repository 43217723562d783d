"""What is asked, where it takes more than an id."""

from dataclasses import asdict, dataclass
from datetime import datetime


def query(asked: "Filter | Written") -> dict[str, str]:
    """The filters that are set, as the request has them."""
    set_ = {name: value for name, value in asdict(asked).items() if value is not None}
    return {
        name: value.isoformat() if isinstance(value, datetime) else str(value) for name, value in set_.items()
    }


@dataclass(frozen=True)
class Of:
    """What a decision is about: a ring, an account, an account and a ring, two accounts, or a decision."""

    ring: str | None = None
    account_id: str | None = None
    other_id: str | None = None
    decision: int | None = None

    def body(self) -> dict[str, object]:
        """What is named, as the request has it."""
        return {name: value for name, value in asdict(self).items() if value is not None}


@dataclass(frozen=True)
class Filter:
    """Which rings, in which order; a minus sign before the order turns it round."""

    min_size: int | None = None
    max_size: int | None = None
    min_score: float | None = None
    min_growth: int | None = None
    min_exchanges: int | None = None
    min_spend: float | None = None
    tier: str | None = None
    kind: str | None = None
    state: str | None = None
    since: datetime | str | None = None
    """A time with its zone; as a text, as ISO 8601 writes it."""
    closed: bool | None = None
    """Only rings that are closed, or only those that are not."""
    sort: str = "-size"


@dataclass(frozen=True)
class Written:
    """Which rows that people wrote, in which order."""

    author: str | None = None
    """Those of this prefix of a key, or of this person."""
    since: datetime | str | None = None
    """Those from this time on, with its zone."""
    sort: str = "-at"
    """Newest first; `at` for oldest first."""


@dataclass(frozen=True)
class Decided(Written):
    """Which decisions."""

    about: str | None = None
    """Those that name this ring or account."""
    action: str | None = None


@dataclass(frozen=True)
class Listed(Written):
    """Which entries of the allowlist."""

    holding: bool = True
    """False for every entry ever made, not those that hold now alone."""


@dataclass(frozen=True)
class Exported(Written):
    """Which exports."""

    state: str | None = None
    kind: str | None = None
    """`action` for those that act, `revocation` for those that take back."""
    action: str | None = None
    ground: str | None = None


@dataclass(frozen=True)
class Appealed(Written):
    """Which appeals."""

    state: str | None = None
    ground: str | None = None
    export: str | None = None
