"""What was published over time: every switch, what happened in a run, and what differs between two."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from api.answers import publications
from api.auth import Guarded, allow
from api.contract import refusals
from api.deps import AccountPath, LiveNow, ReadingNow, RingQuery, ServedNow
from api.replies import JSON
from api.schemas.publications import Difference, Releases, Timeline
from api.schemas.rings import Events

router = APIRouter(route_class=Guarded, tags=["publications"])

INVESTIGATE = allow("investigate")
RunPath = Annotated[str, Path(min_length=1, max_length=64, description="A publication, by its run.")]
RunQuery = Annotated[str | None, Query(min_length=1, max_length=64, description="A publication, by its run.")]


@router.get(
    "/v1/publications",
    operation_id="listPublications",
    response_model=Releases,
    responses=refusals(401, 403, 410, 422, 503),
    openapi_extra=INVESTIGATE,
)
def listed(live: LiveNow, asked: Annotated[publications.Switched, Query()]) -> Releases:
    """List every switch to a publication, newest first, with what happened to rings in its run."""
    return publications.listed(live, asked)


@router.get(
    "/v1/publications/{run}/events",
    operation_id="listRunEvents",
    response_model=Events,
    responses=refusals(401, 403, 404, 410, 422, 503),
    openapi_extra=INVESTIGATE,
)
def events(run: RunPath, live: LiveNow, asked: Annotated[publications.Kinds, Query()]) -> Events:
    """What happened to rings in a run: born, grown, shrunk, split, merged, gone; the largest first."""
    return publications.events(live, run, asked)


@router.get(
    "/v1/difference",
    operation_id="getDifference",
    response_model=Difference,
    responses=refusals(401, 403, 404, 422, 503),
    openapi_extra=INVESTIGATE,
)
def difference(
    live: LiveNow, served: ServedNow, old: RunQuery = None, new: RunQuery = None, ring: RingQuery = None
) -> Difference:
    """What differs between two publications: rings, and the accounts of one ring that is named."""
    return publications.difference(live, served, old, new, ring)


@router.get(
    "/v1/accounts/{account_id}/timeline",
    operation_id="getTimeline",
    response_model=Timeline,
    responses=refusals(401, 403, 404, 422, 503),
    openapi_extra=INVESTIGATE,
)
def timeline(account_id: AccountPath, served: ServedNow, reading: ReadingNow) -> Response:
    """Sign-up, payments, use, values and decisions of an account in the order of time; this read is audited."""
    found = publications.life(served, reading.live.ledger(), account_id)
    reading.witness("read timeline", account_id)
    return Response(found.model_dump_json(), media_type=JSON)
