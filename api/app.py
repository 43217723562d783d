"""The app: `create_app(settings)` makes it, `serve(settings, listener)` runs it in this process."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from importlib.metadata import version
from typing import Any

import uvicorn
from fastapi import FastAPI

from api import contract, errors, sealing, uses
from api.edge import Edge
from api.live import EVERY, Live
from api.logs import logger
from api.routes import ROUTERS
from linkage.settings import Settings

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
    app.add_middleware(Edge, limit=settings.body_limit, metrics=live.metrics, log=log)
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
        often = ((step, EVERY) for step in (live.sync, live.load, live.sweep))
        steps = (*often, (live.flush, uses.EVERY), (live.seal, sealing.EVERY))
        loops = [asyncio.create_task(live.watch(step, every)) for step, every in steps]
        yield
        for loop in loops:
            loop.cancel()
        await asyncio.gather(*loops, return_exceptions=True)
        live.close()

    return run


def options(port: int, host: str = "127.0.0.1") -> dict[str, Any]:
    """How uvicorn is set: one process, no access log (paths name accounts), no trust in what a proxy says."""
    return {
        "host": host,
        "port": port,
        "loop": "uvloop",
        "http": "httptools",
        "access_log": False,
        "log_level": "warning",
        "proxy_headers": False,
        "server_header": False,
        "timeout_graceful_shutdown": 10,
    }


def serve(settings: Settings, host: str = "127.0.0.1", port: int = 8000) -> None:
    """Serve until told to stop, on one process; put a proxy with TLS before it to serve others."""
    uvicorn.run(create_app(settings), **options(port, host))
