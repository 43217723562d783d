"""The command line; every command is a function of a session to an answer."""

import io
import sys
from collections.abc import Iterable
from functools import cache
from importlib import import_module
from typing import Annotated, Any, Final

import typer

from linkage.cli import edge
from linkage.cli.session import Home, Json

PARTS: Final = {
    "load": ("simulate", "ingest", "reingest", "batches", "quarantine", "withdraw", "compact"),
    "feeds": ("feeds",),
    "run": ("detect", "evaluate", "export"),
    "look": ("rings", "show", "why", "statement", "why-not"),
    "ask": ("find", "path", "diff", "changes"),
    "move": ("move",),
    "decide": ("decide", "allow"),
    "lists": ("decisions", "allowlist", "appeals"),
    "cases": ("cases",),
    "erase": ("erase",),
    "exports": ("verify", "revoke", "exports"),
    "policies": ("policies",),
    "publish": ("publications", "publish", "rollback"),
    "fit": ("fit",),
    "weights": ("weights",),
    "sample": ("sample",),
    "trust": ("trust",),
    "keys": ("keys",),
    "webhooks": ("webhooks",),
    "audit": ("audit",),
    "serve": ("serve", "demo"),
    "tend": ("tend", "schedule"),
    "graph": ("graph",),
    "doctor": ("doctor",),
    "schemas": ("schema",),
}
"""Modules of this package and the commands that each adds, in the order of the help."""


def version(wanted: bool) -> None:
    """Print the version and leave."""
    if wanted:
        from importlib import metadata

        typer.echo(f"linkage {metadata.version('linkage')}")
        raise typer.Exit


def top(
    home: Home = None,
    json: Json = False,
    version: Annotated[
        bool, typer.Option("--version", callback=version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Finds rings of coordinated fraudulent accounts, and answers who is in them, why, and how sure."""


def made(parts: Iterable[str] = PARTS) -> typer.Typer:
    """The commands of these parts."""
    app = typer.Typer(
        name="linkage",
        help="Finds rings of coordinated fraudulent accounts, and answers who is in them, why, and how sure.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    )
    app.callback()(top)
    for part in parts:
        import_module(f"linkage.cli.{part}").register(app)
    return app


@cache
def parser(part: str | None = None) -> Any:
    """The parser of a part, or of all; made at the first call."""
    return typer.main.get_command(made(PARTS if part is None else [part]))


def needed(given: list[str]) -> str | None:
    """The part that alone is needed, where the first word is one of its commands: all take a tenth of a second."""
    named = given[0] if given else None
    return next((part for part, names in PARTS.items() if named in names), None)


def main(arguments: list[str] | None = None) -> None:
    """Run one command and leave with 0, 1 (failed) or 2 (wrong use)."""
    given = sys.argv[1:] if arguments is None else arguments
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # what a locale has no letters for is written escaped
            stream.reconfigure(errors="backslashreplace")
    given = [each.encode("utf-8", "backslashreplace").decode() for each in given]
    json = "--json" in given

    def call() -> None:
        command = parser(needed(given))
        (edge.bare if json else edge.parsed)(command, given)

    sys.exit(edge.guarded(call, json))


def __getattr__(name: str) -> Any:
    """`app`, every command, made when it is asked for."""
    if name == "app":
        return made()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
