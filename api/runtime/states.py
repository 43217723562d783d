"""What is said of each account of a publication, as bytes that are ready to send."""

from collections.abc import Mapping
from copy import copy

import numpy as np
import numpy.typing as npt
import orjson

from linkage.ledger.decisions.policy import UNDECIDED, AccountState, answered, effective_tier
from linkage.model import TIERS
from linkage.publication.reader import Publication

NOTHING = b',"decided":null,"allowlisted":false'
"""What is said where nobody decided anything."""

NO_RING = b'"known":true,"judged":true,"ring":null,"tier":null,"confidence":null,"reasons":[]'
CLEAR = NO_RING + NOTHING
"""What is said of an account in no ring."""

NAMES = tuple(orjson.dumps(each) for each in TIERS)
"""Tiers as they are said, surest first."""


class AccountStates:
    """The accounts of a publication by row: ring, tier, confidence, reasons."""

    def __init__(self, publication: Publication) -> None:
        accounts = publication.accounts
        self._ring = accounts["ring"].to_numpy()
        self._tier = accounts["tier"].to_numpy()
        self._confidence = accounts["confidence"].to_numpy()
        self._member = accounts["member"].to_numpy()
        self._row_of = publication.ring_row
        self._ids: list[str] = publication.rings["ring_id"].to_list()
        self._rings = [(orjson.dumps(each), NAMES, NOTHING) for each in self._ids]
        """How each ring is said: its id, its tiers by place, and what people decided about it."""
        self._states: Mapping[str, str] = {}
        self._reasons, self._code = _coded(publication.members["reasons"].to_list())
        self._certificate = publication.members["certificate"].to_numpy()

    def under(self, states: Mapping[str, str]) -> "AccountStates":
        """The same with what people decided about rings."""
        changed = copy(self)
        changed._states = states
        changed._rings = [(name, NAMES, NOTHING) for name, _, _ in self._rings]
        for ring_id, state in states.items():
            row = self._row_of(ring_id)
            if row is not None:
                tiers = tuple(orjson.dumps(effective_tier(UNDECIDED, state, ring_id, each)) for each in TIERS)
                changed._rings[row] = (self._rings[row][0], tiers, told(UNDECIDED, state))
        return changed

    def ring(self, row: int) -> int:
        """Row of the ring an account is in, -1 for none."""
        return int(self._ring[row])

    def certificate(self, row: int) -> int:
        """The fewest values whose removal drops a member."""
        return int(self._certificate[self._member[row]])

    def said(self, row: int) -> bytes:
        """What is said of an account, as the inside of a JSON object."""
        ring = int(self._ring[row])
        if ring < 0:
            return CLEAR
        name, tiers, decided = self._rings[ring]
        return b'"known":true,"judged":true,"ring":%b,"tier":%b,"confidence":%.4f,"reasons":%b%b' % (
            name,
            tiers[self._tier[row]],
            self._confidence[row],
            self._reasons[self._code[self._member[row]]],
            decided,
        )

    def decided(self, row: int, own: AccountState) -> bytes:
        """What is said of an account that somebody decided about."""
        ring = int(self._ring[row])
        if ring < 0:
            return NO_RING + told(own, None)
        ring_id = self._ids[ring]
        state = self._states.get(ring_id)
        tier = effective_tier(own, state, ring_id, TIERS[self._tier[row]])
        if tier is None:
            return NO_RING + told(own, None)
        return b'"known":true,"judged":true,"ring":%b,"tier":%b,"confidence":%.4f,"reasons":%b%b' % (
            self._rings[ring][0],
            orjson.dumps(tier),
            self._confidence[row],
            self._reasons[self._code[self._member[row]]],
            told(own, state),
        )


def told(own: AccountState, state: str | None) -> bytes:
    """What people decided, as more of a JSON object: the account's own beats its ring's."""
    allowed = b"true" if own.allowlisted else b"false"
    return b',"decided":%b,"allowlisted":%b' % (orjson.dumps(answered(own, state)), allowed)


def _coded(reasons: list[list[str]]) -> tuple[list[bytes], npt.NDArray[np.uint32]]:
    """The JSON of each list of reasons there is, and which of them each member has: lists are few."""
    table: dict[bytes, int] = {}
    codes = [table.setdefault(orjson.dumps(each), len(table)) for each in reasons]
    return list(table), np.array(codes, np.uint32)
