"""The graph behind a publication: how accounts hang together."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.answers import evidence
from api.auth import Guarded, allow
from api.contract import refusals
from api.deps import AccountQuery, ReadingNow, ServedNow
from api.replies import shaped
from api.schemas.graph import Connection

router = APIRouter(route_class=Guarded, tags=["graph"])


@router.get(
    "/v1/graph/path",
    operation_id="getPath",
    response_model=Connection,
    responses=refusals(304, 401, 403, 404, 422, 503),
    openapi_extra=allow("investigate"),
)
def path(
    request: Request, account_id: AccountQuery, other_id: AccountQuery, served: ServedNow, reading: ReadingNow
) -> Response:
    """How two accounts are connected, over whom and by which values; this read is audited."""
    found = evidence.connection(served, account_id, other_id, reading.live.stale)
    reading.witness("read path", f"{account_id} {other_id}")
    return shaped(request, served, found)
