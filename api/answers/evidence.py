"""Evidence as shapes for people: masks, bits, times and sentences."""

import polars as pl
from pydantic import Field

from api.pages import Paging, page
from api.runtime.served import Served
from api.schemas.accounts import Evidence, Statement, Why, WhyNot
from api.schemas.graph import Connection
from api.schemas.rings import RingTie, RingTies
from api.tokens import UNSHARED, token, value
from linkage.errors import UnknownAccount
from linkage.explain import answers, evidence, path, sentences
from linkage.explain.answers import document
from linkage.hashing import account_key


def of_account(served: Served, account_id: str, stale: bool) -> Evidence:
    """All that was weighed of one account; raises UnknownAccount."""
    found = answers.of_account(served.publication, known(served, account_id))
    return Evidence.model_validate(served.said(account_id, stale) | document(found))


def between(served: Served, account_id: str, other_id: str, stale: bool) -> Why:
    """What ties two accounts; raises UnknownAccount."""
    found = answers.between(served.publication, *both(served, account_id, other_id))
    return Why.model_validate(served.heading(stale) | document(found))


def connection(served: Served, account_id: str, other_id: str, stale: bool) -> Connection:
    """How two accounts are connected; raises UnknownAccount."""
    found = document(answers.connection(served.publication, *both(served, account_id, other_id)))
    steps = [each | {"token": token(each["token"])} for each in found["steps"]]
    return Connection.model_validate(served.heading(stale) | found | {"steps": steps})


def nearest(served: Served, account_id: str, named: str, stale: bool) -> Connection:
    """How an account is connected to the nearest that holds a value; raises UnknownAccount."""
    start, end = known(served, account_id), value(named)
    if served.publication.links_on(end).is_empty():
        raise UnknownAccount(UNSHARED)
    holder, cut = path.nearest(served.publication, start, end)
    if holder is not None:
        other_id = answers.name(served.publication, holder)
        return connection(served, account_id, other_id, stale)
    said = {"connected": False, "sentence": sentences.connected(0, False, cut), "truncated": cut}
    ends: dict[str, object] = {"account_id": account_id, "other_id": account_id, "weakest": None, "steps": []}
    return Connection.model_validate(served.heading(stale) | ends | said)


def both(served: Served, *ids: str) -> list[tuple[str, int]]:
    """Ids with their keys; raises UnknownAccount."""
    return [(each, known(served, each)) for each in ids]


class OfKind(Paging):
    """Which values of a ring."""

    kind: str | None = Field(None, max_length=64, description="Values of this kind.")


def of_ring(served: Served, ring: int, asked: OfKind) -> RingTies:
    """The page of what ties a ring, by what it says about it, then the crowds its members are in."""
    at = page([served.run, "evidence", ring, asked.kind], asked, served.page_limit)
    found = evidence.ring_ties(served.publication, ring)
    if asked.kind is not None:
        found = found.filter(found["kind"].cast(pl.String) == asked.kind)
    rows = found.slice(at.start, at.limit).to_dicts()
    shown = [RingTie.model_validate(answers.ring_tie(each)) for each in rows]
    return RingTies(items=shown, next=at.next(found.height))


def known(served: Served, account_id: str) -> int:
    """Key of an account that was seen; raises UnknownAccount."""
    account = account_key(account_id)
    if not served.knows(account):
        raise UnknownAccount("Check the id: no loaded feed has it.")
    return account


def why_not(served: Served, account_id: str, ring: int | None, stale: bool) -> WhyNot:
    """What keeps an account from being enforceable, or from being so in a ring; raises UnknownAccount."""
    account = known(served, account_id)
    found = answers.why_not(served.publication, account_id, account, ring, served.overlay.decided)
    return WhyNot.model_validate(served.heading(stale) | document(found))


def statement(served: Served, account_id: str) -> Statement:
    """What the owner of an account may be told; raises UnknownAccount."""
    known(served, account_id)
    said = served.said(account_id, stale=False)
    reasons = said["reasons"]
    tier = None if said["tier"] is None else str(said["tier"])
    code = sentences.statement(bool(said["judged"]), tier, reasons if isinstance(reasons, list) else [])
    return Statement.model_validate({"code": code, "text": sentences.STATEMENTS[code]})
