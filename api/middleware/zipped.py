"""Answers in zstd or gzip, for who asks: bodies of 1 kB and more, look-ups of one account apart."""

import zstandard
from starlette.middleware.gzip import GZipResponder, IdentityResponder
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LEAST = 1024
"""Bytes of a body under which it goes as it is."""
LEVEL = 4
"""Of zlib, 1 to 9: JSON is a tenth by then, and 9 takes three times as long."""
ZSTD_LEVEL = 3
"""Of zstd, 1 to 22; its own default."""
ONE = "/v1/accounts/"
"""Where paths of look-ups begin; one without a further part is of one account and is never large."""
ENCODINGS = ("zstd", "gzip")
"""What is answered, the first of two that a caller likes alike."""


class Zstd(IdentityResponder):
    """Starlette's responder, with bodies in zstd (RFC 8878)."""

    content_encoding = "zstd"

    def __init__(self, app: ASGIApp, minimum_size: int) -> None:
        super().__init__(app, minimum_size)
        self._stream = zstandard.ZstdCompressor(ZSTD_LEVEL).compressobj()

    async def apply_compression(self, body: bytes, *, more_body: bool) -> bytes:
        """A part of a body, so that it can be read when it arrives."""
        end = zstandard.COMPRESSOBJ_FLUSH_BLOCK if more_body else zstandard.COMPRESSOBJ_FLUSH_FINISH
        return self._stream.compress(body) + self._stream.flush(end)


class Zipped:
    """ASGI middleware: bodies encoded, with tags that tell the encodings apart (RFC 9110, 8.8.3)."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on."""
        encoding = None if scope["type"] != "http" or single(scope["path"]) else asked(scope)
        if encoding is None:
            return await self._app(scope, receive, send)

        async def weakened(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = tagged(message["headers"])
            await send(message)

        responder = Zstd(self._app, LEAST) if encoding == "zstd" else GZipResponder(self._app, LEAST, LEVEL)
        return await responder(scope, receive, weakened)


def asked(scope: Scope) -> str | None:
    """The encoding that the caller likes best; None for none of ours. `gzip;q=0` is no."""
    given = b",".join(value for name, value in scope["headers"] if name == b"accept-encoding").decode(
        "latin-1"
    )
    liked = dict(liking(each) for each in given.lower().split(",") if each.strip())
    best = max(ENCODINGS, key=lambda each: liked.get(each, 0.0))
    return best if liked.get(best, 0.0) > 0 else None


def liking(part: str) -> tuple[str, float]:
    """One encoding of a list and how much it is liked, 0 to 1; 0 for a number that is none."""
    name, _, weight = part.replace(" ", "").partition(";q=")
    try:
        return name, float(weight or 1)
    except ValueError:
        return name, 0.0


def single(path: str) -> bool:
    """Whether a path is the look-up of one account."""
    return path.startswith(ONE) and "/" not in path[len(ONE) :] and path != ONE + "lookup"


def tagged(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """The headers of an answer, its tag weak where its body was encoded: the bytes differ, the meaning does not."""
    if not any(name == b"content-encoding" for name, _ in headers):
        return headers
    return [(n, b"W/" + v if n == b"etag" and v[:2] != b"W/" else v) for n, v in headers]
