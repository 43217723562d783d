"""The JSON schemas of what commands say with `--json`: `linkage schema COMMAND`."""

from typing import Annotated

import typer

from linkage.cli import complete
from linkage.cli.session import Answer, Session, command
from linkage.errors import NotFound


def register(app: typer.Typer) -> None:
    """Add the command."""
    command(app)(schema)


def schema(
    session: Session,  # noqa: ARG001 - every command is given one
    words: Annotated[
        list[str] | None, typer.Argument(metavar="[COMMAND]", autocompletion=complete.schema)
    ] = None,
) -> Answer:
    """The JSON schema of what a command says with --json; `error` is what any says when it fails.

    Without a name: the commands, and `error`.
    """
    from linkage.cli.shapes import SHAPES

    name = " ".join(words or [])
    if not name:
        return Answer({"commands": sorted(SHAPES)}, ("\n".join(sorted(SHAPES)),))
    if name not in SHAPES:
        raise NotFound(f"there is no command `{name}`: `linkage schema` lists them")
    return whole(name)


def whole(name: str) -> Answer:
    """The schema of one command, as a document and as the text of it."""
    import orjson
    from pydantic import TypeAdapter

    from linkage.cli.shapes import SHAPES

    told = {"$schema": "https://json-schema.org/draft/2020-12/schema"} | TypeAdapter(
        SHAPES[name]
    ).json_schema()
    return Answer(told, (orjson.dumps(told, option=orjson.OPT_INDENT_2).decode(),))
