"""What keys did in this process since it was last written down: when each was used, how much it looked up.

Written down every few seconds and not with each request, so that look-ups never wait for the ledger; a look-up
counts for the hour in which that happens. A process that is killed loses the seconds since.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from linkage.ledger import Ledger
from linkage.ledger.keys import uses

EVERY = 10.0
"""Seconds between two times of writing down."""


@dataclass
class Tally:
    """What one key did. Only ever grows, and in one thread: another may read it without a lock."""

    last: float = 0.0
    """Seconds since 1970."""
    accounts: int = 0


@dataclass
class Uses:
    """Notes of one process."""

    tallies: dict[str, Tally] = field(default_factory=dict)
    """By prefix of the key."""
    _written: dict[str, Tally] = field(default_factory=dict)

    def used(self, prefix: str, now: float) -> None:
        """A key was used."""
        tally = self.tallies.get(prefix)
        if tally is None:
            tally = self.tallies[prefix] = Tally()
        tally.last = now

    def looked_up(self, prefix: str, accounts: int) -> None:
        """Accounts were looked up with a key that was used."""
        self.tallies[prefix].accounts += accounts

    def flush(self, ledger: Ledger, now: datetime) -> None:
        """Write down what is new; what fails is new the next time too. Raises LedgerUnavailable."""
        counted = {prefix: Tally(each.last, each.accounts) for prefix, each in list(self.tallies.items())}
        new = {prefix: each for prefix, each in counted.items() if each != self._written.get(prefix)}
        if not new:
            return
        last = {prefix: datetime.fromtimestamp(each.last, UTC) for prefix, each in new.items()}
        hour = uses.hour(now)
        counts = {(prefix, hour): each.accounts - self._counted(prefix) for prefix, each in new.items()}
        uses.write(ledger, last, counts)
        self._written = counted

    def _counted(self, prefix: str) -> int:
        """Accounts that were written down."""
        return self._written.get(prefix, Tally()).accounts
