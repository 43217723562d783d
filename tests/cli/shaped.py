"""Whether what a command says with --json keeps the schema that `linkage schema` tells of it."""

from collections.abc import Sequence
from functools import cache
from types import UnionType
from typing import Any, get_args

import jsonschema_rs
import typer
from pydantic import TypeAdapter

from linkage.cli import app
from linkage.cli.shapes import SHAPES


def commands(group: typer.Typer, before: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """The words of every command."""
    own = [
        (*before, each.name or (each.callback.__name__ if each.callback else ""))
        for each in group.registered_commands
    ]
    inner = [
        found
        for each in group.registered_groups
        if each.typer_instance
        for found in commands(each.typer_instance, (*before, str(each.typer_instance.info.name)))
    ]
    return [*own, *inner]


COMMANDS = commands(app)


def name_of(arguments: Sequence[str]) -> str | None:
    """The command that is called; None where these words call none."""
    found = [
        (at, -len(each), each)
        for each in COMMANDS
        for at in range(len(arguments))
        if tuple(arguments[at : at + len(each)]) == each
    ]
    return " ".join(min(found)[2]) if found else None


def closed(schema: Any) -> Any:
    """A schema that allows no field it does not name."""
    if isinstance(schema, dict):
        inner = {name: closed(each) for name, each in schema.items()}
        return inner | {"additionalProperties": False} if "properties" in schema else inner
    return [closed(each) for each in schema] if isinstance(schema, list) else schema


@cache
def validators(name: str) -> list[Any]:
    """What checks the documents of a command, one for each form they may have."""
    shape = SHAPES[name]
    forms = get_args(shape) if isinstance(shape, UnionType) else [shape]
    return [jsonschema_rs.Draft202012Validator(closed(TypeAdapter(each).json_schema())) for each in forms]


def faults(name: str, document: Any) -> list[str]:
    """What of a document is not as the schema of the command says, by the form that fits best."""
    found = [
        [
            f"{name}: {'/'.join(map(str, each.instance_path))}: {each.message}"
            for each in form.iter_errors(document)
        ]
        for form in validators(name)
    ]
    return min(found, key=len)
