"""Shapes of appeals."""

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from api.schemas import examples
from api.schemas.base import AccountId, List, Model
from api.schemas.decisions import SEEN, Asked, Basis
from api.schemas.examples import example

Answer = Literal["error_of_ours", "new_evidence", "shared_by_others", "evidence_stands", "not_the_owner"]
AppealState = Literal["open", "assigned", "granted", "denied"]
Words = Annotated[str, Field(min_length=1, max_length=4000, pattern=SEEN)]


class Appealing(Model):
    """An appeal of an account's owner, as the consumer's system or staff took it down."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        json_schema_extra=example(
            export="X-000042-0a1b2c3d", account_id="acct-19", text="I share a flat with two of them."
        ),
    )

    export: str = Field(min_length=1, max_length=64)
    account_id: AccountId
    text: Words


class Assigning(Asked):
    """To whom an appeal is given."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", json_schema_extra=example(key="k3m9x2pq", reason="had no part in it")
    )

    key: str = Field(min_length=1, max_length=16, description="Prefix of the person's key.")


class Answering(Model):
    """What an appeal is answered."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        json_schema_extra=example(answer="shared_by_others", words="The device belongs to the house."),
    )

    answer: Answer = Field(description="The first three give the account back; the others let it stand.")
    words: Words


class Appeal(Model):
    """An appeal, and how far it has come."""

    model_config = ConfigDict(json_schema_extra=example(**examples.APPEAL))

    appeal: int = Field(description="Its number: the place of its entry in the audit chain.")
    export: str
    account_id: str | None = Field(description="Null for an account that was erased since.")
    ring: str
    ground: str
    at: str
    name: str
    text: str
    state: AppealState
    assigned: str | None
    answer: Answer | None
    words: str | None
    answered_by: str | None
    answered_at: str | None
    revocation: str | None = Field(description="The export that gives the account back.")


class Appeals(List[Appeal]):
    """A page of appeals, newest first."""

    model_config = ConfigDict(json_schema_extra=example(items=[examples.APPEAL], next=None))


class Weighing(Appeal):
    """An appeal with the evidence as it stood beside the evidence now."""

    model_config = ConfigDict(
        json_schema_extra=example(
            **examples.APPEAL, then=examples.RECORD, now=examples.BASIS, twins=["acct-20"]
        )
    )

    then: dict[str, Any] = Field(description="The record of the export.")
    now: Basis | None = Field(
        description="What speaks for it now; null for an account nobody judges any more."
    )
    twins: list[str] = Field(description="Accounts with the same evidence; at most 100.")


class Rate(Model):
    """How many appeals of a sort were granted, of those answered in 30 days."""

    model_config = ConfigDict(
        json_schema_extra=example(of="coordinated_fraud", answered=40, granted=1, rate=0.025)
    )

    of: str
    answered: int
    granted: int
    rate: float


class Rates(Model):
    """Overturn rates; past the limit nothing is exported."""

    model_config = ConfigDict(
        json_schema_extra=example(
            limit=0.05,
            ground=[{"of": "coordinated_fraud", "answered": 40, "granted": 1, "rate": 0.025}],
            ring=[],
            approver=[],
            reviewer=[],
        )
    )

    limit: float
    ground: list[Rate]
    ring: list[Rate]
    approver: list[Rate] = Field(description="Of exports that each person approved.")
    reviewer: list[Rate] = Field(description="Of exports of whose sample each person reviewed accounts.")
