"""Answering over REST, of one's own data or of the demo's."""

import socket
from typing import Annotated, TypeAlias

import typer

from linkage.cli.load import Accounts, Seed
from linkage.cli.session import Answer, Session, command, show
from linkage.errors import Refused

Port: TypeAlias = Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 picks a free one.")]
Host: TypeAlias = Annotated[str, typer.Option(help="Address to listen on.")]

LOCAL = "127.0.0.1"


def register(app: typer.Typer) -> None:
    """Add these commands."""
    command(app)(serve)
    command(app)(demo)


def serve(
    session: Session,
    port: Port = 8000,
    host: Host = LOCAL,
    workers: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Number of processes; default LINKAGE_WORKERS.")
    ] = None,
) -> None:
    """Serve the REST API until stopped."""
    listener = bound(host, port)
    url = address(listener)
    pages = {"docs": f"{url}/docs", "explorer": f"{url}/explorer"}
    line = f"serving {url}, docs at {url}/docs, the explorer at {url}/explorer"
    show(Answer({"url": url, **pages}, (line,)), session.json)
    attend(session, listener, workers or session.settings.workers)


def demo(
    session: Session,
    accounts: Accounts = 20_000,
    seed: Seed = 1,
    no_serve: Annotated[bool, typer.Option("--no-serve", help="Do not serve.")] = False,
    port: Port = 8000,
) -> Answer | None:
    """Simulate a world, load it, detect, measure, and serve the result; uses its own home unless you name one."""
    from linkage.cli.demo import at_home, play, to_try

    session = at_home(session)
    # A port that is taken is told before the work, not after it.
    listener = None if no_serve else bound(LOCAL, port)
    documents: dict[str, object] = {"home": str(session.settings.home)}
    for name, answer in play(session, accounts, seed):
        documents[name] = answer.document
        if not session.json:
            show(Answer(None, (f"— {name} —", *answer.view)), json=False)
    if listener is None:
        return Answer(documents, (f"look around: linkage rings --home {session.settings.home}",))
    url, key = address(listener), demo_key(session)
    documents |= {"url": url, "key": key, "explorer": f"{url}/explorer"}
    lines = (f"serving {url}, try:", to_try(session, url, key), f"or enter that key at {url}/explorer")
    show(Answer(documents, lines), session.json)
    attend(session, listener)
    return None


def demo_key(session: Session) -> str:
    """A key that may look up and investigate."""
    from linkage.cli.keys import create

    made = create(session, "demo", scope=["enforce", "investigate"])
    return str(made.view[0])


def bound(host: str, port: int) -> socket.socket:
    """A listening socket; refused when the port is somebody else's."""
    try:
        return socket.create_server((host, port), backlog=2048)
    except OSError as error:
        reason = f"cannot listen on {host}:{port} ({error.strerror}): choose another --port"
        raise Refused(reason) from None


def address(listener: socket.socket) -> str:
    """The URL of a listening socket."""
    host, port = listener.getsockname()[:2]
    return f"http://{host}:{port}"


def attend(session: Session, listener: socket.socket, workers: int = 1) -> None:
    """Serve until stopped; Ctrl-C is how it is meant to end."""
    from api.app import attend as serving

    serving(session.settings, listener, workers)
