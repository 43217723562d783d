"""The service with one more route, which writes: notes of people, each an entry of the audit chain."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event

from fastapi import APIRouter
from fastapi.testclient import TestClient
from pydantic import BaseModel
from starlette.responses import Response

from api import writes
from api.app import create_app
from api.auth import Guarded, allow
from api.writes import Write, WriteNow
from linkage.errors import Refused
from linkage.ledger import Ledger
from linkage.ledger.audit import log
from tests.api.world import World


class NewNote(BaseModel):
    """What is noted of an account."""

    account_id: str
    refuse: bool = False


class Note(NewNote):
    """A note that was taken, and its place in the chain."""

    seq: int


class Gate:
    """Where acts wait while it is shut."""

    def __init__(self) -> None:
        self.open, self.reached = Event(), Event()
        self.open.set()
        self.after: list[int] = []
        """How many notes there were for good when what comes after an act came."""


def take(ledger: Ledger, wanted: NewNote, write: Write) -> Note:
    """Written for a transaction of its own, as the acts of the service are."""
    with ledger.write() as session:
        row = log.append(session, log.Act(write.key.prefix, "note", wanted.account_id), write.now)
    if wanted.refuse:
        raise Refused("Not this one.")
    return Note(seq=row.seq, **wanted.model_dump())


def notes_seen(write: Write) -> int:
    return len(log.entries(write.live.ledger(), 100_000, log.Act("", "note")))


def router(gate: Gate) -> APIRouter:
    made = APIRouter(route_class=Guarded)

    @made.post(
        "/v1/notes",
        operation_id="createNote",
        response_model=Note,
        status_code=201,
        responses=writes.refused(401, 403, 503),
        openapi_extra=allow("investigate"),
    )
    def create(wanted: NewNote, write: WriteNow) -> Response:
        """Take a note."""

        def act(ledger: Ledger) -> Note:
            gate.reached.set()
            assert gate.open.wait(10)
            return take(ledger, wanted, write)

        return write.once(act, then=lambda: gate.after.append(notes_seen(write)))

    return made


@contextmanager
def service(world: World, gate: Gate | None = None) -> Iterator[TestClient]:
    """A client of it."""
    app = create_app(world.settings)
    app.router.routes[:0] = router(gate or Gate()).routes
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def notes(world: World) -> int:
    """How many were taken."""
    return len(log.entries(world.ledger, 100_000, log.Act("", "note")))


def waited(until: Event) -> None:
    """Wait for it, and a moment longer for whoever set it to go on."""
    assert until.wait(10)
    time.sleep(0.01)
