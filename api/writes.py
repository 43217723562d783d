"""Writes that callers may send again: done once, and answered the same ever after.

A route that writes asks for `write: WriteNow` and returns `write.once(act, status)`:

    @router.post("/v1/things", operation_id="createThing", response_model=Thing, status_code=201,
                 responses=writes.refused(401, 403, 422, 503), openapi_extra=allow("investigate"))
    def create(wanted: NewThing, write: WriteNow) -> Response:
        return write.once(lambda ledger: things.create(ledger, wanted, write.key, write.now), at="/v1/things/{id}")

`act` is given a ledger whose every `write()` and `read()` is part of one transaction, and answers a shape. So
any function that takes a ledger can be called there as it is, audit entries too, and the answer is kept in the
same transaction. `at` is where the thing made can be had, with fields of the answer in braces; it comes as
`Location`. Nothing else may be done within, and `live.ledger()` may not be written to there: it would wait
for the very transaction that is open. What leaves the ledger (files, the overlay) comes after, as `then`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any
from urllib.parse import quote

import orjson
from fastapi import Depends, Header, Request
from pydantic import BaseModel
from starlette.responses import Response

from api.contract import refusals
from api.deps import LiveNow
from api.replies import JSON
from api.runtime.live import Live
from api.runtime.overlay import Key
from linkage.ledger import Ledger
from linkage.ledger.keys import idempotency
from linkage.ledger.keys.idempotency import Answer, Asked

IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        pattern=r"^[!-~]{1,255}$",
        description="Any text of your own making, new for each write: sent again under it within "
        f"{idempotency.KEPT.days} days, the write is not done again and is answered the same.",
    ),
]

REPLAYED = {
    "Idempotency-Replayed": {
        "description": "`true` when the write was done before, and this is what it was answered then.",
        "schema": {"type": "string", "enum": ["true"]},
    }
}

LOCATION = {
    "Location": {
        "description": "Where the thing made or changed can be had.",
        "schema": {"type": "string", "format": "uri-reference"},
    }
}


@dataclass(frozen=True)
class Write:
    """A write by someone, to be done once however often it is sent."""

    live: Live
    key: Key
    now: datetime
    asked: Asked | None
    """None when it came without an idempotency key: then it is done each time it comes."""

    def once(
        self,
        act: Callable[[Ledger], BaseModel],
        status: int = 201,
        then: Callable[[], object] | None = None,
        at: str | None = None,
    ) -> Response:
        """The answer of the act, or the one kept from before; `then` is called when the act was done for good.

        `at` is the path of what was made, as `/v1/things/{id}` with a field of the answer.

        Raises IdempotencyKeyReused, StillRunning, LedgerUnavailable, and what the act raises: then nothing of
        it is done, and the same key may be sent again.
        """

        def answer(ledger: Ledger) -> Answer:
            return Answer(status, act(ledger).model_dump_json().encode())

        ledger = self.live.ledger()
        if self.asked is None:
            made = idempotency.whole(ledger, answer)
        else:
            made = idempotency.once(ledger, self.live.running, self.asked, answer, self.now)
        if then is not None and not made.replayed:
            then()
        return _response(made, at)


def _response(made: Answer, at: str | None) -> Response:
    headers = {"Idempotency-Replayed": "true"} if made.replayed else {}
    if at is not None:
        told = orjson.loads(made.body)
        headers["Location"] = at.format_map({name: quote(str(each), safe="") for name, each in told.items()})
    return Response(made.body, made.status, headers, JSON)


async def writing(request: Request, live: LiveNow, idempotency_key: IdempotencyKey = None) -> Write:
    """Who writes, and under which idempotency key."""
    key: Key = request.state.key
    asked = None
    if idempotency_key is not None:
        path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        body = await request.body()
        asked = idempotency.asked(key.owner, idempotency_key, request.method, path, body)
    return Write(live, key, datetime.now(UTC), asked)


WriteNow = Annotated[Write, Depends(writing)]


def refused(*statuses: int, done: int = 201, located: bool = True) -> dict[int | str, dict[str, Any]]:
    """What a write may answer, for its contract: the refusals named, 409 and 422, and the headers of its answer."""
    headers = REPLAYED | (LOCATION if located and done == 201 else {})
    return refusals(*sorted({*statuses, 400, 409, 422})) | {done: {"headers": headers}}
