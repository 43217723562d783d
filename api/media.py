"""Media types of bodies: what an operation takes, and the refusal (415) of any other."""

from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.requests import Request

JSON = "application/json"


def taken(route: APIRoute) -> tuple[str, ...]:
    """Media types an operation takes; none where it reads no body."""
    told = (route.openapi_extra or {}).get("requestBody", {}).get("content", {})
    return (*told,) if told else (JSON,) if route.body_field is not None else ()


def check(request: Request, types: tuple[str, ...]) -> None:
    """Refuse a body of a foreign media type with 415, and tell those that are taken."""
    given = request.headers.get("content-type")
    if given is None and (JSON not in types or not has_body(request)):
        return
    name = (given or "").partition(";")[0].strip().lower()
    if name in types or (JSON in types and name.startswith("application/") and name.endswith("+json")):
        return
    raise HTTPException(415, f"Send it as {' or '.join(types)}.", {"Accept": ", ".join(types)})


def has_body(request: Request) -> bool:
    """Whether a body comes with a request, by its headers."""
    return "transfer-encoding" in request.headers or request.headers.get("content-length", "0") != "0"
