"""What is laid over a publication: whose keys are good, what was decided, who was erased, who is newer than it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from pathlib import Path
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import orjson

from linkage.errors import Damaged
from linkage.ledger.decisions.effective import state_of
from linkage.ledger.decisions.overlay import Snapshot, read_newcomers, read_overlay
from linkage.ledger.decisions.policy import AccountState, DecisionState

Of = TypeVar("Of")
Keys = npt.NDArray[np.int64]

DAMAGED = "the overlay is damaged: it is made again from the ledger, or see `linkage doctor`"
FOREVER = float("inf")


@dataclass(frozen=True)
class Key:
    """What an API key may do, and until when; the key itself is not here."""

    prefix: str
    scopes: frozenset[str]
    ends: float = FOREVER
    """Seconds since 1970."""
    owner: str = ""
    """Kind and name of whose it is, e.g. `person:alice`; stays the same when the key is rotated."""
    per_minute: int | None = None
    """Requests it may make a minute; None where the setting says it."""


@dataclass(frozen=True)
class Overlay:
    """One state of the overlay folder; states that are answered alike have equal versions, in every process."""

    keys: Mapping[str, Key] = field(default_factory=dict)
    """By digest."""
    newcomers: Keys = field(default_factory=lambda: np.empty(0, np.int64))
    """Accounts first seen after the watermark, sorted."""
    rings: Mapping[str, str] = field(default_factory=dict)
    """State by ring, of rings that somebody decided about."""
    accounts: Mapping[int, AccountState] = field(default_factory=dict)
    """What people decided about single accounts."""
    erased: frozenset[int] = frozenset()
    """Accounts that are answered as ones never seen; they are not among those above."""
    closed: frozenset[str] = frozenset()
    """Rings all of whose core and member accounts were closed, by receipts."""
    version: str = "0"
    known: bool = False
    """Whether there was a file to read: else nobody's key is known, and nothing that was decided."""
    damaged: str | None = None
    """What of the folder cannot be read, in a sentence."""

    @property
    def decided(self) -> DecisionState:
        """What people decided, rings and accounts together."""
        return DecisionState(self.rings, self.accounts, self.closed)

    def holds(self, account: int) -> bool:
        """Whether the account is a newcomer."""
        at = int(self.newcomers.searchsorted(account))
        return at < len(self.newcomers) and int(self.newcomers[at]) == account


def read(folder: Path, watermark: int) -> Overlay:
    """The overlay as it lies in its folder, over a publication up to `watermark`; never raises for what is damaged."""
    damaged: list[str] = []
    state = _readable(lambda: read_overlay(folder), damaged)
    newcomers = _readable(lambda: read_newcomers(folder, watermark), damaged)
    newcomers = np.empty(0, np.int64) if newcomers is None else newcomers
    known = b"" if state is None else answered(state)
    version = blake2b(known + newcomers.tobytes(), digest_size=4).hexdigest()
    told = "; ".join(damaged) or None
    if state is None:
        return Overlay(newcomers=newcomers, version=version, damaged=told)
    gone = state["erased"]
    left = np.setdiff1d(newcomers, np.array(gone, np.int64))
    said = state_of(state)
    own = (said.rings, said.accounts, frozenset(gone), said.closed)
    return Overlay(keys(state), left, *own, version, True, told)


def answered(state: Snapshot) -> bytes:
    """What of an overlay file answers depend on: all but the keys, which only say who may ask."""
    told = {name: each for name, each in state.items() if name != "keys"}
    return orjson.dumps(told, option=orjson.OPT_SORT_KEYS)


def _readable(look: Callable[[], Of | None], damaged: list[str]) -> Of | None:
    """What a look finds; None, and a sentence, where it is damaged."""
    try:
        return look()
    except Damaged:
        damaged.append(DAMAGED)  # its own words name a path
        return None


def keys(state: Snapshot) -> dict[str, Key]:
    """The keys of an overlay file, by digest."""
    return {
        each["digest"]: Key(
            each["prefix"],
            frozenset(each["scopes"]),
            ends(each["expires_at"]),
            f"{each['owner_kind']}:{each['name']}",
            each.get("per_minute"),  # a file of the version before has none
        )
        for each in state["keys"]
    }


def ends(moment: str | None) -> float:
    """When a key ends, in seconds since 1970."""
    return FOREVER if moment is None else datetime.fromisoformat(moment).timestamp()


def mark(folder: Path) -> tuple[tuple[str, int, int, int], ...]:
    """A cheap sign of the folder's state: it is read again only when this has changed."""
    found = ((path.name, path.stat()) for path in folder.glob("*.*"))
    return tuple(sorted((name, stat.st_ino, stat.st_mtime_ns, stat.st_size) for name, stat in found))
