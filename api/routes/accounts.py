"""Look-ups of accounts, which are in other people's request paths, and the evidence behind them."""

import asyncio
from collections.abc import Sequence
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.answers import evidence as findings
from api.answers import ring_list
from api.auth import Direct, Guarded, allow, authorised
from api.contract import refusals
from api.deps import AccountPath, AskedRing, LiveNow, ReadingNow, ServedNow
from api.replies import JSON, reply, shaped
from api.runtime.live import Live
from api.runtime.served import Served
from api.schemas.accounts import Account, AccountWithRing, Evidence, Lookup, Standings, Statement, Why, WhyNot
from api.schemas.base import MAX_ID
from linkage.errors import TooMany, UnknownAccount, WrongUse

SMALL = 250
"""Ids looked up in one go: about a millisecond."""

router = APIRouter(route_class=Guarded, tags=["accounts"])

EITHER = allow("enforce", "investigate")
INVESTIGATED = frozenset({"investigate"})
INVESTIGATE = allow(*INVESTIGATED)
ONE = refusals(304, 401, 403, 404, 422, 503)

Expand = Annotated[
    Literal["ring"] | None,
    Query(description="`ring`: the ring it is in, in full; takes a key with `investigate`."),
]


async def account(request: Request, account_id: AccountPath, expand: Expand = None) -> Response:
    """Whether an account is in a ring, how certain that is, and for which reasons."""
    if len(account_id) > MAX_ID:
        raise WrongUse(f"Send an id of at most {MAX_ID} characters.")
    live: Live = request.app.state.live
    served, stale = live.current(), live.stale
    live.looked_up(request.state.key.prefix, 1)
    body = served.one(account_id, stale)
    if body is None:
        raise UnknownAccount("Check the id: no loaded feed has it.")
    if expand is not None:
        authorised(request.state.key, INVESTIGATED)
        body = ring_list.with_ring(served, body)
    return reply(request, body, served.etag(stale))


@router.post(
    "/v1/accounts/lookup",
    operation_id="lookupAccounts",
    response_model=Standings,
    responses=refusals(400, 401, 403, 413, 422, 503),
    openapi_extra=EITHER,
)
async def lookup(request: Request, wanted: Lookup, live: LiveNow, served: ServedNow) -> Response:
    """Look up many accounts at once; answers are in the order of the ids."""
    ids, most = wanted.account_ids, live.settings.batch_limit
    if len(ids) > most:
        raise TooMany(f"Ask for at most {most} accounts at once.")
    live.looked_up(request.state.key.prefix, len(ids))
    if len(ids) <= SMALL:
        return Response(served.many(ids, live.stale), media_type=JSON)
    return Response(served.listed(await in_turns(live, served, ids), live.stale), media_type=JSON)


async def in_turns(live: Live, served: Served, ids: Sequence[str]) -> list[bytes]:
    """The answers of a large look-up, a piece at a time: between two pieces others are answered.

    One at a time: beside ten of them somebody who asks for one account would wait for ten pieces.
    """
    items: list[bytes] = []
    async with live.turn:
        for start in range(0, len(ids), SMALL):
            items += served.items(ids[start : start + SMALL])
            await asyncio.sleep(0)
    return items


router.add_api_route(
    "/v1/accounts/{account_id}",
    account,
    operation_id="getAccount",
    response_model=Account | AccountWithRing,
    responses=ONE,
    openapi_extra=EITHER,
    route_class_override=Direct,
)


@router.get(
    "/v1/accounts/{account_id}/evidence",
    operation_id="getAccountEvidence",
    response_model=Evidence,
    responses=ONE,
    openapi_extra=INVESTIGATE,
)
def evidence(request: Request, account_id: AccountPath, served: ServedNow, reading: ReadingNow) -> Response:
    """What links an account to its ring, what was ignored, and what would change the finding; this read is audited."""
    found = findings.of_account(served, account_id, reading.live.stale)
    reading.witness("read evidence", account_id)
    return shaped(request, served, found)


@router.get(
    "/v1/accounts/{account_id}/why/{other_id}",
    operation_id="getWhy",
    response_model=Why,
    responses=ONE,
    openapi_extra=INVESTIGATE,
)
def why(
    request: Request, account_id: AccountPath, other_id: AccountPath, served: ServedNow, reading: ReadingNow
) -> Response:
    """What links two accounts, and which common values they share; this read is audited."""
    found = findings.between(served, account_id, other_id, reading.live.stale)
    reading.witness("read why", f"{account_id} {other_id}")
    return shaped(request, served, found)


@router.get(
    "/v1/accounts/{account_id}/why-not",
    operation_id="getWhyNot",
    response_model=WhyNot,
    responses=ONE,
    openapi_extra=INVESTIGATE,
)
def why_not(
    request: Request, account_id: AccountPath, ring: AskedRing, served: ServedNow, reading: ReadingNow
) -> Response:
    """Why an account is not in a ring, or not in the ring named; this read is audited."""
    found = findings.why_not(served, account_id, ring, reading.live.stale)
    reading.witness("read why not", account_id)
    return shaped(request, served, found)


@router.get(
    "/v1/accounts/{account_id}/statement",
    operation_id="getStatement",
    response_model=Statement,
    responses=ONE,
    openapi_extra=EITHER,
)
def statement(request: Request, account_id: AccountPath, served: ServedNow, reading: ReadingNow) -> Response:
    """What the account's owner may be told: fixed texts that reveal no signal; this read is audited."""
    found = findings.statement(served, account_id)
    reading.witness("read statement", account_id)
    return shaped(request, served, found)
