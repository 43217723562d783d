"""What people decide about rings and accounts."""

from typing import Annotated

from fastapi import APIRouter, Body, Path, Query
from starlette.responses import Response

from api.answers import decisions, history
from api.auth import Guarded, allow
from api.contract import refusals
from api.deps import ActorNow, LiveNow
from api.schemas.decisions import Decision, Decisions, Wanted
from api.writes import WriteNow, refused

router = APIRouter(route_class=Guarded, tags=["decisions"])

INVESTIGATE = allow("investigate")


@router.post(
    "/v1/decisions",
    operation_id="decide",
    status_code=201,
    response_model=Decision,
    responses=refused(400, 401, 403, 404, 413, 503),
    openapi_extra=INVESTIGATE,
)
def decide(wanted: Annotated[Wanted, Body()], live: LiveNow, who: ActorNow, write: WriteNow) -> Response:
    """Record a decision on a ring or an account, or undo one; audited, and in effect in look-ups at once."""
    return write.once(
        lambda ledger: decisions.decide(live, ledger, who, wanted),
        then=live.catch_up,
        at="/v1/decisions/{decision}",
    )


@router.get(
    "/v1/decisions",
    operation_id="listDecisions",
    response_model=Decisions,
    responses=refusals(401, 403, 410, 422, 503),
    openapi_extra=INVESTIGATE,
)
def listed(live: LiveNow, asked: Annotated[history.About, Query()]) -> Decisions:
    """List decisions, newest first, including undone ones."""
    return history.decisions(live.ledger(), asked, live.settings.page_limit)


@router.get(
    "/v1/decisions/{decision}",
    operation_id="getDecision",
    response_model=Decision,
    responses=refusals(401, 403, 404, 422, 503),
    openapi_extra=INVESTIGATE,
)
def one(decision: Annotated[int, Path(ge=1, le=2**53, description="Its number.")], live: LiveNow) -> Decision:
    """One decision, and whether it was undone."""
    return history.decision(live.ledger(), decision)
