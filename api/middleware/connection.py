"""The outermost bound: how many may come in, how large and slow a request may be, and how many are answered at once.

uvicorn on httptools has none of these. What is refused here costs no more than a few bytes; whoever is let in is
answered in time. Counts are of one process.
"""

import asyncio
from collections import Counter, OrderedDict
from contextlib import suppress
from dataclasses import dataclass, field
from types import ModuleType

from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from api.errors import plain
from linkage.settings import Settings

resource: ModuleType | None
try:
    import resource
except ImportError:  # Windows knows no such limit
    resource = None

FILES = 65_536
"""Open files asked for: a connection is one."""
SPARE = 256
"""Files kept for publications, databases and logs."""
FRAMED = 16
"""Times the limit of a body that may come behind a head: receipts may be ten of it, a chunk of one byte takes six."""
ALWAYS = b"/healthz"
"""What is answered however busy the service is: a probe must not end it."""
REFUSED = "linkage.refused"
"""Where in a request's scope the status stands that it was refused with before the app answered."""


@dataclass(eq=False)
class Bounds:
    """What one process lets in, and whom it has."""

    connections: int
    each: int
    in_flight: int
    head: int
    """Bytes of a request's first line and headers."""
    fields: int
    head_seconds: float
    body_seconds: float
    body: int
    """Bytes behind a head, read or not: the body as it is sent, in chunks of any size, and what stands around them."""
    leaving: bool = False
    """Whether the process ends: whoever is answered is told to connect anew."""
    there: Counter[str] = field(default_factory=Counter)
    """Connections by address."""
    idle: "OrderedDict[Connection, None]" = field(default_factory=OrderedDict)
    """Connections that ask for nothing, the oldest first."""

    total: int = 0

    def enter(self, address: str) -> None:
        """Count one more."""
        self.there[address] += 1
        self.total += 1

    def leave(self, address: str) -> None:
        """Count one less."""
        self.there[address] -= 1
        self.total -= 1
        if self.there[address] <= 0:
            del self.there[address]

    @classmethod
    def of(cls, settings: Settings) -> "Bounds":
        """As they are set, within the files that this process may open."""
        most = min(settings.connections, max(_files() - SPARE, 16))
        return cls(
            most,
            min(settings.connections_each, most),
            settings.in_flight,
            settings.head_limit,
            settings.head_fields,
            settings.head_seconds,
            settings.body_seconds,
            FRAMED * settings.body_limit,
        )


def _files() -> int:
    """Files this process may open, after asking for more."""
    if resource is None:
        return FILES
    soft: int
    hard: int
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    if soft < wanted:
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
            soft = wanted
    return soft


class Connection(HttpToolsProtocol):
    """One connection."""

    bounds: Bounds
    _timer: asyncio.TimerHandle | None = None
    _writing: asyncio.TimerHandle | None = None
    _address = ""
    _size, _fields, _behind = 0, 0, 0
    _in_head, _broken, _counted_out = True, False, False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Let it in, or not; to make room the oldest that asks for nothing has to go, of its own address first."""
        super().connection_made(transport)
        self._address = str(self.client[0]) if self.client else ""
        self.bounds.enter(self._address)
        own = self.bounds.there[self._address] > self.bounds.each
        if (own or self.bounds.total > self.bounds.connections) and not self._make_room(own):
            return self._refuse(503)
        self._wait(self.bounds.head_seconds)
        self.bounds.idle[self] = None
        return None

    def _make_room(self, own: bool) -> bool:
        address = self._address if own else None
        oldest = next((each for each in self.bounds.idle if address in (None, each._address)), None)
        if oldest is None:
            return False
        oldest._forget()
        oldest.transport.abort()
        return True

    def _forget(self) -> None:
        """Count it no more."""
        self.bounds.idle.pop(self, None)
        if not self._counted_out:
            self._counted_out = True
            self.bounds.leave(self._address)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget it."""
        self._cancel()
        self._forget()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take bytes in, as long as a head is not too large."""
        if self._broken:
            return
        if self._in_head:
            self._size += len(data)
            if self._timer is None:
                self._wait(self.bounds.head_seconds)
        else:
            self._behind += len(data)
        super().data_received(data)
        if self._in_head and self._size > self.bounds.head:
            self._refuse(431)
        elif not self._in_head and self._behind > self.bounds.body:
            self._poured()

    def on_message_begin(self) -> None:
        """A request begins."""
        super().on_message_begin()
        self.bounds.idle.pop(self, None)
        self._fields, self._behind = 0, 0

    def on_header(self, name: bytes, value: bytes) -> None:
        """Count, and keep no more than is let in."""
        self._fields += 1
        if self._fields <= self.bounds.fields:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Have the head answered by the app, or by a refusal where it or the crowd is too large."""
        self._in_head = False
        said = sum(len(name) + len(value) for name, value in self.headers) + len(self.url)
        inner = self.app
        if self._fields > self.bounds.fields or said > self.bounds.head:
            self.app = Refusal(431)
        elif len(self.tasks) >= self.bounds.in_flight and self.url != ALWAYS:
            self.app = Refusal(503)
        self._wait(self.bounds.body_seconds)
        super().on_headers_complete()
        self.app = inner
        if self.bounds.leaving:
            self.cycle.keep_alive = False

    def on_message_complete(self) -> None:
        """All of the request is there."""
        self._cancel()
        self._in_head, self._size = True, 0
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """It is answered, and may ask again."""
        super().on_response_complete()
        if not self.transport.is_closing() and not self.pipeline:
            self.bounds.idle[self] = None

    def pause_writing(self) -> None:
        """Whoever does not read what he asked for has as long as for a body."""
        super().pause_writing()
        self._writing = self.loop.call_later(self.bounds.body_seconds, self.transport.abort)

    def resume_writing(self) -> None:
        """He reads."""
        super().resume_writing()
        if self._writing is not None:
            self._writing.cancel()
            self._writing = None

    def leave(self) -> None:
        """End a connection that asks for nothing, without a reset to whoever asks just now."""
        self._broken = True
        with suppress(OSError, RuntimeError, NotImplementedError):
            self.transport.write_eof()

    def _wait(self, seconds: float) -> None:
        self._cancel()
        self._timer = self.loop.call_later(seconds, self._late)

    def _cancel(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _late(self) -> None:
        """The request did not come in time."""
        self._timer = None
        if self.transport.is_closing():
            return
        if self.cycle is not None and self.cycle.response_started and not self.cycle.response_complete:
            self.transport.abort()
        else:
            self._refuse(408)

    def _poured(self) -> None:
        """More came behind the head than any body takes: nobody reads on, and who is not answered yet is refused."""
        if self.transport.is_closing():
            return
        if self.cycle is not None and self.cycle.response_started:
            self._broken = True
            self.transport.close() if self.cycle.response_complete else self.transport.abort()
        else:
            self._refuse(413)

    def _refuse(self, status: int) -> None:
        """Answer in few bytes, and close; a request under way is told so, for the log."""
        self._broken = True
        if self.cycle is not None and not self.cycle.response_complete:
            self.cycle.scope[REFUSED] = status  # type: ignore[literal-required]
        self._cancel()
        self.transport.write(REFUSALS[status])
        self.transport.close()


def _refusal(status: int) -> bytes:
    """A refusal as it is sent where no request was understood."""
    made = plain(status, AGAIN if status == 503 else None)
    body = bytes(made.body)
    lines = [f"HTTP/1.1 {status} {REASONS[status]}", *(f"{k}: {v}" for k, v in made.headers.items())]
    return "\r\n".join([*lines, "connection: close", "", ""]).encode() + body


AGAIN = {"Retry-After": "1"}
REASONS = {
    408: "Request Timeout",
    413: "Request Entity Too Large",
    431: "Request Header Fields Too Large",
    503: "Service Unavailable",
}
REFUSALS = {status: _refusal(status) for status in REASONS}


class Refusal:
    """An app that refuses whatever it is asked; a head that is too large ends its connection."""

    def __init__(self, status: int) -> None:
        self._status = status

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse."""
        headers = AGAIN if self._status == 503 else {"Connection": "close"}
        await plain(self._status, headers)(scope, receive, send)


def protocol(bounds: Bounds) -> type[Connection]:
    """The protocol of one process."""
    return type("Connection", (Connection,), {"bounds": bounds})
