"""Bringing rows in, setting them aside, taking them back."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from linkage.cli import complete
from linkage.cli.session import Answer, Session, command, show


def number(text: object) -> int:
    """A whole number as people write large ones: 100000, 100_000, 1e5."""
    try:
        value = float(str(text).replace(",", ""))
    except ValueError:
        raise typer.BadParameter("not a number") from None
    if not value.is_integer() or value < 1:
        raise typer.BadParameter("not a whole number above 0")
    return int(value)


Accounts: TypeAlias = Annotated[
    int, typer.Option(parser=number, metavar="N", help="Number of accounts; 1e5 and 100_000 are the same.")
]
Seed: TypeAlias = Annotated[int, typer.Option(metavar="S", help="The same seed gives the same world.")]
Paths: TypeAlias = Annotated[
    list[str],
    typer.Argument(metavar="PATH…", help="Files, folders of them, FEED=FILE, or FEED=URL#QUERY."),
]
Map: TypeAlias = Annotated[
    Path | None, typer.Option("--map", metavar="FILE", help="TOML file with other names, sources and kinds.")
]
Losses: TypeAlias = Annotated[
    bool,
    typer.Option("--accept-losses", help="Load the other rows where a table loses too many rows or cells."),
]
HashIds: TypeAlias = Annotated[
    bool, typer.Option("--hash-ids", help="Hash account ids that are e-mails or phone numbers.")
]


def register(app: typer.Typer) -> None:
    """Add these commands."""
    for each in (simulate, ingest, reingest, batches, quarantine, withdraw, compact):
        command(app)(each)


def simulate(
    session: Session,
    out: Annotated[Path, typer.Argument(metavar="OUT", help="Folder to write to.")],
    accounts: Accounts = 20_000,
    seed: Seed = 1,
    scene: Annotated[
        str,
        typer.Option(
            metavar="NAME", help="Scene to plant, one of those above.", autocompletion=complete.scene
        ),
    ] = "campaigns",
) -> Answer:
    """Write feeds of a planted world to OUT/input, its truth to OUT/truth.parquet, its crowds beside it.

    Scenes on one platform: campaigns, honest, small, poison, poison-two, evasive, waves, agencies, universities,
    carriers, relays, mixed, slow, mimics, poison-stuffed, poison-bridge, poison-replay, exits-later, resellers,
    households, hackathon.

    Scenes on platforms whose habits (phones, payers, carriers, VPNs, growth, …) are drawn anew for every seed:
    stolen-keys, subscriptions, resold, invitations, rested, new-model, prepaid, charge-backs, schools, first-week,
    services, fairs, relatives, everyday, cohorts.

    docs/simulate.md says what each holds.
    """
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


def ingest(  # noqa: PLR0913, PLR0917 - options of a command
    session: Session,
    paths: Paths,
    map: Map = None,
    hash_ids: HashIds = False,
    batch: Annotated[
        str | None, typer.Option(metavar="KEY", help="Id of the batch; default its digest.")
    ] = None,
    accept_losses: Losses = False,
    even_withdrawn: Annotated[
        bool, typer.Option("--even-withdrawn", help="Also load batches that were withdrawn.")
    ] = False,
    guess: Annotated[
        bool, typer.Option("--guess", help="Propose a map for foreign files, write it (--map), and stop.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="With --guess: load with the proposed map.")] = False,
) -> Answer:
    """Load feeds; the same rows again change nothing, and what was taken back stays so.

    A bundle of STIX 2.1 (.json) that another platform wrote of its confirmed rings is loaded as labels and facts.

    With --guess foreign files are looked at first: names of columns, forms of dates and numbers. The map that fits is
    written (map.toml, or --map FILE), ten rows are shown as they would be read, and nothing is loaded unless --yes.
    """
    from linkage.cli import intake
    from linkage.home.load import Wish
    from linkage.ingest.bundle import unpacked

    if guess:
        from linkage.cli import guessing

        map = map or Path("map.toml")
        proposed = guessing.propose(paths, map)[1]
        if not yes:
            return proposed
        if not session.json:
            show(proposed, False)
    with unpacked(paths) as (given, left_out):
        if left_out:
            session.notice(
                f"{left_out:,} indicators are over, revoked or in unknown words: they are left out"
            )
        return intake.take(session, given, Wish(map, hash_ids, batch, even_withdrawn, losses=accept_losses))


def reingest(
    session: Session, paths: Paths, map: Map = None, hash_ids: HashIds = False, accept_losses: Losses = False
) -> Answer:
    """Load everything again under the current pepper, then use only that."""
    from linkage.cli import intake
    from linkage.home.load import Wish

    return intake.take(session, paths, Wish(map, hash_ids, again=True, losses=accept_losses))


def batches(session: Session) -> Answer:
    """List the loaded batches in order: row counts, and whether the batch was withdrawn."""
    from linkage.cli import intake

    with session.ledger() as ledger:
        return intake.listed(ledger)


def quarantine(
    session: Session,
    batch: Annotated[
        str | None, typer.Option(metavar="ID", help="Only of this batch.", autocompletion=complete.batch)
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="Maximum number of rows to list.")] = 100,
) -> Answer:
    """List what was set aside and why: batch, line, column and code, never the value."""
    from linkage.cli.intake import short
    from linkage.cli.tables import table
    from linkage.home.batches import known, named
    from linkage.ledger.runs import batches

    with session.ledger() as ledger:
        batch = named(batch, known(ledger)) if batch else None
        counts = batches.quarantine_counts(ledger)
        listed = batches.quarantined(ledger, limit, batch)
        names = {each.id: each.feed for each in batches.batches(ledger)}
    total = int(counts["count"].sum())
    document = {"total": total, "counts": counts.to_dicts(), "items": listed.to_dicts()}
    if not total:
        return Answer(document, ("nothing was set aside",))
    there = [{"batch": each} for each in names]
    summed = [(names.get(str(row[0])), short(str(row[0]), there), *row[1:]) for row in counts.rows()]
    rows = [(short(str(row[0]), there), *row[1:]) for row in listed.rows()]
    return Answer(
        document,
        (
            table(("feed", "batch", "column", "code", "set aside"), summed),
            table(("batch", "line", "column", "code"), rows, f"the first {listed.height:,}"),
        ),
    )


def withdraw(
    session: Session,
    batch: Annotated[
        str, typer.Argument(metavar="BATCH", help="Id of the batch.", autocompletion=complete.batch)
    ],
) -> Answer:
    """Withdraw a batch permanently: later runs do not read it, and later loads skip it. Repeating changes nothing."""
    from linkage.home.batches import withdraw

    taken = withdraw(session, batch)
    document = {"withdrawn": taken.id, "feed": taken.feed, "seq": taken.seq}
    return Answer(
        document, (f"withdrew {taken.id} ({taken.feed}): run `linkage detect` to publish without it",)
    )


def compact(session: Session) -> Answer:
    """Merge the batches that every kept publication has read into one; they can no longer be withdrawn."""
    from linkage.home.batches import compact

    watermark, saved = compact(session)
    document = {"watermark": watermark, "rows_saved": saved}
    said = f"merged the batches up to {watermark:,}: {saved:,} rows saved"
    return Answer(document, (said if watermark else "nothing is published yet: nothing to merge",))
