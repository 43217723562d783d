"""Notes of investigators on single accounts."""

from typing import Annotated

from fastapi import APIRouter, Body, Query
from starlette.responses import Response

from api.answers import notes
from api.auth import Guarded, allow
from api.contract import refusals
from api.deps import AccountPath, ActorNow, LiveNow, ServedNow
from api.pages import Paging
from api.schemas.notes import Note, Notes, Noting
from api.writes import WriteNow, refused

router = APIRouter(route_class=Guarded, tags=["cases"])

INVESTIGATE = allow("investigate")


@router.get(
    "/v1/accounts/{account_id}/notes",
    operation_id="listNotes",
    response_model=Notes,
    responses=refusals(401, 403, 404, 410, 422, 503),
    openapi_extra=INVESTIGATE,
)
def listed(
    account_id: AccountPath, live: LiveNow, served: ServedNow, paging: Annotated[Paging, Query()]
) -> Notes:
    """The notes on an account, newest first."""
    return notes.listed(live, served, account_id, paging)


@router.post(
    "/v1/accounts/{account_id}/notes",
    operation_id="addNote",
    status_code=201,
    response_model=Note,
    responses=refused(400, 401, 403, 404, 413, 503, located=False),
    openapi_extra=INVESTIGATE,
)
def add(
    account_id: AccountPath,
    wanted: Annotated[Noting, Body()],
    live: LiveNow,
    who: ActorNow,
    write: WriteNow,
) -> Response:
    """Note something on an account; audited, and emptied when the account is erased."""
    return write.once(lambda ledger: notes.add(live, ledger, who, account_id, wanted))
