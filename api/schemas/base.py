"""What the shapes have in common."""

from typing import Annotated, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from api.schemas import examples
from api.schemas.examples import example
from linkage.model import Group

Item = TypeVar("Item")


GROUPS = f"Kinds that depend on each other count once: {', '.join(Group)}, or one of undeclared kinds."


MAX_ID = 256
"""Longest account id, in characters."""


AccountId = Annotated[str, Field(min_length=1, max_length=MAX_ID)]


NAMED = r"^[0-9a-f]{16}$"

Token = Annotated[
    str, Field(pattern=NAMED, description="Identifies a value without revealing it: 16 hexadecimal digits.")
]

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
"""Reasons for which an account is in a ring; there are no others."""


State = Literal["proposed", "confirmed", "dismissed", "disputed"]
"""Where people stand on a ring."""


class Model(BaseModel):
    """What every shape has in common."""

    model_config = ConfigDict(frozen=True)


class Published(Model):
    """Which publication an answer is from, and how far it goes."""

    publication: str
    published_at: str = Field(description="ISO 8601, UTC.")
    watermark: int = Field(description="Batches up to this one are judged.")
    stale: bool = Field(description="True when keys and decisions may be more than two seconds old.")


class Span(Model):
    """When an account was first and last seen with a value; null where unknown."""

    model_config = ConfigDict(json_schema_extra=example(**examples.SPAN))

    first_seen: str | None
    last_seen: str | None


class Value(Model):
    """What is known of a value."""

    model_config = ConfigDict(json_schema_extra=example(**examples.CARD))

    kind: str
    group: str = Field(description=GROUPS)
    masked: str | None = Field(description="A label for people that does not reveal the value.")
    bits: float = Field(
        description="Match weight of sharing it, in bits. In a ring, the weight that decided there."
    )
    counts: bool | None = Field(
        description="Whether the value passed the gate for a member of a ring; null where it was not judged."
    )
    holders: int = Field(description="Accounts that hold it, anywhere.")
    verdict: str | None = Field(description="What was found about the value, in words.")


class List(Model, Generic[Item]):
    """A page; `next` is the cursor of the page after it, null at the end."""

    items: list[Item]
    next: str | None
