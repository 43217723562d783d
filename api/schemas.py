"""The shapes of what the service answers, with an example of each."""

from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import AliasChoices, BaseModel, ConfigDict, Field

from linkage.model import Group, Tier

Item = TypeVar("Item")

MAX_ID = 256
"""Longest account id, in characters."""

AccountId = Annotated[str, Field(min_length=1, max_length=MAX_ID)]

Reason = Literal[
    "shared_identity",
    "shared_payment",
    "shared_device",
    "shared_network",
    "shared_place",
    "shared_behaviour",
    "burst",
    "rhythm",
    "known_bad",
    "related",
]
"""Why an account is held to be of a ring; nothing else is ever given as a reason."""

EventName = Literal["born", "grown", "shrunk", "split", "merged", "gone"]


def _example(**values: object) -> dict[str, Any]:
    return {"examples": [values]}


PUBLISHED: dict[str, object] = {
    "publication": "20261122T150312Z-3f9a1c",
    "published_at": "2026-11-22T15:03:40Z",
    "watermark": 118,
    "stale": False,
}
STANDING: dict[str, object] = {
    "account_id": "acct-19",
    "known": True,
    "judged": True,
    "ring": "R-7Q2M9KXA",
    "tier": "core",
    "confidence": 0.97,
    "reasons": ["shared_payment", "shared_device"],
}
CARD: dict[str, object] = {
    "kind": "card",
    "group": "payment",
    "masked": "•••• 4242",
    "bits": 14.2,
    "holders": 31,
    "verdict": None,
}
CROWD = "ignored: 4,812 unrelated accounts use it"
CROWDED: dict[str, object] = {
    "kind": "ip",
    "masked": "203.0.113.x",
    "holders": 4812,
    "verdict": CROWD,
}
SPAN: dict[str, object] = {"first_seen": "2026-11-02T09:14:00Z", "last_seen": "2026-11-20T22:41:07Z"}


class Model(BaseModel):
    """What every shape has in common."""

    model_config = ConfigDict(frozen=True)


class Standing(Model):
    """What is known of one account; `ring: null` with `judged: false` is no acquittal."""

    model_config = ConfigDict(json_schema_extra=_example(**STANDING))

    account_id: str
    known: bool = Field(description="False for an id never seen; only a batch look-up says so.")
    judged: bool = Field(
        description="False for an account newer than the watermark: nobody looked at it yet."
    )
    ring: str | None
    tier: Tier | None
    confidence: float | None = Field(ge=0, le=1, description="That it belongs, and that the ring is abusive.")
    reasons: list[Reason] = Field(max_length=5, description="Strongest first.")


class Published(Model):
    """Which publication an answer is from, and how far it goes."""

    publication: str
    published_at: str = Field(description="ISO 8601, UTC.")
    watermark: int = Field(description="Batches up to this one are judged.")
    stale: bool = Field(description="True when keys and overlay may be more than two seconds behind.")


class Account(Standing, Published):
    """The answer for one account."""

    model_config = ConfigDict(json_schema_extra=_example(**STANDING, **PUBLISHED))


class Lookup(BaseModel):
    """The accounts to look up; `ids` is read as `account_ids`."""

    model_config = ConfigDict(json_schema_extra=_example(account_ids=["acct-19", "acct-20"]))

    account_ids: list[AccountId] = Field(validation_alias=AliasChoices("account_ids", "ids"))


class Standings(Published):
    """Answers in the order of the ids."""

    model_config = ConfigDict(json_schema_extra=_example(items=[STANDING], **PUBLISHED))

    items: list[Standing]


class Span(Model):
    """When an account was first and last seen with a value; null where unknown."""

    first_seen: str | None
    last_seen: str | None


class Value(Model):
    """What is said of a value wherever it turns up."""

    kind: str
    group: Group
    masked: str | None = Field(description="A label for people that does not give the value away.")
    bits: float = Field(description="What sharing it says, in bits.")
    holders: int = Field(description="Accounts that hold it, anywhere.")
    verdict: str | None = Field(description="What was found about the value, in words.")


class Tie(Value, Span):
    """A value an account shares with others of its ring."""

    model_config = ConfigDict(json_schema_extra=_example(**CARD, members=30, **SPAN))

    members: int = Field(description="Accounts of the ring that hold it, this one among them.")


class Ignored(Model):
    """A value that ties nobody, and why."""

    model_config = ConfigDict(json_schema_extra=_example(**CROWDED))

    kind: str
    masked: str | None
    holders: int
    verdict: str


class Weight(Model):
    """What one group of kinds says: its best value, for a group counts once."""

    model_config = ConfigDict(json_schema_extra=_example(group="payment", bits=14.2, values=1))

    group: Group
    bits: float
    values: int


class Counterfactual(Model):
    """What would have to be otherwise for the account not to be held to belong."""

    model_config = ConfigDict(
        json_schema_extra=_example(
            values=2, sentence="Without 2 of these values it would not be in this ring."
        )
    )

    values: int = Field(
        description="The fewest values whose removal drops it; 0 when it fails the gate as it is."
    )
    sentence: str


class Evidence(Account):
    """All that was weighed of one account."""

    ties: list[Tie]
    groups: list[Weight]
    ignored: list[Ignored]
    counterfactual: Counterfactual | None


class SharedTie(Value):
    """A value two accounts share."""

    model_config = ConfigDict(json_schema_extra=_example(**CARD, account=SPAN, other=SPAN))

    account: Span
    other: Span


class Why(Published):
    """What ties two accounts, and what they share that ties nobody."""

    account_id: str
    other_id: str
    ring: str | None = Field(description="The ring both are in, null if there is none.")
    bits: float = Field(description="The best value of each group, summed.")
    ties: list[SharedTie]
    ignored: list[Ignored]
    sentence: str


class KindTie(Model):
    """How far one kind of value ties a ring's core and members."""

    model_config = ConfigDict(
        json_schema_extra=_example(kind="card", group="payment", values=3, accounts=30, bits=14.2)
    )

    kind: str
    group: Group
    values: int = Field(description="Values of the kind that two or more of them hold.")
    accounts: int = Field(description="How many of them hold one.")
    bits: float = Field(description="What the best of these values says.")


class Ring(Model):
    """One ring."""

    ring_id: str
    score: float = Field(ge=0, le=1, description="Probability of coordinated abuse by one operator.")
    size: int = Field(description="Core and member; possible members are not counted.")
    core: int
    member: int
    possible: int
    first_seen: str | None = Field(description="Earliest sign-up of its core and members.")
    last_seen: str | None
    sentences: list[str] = Field(description="What raised or lowered the score, strongest first.")
    summary: str | None
    ties: list[KindTie] = Field(description="What holds it together, the kind that ties most accounts first.")


class RingAnswer(Ring, Published):
    """One ring, and the publication it is of."""


class Member(Model):
    """One account of a ring."""

    account_id: str
    tier: Tier
    confidence: float
    bits: float
    groups: int
    certificate: int
    reasons: list[Reason]


class RingTie(Value):
    """A value that ties a ring, or that its members share and that was ignored."""

    model_config = ConfigDict(json_schema_extra=_example(**CARD, members=30, crowd=False))

    members: int = Field(description="Accounts of the ring that hold it.")
    crowd: bool = Field(description="True for a value so widely held that it ties nobody.")


class Event(Model):
    """Something that befell a ring in a run."""

    model_config = ConfigDict(
        json_schema_extra=_example(
            ring="R-7Q2M9KXA",
            event="grown",
            at="2026-11-22T15:03:40Z",
            run="20261122T150312Z-3f9a1c",
            other=None,
            before=18,
            after=30,
        )
    )

    ring: str = Field(description="Whose event it is: this ring's, or one's that it took up or came from.")
    event: EventName
    at: str
    run: str
    other: str | None = Field(description="The ring it came from or went to.")
    before: int | None
    after: int | None


class List(Model, Generic[Item]):
    """A page; `next` is the cursor of the page after it, null at the end."""

    items: list[Item]
    next: str | None


class Health(Model):
    """Whether the process is up."""

    model_config = ConfigDict(json_schema_extra=_example(status="ok"))

    status: Literal["ok"]


class Ready(Model):
    """Whether look-ups are answered, and what is missing if not."""

    model_config = ConfigDict(json_schema_extra=_example(ready=True, missing=[], stale=False))

    ready: bool
    missing: list[str]
    stale: bool


class Fault(Model):
    """One place where a request breaks a rule."""

    where: str
    rule: str
    message: str


class ProblemBody(Model):
    """A refusal, after RFC 9457."""

    model_config = ConfigDict(
        json_schema_extra=_example(
            type="/problems/unknown-account",
            title="This account was never seen.",
            status=404,
            code="unknown-account",
        )
    )

    type: str
    title: str
    status: int
    code: str
    detail: str | None = None
    errors: list[Fault] | None = None
