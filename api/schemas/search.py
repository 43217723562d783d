"""Shapes of a search by a value."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from api.schemas import examples
from api.schemas.accounts import Standing
from api.schemas.base import Model, Published
from api.schemas.examples import example
from api.schemas.rings import Ring

SearchKind = Literal["domain", "ip", "subnet", "email", "card", "device", "phone", "account", "ring"]

HOLDING = {"ring": examples.RING["ring_id"], "members": 30}
MATCH = {
    "token": "00c4f1d29ab3e077",
    "kind": "card",
    "label": "•••• 4242",
    "holders": 31,
    "common": False,
    "rings": [HOLDING],
}


class Search(BaseModel):
    """What to look for."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra=example(kind="domain", value="mail.example.com")
    )

    kind: SearchKind
    value: str = Field(
        min_length=1,
        max_length=512,
        description="The raw value, which is hashed before the search and not stored; or its masked label.",
    )


class Holding(Model):
    """A ring whose core or member accounts hold a value."""

    model_config = ConfigDict(json_schema_extra=example(**HOLDING))

    ring: str
    members: int = Field(description="Its core and member accounts that hold the value.")


class Match(Model):
    """A shared value that fits."""

    model_config = ConfigDict(json_schema_extra=example(**MATCH))

    token: str = Field(description="The value's token, 16 hexadecimal digits.")
    kind: str
    label: str | None = Field(description="A label for people that does not reveal the value.")
    holders: int = Field(description="Accounts that hold it, anywhere.")
    common: bool = Field(
        description="True for a common value: so many accounts hold it that it is no evidence."
    )
    rings: list[Holding] = Field(description="Most members first.")


class SearchAnswer(Published):
    """What was found: values, the accounts that hold them, and their rings."""

    model_config = ConfigDict(
        json_schema_extra=example(
            **examples.PUBLISHED,
            matches=[MATCH],
            accounts=[examples.STANDING],
            rings=[examples.RING],
            readable=True,
            truncated=False,
        )
    )

    readable: bool = Field(description="False when the value cannot be read as one of this kind.")
    matches: list[Match] = Field(description="Values that two accounts or more share, fewest holders first.")
    accounts: list[Standing] = Field(
        max_length=200,
        description="Who holds them, by id; of a common value, accounts of rings alone. Also who alone holds the "
        "value, or one of the label, or holds it since the publication, unless the graph is away.",
    )
    rings: list[Ring] = Field(max_length=200)
    truncated: bool = Field(description="True when there are more accounts or rings than are listed.")
