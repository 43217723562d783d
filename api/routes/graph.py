"""The graph behind a publication: how accounts are connected, and what an explorer draws."""

from typing import Annotated

from fastapi import APIRouter, Body, Query, Request
from starlette.responses import Response

from api.answers import canvas, evidence
from api.auth import Guarded, allow
from api.contract import refusals
from api.deps import AccountQuery, ReadingNow, RingNow, ServedNow
from api.replies import JSON, shaped
from api.schemas.base import Token
from api.schemas.canvas import Neighbours, RingGraph, Selection, Shared
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
    """How two accounts are connected, through which accounts and values; this read is audited."""
    found = evidence.connection(served, account_id, other_id, reading.live.stale)
    reading.witness("read path", f"{account_id} {other_id}")
    return shaped(request, served, found)


@router.get(
    "/v1/graph/nearest",
    operation_id="getNearest",
    response_model=Connection,
    responses=refusals(304, 401, 403, 404, 422, 503),
    openapi_extra=allow("investigate"),
)
def nearest(
    request: Request, account_id: AccountQuery, token: Token, served: ServedNow, reading: ReadingNow
) -> Response:
    """How an account is connected to the nearest account that holds a value; this read is audited."""
    found = evidence.nearest(served, account_id, token, reading.live.stale)
    reading.witness("read path", f"{account_id} {token}")
    return shaped(request, served, found)


@router.get(
    "/v1/rings/{ring_id}/graph",
    operation_id="getRingGraph",
    response_model=RingGraph,
    responses=refusals(304, 308, 401, 403, 404, 422, 503),
    openapi_extra=allow("investigate"),
)
def ring_graph(
    request: Request,
    served: ServedNow,
    ring: RingNow,
    reading: ReadingNow,
    view: canvas.View = "auto",
    piece: canvas.PieceToken = None,
) -> Response:
    """A ring as a graph, with the layout of its publication; a large one in pieces; this read is audited."""
    found = canvas.ring(served, ring, view, piece, reading.live.stale)
    reading.witness("read ring graph", served.ring_id(ring))
    return shaped(request, served, found)


@router.get(
    "/v1/graph/neighbours",
    operation_id="listNeighbours",
    response_model=Neighbours,
    responses=refusals(304, 401, 403, 404, 410, 422, 503),
    openapi_extra=allow("investigate"),
)
def neighbours(
    request: Request, served: ServedNow, asked: Annotated[canvas.Around, Query()], reading: ReadingNow
) -> Response:
    """What an account holds or who holds a value, rarest first, with exact counts; this read is audited."""
    found = canvas.neighbours(served, asked, reading.live.stale)
    reading.witness("read neighbours", asked.account_id or asked.token)
    return shaped(request, served, found)


@router.post(
    "/v1/graph/shared",
    operation_id="listShared",
    response_model=Shared,
    responses=refusals(400, 401, 403, 413, 422, 503),
    openapi_extra=allow("investigate"),
)
def shared(served: ServedNow, wanted: Annotated[Selection, Body()], reading: ReadingNow) -> Response:
    """Every value that two of some accounts share, and who of them holds it; this read is audited."""
    found = canvas.shared(served, wanted.account_ids, reading.live.stale)
    reading.witness("read shared", canvas.subject(wanted.account_ids))
    return Response(found.model_dump_json(), media_type=JSON)
