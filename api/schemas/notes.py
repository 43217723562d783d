"""Shapes of notes on single accounts."""

from pydantic import ConfigDict, Field

from api.schemas.base import List, Model
from api.schemas.decisions import Why
from api.schemas.examples import example

NOTE: dict[str, object] = {
    "seq": 57,
    "account_id": "acct-19",
    "at": "2026-11-22T16:20:09Z",
    "text": "its owner answered the challenge, look again in a week",
    "name": "Ada",
}


class Noting(Model):
    """A note is made."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", json_schema_extra=example(text="its owner answered the challenge")
    )

    text: Why = Field(
        description="The note, kept and shown to others. Leave out personal data: a text with what looks like an "
        "e-mail address, a phone or card number or an IP address is refused."
    )


class Note(Model):
    """A note on an account."""

    model_config = ConfigDict(json_schema_extra=example(**NOTE))

    seq: int = Field(description="Its place in the audit.")
    account_id: str
    at: str
    text: str
    name: str = Field(description="Who noted it.")


class Notes(List[Note]):
    """A page of the notes on an account, newest first."""

    model_config = ConfigDict(json_schema_extra=example(items=[NOTE], next=None))
