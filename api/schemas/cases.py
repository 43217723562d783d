"""Shapes of casework: the queue, one case, and what is done with it."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from api.schemas.base import List, Model, State
from api.schemas.decisions import Asked, RingId
from api.schemas.examples import example

CaseState = Literal["open", "taken", "closed"]
ACT: dict[str, object] = {
    "seq": 41,
    "ring": "R-7Q2M9KXA",
    "action": "take",
    "at": "2026-11-22T16:20:09Z",
    "owner": "Ada",
    "reason": "mine this week",
    "name": "Ada",
}
CASE: dict[str, object] = {
    "ring": "R-7Q2M9KXA",
    "case": "taken",
    "state": "proposed",
    "owner": "Ada",
    "opened_at": "2026-11-20T03:00:00Z",
    "acted_at": "2026-11-22T16:20:09Z",
    "score": 0.97,
    "size": 31,
    "core": 28,
    "member": 3,
    "closed_accounts": 0,
    "paying": 4,
    "paid_days": 9,
    "used_hours": 1204,
    "summary": "31 accounts on one card",
}


class Case(Model):
    """The case of a ring: who works on it, and what is at stake."""

    model_config = ConfigDict(json_schema_extra=example(**CASE))

    ring: str
    case: CaseState = Field(
        description="`closed`: the ring was dismissed, somebody closed its case and the decision still holds, or all "
        "its core and member accounts are closed."
    )
    state: State = Field(description="Decision state of the ring.")
    owner: str | None = Field(description="Name of who works on it.")
    opened_at: str | None = Field(description="When the ring was first published.")
    acted_at: str | None = Field(description="When somebody last acted on the case.")
    score: float
    size: int
    core: int
    member: int
    closed_accounts: int = Field(
        description="Core and member accounts that are closed: by receipts of a ban, or by their status in the feeds."
    )
    paying: int = Field(description="Core and member accounts that paid.")
    paid_days: int = Field(description="Days with a payment, summed over these accounts.")
    used_hours: int = Field(description="Hours with usage, summed over these accounts.")
    summary: str | None


class Cases(List[Case]):
    """A page of cases, those with most at stake first."""

    model_config = ConfigDict(json_schema_extra=example(items=[CASE], next=None))


class CaseAct(Model):
    """What somebody did with a case."""

    model_config = ConfigDict(json_schema_extra=example(**ACT))

    seq: int
    ring: str
    action: Literal["take", "hand", "close", "reopen", "note"]
    at: str
    owner: str | None = Field(description="Who owns the case from then on.")
    reason: str = Field(description="Why; of a note its text.")
    name: str = Field(description="Who did it.")


class Alike(Model):
    """A ring that looks like this one."""

    model_config = ConfigDict(
        json_schema_extra=example(
            ring="R-2B7C0D1E",
            values=2,
            accounts=14,
            kinds=["ip"],
            signature=0.75,
            case="open",
            owner=None,
            size=14,
        )
    )

    ring: str
    values: int = Field(description="Values that count and that both rings hold.")
    accounts: int = Field(description="Accounts of the other ring that hold one of them.")
    kinds: list[str] = Field(description="Kinds of these values.")
    signature: float = Field(
        description="Share, from 0 to 1, of the kinds that tie either ring which tie both."
    )
    case: CaseState
    owner: str | None
    size: int


class CaseFile(Case):
    """One case in full."""

    model_config = ConfigDict(json_schema_extra=example(**CASE, acts=[ACT], alike=[]))

    acts: list[CaseAct] = Field(description="What was done with it, newest first.")
    alike: list[Alike] = Field(
        description="Rings with shared infrastructure or the same kinds of ties; at most 10."
    )


class Taking(Asked):
    """A case is taken, noted on or opened again."""

    model_config = ConfigDict(
        json_schema_extra=example(action="take", ring="R-7Q2M9KXA", reason="mine this week")
    )

    action: Literal["take", "note", "reopen"]
    ring: RingId


class Handing(Asked):
    """A case is handed on."""

    model_config = ConfigDict(
        json_schema_extra=example(
            action="hand", ring="R-7Q2M9KXA", to="Ines", reason="she knows the card issuer"
        )
    )

    action: Literal["hand"]
    ring: RingId
    to: Annotated[str, Field(min_length=1, max_length=200, description="Name of somebody who has a key.")]


class Closing(Asked):
    """A case is closed with a decision: the one given here, or the one that holds already."""

    model_config = ConfigDict(
        json_schema_extra=example(
            action="close", ring="R-7Q2M9KXA", verdict="confirm", reason="one card, one night"
        )
    )

    action: Literal["close"]
    ring: RingId
    verdict: Literal["confirm", "dismiss"] | None = Field(
        None, description="Recorded as a decision on the ring; may be left out once one holds."
    )


Acting = Taking | Handing | Closing


class Me(Model):
    """Whose key it is, and what it may do."""

    model_config = ConfigDict(json_schema_extra=example(name="Ada", person=True, scopes=["investigate"]))

    name: str
    person: bool = Field(description="False for a service, which may not approve.")
    scopes: list[str]
