"""Rings: the list, one in full, its accounts, what ties it, what befell it."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.answers import evidence as findings
from api.answers import ring_events, ring_list
from api.auth import Guarded, allow
from api.contract import refusals
from api.deps import LiveNow, ReadingNow, RingNow, RingPath, ServedNow
from api.replies import shaped
from api.schemas.rings import Events, Members, RingAnswer, Rings, RingTies

router = APIRouter(route_class=Guarded, tags=["rings"])

INVESTIGATE = allow("investigate")
LISTED = refusals(304, 401, 403, 410, 422, 503)
FOUND = refusals(304, 308, 401, 403, 404, 422, 503)
PAGED = refusals(304, 308, 401, 403, 404, 410, 422, 503)


@router.get(
    "/v1/rings",
    operation_id="listRings",
    response_model=Rings,
    responses=LISTED,
    openapi_extra=INVESTIGATE,
)
def rings(request: Request, served: ServedNow, wanted: Annotated[ring_list.Wanted, Query()]) -> Response:
    """List the rings that match the filters, in the given order."""
    return shaped(request, served, ring_list.select(served, wanted))


@router.get(
    "/v1/rings/{ring_id}",
    operation_id="getRing",
    response_model=RingAnswer,
    responses=FOUND,
    openapi_extra=INVESTIGATE,
)
def ring(
    request: Request,
    served: ServedNow,
    ring: RingNow,
    live: LiveNow,
    asked: Annotated[ring_list.Expanded, Query()],
) -> Response:
    """One ring in full."""
    return shaped(request, served, ring_list.one(served, ring, live.stale, asked.expand))


@router.get(
    "/v1/rings/{ring_id}/members",
    operation_id="listMembers",
    response_model=Members,
    responses=PAGED,
    openapi_extra=INVESTIGATE,
)
def members(
    request: Request, served: ServedNow, ring: RingNow, asked: Annotated[ring_list.Among, Query()]
) -> Response:
    """The accounts of a ring, most certain first."""
    return shaped(request, served, ring_list.members(served, ring, asked))


@router.get(
    "/v1/rings/{ring_id}/evidence",
    operation_id="getRingEvidence",
    response_model=RingTies,
    responses=PAGED,
    openapi_extra=INVESTIGATE,
)
def evidence(
    request: Request,
    served: ServedNow,
    ring: RingNow,
    asked: Annotated[findings.OfKind, Query()],
    reading: ReadingNow,
) -> Response:
    """The values that link a ring, then the common values of its members; this read is audited."""
    found = findings.of_ring(served, ring, asked)
    reading.witness("read ring evidence", served.ring_id(ring))
    return shaped(request, served, found)


@router.get(
    "/v1/rings/{ring_id}/history",
    operation_id="listRingEvents",
    response_model=Events,
    responses=refusals(401, 403, 404, 410, 422, 503),
    openapi_extra=INVESTIGATE,
)
def history(ring_id: RingPath, live: LiveNow, asked: Annotated[ring_events.Happened, Query()]) -> Events:
    """The events of a ring, latest first; a ring that was merged into another keeps its own history."""
    return ring_events.events(live.ledger(), ring_id, asked, live.settings.page_limit)
