"""Search by a value: who holds it, and which rings they are in."""

from fastapi import APIRouter

from api.answers import searching
from api.auth import Guarded, allow
from api.contract import refusals
from api.deps import ReadingNow, ServedNow
from api.schemas.search import Search, SearchAnswer

router = APIRouter(route_class=Guarded, tags=["graph"])


@router.post(
    "/v1/search",
    operation_id="search",
    response_model=SearchAnswer,
    responses=refusals(400, 401, 403, 413, 422, 503),
    openapi_extra=allow("investigate"),
)
def search(wanted: Search, served: ServedNow, reading: ReadingNow) -> SearchAnswer:
    """Who holds a value, and in which rings; the value stays in the body, and this read is audited."""
    found = searching.find(reading.live.settings, served, wanted, reading.live.stale)
    reading.witness("search", wanted.kind)
    return found
