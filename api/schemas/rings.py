"""Shapes of what is said of rings."""

from typing import Literal

from pydantic import ConfigDict, Field

from api.schemas import examples
from api.schemas.base import GROUPS, List, Model, Published, Reason, State, Value
from api.schemas.examples import example
from linkage.model import Tier

EventName = Literal["born", "grown", "shrunk", "split", "merged", "gone", "closed", "reopened"]


class KindTie(Model):
    """How strongly one kind of value links the core and members of a ring."""

    model_config = ConfigDict(json_schema_extra=example(**examples.KIND))

    kind: str
    group: str = Field(description=GROUPS)
    values: int = Field(
        description="Values of the kind that count as evidence and that two or more of them hold."
    )
    accounts: int = Field(description="How many of them hold one.")
    bits: float = Field(description="Match weight of the best of these values.")


class Ring(Model):
    """One ring."""

    model_config = ConfigDict(json_schema_extra=example(**examples.RING))

    ring_id: str
    state: State = Field(
        "proposed", description="Decision state of the ring; disputed when two people disagree."
    )
    closed: bool = Field(
        False, description="Whether all core and member accounts were banned, by the consumer's receipts."
    )
    score: float = Field(ge=0, le=1, description="Probability of coordinated abuse by one operator.")
    size: int = Field(description="Core and member; possible members are not counted.")
    core: int
    member: int
    possible: int
    first_seen: str | None = Field(description="Earliest sign-up of its core and members.")
    last_seen: str | None = Field(
        description="Last activity of its core and members: a sign-up, a payment, usage, or a shared value seen."
    )
    growth: int | None = Field(
        None,
        description="How many core and member accounts it has more than a day before the run: than in the newest "
        "publication that is so old, or the oldest that is kept. Null for the first publication.",
    )
    exchanges: int | None = Field(
        None,
        description="Requests its core and members made at least: of each account those of its busiest hour, and one "
        "for each other hour with usage. Null where no usage was loaded.",
    )
    spend: float | None = Field(
        None,
        description="What its core and members paid at least: the largest payment of each account, currencies as "
        "they came. Null where no billing was loaded.",
    )
    sentences: list[str] = Field(
        description="What raised or lowered the score, strongest first. They count the accounts that passed the gate: "
        "core and member, and those of them that end as possible."
    )
    summary: str | None
    ties: list[KindTie] = Field(
        description="What links the ring, by kind; the kind that links most accounts first."
    )


class Member(Model):
    """One account of a ring."""

    model_config = ConfigDict(json_schema_extra=example(**examples.MEMBER))

    account_id: str
    tier: Tier | None = Field(
        description="The effective tier, as in look-ups, after decisions; null for a released account."
    )
    run_tier: Tier = Field(description="The tier that the run found, before decisions; do not act on it.")
    confidence: float
    bits: float = Field(description="Evidence for membership in bits: the sum of its groups.")
    groups: int = Field(description="Groups of its evidence of which a value passed the gate.")
    certificate: int
    reasons: list[Reason]
    shown: Tier | None = Field(description="The same as `tier`; kept for one version.", deprecated=True)


class RingAnswer(Published, Ring):
    """One ring, and the publication it is of."""

    model_config = ConfigDict(json_schema_extra=example(**examples.RING, **examples.PUBLISHED))

    members: list[Member] | None = Field(
        None, description="Its first accounts, with `expand=members`; null without it."
    )


class Rings(List[Ring]):
    """A page of rings."""

    model_config = ConfigDict(json_schema_extra=example(items=[examples.RING], next=None))


class Members(List[Member]):
    """A page of a ring's accounts, surest first."""

    model_config = ConfigDict(json_schema_extra=example(items=[examples.MEMBER], next=examples.NEXT))


class RingTie(Value):
    """A value that links a ring, or that its members share and that was ignored."""

    model_config = ConfigDict(json_schema_extra=example(**examples.CARD, members=30, crowd=False))

    members: int = Field(description="Accounts of the ring that hold it.")
    crowd: bool = Field(
        description="True for a common value: so many accounts hold it that it is no evidence."
    )


class RingTies(List[RingTie]):
    """A page of the values that link a ring, strongest first."""

    model_config = ConfigDict(
        json_schema_extra=example(items=[examples.CARD | {"members": 30, "crowd": False}], next=None)
    )


class Event(Model):
    """An event of a ring: in a run, or by what a consumer did with an export."""

    model_config = ConfigDict(json_schema_extra=example(**examples.EVENT))

    ring: str = Field(description="Whose event it is: this ring's, or one's that it took up or came from.")
    event: EventName
    at: str
    run: str = Field(
        description="The run it happened in; of `closed` and `reopened` the export that led to it."
    )
    other: str | None = Field(description="The ring it came from or went to.")
    before: int | None
    after: int | None


class Events(List[Event]):
    """A page of the events of a ring, latest first."""

    model_config = ConfigDict(json_schema_extra=example(items=[examples.EVENT], next=None))
