"""Accounts of people who ask to be forgotten."""

from fastapi import APIRouter
from starlette.responses import Response

from api.answers import decisions
from api.auth import Guarded, allow
from api.deps import AccountPath, ActorNow, LiveNow
from api.schemas.decisions import Erasing, Erasure
from api.writes import WriteNow, refused
from linkage.hashing import account_key

router = APIRouter(route_class=Guarded, tags=["accounts"])


@router.post(
    "/v1/accounts/{account_id}/erase",
    operation_id="eraseAccount",
    status_code=201,
    response_model=Erasure,
    responses=refused(400, 401, 403, 404, 413, 503, located=False),
    openapi_extra=allow("operate"),
)
def erase(
    account_id: AccountPath, wanted: Erasing, live: LiveNow, who: ActorNow, write: WriteNow
) -> Response:
    """Erase an account for good: it is then unknown, and feeds do not bring it back; audited."""
    return write.once(
        lambda ledger: decisions.erase(live, ledger, who, account_id, wanted),
        then=lambda: live.erased(account_key(account_id)),
    )
