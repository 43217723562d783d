"""Receipts: what consumers did with the accounts of an export."""

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.answers import exporting, heard
from api.auth import Guarded, allow
from api.contract import refusals
from api.deps import ActorNow, LiveNow
from api.routes.exports import ExportPath
from api.schemas.exports import Kept
from api.writes import WriteNow, refused
from linkage.ledger import exports
from linkage.ledger.receipts import MOST

router = APIRouter(route_class=Guarded, tags=["exports"])

DRY = Query(description="True for what would be done: nothing was yet.")
CSV = r"^account_id,outcome\n([a-z0-9_-]{1,64},(applied|already|failed)\n){1,9}$"
LINES = r'^(\{"account_id":"[a-z0-9_-]{1,64}","outcome":"(applied|already|failed)"\}\n){1,9}$'
"""The plainest forms of what is read."""
EXAMPLES = (
    "account_id,outcome\nacct-19,applied\n",
    '{"account_id":"acct-19","outcome":"applied"}\n',
)
BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": f"Up to {MOST:,} receipts: account_id, outcome (applied, already, failed), and where there "
        "is something to say why, and before, the state that a revocation restores. The patterns are of the "
        "plainest tables; ids, states and reasons may be of any letters.",
        "content": {
            "text/csv": {"schema": {"type": "string", "pattern": CSV}, "example": EXAMPLES[0]},
            "application/x-ndjson": {"schema": {"type": "string", "pattern": LINES}, "example": EXAMPLES[1]},
        },
    }
}


@router.post(
    "/v1/exports/{export_id}/receipts",
    operation_id="sendReceipts",
    status_code=201,
    response_model=Kept,
    responses=refused(400, 401, 403, 404, 413, 503),
    openapi_extra=allow("export", "enforce") | BODY,
)
async def send(
    export_id: ExportPath,
    request: Request,
    live: LiveNow,
    who: ActorNow,
    write: WriteNow,
    dry: Annotated[bool, DRY] = False,
) -> Response:
    """Report what was done with the accounts of an export; the newest receipt of an account counts."""
    return await heard.take(request, live, who, write, export_id, dry)


@router.get(
    "/v1/exports/{export_id}/receipts",
    operation_id="getReceipts",
    response_model=Kept,
    responses=refusals(401, 403, 404, 422, 503),
    openapi_extra=allow("export", "enforce", "approve", "investigate"),
)
def told(export_id: ExportPath, live: LiveNow, dry: Annotated[bool, DRY] = False) -> Kept:
    """State of the receipts: how many, which are missing, and which are overdue."""
    row = exports.one(live.ledger(), export_id)
    there = exporting.exported(live, row)
    return exporting.kept(live.ledger(), row, there, dry, datetime.now(UTC))
