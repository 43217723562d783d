"""One run: detect, measure it, write it out."""

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from linkage.cli import ask, complete, share
from linkage.cli.session import Answer, Session, add_group, command
from linkage.model import DETECTORS

Out: TypeAlias = Annotated[
    Path, typer.Option("-o", "--out", metavar="FILE", help="CSV, JSONL or Parquet file, by its suffix.")
]


CROWDS = "crowds.parquet"
"""Table of who is in which honest group, expected beside the truth."""


def register(app: typer.Typer) -> None:
    """Add these commands."""
    command(app)(detect)
    command(app)(evaluate)
    export = add_group(app, "export", "Export the publication to a file.")
    command(export)(members)
    command(export)(ask.ring)
    command(export)(share.indicators)


def detect(
    session: Session,
    detector: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help=f"{', '.join(DETECTORS[:-1])} or {DETECTORS[-1]}.",
            autocompletion=complete.detector,
        ),
    ] = None,
    seed: Annotated[
        int | None, typer.Option(metavar="S", help="The same seed gives the same result.")
    ] = None,
) -> Answer:
    """Detect rings in all loaded data and publish them, or hold the run when too much changed."""
    from linkage.cli import reports
    from linkage.cli.progress import bar
    from linkage.home.run import detect

    with bar(session.console) as shown:
        found = detect(session, shown, detector, seed)
    return reports.run(found.publication, found.held, found.expected)


def evaluate(
    session: Session,
    truth: Annotated[
        Path, typer.Argument(metavar="TRUTH", help="Table with the columns account_id, ring, role.")
    ],
) -> Answer:
    """Measure what is published against the truth: B³, rings found by size, honest people flagged.

    A file crowds.parquet beside it (account_id, crowd) has each crowd of honest people measured too.
    """
    from linkage.cli.tables import table
    from linkage.evaluate import metrics as measures
    from linkage.evaluate import subgroups
    from linkage.ingest.plain import read

    publication = session.publication()
    beside = truth.with_name(CROWDS)
    crowds = read(beside) if beside.is_file() else None
    report = measures.evaluate(read(truth), publication.members, crowds)
    document = {"publication": publication.run, **report.to_dict()}
    shown = [table(("measure", "figure"), report.rows(), publication.run)]
    if report.crowds is not None:
        shown.append(table(subgroups.HEADS, subgroups.rows(report.crowds)))
    return Answer(document, tuple(shown))


def members(session: Session, out: Out) -> Answer:
    """All tiers of the published rings under what people decided since, for analysis; no ban export.

    Who was released is not in it, who is on the allowlist or was dismissed is possible, as in look-ups.
    """
    from linkage.export import members as export
    from linkage.ledger.decisions import effective

    with session.ledger() as ledger:
        state = session.lay_over(ledger)  # a file outlives this moment: the ledger is asked, not a copy of it
    publication = session.publication()
    rows = export.write(publication, out, effective.state_of(state))
    upto = effective.upto(state)
    document = {"publication": publication.run, "decisions": upto, "file": str(out), "rows": rows}
    said = f"under decisions up to entry {upto} of the audit chain" if upto else "there are no decisions yet"
    return Answer(document, (f"{rows:,} members of {publication.run} in {out}, {said}",))
