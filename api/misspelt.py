"""Fields that are misspelt: named when they are nearly a field there is, since any other name may be a raw value."""

from collections.abc import Iterator
from difflib import get_close_matches

from fastapi.routing import APIRoute
from pydantic import TypeAdapter
from starlette.routing import BaseRoute

NEAR = 0.8
"""Least likeness (difflib's ratio) of a misspelt field to the one that is meant."""


def fields(route: BaseRoute | None) -> frozenset[str]:
    """Names of the fields that an operation takes in its body and its query."""
    if not isinstance(route, APIRoute):
        return frozenset()
    taken = [each.field_info.annotation for each in route.dependant.query_params]
    body = [] if route.body_field is None else [route.body_field.field_info.annotation]
    shapes = [each for each in [*taken, *body] if each is not None]
    return frozenset(name for each in shapes for name in _named(TypeAdapter(each).json_schema()))


def meant(name: object, known: frozenset[str]) -> str | None:
    """The field that a name nearly is; None when it is near none."""
    if not isinstance(name, str):
        return None
    return next(iter(get_close_matches(name.lower(), sorted(known), 1, NEAR)), None)


def _named(schema: object) -> Iterator[str]:
    """Every property of a JSON schema, at any depth."""
    if isinstance(schema, list):
        for each in schema:
            yield from _named(each)
    if isinstance(schema, dict):
        yield from schema.get("properties", {})
        for each in schema.values():
            yield from _named(each)
