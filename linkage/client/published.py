"""Where an answer is from."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Published:
    """Which publication an answer is from, and how far it goes."""

    publication: str
    published_at: datetime
    watermark: int
    stale: bool
    """True: decisions of the last seconds may be missing."""
