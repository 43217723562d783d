"""Shapes of what is said of accounts, and of why."""

from typing import Literal

from pydantic import AliasChoices, BaseModel, ConfigDict, Field

from api.schemas import examples
from api.schemas.base import GROUPS, AccountId, Model, Published, Reason, Span, Value
from api.schemas.examples import example
from api.schemas.rings import Ring
from linkage.explain.sentences import STATEMENTS
from linkage.model import Failure, Tier

Word = Literal["released", "confirmed", "dismissed", "disputed"]


class Standing(Model):
    """What is known of one account; `ring: null` with `judged: false` does not clear the account."""

    model_config = ConfigDict(json_schema_extra=example(**examples.STANDING))

    account_id: str
    known: bool = Field(description="False for an unknown id; only in answers for many accounts.")
    judged: bool = Field(
        description="False for an account newer than the watermark: it has not been judged yet."
    )
    ring: str | None
    tier: Tier | None
    confidence: float | None = Field(
        ge=0, le=1, description="How certain it is that the account belongs and that the ring is abusive."
    )
    reasons: list[Reason] = Field(max_length=5, description="Strongest first.")
    decided: Word | None = Field(
        description="Decision on the account, else on its ring; null when there is none."
    )
    allowlisted: bool = Field(description="True when no action may be taken against the account.")


class Account(Published, Standing):
    """The answer for one account."""

    model_config = ConfigDict(json_schema_extra=example(**examples.STANDING, **examples.PUBLISHED))


class AccountWithRing(Account):
    """The answer for one account that was asked for with `expand=ring`."""

    model_config = ConfigDict(
        json_schema_extra=example(**examples.STANDING, **examples.PUBLISHED, full_ring=examples.RING)
    )

    full_ring: Ring | None = Field(description="The ring it is in, in full; null for one in no ring.")


class Lookup(BaseModel):
    """The accounts to look up; `ids` is read as `account_ids`."""

    model_config = ConfigDict(extra="forbid", json_schema_extra=example(account_ids=["acct-19", "acct-20"]))

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
    """A common value, and why it is no evidence."""

    model_config = ConfigDict(json_schema_extra=example(**examples.CROWDED))

    kind: str
    masked: str | None
    holders: int
    verdict: str


class Weight(Model):
    """Match weight of one group of kinds: its best value, since a group counts once."""

    model_config = ConfigDict(json_schema_extra=example(**examples.WEIGHT))

    group: str = Field(
        description=f"{GROUPS} `prior` (the odds before any evidence), `hours` and `marks` (how like the others' its "
        "active hours and its country, plan and sign-up are) have no value."
    )
    bits: float
    values: int
    counts: bool | None = Field(
        description="Whether a value of it passed the gate; these are the member's groups."
    )


class Counterfactual(Model):
    """What would have to change for the account to leave its ring."""

    model_config = ConfigDict(
        json_schema_extra=example(
            values=1,
            sentence="Without card •••• 4242 this account would leave the ring.",
            without=[examples.CARD],
        )
    )

    values: int = Field(
        description="Fewest values whose removal drops the account, 4 for four or more; 0 when it fails already."
    )
    sentence: str
    without: list[Value] = Field(
        description="The strongest such values; empty for four or more, or when they were not recorded."
    )


class Evidence(Account):
    """All evidence on one account."""

    model_config = ConfigDict(
        json_schema_extra=example(
            **examples.STANDING,
            **examples.PUBLISHED,
            ties=[examples.SPAN | examples.CARD | {"members": 30}],
            groups=[examples.WEIGHT],
            bits=examples.WEIGHT["bits"],
            ignored=[examples.CROWDED],
            counterfactual=examples.FEWEST,
        )
    )

    ties: list[Tie]
    groups: list[Weight]
    bits: float | None = Field(
        description="Evidence for membership in bits: the sum of the groups; null for an account in no ring."
    )
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
    """What links two accounts, and which common values they share."""

    model_config = ConfigDict(
        json_schema_extra=example(
            **examples.PUBLISHED,
            account_id="acct-19",
            other_id="acct-20",
            ring="R-7Q2M9KXA",
            bits=14.2,
            ties=[examples.PAIR],
            ignored=[examples.CROWDED],
            sentence="They share one value that counts: 14.2 bits, sum of the best of each group.",
            counterfactual=examples.FEWEST,
            other_counterfactual=examples.FEWEST,
        )
    )

    account_id: str
    other_id: str
    ring: str | None = Field(description="The ring both are in, null if there is none.")
    bits: float = Field(description="Sum of the best value of each group.")
    ties: list[SharedTie]
    ignored: list[Ignored]
    sentence: str
    counterfactual: Counterfactual | None = Field(description="Of the account; null when it is in no ring.")
    other_counterfactual: Counterfactual | None = Field(description="The same of the other.")


class Condition(Model):
    """A check that an account failed, and the values concerned."""

    model_config = ConfigDict(json_schema_extra=example(**examples.CONDITION))

    code: Failure = Field(description="In the order of the checks; there are no other codes.")
    sentence: str
    values: list[Value] = Field(max_length=10, description="Strongest first.")


class WhyNot(Published):
    """Why an account is not in a ring."""

    model_config = ConfigDict(
        json_schema_extra=example(
            **examples.PUBLISHED,
            account_id="acct-77",
            ring="R-7Q2M9KXA",
            enforceable=False,
            sentence=examples.CONDITION["sentence"],
            conditions=[examples.CONDITION],
            bits=9.1,
            groups=1,
            score=None,
            community_size=12,
        )
    )

    account_id: str
    ring: str | None = Field(description="The ring asked for, or the one the account was judged with.")
    enforceable: bool = Field(description="True when all checks passed; then there are no conditions.")
    sentence: str
    conditions: list[Condition]
    bits: float | None = Field(description="Evidence for membership in bits, where it was judged.")
    groups: int | None = Field(description="Number of groups that counted, where it was judged.")
    score: float | None = Field(description="Of the ring, where that is what failed.")
    community_size: int | None = Field(
        description="Number of accounts in the group it was judged with, itself among them; null where it was "
        "grouped with nobody, or the publication is of an earlier version."
    )


class Statement(Model):
    """What the owner of an account may be told: the same text for everyone in the same state."""

    model_config = ConfigDict(json_schema_extra=example(code="clear", text=STATEMENTS["clear"]))

    code: Literal["unjudged", "clear", "linked", "known"]
    text: str
