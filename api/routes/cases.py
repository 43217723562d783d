"""Casework: the queue of rings to be looked at, who works on which, and who asks."""

from typing import Annotated

from fastapi import APIRouter, Body, Query, Request
from starlette.responses import Response

from api.answers import cases
from api.auth import Guarded, allow
from api.contract import refusals
from api.deps import ActorNow, LiveNow, RingPath, ServedNow
from api.schemas.cases import Acting, CaseAct, CaseFile, Cases, Me
from api.writes import WriteNow, refused
from linkage.ledger.keys.api_keys import SCOPES

router = APIRouter(route_class=Guarded, tags=["cases"])

INVESTIGATE = allow("investigate")


@router.get(
    "/v1/cases",
    operation_id="listCases",
    response_model=Cases,
    responses=refusals(401, 403, 410, 422, 503),
    openapi_extra=INVESTIGATE,
)
def listed(live: LiveNow, served: ServedNow, asked: Annotated[cases.Wanted, Query()]) -> Cases:
    """List the cases of published rings, those with most money and use at stake first."""
    return cases.listed(live, served, asked)


@router.get(
    "/v1/cases/{ring_id}",
    operation_id="getCase",
    response_model=CaseFile,
    responses=refusals(401, 403, 404, 422, 503),
    openapi_extra=INVESTIGATE,
)
def one(live: LiveNow, served: ServedNow, ring_id: RingPath) -> CaseFile:
    """One case: what was done with it, and cases like it."""
    return cases.one(live, served, ring_id)


@router.post(
    "/v1/cases",
    operation_id="actOnCase",
    status_code=201,
    response_model=CaseAct,
    responses=refused(400, 401, 403, 404, 413, 503),
    openapi_extra=INVESTIGATE,
)
def act(wanted: Annotated[Acting, Body()], live: LiveNow, who: ActorNow, write: WriteNow) -> Response:
    """Take a case, hand it on, note something, close it with a decision, or open it again; audited."""
    return write.once(
        lambda ledger: cases.act(live, ledger, who, wanted), then=live.catch_up, at="/v1/cases/{ring}"
    )


@router.get(
    "/v1/me",
    operation_id="getMe",
    response_model=Me,
    responses=refusals(401, 403, 503),
    openapi_extra=allow(*SCOPES),
)
def me(request: Request) -> Me:
    """Whose key it is that asks, and its scopes."""
    return cases.me(request.state.key)
