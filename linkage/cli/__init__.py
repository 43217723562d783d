"""The command line; every command is a function of a session to an answer."""

import atexit
import gc
import io
import sys
from functools import cache
from typing import Annotated, Any, Final

import typer

from linkage.cli import (
    ask,
    audit,
    cases,
    decide,
    doctor,
    edge,
    erase,
    exports,
    feeds,
    fit,
    graph,
    keys,
    lists,
    load,
    look,
    move,
    policies,
    publish,
    run,
    sample,
    schemas,
    serve,
    tend,
    trust,
    webhooks,
    weights,
)
from linkage.cli.session import Home, Json

GARBAGE: Final = 20_000
"""Objects that are made before Python looks for garbage: imports alone make hundreds of thousands, and leave none."""

app = typer.Typer(
    name="linkage",
    help="Finds rings of coordinated fraudulent accounts, and answers who is in them, why, and how sure.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)


def version(wanted: bool) -> None:
    """Print the version and leave."""
    if wanted:
        from importlib import metadata

        typer.echo(f"linkage {metadata.version('linkage')}")
        raise typer.Exit


@app.callback()
def top(
    home: Home = None,
    json: Json = False,
    version: Annotated[
        bool, typer.Option("--version", callback=version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Finds rings of coordinated fraudulent accounts, and answers who is in them, why, and how sure."""


for part in (
    load,
    feeds,
    run,
    look,
    ask,
    move,
    decide,
    lists,
    cases,
    erase,
    exports,
    policies,
    publish,
    fit,
    weights,
    sample,
    trust,
    keys,
    webhooks,
    audit,
    serve,
    tend,
    graph,
    doctor,
    schemas,
):
    part.register(app)


def brisk() -> None:
    """Have Python look for garbage seldom, and not once more as the process ends: it takes a tenth of a second each."""
    gc.set_threshold(GARBAGE, *gc.get_threshold()[1:])
    atexit.unregister(gc.freeze)  # it may be called again in one process
    atexit.register(gc.freeze)


@cache
def parser() -> Any:
    """The parser of all commands, made at the first call."""
    return typer.main.get_command(app)


def main(arguments: list[str] | None = None) -> None:
    """Run one command and leave with 0, 1 (failed) or 2 (wrong use)."""
    brisk()
    given = sys.argv[1:] if arguments is None else arguments
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # what a locale has no letters for is written escaped
            stream.reconfigure(errors="backslashreplace")
    given = [each.encode("utf-8", "backslashreplace").decode() for each in given]
    json = "--json" in given
    call = (lambda: edge.bare(parser(), given)) if json else (lambda: parser()(given, prog_name="linkage"))
    sys.exit(edge.guarded(call, json))
