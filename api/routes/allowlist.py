"""Accounts that are never to be acted against."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from api.answers import decisions, history
from api.auth import Guarded, allow
from api.contract import refusals
from api.deps import ActorNow, LiveNow
from api.schemas.decisions import Allowed, Allowing, Allowlist
from api.writes import WriteNow, refused

router = APIRouter(route_class=Guarded, tags=["decisions"])


@router.post(
    "/v1/allowlist",
    operation_id="allow",
    status_code=201,
    response_model=Allowed,
    responses=refused(400, 401, 403, 404, 413, 503),
    openapi_extra=allow("approve", "operate"),
)
def add(wanted: Allowing, live: LiveNow, who: ActorNow, write: WriteNow) -> Response:
    """Put an account on the allowlist until a given time, or remove it by a new entry; audited."""
    return write.once(
        lambda ledger: decisions.allow(live, ledger, who, wanted),
        then=live.catch_up,
        at="/v1/allowlist/{entry}",
    )


@router.get(
    "/v1/allowlist",
    operation_id="listAllowed",
    response_model=Allowlist,
    responses=refusals(401, 403, 410, 422, 503),
    openapi_extra=allow("investigate", "approve", "operate"),
)
def listed(live: LiveNow, asked: Annotated[history.Listed, Query()]) -> Allowlist:
    """List the entries in force, newest first; or every entry ever made."""
    return history.listed(live.ledger(), asked, live.settings.page_limit)


@router.get(
    "/v1/allowlist/{entry}",
    operation_id="getAllowed",
    response_model=Allowed,
    responses=refusals(401, 403, 404, 422, 503),
    openapi_extra=allow("investigate", "approve", "operate"),
)
def one(entry: Annotated[int, Path(ge=1, le=2**53, description="Its number.")], live: LiveNow) -> Allowed:
    """One entry of the allowlist, whether it holds or not."""
    return history.entry(live.ledger(), entry)
