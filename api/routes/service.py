"""The service itself: is it up, does it answer, what has it counted."""

from ipaddress import ip_address

from fastapi import APIRouter, Request
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.responses import Response

from api.auth import SCHEME, Guarded, allow, authorise
from api.contract import refusals
from api.deps import LiveNow
from api.replies import JSON
from api.schemas.service import Health, Ready

router = APIRouter(route_class=Guarded, tags=["service"])

LOCAL = {"security": [{}, {SCHEME: ["operate"]}]}
"""Open to this machine, else with a key."""
PROXIES = ("x-forwarded", "forwarded", "via", "x-real-ip", "x-client-ip", "true-client-ip", "cf-", "x-envoy-")
"""How headers begin that proxies send."""
OWN = frozenset({"localhost", "127.0.0.1", "::1"})
"""Names this machine has for itself."""


@router.get(
    "/healthz",
    operation_id="getHealth",
    response_model=Health,
    responses=refusals(431),
    openapi_extra=allow(),
)
async def health() -> Health:
    """The process is up."""
    return Health(status="ok")


@router.get(
    "/readyz",
    operation_id="getReadiness",
    response_model=Ready,
    responses=refusals(431) | {503: {"model": Ready, "description": "Not ready: what is missing is named."}},
    openapi_extra=allow(),
)
async def ready(live: LiveNow) -> Response:
    """Whether look-ups are answered; they do not need the ledger."""
    there = {"publication": live.served is not None, "keys": live.knows_keys}
    missing = [name for name, known in there.items() if not known]
    answer = Ready(
        ready=not missing, missing=missing, stale=live.stale, behind=live.behind or live.contradicted
    )
    return Response(answer.model_dump_json(exclude_none=True), 503 if missing else 200, media_type=JSON)


@router.get(
    "/metrics",
    operation_id="getMetrics",
    response_class=Response,
    responses=refusals(401, 403) | {200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
    openapi_extra=LOCAL,
)
def metrics(request: Request, live: LiveNow) -> Response:
    """Counters for Prometheus; open to this machine, with the scope `operate` from elsewhere."""
    if not local(request):
        authorise(request, frozenset({"operate"}))
    return Response(live.metrics.text(), media_type=CONTENT_TYPE_LATEST)


def local(request: Request) -> bool:
    """Whether the caller is on this machine, and no proxy on it that speaks for another.

    A proxy says so by a header of its own, asks for a name that is not this machine's, or speaks HTTP/1.0, as
    nginx does unless told otherwise.
    """
    named = any(name.startswith(PROXIES) for name in request.headers)
    host = request.headers.get("host", "localhost").rpartition("@")[2]
    name = host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]
    proxied = named or name not in OWN or request.scope.get("http_version") == "1.0"
    try:
        return not proxied and request.client is not None and ip_address(request.client.host).is_loopback
    except ValueError:
        return False
