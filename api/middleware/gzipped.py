"""Answers in gzip, for who asks: bodies of 1 kB and more, look-ups of one account apart."""

from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LEAST = 1024
"""Bytes of a body under which it goes as it is."""
LEVEL = 4
"""Of zlib, 1 to 9: JSON is a tenth by then, and 9 takes three times as long."""
ONE = "/v1/accounts/"
"""Where paths of look-ups begin; one without a further part is of one account and is never large."""


class Gzipped:
    """ASGI middleware: Starlette's, with tags that tell the encodings apart (RFC 9110, 8.8.3)."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._gzip = GZipMiddleware(app, LEAST, LEVEL)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on."""
        if scope["type"] != "http" or not asks(scope) or single(scope["path"]):
            return await self._app(scope, receive, send)

        async def weakened(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = tagged(message["headers"])
            await send(message)

        return await self._gzip(scope, receive, weakened)


def asks(scope: Scope) -> bool:
    """Whether the caller takes gzip; `gzip;q=0` is no."""
    given = next((value for name, value in scope["headers"] if name == b"accept-encoding"), b"")
    return b"gzip" in given and b"gzip;q=0" not in given.replace(b" ", b"").replace(b"q=0.", b"")


def single(path: str) -> bool:
    """Whether a path is the look-up of one account."""
    return path.startswith(ONE) and "/" not in path[len(ONE) :] and path != ONE + "lookup"


def tagged(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """The headers of an answer, its tag weak where its body was encoded: the bytes differ, the meaning does not."""
    if (b"content-encoding", b"gzip") not in headers:
        return headers
    return [(n, b"W/" + v if n == b"etag" and v[:2] != b"W/" else v) for n, v in headers]
