"""Shapes of webhooks: addresses that are told of events, and what each was sent."""

from typing import Annotated

from pydantic import ConfigDict, Field

from api.schemas.base import Model
from api.schemas.decisions import Asked
from api.schemas.examples import example

HOOK: dict[str, object] = {
    "name": "crm",
    "url": "https://crm.example/linkage",
    "events": ["export.*", "ring.closed"],
    "at": "2026-11-22T16:20:00Z",
    "version": 1,
    "overlap": None,
    "ended_at": None,
}
DELIVERY: dict[str, object] = {
    "event": "evt_42",
    "type": "export.produced",
    "at": "2026-11-22T16:21:40Z",
    "tries": 1,
    "done": True,
    "said": "200",
    "next_at": "2026-11-22T16:28:40Z",
}
EventType = Annotated[str, Field(pattern=r"^[a-z*][a-z_.*]{0,63}$")]


class Adding(Asked):
    """An address that is to receive events from now on."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        json_schema_extra=example(
            name="crm",
            url="https://crm.example/linkage",
            events=["export.*"],
            reason="the CRM acts on exports",
        ),
    )

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")
    url: str = Field(min_length=1, max_length=2048, pattern=r"^https?://")
    events: list[EventType] = Field(
        ["*"], min_length=1, max_length=50, description="Event types, or prefixes such as `export.*`."
    )


class Replaying(Asked):
    """Which events are sent again."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", json_schema_extra=example(event="evt_42", reason="the receiver was down")
    )

    event: str | None = Field(
        None, min_length=1, max_length=64, description="One event; all that failed for good where it is null."
    )


class Webhook(Model):
    """An address that receives events."""

    model_config = ConfigDict(json_schema_extra=example(**HOOK))

    name: str
    url: str
    events: list[str]
    at: str = Field(description="When it was added.")
    version: int = Field(description="Of its secret: each rotation makes the next.")
    overlap: str | None = Field(description="Until when the secret before signs as well.")
    ended_at: str | None


class Webhooks(Model):
    """All webhooks, by name."""

    model_config = ConfigDict(json_schema_extra=example(items=[HOOK]))

    items: list[Webhook]


class Secret(Model):
    """What a receiver checks signatures with."""

    model_config = ConfigDict(json_schema_extra=example(name="crm", version=1, secret="whsec_c2VjcmV0"))  # noqa: S106

    name: str
    version: int
    secret: str = Field(description="In the form of the Standard Webhooks: `whsec_` and base64.")


class Delivery(Model):
    """One event for one address, and what became of it."""

    model_config = ConfigDict(json_schema_extra=example(**DELIVERY))

    event: str = Field(description="Its id: the same however often it is sent.")
    type: str
    at: str
    tries: int
    done: bool = Field(description="Delivered, or given up.")
    said: str = Field(description="Result of the last try: a status, or what kept it from being sent.")
    next_at: str = Field(description="When it is tried next.")


class Deliveries(Model):
    """The delivery log of a webhook, newest first."""

    model_config = ConfigDict(json_schema_extra=example(items=[DELIVERY]))

    items: list[Delivery]


class Replayed(Model):
    """How many events are sent again."""

    model_config = ConfigDict(json_schema_extra=example(replayed=3))

    replayed: int
