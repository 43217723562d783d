"""Who may call what: a route's scopes stand in the contract, and what stands there is what is checked."""

import time
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from api import media, misspelt
from api.middleware import paths
from api.middleware.edge import ALLOWANCE
from api.runtime.overlay import Key
from linkage.errors import LacksScope, LedgerUnavailable, UnknownKey
from linkage.ledger.keys.api_keys import SCOPES, digest

SCHEME = "key"

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


def allow(*scopes: str) -> dict[str, Any]:
    """The contract's words for "a key with one of these scopes"; with none, anyone may call."""
    unknown = set(scopes) - set(SCOPES)
    if unknown:
        raise ValueError(f"no such scopes: {sorted(unknown)}")
    return {"security": [{SCHEME: [each]} for each in scopes]}


class Guarded(APIRoute):
    """A route reached with a key of one of its scopes; one that says nothing of scopes cannot be made."""

    def get_route_handler(self) -> Handler:
        """The route's own handler behind the check of the key."""
        inner, scopes, types = self.inner(), scopes_of(self), media.taken(self)
        if not scopes:
            return inner
        asked = misspelt.loose(self)

        async def handle(request: Request) -> Response:
            request.state.key = authorise(request, scopes)
            paths.name(request.scope)
            if asked is not None and request.scope["query_string"]:
                misspelt.check(request, asked)
            if types:
                media.check(request, types)
            return await inner(request)

        return handle

    def inner(self) -> Handler:
        """What is behind the check: FastAPI's handler."""
        return super().get_route_handler()


class Direct(Guarded):
    """A guarded route in the request path: its endpoint gets request and path, and nothing else is solved.

    What a query asks for is solved as on any other route.
    """

    def inner(self) -> Handler:
        """What is behind the check: the endpoint itself; FastAPI's handler for who sends a query."""
        endpoint, solved = self.endpoint, super().inner()

        async def handle(request: Request) -> Response:
            if request.scope["query_string"]:
                return await solved(request)
            answer: Response = await endpoint(request, **request.path_params)
            return answer

        return handle


def scopes_of(route: APIRoute) -> frozenset[str]:
    """Scopes a route states in its contract, one of which it takes; none when anyone may call."""
    security = (route.openapi_extra or {})["security"]
    return frozenset() if {} in security else frozenset(scope for each in security for scope in each[SCHEME])


def authorise(request: Request, scopes: frozenset[str]) -> Key:
    """The caller's key, one request taken out of what it may make; raises UnknownKey, OverLimit or LacksScope."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise UnknownKey("Send a key: Authorization: Bearer lk_….")
    live, now = request.app.state.live, time.time()
    key: Key | None = live.overlay.keys.get(digest(token.strip()))
    if key is None and not live.knows_keys:
        raise LedgerUnavailable("Keys are still being loaded: ask again in a moment.")
    if key is None or key.ends <= now:
        raise UnknownKey("Ask an operator for a key: this one is unknown here, or no longer valid.")
    clock = time.monotonic()
    bucket = request.scope[ALLOWANCE] = live.limits.of(key.prefix, key.per_minute, clock)
    bucket.take(clock)
    live.uses.used(key.prefix, now)
    authorised(key, scopes)
    return key


def authorised(key: Key, scopes: frozenset[str]) -> None:
    """Raise LacksScope for a key that has none of these scopes."""
    if scopes.isdisjoint(key.scopes):
        raise LacksScope(f"Use a key with the scope {' or '.join(sorted(scopes))}.")
