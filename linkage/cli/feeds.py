"""What can be loaded: feeds, their columns, and an example."""

import csv
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from linkage.cli import complete
from linkage.cli.session import Answer, Session, command
from linkage.errors import WrongUse

if TYPE_CHECKING:
    from rich.console import RenderableType

SPARE = ("without it", "unit", "example")
"""Columns of a feed that a narrow terminal does without, the least first."""


def register(app: typer.Typer) -> None:
    """Add this command."""
    command(app)(feeds)


def feeds(
    session: Session,  # noqa: ARG001 - the shape of every command
    name: Annotated[
        str | None,
        typer.Argument(metavar="[NAME]", help="One feed; without it, all.", autocompletion=complete.feed),
    ] = None,
    example: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write a small set of feeds there, as CSV.")
    ] = None,
    markdown: Annotated[bool, typer.Option("--markdown", help="The page docs/feeds.md.")] = False,
) -> Answer:
    """List the feeds: columns, types, units, examples, and their use."""
    from linkage.ingest import guide
    from linkage.ingest.feeds import FEEDS

    if name is not None and name not in FEEDS:
        raise WrongUse(f"unknown feed; the feeds are {', '.join(FEEDS)}")
    if markdown:
        return Answer({"markdown": guide.page()}, (guide.page().removesuffix("\n"),))
    if example is not None:
        return written(example)
    wanted = [name] if name else list(FEEDS)
    document = {
        "feeds": [
            {"feed": each, "summary": guide.SUMMARIES[each],
             "columns": [dict(zip(guide.COLUMNS, row, strict=True)) for row in guide.rows(each)]}
            for each in wanted
        ]
    }  # fmt: skip
    return Answer(document, tuple(view for each in wanted for view in drawn(each)))


def drawn(feed: str) -> "tuple[RenderableType, ...]":
    """One feed for people."""
    from linkage.cli.tables import table
    from linkage.ingest import guide

    return f"{feed}: {guide.SUMMARIES[feed]} (* required)", table(
        guide.COLUMNS, guide.rows(feed), None, SPARE
    )


def written(folder: Path) -> Answer:
    """A small set of feeds, written to a folder."""
    from linkage.ingest import guide
    from linkage.ingest.feeds import FEEDS

    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for feed, rows in guide.EXAMPLES.items():
        path = folder / f"{feed}.csv"
        if path.exists():
            raise WrongUse(f"{path} already exists: name another folder")
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, [each for each in FEEDS[feed].names if each in rows[0]])
            writer.writeheader()
            writer.writerows(rows)
        files.append(str(path))
    line = f"wrote {', '.join(files)}: load them with `linkage ingest {folder}`"
    return Answer({"files": files}, (line,))
