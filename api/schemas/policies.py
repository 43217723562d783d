"""Shapes of policies: versions, a dry run, and the export that one asks for."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ConfigDict, Field

from api.schemas.base import List, Model
from api.schemas.decisions import Asked
from api.schemas.examples import example
from api.schemas.exports import number

TEXT = '[policies.evasion]\nleads_to = "review"\nrings = { known_bad = 0.2 }\n'
SAYS: dict[str, object] = {"evasion": {"leads_to": "review", "rings": {"known_bad": 0.2}}}
VERSION: dict[str, object] = {
    "version": "5b" * 32,
    "active": True,
    "at": "2026-11-22T16:20:00Z",
    "name": "Ines",
    "reason": "new terms",
    "policies": SAYS,
}
COUNTS: dict[str, object] = {
    "leads_to": "review",
    "action": None,
    "rings": 3,
    "accounts": 41,
    "ready": None,
    "steps": [],
    "by": {"tier": {"core": 41}, "state": {"proposed": 41}, "plan": {"free": 41}, "country": {"FR": 41}},
}
Toml = Annotated[
    str,
    Field(min_length=1, max_length=1 << 20, description="A file of policies, as TOML (docs/policies.md)."),
]


class Activating(Asked):
    """A version of the policies that is to be in force."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", json_schema_extra=example(toml=TEXT, reason="new terms")
    )

    toml: Toml


class Trying(Model):
    """Policies to try on what is served; those in force where none are given."""

    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_extra=example(toml=TEXT))

    toml: Toml | None = None


class Applying(Asked):
    """An export of whom a policy in force covers."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        json_schema_extra=example(version="5b" * 32, step=1, format="csv", reason="nightly"),
    )

    version: str | None = Field(
        None,
        pattern=r"^[0-9a-f]{64}$",
        description="Refused unless this version is in force; null takes whichever is.",
    )
    step: Annotated[int, Field(ge=1, le=10), BeforeValidator(number)] | None = Field(
        None, description="Of a policy in steps: for whom is at this one."
    )
    format: Literal["csv", "jsonl", "parquet"] = "csv"


class PolicyVersion(Model):
    """A version of the policies that was activated."""

    model_config = ConfigDict(json_schema_extra=example(**VERSION))

    version: str = Field(description="SHA-256 of what it says.")
    active: bool = Field(description="Whether it is in force.")
    at: str
    name: str = Field(description="Who activated it.")
    reason: str
    policies: dict[str, dict[str, Any]] = Field(description="By name.")


class PolicyVersions(List[PolicyVersion]):
    """A page of activations, newest first."""

    model_config = ConfigDict(json_schema_extra=example(items=[VERSION], next=None))


class PolicyStep(Model):
    """One step of a policy, and how many accounts are at it."""

    model_config = ConfigDict(json_schema_extra=example(step=1, action="challenge", accounts=12))

    step: int
    action: str
    accounts: int


class Covered(Model):
    """Whom a policy covers."""

    model_config = ConfigDict(json_schema_extra=example(**COUNTS))

    leads_to: str
    action: str | None
    rings: int
    accounts: int
    ready: int | None = Field(
        description="Accounts an export could have now at most: their ring is confirmed."
    )
    steps: list[PolicyStep] = Field(description="Of a policy in steps: how many of `ready` are at each.")
    by: dict[str, dict[str, int]] = Field(
        description="Accounts by tier, state of the ring, plan and country, and by exits where the policy goes by them."
    )


class Tried(Model):
    """A dry run of policies over what is served; nothing was asked for or written."""

    model_config = ConfigDict(
        json_schema_extra=example(
            version="5b" * 32, publication="20261122T1620Z-1a2b3c", policies={"evasion": COUNTS}
        )
    )

    version: str
    publication: str
    policies: dict[str, Covered]
