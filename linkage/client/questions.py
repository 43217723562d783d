"""What is asked, where it takes more than an id."""

from dataclasses import asdict, dataclass


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
    since: str | None = None
    """A time with its zone, as ISO 8601 writes it."""
    closed: bool | None = None
    """Only rings that are closed, or only those that are not."""
    sort: str = "-size"

    def query(self) -> dict[str, str]:
        """The filters that are set, as the request has them."""
        return {name: str(value) for name, value in asdict(self).items() if value is not None}
