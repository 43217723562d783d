"""Answers to look-ups, from a publication with the overlay over it; as bytes, to be quick."""

from collections.abc import Sequence
from datetime import datetime

import numpy as np
import orjson

from api.runtime.overlay import Overlay
from api.runtime.states import NOTHING, AccountStates, told
from api.times import stamp
from linkage.hashing import account_key, account_keys
from linkage.ledger.decisions.policy import effective_tier
from linkage.model import TIERS
from linkage.publication.reader import Publication

UNKNOWN = b'"known":false,"judged":false,"ring":null,"tier":null,"confidence":null,"reasons":[]' + NOTHING
NEWCOMER = b'"known":true,"judged":false,"ring":null,"tier":null,"confidence":null,"reasons":[]'
UNJUDGED = NEWCOMER + NOTHING
"""Answers that are the same for all: never seen, not judged yet."""


class Served:
    """A publication with one state of the overlay over it; never changes, so a request sees one of them."""

    def __init__(
        self,
        publication: Publication,
        overlay: Overlay,
        published_at: datetime,
        page_limit: int,
        states: AccountStates | None = None,
    ) -> None:
        """`states` are those of the same publication, where they were made already."""
        self.publication, self.overlay, self.page_limit = publication, overlay, page_limit
        self.run, self.published_at = publication.run, published_at
        self.states = (states or AccountStates(publication)).under(overlay.rings)
        self.rings = publication.rings
        self._decided_on = np.fromiter(overlay.accounts, np.int64)
        self._published: dict[str, object] = {
            "publication": publication.run,
            "published_at": stamp(published_at),
            "watermark": publication.watermark,
        }
        self._tails = tuple(b"," + orjson.dumps(self.heading(stale))[1:] for stale in (False, True))
        version = f"{publication.run}.{overlay.version}.{int(published_at.timestamp()):x}"
        self._etags = (f'"{version}"', f'"{version}.stale"')

    def heading(self, stale: bool) -> dict[str, object]:
        """What every answer says of where it comes from."""
        return self._published | {"stale": stale}

    def etag(self, stale: bool) -> str:
        """Tag of everything that is answered from this publication and overlay."""
        return self._etags[stale]

    def knows(self, account: int) -> bool:
        """Whether the account was ever seen."""
        return (
            self.publication.row(account) is not None
            or account in self.overlay.accounts
            or self.overlay.holds(account)
        )

    def name(self, account: int) -> str:
        """Id of an account of the publication, by its key."""
        row = self.publication.row(account)
        assert row is not None
        return str(self.publication.accounts["account_id"][row])

    def ring_row(self, ring_id: str) -> int | None:
        """Row of a ring by its id, None when no ring has it now."""
        return self.publication.ring_row(ring_id)

    def ring_id(self, ring: int) -> str:
        """Id of the ring in that row."""
        return str(self.rings["ring_id"][ring])

    def ring(self, account: int) -> int:
        """Index of the ring of an account, -1 for none."""
        row = self.publication.row(account)
        return -1 if row is None else self.states.ring(row)

    def certificate(self, account: int) -> int:
        """The fewest values whose removal drops a member; 0 for an account in no ring."""
        row = self.publication.row(account)
        return 0 if row is None or self.states.ring(row) < 0 else self.states.certificate(row)

    def effective_tier(self, account: int, ring_id: str | None, tier: int) -> str | None:
        """The tier that is answered of an account, by its ring and the place of its tier; None for none."""
        if ring_id is None:
            return None
        states = self.overlay.decided
        return effective_tier(states.of(account), states.rings.get(ring_id), ring_id, TIERS[tier])

    def said(self, account_id: str, stale: bool) -> dict[str, object]:
        """The answer for one account that was seen, as a table of names."""
        answer: dict[str, object] = orjson.loads(self.one(account_id, stale) or b"{}")
        return answer

    def one(self, account_id: str, stale: bool) -> bytes | None:
        """The answer for one account, None when it was never seen."""
        account = account_key(account_id)
        row = self.publication.row(account)
        if account in self.overlay.accounts:
            said = self._decided(account, row)
        elif row is not None:
            said = self.states.said(row)
        elif self.overlay.holds(account):
            said = UNJUDGED
        else:
            return None
        return b'{"account_id":' + orjson.dumps(account_id) + b"," + said + self._tails[stale]

    def many(self, ids: Sequence[str], stale: bool) -> bytes:
        """The answers for many accounts, in their order."""
        return self.listed(self.items(ids), stale)

    def listed(self, items: Sequence[bytes], stale: bool) -> bytes:
        """Answers as one."""
        return b'{"items":[' + b",".join(items) + b"]" + self._tails[stale]

    def items(self, ids: Sequence[str]) -> list[bytes]:
        """The answers for some accounts, in their order."""
        accounts = account_keys(ids)
        rows = self.publication.rows(accounts)
        new = np.isin(accounts, self.overlay.newcomers) if len(self.overlay.newcomers) else rows < -1
        said = [self._said(row, newcomer) for row, newcomer in zip(rows.tolist(), new.tolist(), strict=True)]
        for place in (
            np.flatnonzero(np.isin(accounts, self._decided_on)).tolist() if len(self._decided_on) else ()
        ):
            row = int(rows[place])
            said[place] = self._decided(int(accounts[place]), row if row >= 0 else None)
        return [
            b'{"account_id":%b,%b}' % (orjson.dumps(name), each) for name, each in zip(ids, said, strict=True)
        ]

    def _decided(self, account: int, row: int | None) -> bytes:
        """What is said of an account that somebody decided about, seen or not."""
        own = self.overlay.accounts[account]
        return NEWCOMER + told(own, None) if row is None else self.states.decided(row, own)

    def _said(self, row: int, newcomer: bool) -> bytes:
        if row >= 0:
            return self.states.said(row)
        return UNJUDGED if newcomer else UNKNOWN
