"""Receipts as they come: CSV or NDJSON, read by columns; what cannot be taken is told by its line."""

import asyncio
import io
from typing import Final

import polars as pl
from starlette.requests import Request
from starlette.responses import Response

from api import exporting
from api.live import Live
from api.writes import Write
from linkage.errors import TooMany, WrongUse
from linkage.ledger.decisions import Author
from linkage.ledger.receipts import MOST

COLUMNS: Final = ("account_id", "outcome", "why", "before")


async def take(request: Request, live: Live, who: Author, write: Write, export: str, dry: bool) -> Response:
    """Keep the receipts of a request."""
    body = await request.body()
    lines = "ndjson" in request.headers.get("content-type", "")
    rows = await asyncio.to_thread(read, body, lines)
    said = exporting.spoken(who, "receipts")
    return await asyncio.to_thread(
        write.once, lambda ledger: exporting.receive(live, ledger, export, rows, dry, said)
    )


def read(body: bytes, lines: bool) -> pl.DataFrame:
    """The rows of a body with their line; raises WrongUse for what is no table, TooMany past `MOST`."""
    try:
        rows = _lines(body) if lines else pl.read_csv(io.BytesIO(body), infer_schema=False)
    except (pl.exceptions.PolarsError, ValueError):
        raise WrongUse("The body cannot be read as a table of receipts.") from None
    if not {"account_id", "outcome"} <= set(rows.columns):
        raise WrongUse("Receipts have at least the columns account_id and outcome.")
    if rows.height > MOST:
        raise TooMany(f"At most {MOST:,} receipts are taken at once: send the others after these.")
    lacking = [pl.lit("").alias(name) for name in COLUMNS if name not in rows.columns]
    return rows.with_columns(lacking).select(COLUMNS).with_row_index("line", 1 if lines else 2)


def _lines(body: bytes) -> pl.DataFrame:
    return pl.read_ndjson(io.BytesIO(body), schema=dict.fromkeys(COLUMNS, pl.String()))
