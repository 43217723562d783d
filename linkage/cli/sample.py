"""How many false positives: a random sample to review, and what the reviewers said."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from linkage.cli.session import Answer, Session, command
from linkage.errors import Refused, WrongUse

if TYPE_CHECKING:
    import polars as pl
    from rich.console import RenderableType

    from linkage.publication.reader import Publication

COLUMNS = ("publication", "account_id", "ring_id", "tier", "verdict")
"""Of the file to review: nothing in it says how sure the publication is, so that reviewers think for themselves."""
INFORMED = (*COLUMNS[:-1], "ring_says", "bits", "links", "ignored", "without", "verdict")
"""Of the file beside it, for those who review by the evidence: the same accounts in the same order."""


def register(app: typer.Typer) -> None:
    """Add this command."""
    command(app)(sample)


def sample(
    session: Session,
    size: Annotated[int, typer.Option(min=1, help="Number of accounts to draw.")] = 200,
    seed: Annotated[int, typer.Option(metavar="S", help="The same seed draws the same accounts.")] = 1,
    out: Annotated[Path, typer.Option("-o", "--out", metavar="FILE", help="CSV file to write.")] = Path(
        "sample.csv"
    ),
    verdicts: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The completed CSV: fraud, honest or unsure.")
    ] = None,
    reviewer: Annotated[str | None, typer.Option(metavar="NAME", help="Name of the reviewer.")] = None,
) -> Answer:
    """Draw a random sample of accounts for review, or read the verdicts and estimate the false positives.

    FILE is for blind review: who is in it, and nothing of why. FILE-evidence.csv has the same accounts with what ties
    each to its ring and what speaks against it. Either is read with --verdicts.
    """
    if verdicts is not None:
        return taken(session, verdicts, reviewer)
    from linkage.ledger.runs import review_labels as ledgered

    publication = session.publication()
    drawn = drawn_of(session, publication.run, [(size, seed)])
    beside = out.with_name(f"{out.stem}-evidence{out.suffix}")
    for each in (out, beside):
        if each.exists():
            raise WrongUse(f"{each} already exists and may hold verdicts: name another with -o")
    with session.ledger() as ledger:
        ledgered.record_draw(ledger, publication.run, size, seed, datetime.now(UTC))
    write(drawn, publication.run, out)
    write(informed(publication, drawn), publication.run, beside, INFORMED)
    strata = dict(sorted(drawn.group_by("stratum").len().iter_rows()))
    bounds = needed(publication)
    document = {
        "publication": publication.run,
        "needed": {f"{bound} per 100,000": count for bound, count in bounds.items()},
        "file": str(out),
        "evidence": str(beside),
        "accounts": drawn.height,
        "seed": seed,
        "strata": strata,
    }
    then = f"fill in `verdict` with fraud, honest or unsure, then run: linkage sample --verdicts {out}"
    said = [
        f"to show that fewer than {bound} honest accounts in 100,000 are flagged, review "
        f"{'every flagged account' if count is None else f'{count:,} without an error'}"
        for bound, count in bounds.items()
    ]
    line = f"{drawn.height:,} accounts of {publication.run} in {out}, with the evidence in {beside}"
    return Answer(document, (line, *said, then))


def needed(publication: "Publication") -> "dict[int, int | None]":
    """How many reviews without an error each bound on honest accounts flagged per 100,000 needs."""
    from linkage.evaluate import samples

    counts = publication.manifest.counts
    return {
        bound: samples.needed(counts["enforceable"], counts["accounts"], bound) for bound in samples.BOUNDS
    }


def drawn_of(session: Session, run: str, draws: list[tuple[int, int]]) -> "pl.DataFrame":
    """The accounts of these draws (size, seed) of a publication, each once."""
    import polars as pl

    from linkage.evaluate import samples
    from linkage.publication.reader import Publication

    if not (session.settings.publications / run).is_dir():
        raise Refused(f"the publication {run} is no longer kept (LINKAGE_KEEP says how many are)")
    publication = Publication.open(session.settings.publications, run).hiding(session.erased())
    drawn = [publication.seen(samples.draw(publication, size, seed)) for size, seed in draws]
    if not drawn:
        raise Refused(f"nothing was drawn of {run}: `linkage sample -o FILE` draws")
    return pl.concat(drawn).unique("account_id", keep="first", maintain_order=True)


def informed(publication: "Publication", drawn: "pl.DataFrame") -> "pl.DataFrame":
    """The accounts drawn, with the evidence on each."""
    from linkage.cli import dossier

    found = dossier.rows(publication, drawn["account"].to_list())
    return drawn.join(found, "account", "left", maintain_order="left")


def write(drawn: "pl.DataFrame", run: str, out: Path, columns: Sequence[str] = COLUMNS) -> None:
    """Write a file to review."""
    import polars as pl

    from linkage import atomic
    from linkage.export.sinks import escaped

    rows = drawn.with_columns(publication=pl.lit(run), verdict=pl.lit("")).select(columns)
    if not out.parent.is_dir():
        raise WrongUse(f"no such folder: {out.parent}")
    atomic.write(out, escaped(rows).write_csv().encode(), mode=0o600)


def taken(session: Session, path: Path, reviewer: str | None) -> Answer:
    """Keep the verdicts of a file, tell which lines could not be taken, and what to expect."""
    from linkage.cli.reports import false_positives
    from linkage.cli.tables import table
    from linkage.evaluate import samples
    from linkage.ledger.runs import review_labels as ledgered
    from linkage.publication.reader import Publication

    rows = read(path)
    run = run_of(session, rows)
    with session.ledger() as ledger:
        drawn = drawn_of(session, run, ledgered.draws(ledger, run))
        good, bad = samples.checked(unescaped(rows, drawn), drawn)
        fresh = ledgered.record_verdicts(ledger, run, good, reviewer, datetime.now(UTC))
        labels = ledgered.verdicts(ledger, run)
    found = samples.expected(Publication.open(session.settings.publications, run, verify=False), labels)
    document = {
        "publication": run,
        "accepted": good.height,
        "new": fresh,
        "open": rows.height - good.height - bad.height,
        "errors": bad.to_dicts(),
        "expected_false_positives": samples.plain(found),
    }
    counts = [(name, document[name]) for name in ("accepted", "new", "open")]
    views: tuple[RenderableType, ...] = (
        table(("verdicts", "how many"), counts),
        *(f"line {line}: {says}" for line, says in bad.iter_rows()),
        f"expected false positives of {run}: {false_positives(found)}",
    )
    return Answer(document, views, failed=bool(bad.height) and not good.height)


def read(path: Path) -> "pl.DataFrame":
    """The rows of a file of verdicts as they stand, with their line; wrong use when it is none."""
    import polars as pl

    if not path.is_file():
        raise WrongUse(f"{path} does not exist")
    try:
        rows = pl.read_csv(path, infer_schema=False)
    except pl.exceptions.PolarsError:
        raise WrongUse(f"{path.name} cannot be read as CSV") from None
    for name in ("account_id", "verdict"):
        if name not in rows.columns:
            raise WrongUse(f"{path.name} has no column {name}: it is the file of `linkage sample`, filled in")
    return rows.with_row_index("line", 2)


def unescaped(rows: "pl.DataFrame", drawn: "pl.DataFrame") -> "pl.DataFrame":
    """The rows with ids as they are, where `write` escaped them."""
    import polars as pl

    from linkage import printable

    ids = drawn["account_id"]
    known, odd = set(ids), ids.filter(ids.str.contains(printable.COLUMN)).to_list()
    names = {name: each for each in odd if (name := printable.lines(each)) not in known}
    return rows.with_columns(pl.col("account_id").replace(names))


def run_of(session: Session, rows: "pl.DataFrame") -> str:
    """The publication the verdicts are on: the one the file names, else the one that is served."""
    from linkage.publication.manifest import began

    named = set(rows["publication"].drop_nulls()) if "publication" in rows.columns else set()
    if len(named) > 1:
        raise WrongUse("the file has verdicts on several publications: split it, and load one at a time")
    if not named:
        return session.publication().run
    run = str(named.pop())
    began(run)
    return run
