"""What keys did in this process since it was last written down: when each was used, how much it looked up.

Written down every few seconds and not with each request, so that look-ups never wait for the ledger. A process
that is killed loses the seconds since.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Lock

from linkage.ledger import Ledger, keys, uses

EVERY = 10.0
"""Seconds between two times of writing down."""


@dataclass
class Uses:
    """Notes of one process."""

    last: dict[str, float] = field(default_factory=dict)
    """When a key was last used, in seconds since 1970, by prefix."""
    counts: Counter[tuple[str, int]] = field(default_factory=Counter)
    """Accounts looked up, by prefix and hour since 1970."""
    _lock: Lock = field(default_factory=Lock)

    def used(self, prefix: str, now: float) -> None:
        """A key was used."""
        with self._lock:
            self.last[prefix] = now

    def looked_up(self, prefix: str, accounts: int, now: float) -> None:
        """Accounts were looked up with a key."""
        with self._lock:
            self.counts[prefix, int(now) // uses.HOUR] += accounts

    def flush(self, ledger: Ledger) -> None:
        """Write it down; what fails is kept for the next time. Raises LedgerUnavailable."""
        with self._lock:
            last, counts = self.last, self.counts
            self.last, self.counts = {}, Counter()
        try:
            if last:
                keys.used(ledger, {prefix: _moment(at) for prefix, at in last.items()})
            last = {}
            if counts:
                hours = {(prefix, _moment(hour * uses.HOUR)): n for (prefix, hour), n in counts.items()}
                uses.count(ledger, hours)
        except BaseException:
            self._back(last, counts)
            raise

    def _back(self, last: dict[str, float], counts: Counter[tuple[str, int]]) -> None:
        with self._lock:
            self.last = last | self.last
            self.counts += counts


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
