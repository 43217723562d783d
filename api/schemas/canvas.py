"""Shapes of what a graph explorer draws."""

from typing import Annotated

from pydantic import ConfigDict, Field

from api.schemas import examples
from api.schemas.accounts import Weight
from api.schemas.base import AccountId, Model, Published, Token, Value
from api.schemas.examples import example
from linkage.model import Tier


class AccountNode(Model):
    """An account on the canvas."""

    model_config = ConfigDict(json_schema_extra=example(**examples.ACCOUNT_NODE))

    account_id: str
    ring: str | None = Field(description="The ring it is published in.")
    tier: Tier | None
    confidence: float | None
    first_seen: str | None = Field(description="With any value that counts.")
    last_seen: str | None
    country: str | None = Field(description="Of a member of a ring; null where it is not known.")
    plan: str | None
    status: str | None = Field(description="On the platform, as the feeds told.")
    label: str | None
    asn: str | None = Field(description="A network that other accounts came from, too.")
    network_type: str | None
    x: float | None = Field(description="Position in the picture of its ring; null outside a ring.")
    y: float | None


class ValueNode(Value):
    """A value on the canvas."""

    model_config = ConfigDict(json_schema_extra=example(**examples.VALUE_NODE))

    token: Token
    crowd: bool = Field(description="True for a common value: so many accounts hold it that it has no links.")
    members: int = Field(description="Accounts of this answer that hold it.")
    x: float | None
    y: float | None


class Piece(Value):
    """Accounts of a large ring that this value ties most: by its bits, times its members."""

    model_config = ConfigDict(json_schema_extra=example(**examples.PIECE))

    token: Token
    accounts: int
    core: int
    member: int
    possible: int
    x: float | None
    y: float | None


Pair = Annotated[list[int], Field(min_length=2, max_length=2)]
"""Places, from 0, in two lists of the same answer."""


class Drawing(Published):
    """Accounts, the values they share, and who holds which."""

    accounts: list[AccountNode]
    values: list[ValueNode]
    links: list[Pair] = Field(description="Of each link the place of its account and of its value.")
    left_out: int = Field(
        description="Number of weakest values left out for lack of room; 0 when the drawing is complete."
    )


class RingGraph(Drawing):
    """A ring as a graph: complete, or folded into pieces that unfold one by one."""

    model_config = ConfigDict(
        json_schema_extra=example(
            **examples.PUBLISHED,
            **examples.DRAWING,
            ring_id="R-7Q2M9KXA",
            folded=False,
            pieces=[],
            bridges=[],
            loose=0,
        )
    )

    ring_id: str
    folded: bool = Field(description="True when it is drawn as pieces.")
    pieces: list[Piece] = Field(description="The largest first.")
    bridges: list[Annotated[list[int], Field(min_length=3, max_length=3)]] = Field(
        description="Places of two pieces, and how many values accounts of both hold; the strongest of each piece."
    )
    loose: int = Field(description="Accounts in no piece: no chain of values ties them to one.")


class Shared(Drawing):
    """Some accounts and every value that two of them share."""

    model_config = ConfigDict(
        json_schema_extra=example(
            **examples.PUBLISHED, **examples.DRAWING, bits=14.2, groups=[examples.WEIGHT], unknown=[]
        )
    )

    bits: float = Field(description="Sum of the best value of each group.")
    groups: list[Weight]
    unknown: list[str] = Field(description="Ids no publication knows.")


class Selection(Model):
    """The accounts that are looked at together."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", json_schema_extra=example(account_ids=["acct-19", "acct-20"])
    )

    account_ids: Annotated[list[AccountId], Field(min_length=1, max_length=2000)]


class KindCount(Model):
    """How many neighbours of one kind a node has, exactly."""

    model_config = ConfigDict(json_schema_extra=example(kind="card", total=3, crowds=0))

    kind: str = Field(description="Of a value; `account` for those who hold one.")
    total: int
    crowds: int = Field(description="How many of them are crowds.")


class Neighbours(Published):
    """A page of a node's neighbours, the rarest first, and how many there are of each kind."""

    model_config = ConfigDict(
        json_schema_extra=example(
            **examples.PUBLISHED,
            counts=[{"kind": "card", "total": 1, "crowds": 0}],
            total=1,
            accounts=[],
            values=[examples.VALUE_NODE],
            node=None,
            next=None,
        )
    )

    counts: list[KindCount] = Field(description="All kinds, whichever was asked for.")
    total: int = Field(description="Neighbours of what was asked for, on all pages.")
    accounts: list[AccountNode] = Field(description="Of a value: who holds it, accounts of rings first.")
    values: list[ValueNode] = Field(description="Of an account: what it holds, the rarest first.")
    node: ValueNode | None = Field(description="The value itself, where one was asked about.")
    next: str | None
