"""The app: `create_app(settings)` makes it, `serve(settings, listener)` runs it in this process."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from functools import partial
from importlib.metadata import version
from typing import Any

import uvicorn
from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from api import contract, errors
from api.middleware import cors, traces
from api.middleware.connection import Bounds, Connection, protocol
from api.middleware.edge import Edge
from api.middleware.logs import logger
from api.middleware.zipped import Zipped
from api.routes import ROUTERS
from api.runtime import uses
from api.runtime.live import EVERY, Live
from api.runtime.workers import Workers
from linkage.home.serve import SEAL_EVERY
from linkage.settings import Settings

BACKLOG = 2048
LEAVING = 0.4
"""Seconds that a process which is told to end goes on to take connections."""
FIRST_LOOK = 3.0
"""Seconds a start waits for the ledger before it serves what lies in the folders."""


def create_app(settings: Settings) -> FastAPI:
    """The service over the home of these settings; nothing is opened before it starts."""
    log = logger()
    live = Live(settings, log)
    app = FastAPI(
        title="Linkage",
        version=version("linkage"),
        lifespan=_lifespan(live),
        redirect_slashes=False,
        docs_url=None,  # FastAPI's own pages load from a foreign host; see `api.routes.docs`
        redoc_url=None,
    )
    app.state.live = live
    errors.install(app)
    routes = [route for router in ROUTERS for route in router.routes]
    app.router.routes[:0] = routes  # flat and first: every route tried before costs a look-up its time
    app.add_middleware(Zipped)
    app.add_middleware(Edge, limit=settings.body_limit, metrics=live.metrics, log=log)
    if settings.cors_origins:
        app.add_middleware(CORSMiddleware, **cors.options(settings.cors_origins))
    if settings.traces:
        app.add_middleware(traces.Traces, provider=traces.provider(settings.traces))
    app.openapi = lambda: _once(app, settings)  # type: ignore[method-assign]
    return app


def _once(app: FastAPI, settings: Settings) -> dict[str, object]:
    """The contract, written once."""
    if app.openapi_schema is None:
        app.openapi_schema = contract.document(app, settings)
    return app.openapi_schema


def _lifespan(live: Live) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    """Look once before serving, then once a second until the end."""

    @asynccontextmanager
    async def run(_: FastAPI) -> AsyncIterator[None]:
        await live.start(FIRST_LOOK)
        often = ((step, EVERY) for step in (live.sync, live.load, live.sweep, live.tell))
        steps = (*often, (live.flush, uses.EVERY), (live.seal, SEAL_EVERY))
        loops = [asyncio.create_task(live.watch(step, every)) for step, every in steps]
        yield
        for loop in loops:
            loop.cancel()
        await asyncio.gather(*loops, return_exceptions=True)
        live.close()

    return run


def options(port: int, host: str = "127.0.0.1", bounds: Bounds | None = None) -> dict[str, Any]:
    """How uvicorn is set: no access log (paths name accounts), no trust in what a proxy says, and our own protocol."""
    return {
        "host": host,
        "port": port,
        "loop": "uvloop",
        "http": protocol(bounds or Bounds.of(Settings())),
        "access_log": False,
        "log_level": "warning",
        "proxy_headers": False,
        "server_header": False,
        "timeout_graceful_shutdown": 10,
    }


class Server(uvicorn.Server):
    """A server that resets nobody when it is told to end."""

    def __init__(self, config: uvicorn.Config, bounds: Bounds) -> None:
        super().__init__(config)
        self._bounds = bounds
        self._protocol: type[Connection] = config.http  # type: ignore[assignment]

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Go on for a moment, so that whoever is on the way is answered and told to connect anew; then end."""
        self._bounds.leaving = True
        await asyncio.sleep(LEAVING)
        left = [each.dup() for each in sockets or []]
        for each in self.servers:
            each.close()
        for listener in left:
            await self._last(listener)
        await asyncio.sleep(LEAVING / 2)
        for idle in list(self._bounds.idle):
            idle.leave()
        await asyncio.sleep(LEAVING / 4)
        await super().shutdown(sockets)

    async def _last(self, listener: socket.socket) -> None:
        """Take whoever the system let in and nobody took yet: closing would reset them."""
        listener.setblocking(False)
        waiting: list[socket.socket] = []
        with suppress(BlockingIOError):
            while len(waiting) < BACKLOG:
                waiting.append(listener.accept()[0])
        listener.close()
        for each in waiting:
            made = partial(self._protocol, self.config, self.server_state, self.lifespan.state)
            await asyncio.get_running_loop().connect_accepted_socket(made, each)


def attend(settings: Settings, listener: socket.socket, workers: int = 1) -> None:
    """Serve on a listening socket until told to stop, in this process or in several."""
    if workers > 1:
        return Workers(attend, settings, listener, workers).run()
    bounds = Bounds.of(settings)
    host, port = listener.getsockname()[:2]
    server = Server(uvicorn.Config(create_app(settings), **options(port, host, bounds)), bounds)
    with suppress(KeyboardInterrupt):
        server.run(sockets=[listener])
    return None


def serve(settings: Settings, host: str = "127.0.0.1", port: int = 8000) -> None:
    """Serve until told to stop, on one process; put a proxy with TLS before it to serve others."""
    attend(settings, socket.create_server((host, port), backlog=BACKLOG))
