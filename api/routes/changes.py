"""What changed, for those who keep a copy or act on news."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.answers import history
from api.auth import Guarded, allow
from api.contract import refusals
from api.deps import LiveNow
from api.schemas.decisions import Changes

router = APIRouter(route_class=Guarded, tags=["changes"])


@router.get(
    "/v1/changes",
    operation_id="listChanges",
    response_model=Changes,
    responses=refusals(401, 403, 410, 422, 503),
    openapi_extra=allow("enforce"),
)
def changes(live: LiveNow, asked: Annotated[history.Since, Query()]) -> Changes:
    """Every change of ring membership, by run or by decision: each once, in order, across runs."""
    return history.feed(live.ledger(), asked, live.settings.page_limit)
