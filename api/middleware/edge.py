"""The outermost layer of our own: parts paths, bounds bodies, counts, logs, answers when all else fails."""

import re
from secrets import token_hex
from time import perf_counter

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.typing import FilteringBoundLogger

from api.errors import REQUEST, plain
from api.middleware import paths
from api.middleware.connection import REFUSED
from api.middleware.metrics import Metrics

BODILESS = frozenset({"GET", "HEAD", "OPTIONS", "DELETE"})
"""Methods whose body no route reads."""
METHODS = BODILESS | {"POST", "PUT", "PATCH"}
LARGE, LARGER = re.compile(r"/v1/exports/[^/]+/receipts"), 10
"""Where 100,000 receipts come at once, and how many times the limit of other bodies they may take."""
ALLOWANCE = "linkage.allowance"
"""Where in a request's scope the bucket of its key is noted."""
WELL_NAMED = re.compile(rb"[A-Za-z0-9._-]{1,64}")
"""What a caller's id of a request looks like; another one is not taken, and not logged."""
QUIET = frozenset({"/v1/accounts/{account_id}", "/v1/accounts/lookup", "/healthz", "/readyz", "/metrics"})
"""Routes that are counted, and logged only when refused."""


class Edge:
    """ASGI middleware; a log line has the route's template, status and time, and nothing the caller sent."""

    def __init__(self, app: ASGIApp, limit: int, metrics: Metrics, log: FilteringBoundLogger) -> None:
        self._app, self._limit, self._metrics, self._log = app, limit, metrics, log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on, or refuse it."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        given, bare = scope, scope["method"] == "HEAD"
        if bare:  # as GET, without the body (RFC 9110, 9.3.2); the server goes on to see what was asked
            scope = {**scope, "method": "GET"}
        paths.keep(scope)
        scope[REQUEST] = number = named(scope)
        began, status = perf_counter(), 0

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                told(scope, message)
                message["headers"] = [*message["headers"], (b"x-request-id", number.encode())]
            elif bare:
                message = {**message, "body": b""}
            await send(message)

        try:
            await self._within(scope, receive, noting)
        except Exception as error:
            self._failed(scope, error)
            if not status:
                await plain(500, scope=scope)(scope, receive, noting)
        self._note(scope, given.get(REFUSED, status), perf_counter() - began)

    async def _within(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with its body bounded, told or untold."""
        if scope["method"] in BODILESS:
            return await self._app(scope, receive, send)
        limit = self._limit * (LARGER if LARGE.fullmatch(scope["path"]) else 1)
        if declared(scope) > limit:
            return await plain(413, scope=scope)(scope, receive, send)
        await self._app(scope, bounded(receive, limit), send)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        route = template(scope)
        method = scope["method"] if scope["method"] in METHODS else "other"
        self._metrics.note(route, method, status, seconds)
        if status >= 400 or route not in QUIET:
            ms = round(seconds * 1000, 2)
            self._log.info(
                "request", route=route, method=method, status=status, ms=ms, request_id=scope[REQUEST]
            )

    def _failed(self, scope: Scope, error: Exception) -> None:
        """Log where it failed; the error's own text may hold what must not be logged."""
        trace = error.__traceback__
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        at = f"{trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}" if trace else None
        told = {"route": template(scope), "request_id": scope[REQUEST]}
        self._log.error("failed", error=type(error).__name__, at=at, **told)


def told(scope: Scope, message: Message) -> None:
    """Say with an answer what the key may still ask (draft-ietf-httpapi-ratelimit-headers)."""
    bucket = scope.get(ALLOWANCE)
    if bucket is not None:
        message["headers"] = [
            *message["headers"],
            (b"ratelimit-policy", bucket.policy),
            (b"ratelimit", bucket.said()),
        ]


def named(scope: Scope) -> str:
    """The id of a request: the caller's `X-Request-ID` where it is one, else a new one."""
    given = next((value for name, value in scope["headers"] if name == b"x-request-id"), b"")
    return given.decode() if WELL_NAMED.fullmatch(given) else token_hex(8)


def template(scope: Scope) -> str:
    """The route's path as it is declared; `none` when no route was met."""
    route = scope.get("route")
    return str(getattr(route, "path", "none"))


def declared(scope: Scope) -> int:
    """Length of the body as its header tells it, 0 when it does not."""
    length = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
    return int(length) if length.isdigit() else 0


def bounded(receive: Receive, limit: int) -> Receive:
    """`receive`, until more than `limit` bytes have come: a chunked body declares no length."""
    seen = 0

    async def receive_bounded() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > limit:
            raise HTTPException(413)
        return message

    return receive_bounded
