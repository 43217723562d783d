"""Terms of use as data: checked, tried on what is served, and asked to be acted on."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, TypeAlias

import typer

from linkage.cli import complete, filters
from linkage.cli.decide import Reason
from linkage.cli.filters import Author, Since
from linkage.cli.session import Answer, Session, add_group, command

File: TypeAlias = Annotated[Path, typer.Argument(metavar="FILE", help="Policies as TOML.")]


def register(app: typer.Typer) -> None:
    """Add these commands."""
    group = add_group(app, "policies", "Terms of use as data: whom they cover, and what they lead to.")
    for each in (check, apply, activate):
        command(group)(each)
    command(group, "run")(tried)
    command(group, "list")(listed)


def check(session: Session, path: File) -> Answer:  # noqa: ARG001 - the shape of every command
    """Is a file of policies sound? Prints its version, which is its digest."""
    from linkage.enforcement import policies

    found = policies.read(path)
    names = sorted(found.policies)
    said = f"{len(names):,} policies ({', '.join(names)}), version {found.digest}"
    return Answer({"digest": found.digest, "policies": names}, (said,))


def tried(session: Session, path: File) -> Answer:
    """Try every policy on what is served: counts of whom it covers. Nothing is asked for or written."""
    from linkage.enforcement import ladder, policies

    found, now = policies.read(path), datetime.now(UTC)
    with session.ledger() as ledger:
        document = ladder.tried(session.settings, ledger, session.publication(), found, now)
    return Answer(document, lines(document))


def lines(document: dict[str, Any]) -> tuple[Any, ...]:
    """The same for people."""
    from linkage.cli.tables import table

    columns = ("policy", "leads to", "action", "rings", "accounts", "ready", "steps", "by plan")
    plain = ("leads_to", "action", "rings", "accounts", "ready")
    rows = [
        (name, *(each[key] for key in plain), _stepped(each), _said(each))
        for name, each in document["policies"].items()
    ]
    return (table(columns, rows), f"version {document['digest']} over {document['publication']}")


def _stepped(counts: dict[str, Any]) -> str:
    return ", ".join(f"{each['accounts']:,} at {each['step']} {each['action']}" for each in counts["steps"])


def _said(counts: dict[str, Any]) -> str:
    return ", ".join(f"{count:,} {name}" for name, count in counts["by"]["plan"].items())


def apply(
    session: Session,
    path: File,
    name: Annotated[
        str,
        typer.Argument(
            metavar="POLICY",
            help="A policy that leads to a challenge or an export.",
            autocompletion=complete.policy,
        ),
    ],
    reason: Reason,
    step: Annotated[
        int | None, typer.Option("--step", min=1, help="Only accounts at this step of a policy in steps.")
    ] = None,
    format: Annotated[
        str, typer.Option("--format", help="csv, jsonl or parquet.", autocompletion=complete.form)
    ] = "csv",
) -> Answer:
    """Ask for an export of whom a policy covers, in confirmed rings alone; people approve it as any other."""
    from linkage.cli.exports import previewed, speaking, told
    from linkage.enforcement import policies

    wanted = policies.wanted(policies.read(path), name, step, format, datetime.now(UTC))
    publication = session.publication()
    with session.ledger() as ledger:
        speaks = speaking(session, ledger, reason, "export")
        return told(ledger, previewed(session.settings, ledger, publication, wanted, speaks))


def activate(session: Session, path: File, reason: Reason) -> Answer:
    """Have this version in force: what the service tries and asks for by the names of policies."""
    from linkage.cli.exports import speaking
    from linkage.enforcement import policies
    from linkage.ledger import terms

    found = policies.read(path)
    with session.ledger() as ledger:
        row = terms.activate(ledger, found.digest, found.says, speaking(session, ledger, reason, "operate"))
    return Answer({"version": row.version, "active": True}, (f"version {row.version} is in force",))


def listed(session: Session, author: Author = None, since: Since = None) -> Answer:
    """Every version that was activated, newest first; the first of all is in force."""
    from linkage.cli.tables import table
    from linkage.ledger import terms

    wanted = filters.wanted(author, since, "-at")
    with session.ledger() as ledger:
        every = terms.listed(ledger)
    found = [row for row in every if wanted.fits(row)]
    columns = ("version", "at", "name", "reason", "policies", "active")
    rows = [
        {
            **{each: getattr(row, each) for each in columns[:4]},
            "policies": sorted(row.says["policies"]),
            "active": row is every[0],
        }
        for row in found
    ]
    shown = [
        [
            each["version"][:12],
            each["at"],
            each["name"],
            each["reason"],
            ", ".join(each["policies"]),
            each["active"],
        ]
        for each in rows
    ]
    return Answer({"versions": rows}, (table(columns, shown, None, ("at", "name")),))
