"""Receipts as they come: CSV or NDJSON, read by columns; what cannot be taken is told by its line."""

import asyncio
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from api.answers import exporting
from api.runtime.live import Live
from api.writes import Write
from linkage.ledger import receipts
from linkage.ledger.decisions.record import Author


async def take(request: Request, live: Live, who: Author, write: Write, export: str, dry: bool) -> Response:
    """Keep the receipts of a request."""
    body = await request.body()
    lines = "ndjson" in request.headers.get("content-type", "")
    rows = await asyncio.to_thread(receipts.read, body, lines)
    said = exporting.spoken(who, "receipts")
    return await asyncio.to_thread(
        write.once,
        lambda ledger: exporting.receive(live, ledger, export, rows, dry, said),
        at=f"/v1/exports/{quote(export, safe='')}/receipts",
    )
