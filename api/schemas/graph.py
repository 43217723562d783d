"""Shapes of the graph: how accounts are connected."""

from pydantic import ConfigDict, Field

from api.schemas import examples
from api.schemas.accounts import SharedTie
from api.schemas.base import Published, Token
from api.schemas.examples import example


class Step(SharedTie):
    """A value that an account and the next one share."""

    model_config = ConfigDict(json_schema_extra=example(**examples.STEP))

    account_id: str
    other_id: str
    token: Token


class Connection(Published):
    """How two accounts are connected: the shortest chain of values that count, of these the strongest."""

    model_config = ConfigDict(
        json_schema_extra=example(
            **examples.PUBLISHED,
            account_id="acct-19",
            other_id="acct-20",
            connected=True,
            sentence="They share a value that counts.",
            weakest=14.2,
            steps=[examples.STEP],
            truncated=False,
        )
    )

    account_id: str
    other_id: str
    connected: bool
    sentence: str
    weakest: float | None = Field(
        description="Match weight of the weakest value in bits; null without a chain."
    )
    steps: list[Step] = Field(
        max_length=8, description="From one account to the other; common values are not used."
    )
    truncated: bool = Field(
        description="True when the search reached its limit: there may be a chain, or a shorter one."
    )
