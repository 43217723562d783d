"""An empty FastAPI route, to measure others beside."""

from fastapi import FastAPI

from api.app import options as options


def create_app() -> FastAPI:
    """An app that does nothing, as FastAPI does it."""
    app = FastAPI()

    @app.get("/empty")
    async def empty() -> dict[str, str]:
        return {}

    return app
