"""Answers as responses: bytes with the tag of publication and overlay, or 304 for who has them already."""

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from api.runtime.served import Served

JSON = "application/json"


def reply(request: Request, body: bytes, etag: str) -> Response:
    """The answer, or 304 when the caller holds it."""
    headers = {"ETag": etag, "Cache-Control": "private, no-cache"}
    known = request.headers.get("if-none-match")
    if known is not None and matches(known, etag):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=JSON)


def matches(known: str, etag: str) -> bool:
    """Whether an If-None-Match names the tag (weak or strong: RFC 9110, 13.1.2)."""
    return (
        known == etag
        or known.strip() == "*"
        or etag in (each.strip().removeprefix("W/") for each in known.split(","))
    )


def shaped(request: Request, served: Served, model: BaseModel) -> Response:
    """A shape as the answer, with the tag of what it was read from."""
    return reply(request, model.model_dump_json().encode(), served.etag(request.app.state.live.stale))
