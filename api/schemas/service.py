"""Shapes of what the service says of itself, and of refusals."""

from typing import Literal

from pydantic import ConfigDict

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
