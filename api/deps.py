"""What routes ask for, as types: names in paths, who calls, the publication served just now."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, Header, Path, Query, Request
from starlette.exceptions import HTTPException

from api.runtime.live import Live
from api.runtime.overlay import Key
from api.runtime.served import Served
from api.schemas.base import MAX_ID
from linkage.errors import UnknownRing
from linkage.ledger.audit import log
from linkage.ledger.decisions.record import Author
from linkage.ledger.runs import rings

AccountPath = Annotated[
    str,
    Path(
        min_length=1,
        max_length=MAX_ID,
        description="An account's id, as it was fed in; percent-encoded, its slashes too (`%2F`).",
    ),
]
AccountQuery = Annotated[
    str, Query(min_length=1, max_length=MAX_ID, description="An account's id, as it was fed in.")
]
RingPath = Annotated[str, Path(min_length=1, max_length=64, description="A ring's lasting id.")]
RingQuery = Annotated[
    str | None, Query(min_length=1, max_length=64, description="A ring's lasting id: why not that one?")
]
Purpose = Annotated[
    str | None,
    Header(
        alias="X-Purpose",
        max_length=200,
        description="What this is read for; it is audited, as `unstated` when left out.",
    ),
]


def live(request: Request) -> Live:
    """What this process serves."""
    found: Live = request.app.state.live
    return found


LiveNow = Annotated[Live, Depends(live)]


def served(live: LiveNow) -> Served:
    """The publication and overlay of this moment; raises NothingPublished."""
    return live.current()


ServedNow = Annotated[Served, Depends(served)]


def ring(request: Request, served: ServedNow, live: LiveNow, ring_id: RingPath) -> int:
    """Row of a ring in the publication; sends on to the ring that took it up; raises UnknownRing."""
    found = served.ring_row(ring_id)
    if found is not None:
        return found
    heir = rings.resolve(live.ledger(), ring_id)
    if served.ring_row(heir) is None:
        raise UnknownRing("it is gone")
    rest = request.scope["route"].path.partition("{ring_id}")[2]
    query = f"?{request.url.query}" if request.url.query else ""
    raise HTTPException(308, headers={"Location": f"/v1/rings/{heir}{rest}{query}"})


RingNow = Annotated[int, Depends(ring)]


def asked(served: ServedNow, live: LiveNow, ring: RingQuery = None) -> int | None:
    """Row of the ring named in the query, or of the one that took it up; raises UnknownRing."""
    if ring is None:
        return None
    found = served.ring_row(ring)
    if found is None:
        found = served.ring_row(rings.resolve(live.ledger(), ring))
    if found is None:
        raise UnknownRing("it is gone")
    return found


AskedRing = Annotated[int | None, Depends(asked)]


@dataclass(frozen=True)
class Reading:
    """A read of evidence by someone, for something."""

    live: Live
    key: Key
    purpose: str

    def witness(self, action: str, subject: str) -> None:
        """Write down that it happens: no audit, no answer; raises LedgerUnavailable."""
        act = log.Act(self.key.prefix, action, subject, self.purpose)
        with self.live.ledger().write() as session:
            log.append(session, act, datetime.now(UTC))


def reading(request: Request, live: LiveNow, purpose: Purpose = None) -> Reading:
    """Who reads, and what for."""
    return Reading(live, request.state.key, purpose or log.UNSTATED)


ReadingNow = Annotated[Reading, Depends(reading)]


def actor(request: Request, purpose: Purpose = None) -> Author:
    """Who acts, by the key, and what for."""
    key: Key = request.state.key
    return Author(key.prefix, purpose or "")


ActorNow = Annotated[Author, Depends(actor)]
