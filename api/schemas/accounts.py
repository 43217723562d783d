"""Shapes of what is said of accounts, and of why."""

from typing import Literal

from pydantic import AliasChoices, BaseModel, ConfigDict, Field

from api.schemas import examples
from api.schemas.base import GROUPS, AccountId, Model, Published, Reason, Span, Value
from api.schemas.examples import example
from linkage.model import Tier

Word = Literal["released", "confirmed", "dismissed", "disputed"]


class Standing(Model):
    """What is known of one account; `ring: null` with `judged: false` is no acquittal."""

    model_config = ConfigDict(json_schema_extra=example(**examples.STANDING))

    account_id: str
    known: bool = Field(description="False for an id never seen; only a batch look-up says so.")
    judged: bool = Field(
        description="False for an account newer than the watermark: nobody looked at it yet."
    )
    ring: str | None
    tier: Tier | None
    confidence: float | None = Field(ge=0, le=1, description="That it belongs, and that the ring is abusive.")
    reasons: list[Reason] = Field(max_length=5, description="Strongest first.")
    decided: Word | None = Field(
        description="What people decided about the account, else about its ring; null for nothing."
    )
    allowlisted: bool = Field(description="True: it is never to be acted against.")


class Account(Published, Standing):
    """The answer for one account."""

    model_config = ConfigDict(json_schema_extra=example(**examples.STANDING, **examples.PUBLISHED))


class Lookup(BaseModel):
    """The accounts to look up; `ids` is read as `account_ids`."""

    model_config = ConfigDict(json_schema_extra=example(account_ids=["acct-19", "acct-20"]))

    account_ids: list[AccountId] = Field(validation_alias=AliasChoices("account_ids", "ids"))


class Standings(Published):
    """Answers in the order of the ids."""

    model_config = ConfigDict(json_schema_extra=example(items=[examples.STANDING], **examples.PUBLISHED))

    items: list[Standing]


class Tie(Span, Value):
    """A value an account shares with others of its ring."""

    model_config = ConfigDict(json_schema_extra=example(**examples.CARD, members=30, **examples.SPAN))

    members: int = Field(description="Accounts of the ring that hold it, this one among them.")


class Ignored(Model):
    """A value that ties nobody, and why."""

    model_config = ConfigDict(json_schema_extra=example(**examples.CROWDED))

    kind: str
    masked: str | None
    holders: int
    verdict: str


class Weight(Model):
    """What one group of kinds says: its best value, for a group counts once."""

    model_config = ConfigDict(json_schema_extra=example(**examples.WEIGHT))

    group: str = Field(description=GROUPS)
    bits: float
    values: int


class Counterfactual(Model):
    """What would have to be otherwise for the account not to be held to belong."""

    model_config = ConfigDict(
        json_schema_extra=example(
            values=2, sentence="Without 2 of these values it would not be in this ring."
        )
    )

    values: int = Field(
        description="The fewest values whose removal drops it; 0 when it fails the gate as it is."
    )
    sentence: str


class Evidence(Account):
    """All that was weighed of one account."""

    model_config = ConfigDict(
        json_schema_extra=example(
            **examples.STANDING,
            **examples.PUBLISHED,
            ties=[examples.SPAN | examples.CARD | {"members": 30}],
            groups=[examples.WEIGHT],
            ignored=[examples.CROWDED],
            counterfactual=examples.FEWEST,
        )
    )

    ties: list[Tie]
    groups: list[Weight]
    ignored: list[Ignored]
    counterfactual: Counterfactual | None


class SharedTie(Value):
    """A value two accounts share."""

    model_config = ConfigDict(
        json_schema_extra=example(**examples.CARD, account=examples.SPAN, other=examples.SPAN)
    )

    account: Span
    other: Span


class Why(Published):
    """What ties two accounts, and what they share that ties nobody."""

    model_config = ConfigDict(
        json_schema_extra=example(
            **examples.PUBLISHED,
            account_id="acct-19",
            other_id="acct-20",
            ring="R-7Q2M9KXA",
            bits=14.2,
            ties=[examples.PAIR],
            ignored=[examples.CROWDED],
            sentence="They share one value that counts: 14.2 bits, the best of each group summed.",
        )
    )

    account_id: str
    other_id: str
    ring: str | None = Field(description="The ring both are in, null if there is none.")
    bits: float = Field(description="The best value of each group, summed.")
    ties: list[SharedTie]
    ignored: list[Ignored]
    sentence: str
