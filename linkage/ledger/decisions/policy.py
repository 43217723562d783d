"""The one policy of decisions: what they make of an account's place in a ring.

| who decided what | the account is | until |
|---|---|---|
| the account was released | in no ring | the release is undone |
| the account is not of the operator of this ring (`not_same`) | not in this ring | it is undone |
| the account is on the allowlist | `possible` at most | the entry ends, or it is taken off |
| the account, or its ring, was dismissed | `possible` at most | it is undone, or the verdict on the ring lapses |
| anything else | what the run found | |

The strongest row that holds decides. No decision makes anyone enforceable. An export needs a decision as well: its
ring is confirmed, and the account itself is not disputed. An account's own word is answered before its ring's. An
erased account is answered as one never seen, by those who lay decisions over a publication (`Publication.hiding`).

Runs, look-ups, `show`, `rings`, `why-not`, statements, exports and the feed of changes all ask this module.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from linkage.model import ENFORCEABLE, Failure

PROPOSED, CONFIRMED, DISMISSED, DISPUTED = "proposed", "confirmed", "dismissed", "disputed"
RING_STATES: Final = (PROPOSED, CONFIRMED, DISMISSED, DISPUTED)
"""States of a ring. A ring nobody decided about is proposed."""

RELEASED = "released"
"""State of an account that was released; its other states are those of a ring."""

VERDICTS: Final = {"confirm": CONFIRMED, "dismiss": DISMISSED}
"""The state that an action leads to."""

ABSENT: Final = frozenset({Failure.RELEASED, Failure.NOT_SAME})
"""What leaves an account in no ring. The other two protections lower its tier."""


@dataclass(frozen=True)
class AccountState:
    """The decisions in force on one account."""

    decided: str | None = None
    """`released`, `confirmed`, `dismissed` or `disputed`."""
    allowlisted: bool = False
    not_of: tuple[str, ...] = ()
    """Ids of the rings whose operator does not run the account."""
    until: datetime | None = None
    """When its entry of the allowlist ends."""


UNDECIDED: Final = AccountState()
"""The state of an account that nobody decided about."""


@dataclass(frozen=True)
class DecisionState:
    """All decisions in force."""

    rings: Mapping[str, str] = field(default_factory=dict)
    """State by ring id, of rings that somebody decided about."""
    accounts: Mapping[int, AccountState] = field(default_factory=dict)
    """State by account key, of accounts that somebody decided about."""
    closed: frozenset[str] = frozenset()
    """Rings whose core and member accounts were all closed, as far as that is known here; it decides nothing."""

    def of(self, account: int) -> AccountState:
        """The state of an account."""
        return self.accounts.get(account, UNDECIDED)

    def ring(self, ring_id: str) -> str:
        """The state of a ring."""
        return self.rings.get(ring_id, PROPOSED)


def protections(
    account: AccountState, ring_state: str | None = None, ring_id: str | None = None
) -> list[Failure]:
    """What protects an account in a ring, or in all rings where none is named, in the order of `Failure`."""
    holds = {
        Failure.RELEASED: account.decided == RELEASED,
        Failure.ALLOWLISTED: account.allowlisted,
        Failure.NOT_SAME: ring_id in account.not_of,
        Failure.DISMISSED: DISMISSED in (account.decided, ring_state),
    }
    return [each for each, does in holds.items() if does]


def effective_tier(account: AccountState, ring_state: str | None, ring_id: str, tier: str) -> str | None:
    """The tier that is answered of an account that a run put into a ring; None where it is not in the ring."""
    found = protections(account, ring_state, ring_id)
    if not ABSENT.isdisjoint(found):
        return None
    return "possible" if found and tier in ENFORCEABLE else tier


def answered(account: AccountState, ring_state: str | None) -> str | None:
    """The state that is answered of an account in a ring: its own before the ring's; None where nobody decided."""
    return account.decided or ring_state


def protected(states: DecisionState) -> list[int]:
    """Keys of the accounts that are enforceable in no ring, sorted."""
    return sorted(key for key, account in states.accounts.items() if protections(account))


def confirmed(states: DecisionState) -> list[str]:
    """Ids of the rings whose accounts may be acted against, sorted."""
    return sorted(ring for ring, state in states.rings.items() if state == CONFIRMED)


def disputed(states: DecisionState) -> list[int]:
    """Keys of the accounts that may not be acted against because people disagree on them, sorted."""
    return sorted(key for key, account in states.accounts.items() if account.decided == DISPUTED)


def agreed(words: Iterable[str]) -> str:
    """The state that the newest words of several people come to."""
    found = set(words)
    return found.pop() if len(found) == 1 else DISPUTED
