"""Bringing rows in, setting them aside, taking them back."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from linkage.cli.session import Answer, Session, command


def number(text: object) -> int:
    """A whole number as people write large ones: 100000, 100_000, 1e5."""
    try:
        value = float(str(text).replace(",", ""))
    except ValueError:
        raise typer.BadParameter("it is no number") from None
    if not value.is_integer() or value < 1:
        raise typer.BadParameter("it is no whole number above 0")
    return int(value)


Paths: TypeAlias = Annotated[
    list[str],
    typer.Argument(
        metavar="PATH…", help="Feeds: files, folders of them, or SQL sources.", show_default=False
    ),
]
Mapping: TypeAlias = Annotated[
    Path | None, typer.Option("--map", metavar="FILE", help="TOML that maps other column names.")
]
HashIds: TypeAlias = Annotated[
    bool, typer.Option("--hash-ids", help="Hash account ids that look like an e-mail or a phone number.")
]
Accounts: TypeAlias = Annotated[
    int, typer.Option(parser=number, metavar="N", help="Accounts in all; 1e5 and 100_000 are the same.")
]


def register(app: typer.Typer) -> None:
    """Add these commands."""
    for each in (simulate, ingest, reingest, quarantine, withdraw, compact):
        command(app)(each)


def simulate(
    session: Session,
    out: Annotated[Path, typer.Argument(metavar="OUT", help="Folder to write to.")],
    accounts: Accounts = 20_000,
    seed: Annotated[int, typer.Option(metavar="S", help="The same seed makes the same world.")] = 1,
    scene: Annotated[str, typer.Option(metavar="NAME", help="What is planted in it.")] = "campaigns",
) -> Answer:
    """Write feeds of a planted world to OUT/input and its truth to OUT/truth.parquet."""
    from linkage.cli.progress import bar
    from linkage.cli.tables import table
    from linkage.simulate import write

    with bar(session.console) as shown:
        summary = write(out, accounts, seed, scene, shown.tell)
    document = {"out": str(out), "seed": seed, **asdict(summary)}
    line = (
        f"{summary.accounts:,} accounts in {out / 'input'}: {summary.honest:,} honest, "
        f"{summary.members:,} in {summary.rings:,} rings; the truth is {out / 'truth.parquet'}"
    )
    return Answer(document, (line, table(("feed", "rows"), list(summary.rows.items()))))


def ingest(
    session: Session,
    paths: Paths,
    map: Mapping = None,
    hash_ids: HashIds = False,
    batch: Annotated[
        str | None, typer.Option(metavar="KEY", help="Id of the batch; else its digest.")
    ] = None,
) -> Answer:
    """Load feeds; the same rows again change nothing."""
    raise NotImplementedError


def reingest(session: Session, paths: Paths, map: Mapping = None, hash_ids: HashIds = False) -> Answer:
    """Load feeds anew under the present pepper, beside what is there, and read those from then on."""
    raise NotImplementedError


def quarantine(
    session: Session,
    limit: Annotated[int, typer.Option(min=1, help="Most rows to list.")] = 100,
) -> Answer:
    """What was set aside: batch, line, column and code, never the value."""
    raise NotImplementedError


def withdraw(session: Session, batch: Annotated[str, typer.Argument(metavar="BATCH")]) -> Answer:
    """Take a batch back: later runs do not see it."""
    raise NotImplementedError


def compact(session: Session) -> Answer:
    """Fold the batches older than the oldest kept publication."""
    raise NotImplementedError
