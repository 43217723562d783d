"""Answering over REST."""

import socket
from contextlib import suppress
from typing import Annotated, TypeAlias

import typer

from linkage.cli.session import Answer, Session, command, show
from linkage.errors import Refused

Port: TypeAlias = Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 picks a free one.")]
Host: TypeAlias = Annotated[str, typer.Option(help="Address to listen on.")]


def register(app: typer.Typer) -> None:
    """Add this command."""
    command(app)(serve)


def serve(session: Session, port: Port = 8000, host: Host = "127.0.0.1") -> None:
    """Answer over REST until stopped."""
    import uvicorn

    from api.app import create_app

    listener = bound(host, port)
    url = f"http://{host}:{listener.getsockname()[1]}"
    show(Answer({"url": url, "docs": f"{url}/docs"}, (f"serving {url}, docs at {url}/docs",)), session.json)
    config = uvicorn.Config(
        create_app(session.settings), access_log=False, server_header=False, log_level="warning"
    )
    with suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listener])


def bound(host: str, port: int) -> socket.socket:
    """A listening socket; refused when the port is somebody else's."""
    try:
        return socket.create_server((host, port), backlog=2048)
    except OSError as error:
        raise Refused(f"cannot listen on {host}:{port} ({error.strerror}): choose another --port") from None
