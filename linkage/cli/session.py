"""One call of a command: where it works, what it answers, and how that is printed."""

import inspect
import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

import typer

from linkage import printable
from linkage.errors import WrongUse
from linkage.home.home import Home as Place

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

    from linkage.settings import Settings

Home: TypeAlias = Annotated[
    Path | None, typer.Option("--home", metavar="DIR", help="Folder of the state; default LINKAGE_HOME.")
]
Json: TypeAlias = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout.")]

WIDTH_OF_A_FILE = 160
"""Columns of a table that is written to a file or a pipe, unless COLUMNS says another width."""


@dataclass(frozen=True)
class Answer:
    """What a command found out: a document for machines, and the same for people."""

    document: object
    view: "tuple[RenderableType, ...]" = ()
    failed: bool = False
    """True when what was found out is bad news, and the exit code 1."""


@dataclass(frozen=True)
class Session(Place):
    """What every command is given: a home, and where to print."""

    json: bool = False

    @property
    def console(self) -> "Console":
        """Where people are told how it goes: stderr."""
        from rich.console import Console

        return Console(stderr=True, highlight=False)

    def notice(self, sentence: str) -> None:
        """Print a sentence on stderr."""
        self.console.print(printable.shown(sentence), markup=False, soft_wrap=True)


def settings_for(home: Path | None) -> "Settings":
    """The settings of this call; an unreadable one is named, its value is not."""
    from pydantic import ValidationError

    from linkage.settings import Settings, refused

    try:
        return Settings() if home is None else Settings(home=home)
    except ValidationError as error:
        name, why = refused(error)
        raise WrongUse(f"LINKAGE_{name.upper()}: {why}") from None


def command(app: typer.Typer, name: str | None = None) -> Callable[[Callable[..., Answer | None]], None]:
    """Make a function of a session a command; `--home` and `--json` are added, before and after its name."""

    def add(function: Callable[..., Answer | None]) -> None:
        def called(ctx: typer.Context, home: Path | None, json: bool, **given: Any) -> None:
            session = Session(settings_for(home or earlier(ctx, "home")), json or bool(earlier(ctx, "json")))
            answer = function(session, **given)
            if answer is not None:
                show(answer, session.json)
                raise typer.Exit(int(answer.failed))

        own = [
            each.replace(kind=inspect.Parameter.KEYWORD_ONLY)
            for each in list(inspect.signature(function, eval_str=True).parameters.values())[1:]
        ]
        shared = [taken("ctx", typer.Context), *own, taken("home", Home, None), taken("json", Json, False)]
        vars(called)["__signature__"] = inspect.Signature(shared)
        called.__annotations__ = {each.name: each.annotation for each in shared}
        called.__name__, called.__doc__ = function.__name__, function.__doc__
        app.command(name)(called)

    return add


def add_group(app: typer.Typer, name: str, help: str) -> typer.Typer:
    """A command of commands, which takes `--home` and `--json` as well."""
    group = typer.Typer(name=name, help=help, no_args_is_help=True, rich_markup_mode=None)

    @group.callback()
    def within(home: Home = None, json: Json = False) -> None: ...

    within.__doc__ = help
    app.add_typer(group)
    return group


def earlier(ctx: typer.Context, name: str) -> Any:
    """What an option was given before the command's own name, nearest first; None when it was not."""
    outer = ctx.parent
    while outer is not None and not outer.params.get(name):
        outer = outer.parent
    return outer.params[name] if outer else None


def taken(name: str, annotation: Any, default: Any = inspect.Parameter.empty) -> inspect.Parameter:
    """A parameter taken by name."""
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=annotation, default=default)


def show(answer: Answer, json: bool) -> None:
    """Print an answer on stdout; a reader who has had enough is no failure."""
    try:
        if json:
            write_json(answer.document)
        else:
            write_view(answer)
        sys.stdout.flush()
    except BrokenPipeError:
        # Python flushes stdout once more at its end, and would complain there.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def write_json(document: object) -> None:
    """One JSON document, keys in the order they were given, times in RFC 3339 with `Z`, and a line feed."""
    import orjson

    times = orjson.OPT_NAIVE_UTC | orjson.OPT_UTC_Z
    options = times | orjson.OPT_APPEND_NEWLINE | orjson.OPT_INDENT_2 | orjson.OPT_SERIALIZE_NUMPY
    text = printable.json(orjson.dumps(whole(document), default=str, option=options).decode()).encode()
    buffer = getattr(sys.stdout, "buffer", None)
    if buffer is None:  # a stream without bytes beneath it
        sys.stdout.write(text.decode())
        return
    sys.stdout.flush()
    buffer.write(text)  # JSON is UTF-8, whatever the locale


def whole(document: object) -> object:
    """A document whose times are in UTC and whose text is all UTF-8.

    Half of a character, as of a file's odd name, is written as `\\udcff`.
    """
    if isinstance(document, str):
        return document.encode("utf-8", "backslashreplace").decode()
    if isinstance(document, datetime) and document.tzinfo:
        return document.astimezone(UTC)
    if isinstance(document, dict):
        return {whole(name): whole(each) for name, each in document.items()}
    return [whole(each) for each in document] if isinstance(document, list | tuple) else document


def write_view(answer: Answer) -> None:
    """The view, as wide as the terminal; what is text alone goes out as it is, without waiting for `rich`."""
    if all(isinstance(each, str) for each in answer.view):
        sys.stdout.writelines(f"{printable.lines(str(each))}\n" for each in answer.view)
        return
    from rich.console import Console

    width = None if sys.stdout.isatty() else shutil.get_terminal_size((WIDTH_OF_A_FILE, 0)).columns
    console = Console(file=sys.stdout, width=width, highlight=False, emoji=False, markup=False)
    for each in answer.view:
        console.print(
            printable.lines(each) if isinstance(each, str) else each, soft_wrap=isinstance(each, str)
        )
