"""Fields that are misspelt: named when they are nearly a field there is, since any other name may be a raw value."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BaseModel, TypeAdapter
from starlette.requests import Request
from starlette.routing import BaseRoute

from linkage.errors import nearest

if TYPE_CHECKING:
    from fastapi._compat import ModelField

NEAR = 0.8
"""Least likeness (difflib's ratio) of a misspelt field to the one that is meant."""


def fields(route: BaseRoute | None) -> frozenset[str]:
    """Names of the fields that an operation takes in its body and its query."""
    if not isinstance(route, APIRoute):
        return frozenset()
    asked = list(parameters(route.dependant))
    taken = [each.field_info.annotation for each in asked]
    body = [] if route.body_field is None else [route.body_field.field_info.annotation]
    shapes = [each for each in [*taken, *body] if each is not None]
    shaped = frozenset(name for each in shapes for name in _named(TypeAdapter(each).json_schema()))
    return shaped | {each.alias for each in asked if not _shape(each)}


def parameters(dependant: Dependant) -> Iterator["ModelField"]:
    """What an operation takes in its query, what its dependencies take among it."""
    yield from dependant.query_params
    for each in dependant.dependencies:
        yield from parameters(each)


def loose(route: APIRoute) -> frozenset[str] | None:
    """Names that an operation takes in its query; None where they have a shape, which refuses all others itself."""
    taken = list(parameters(route.dependant))
    return None if any(map(_shape, taken)) else frozenset(each.alias for each in taken)


def check(request: Request, names: frozenset[str]) -> None:
    """Raise RequestValidationError where a query has names that the operation does not take."""
    told = f"Leave it out: this operation takes {listed(names)}"
    others = [each for each in request.query_params if each not in names]
    faults = [{"type": "extra_forbidden", "loc": ("query", each), "msg": told} for each in others]
    if faults:
        raise RequestValidationError(faults)


def listed(names: frozenset[str]) -> str:
    """What an operation takes in its query, in words."""
    return f"{', '.join(f'`{each}`' for each in sorted(names))} alone" if names else "no query parameters"


def meant(name: object, known: frozenset[str]) -> str | None:
    """The field that a name nearly is; None when it is near none."""
    if not isinstance(name, str):
        return None
    return nearest(name, known, NEAR)


def _shape(field: "ModelField") -> bool:
    """Whether a parameter stands for a shape of several."""
    kind = field.field_info.annotation
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _named(schema: object) -> Iterator[str]:
    """Every property of a JSON schema, at any depth."""
    if isinstance(schema, list):
        for each in schema:
            yield from _named(each)
    if isinstance(schema, dict):
        yield from schema.get("properties", {})
        for each in schema.values():
            yield from _named(each)
