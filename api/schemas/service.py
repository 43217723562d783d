"""Shapes of what the service says of itself, and of refusals."""

from typing import Literal

from pydantic import ConfigDict, Field

from api.schemas.base import Model
from api.schemas.examples import example


class Health(Model):
    """Whether the process is up."""

    model_config = ConfigDict(json_schema_extra=example(status="ok"))

    status: Literal["ok"]


class Ready(Model):
    """Whether look-ups are answered, and what is missing if not."""

    model_config = ConfigDict(json_schema_extra=example(ready=True, missing=[], stale=False, behind=None))

    ready: bool
    missing: list[str]
    stale: bool
    behind: str | None = None
    """Why what is served is not what should be, and what to do; null when it is."""


class Fault(Model):
    """One place where a request breaks a rule."""

    model_config = ConfigDict(
        json_schema_extra=example(
            where="query.limit",
            rule="greater_than_equal",
            message="Input should be greater than or equal to 1",
        )
    )

    where: str
    rule: str
    message: str


class ProblemBody(Model):
    """A refusal, after RFC 9457."""

    model_config = ConfigDict(
        json_schema_extra=example(
            type="/problems/unknown-account",
            title="Never seen.",
            status=404,
            code="unknown-account",
            detail="Check the id: it is in no feed that was loaded.",
            instance="urn:linkage:request:4f1c9a0be2d37785",
        )
    )

    type: str = Field(description="Page of this kind of problem, relative to the service.")
    title: str
    status: int
    code: str
    detail: str | None = None
    instance: str | None = Field(
        None, description="This one refusal, by the id of its request (`X-Request-ID`)."
    )
    errors: list[Fault] | None = None
