"""Terms of use as data: checked, tried on what is served, and asked to be acted on."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

import typer

from linkage.cli.decide import Reason
from linkage.cli.session import Answer, Session, add_group, command
from linkage.errors import WrongUse

if TYPE_CHECKING:
    from linkage.enforcement.policies import Policies

File: TypeAlias = Annotated[Path, typer.Argument(metavar="FILE", help="Policies as TOML.")]


def register(app: typer.Typer) -> None:
    """Add these commands."""
    group = add_group(app, "policies", "Terms of use as data: whom they cover, and what they lead to.")
    for each in (check, apply):
        command(group)(each)
    command(group, "run")(tried)


def check(session: Session, path: File) -> Answer:  # noqa: ARG001 - the shape of every command
    """Is a file of policies sound? Prints its version, which is its digest."""
    from linkage.enforcement import policies

    found = policies.read(path)
    names = sorted(found.policies)
    said = f"{len(names):,} policies ({', '.join(names)}), version {found.digest}"
    return Answer({"digest": found.digest, "policies": names}, (said,))


def tried(session: Session, path: File) -> Answer:
    """Try every policy on what is served: counts of whom it covers. Nothing is asked for or written."""
    from linkage.enforcement import policies

    found = policies.read(path)
    document = {"digest": found.digest, **counted(session, found)}
    return Answer(document, lines(document))


def counted(session: Session, found: "Policies") -> dict[str, Any]:
    """The counts of every policy over the publication that is served."""
    from linkage.enforcement import known, policies
    from linkage.ledger.decisions import erased
    from linkage.ledger.decisions.state import standing

    with session.ledger() as ledger, ledger.read() as reading:
        decided, gone = standing(reading, datetime.now(UTC)), erased.keys(reading)
    publication = session.publication().hiding(gone)
    measures = known.measured(session.settings, publication.watermark)
    told = {
        name: policies.counts(policies.covered(publication, decided, each, measures), each)
        for name, each in sorted(found.policies.items())
    }
    return {"publication": publication.run, "policies": told}


def lines(document: dict[str, Any]) -> tuple[Any, ...]:
    """The same for people."""
    from linkage.cli.tables import table

    columns = ("policy", "leads to", "action", "rings", "accounts", "ready", "by plan")
    rows = [
        (name, *(each[key] for key in ("leads_to", "action", "rings", "accounts", "ready")), _said(each))
        for name, each in document["policies"].items()
    ]
    return (table(columns, rows), f"version {document['digest']} over {document['publication']}")


def _said(counts: dict[str, Any]) -> str:
    return ", ".join(f"{count:,} {name}" for name, count in counts["by"]["plan"].items())


def apply(
    session: Session,
    path: File,
    name: Annotated[
        str, typer.Argument(metavar="POLICY", help="One that leads to a challenge or an export.")
    ],
    reason: Reason,
    format: Annotated[str, typer.Option("--format", help="csv, jsonl or parquet.")] = "csv",
) -> Answer:
    """Ask for an export of whom a policy covers, in confirmed rings alone; people approve it as any other."""
    from linkage.cli.exports import speaking, told
    from linkage.cli.keys import ahead
    from linkage.enforcement import policies, produce
    from linkage.ledger import exports

    found, now = policies.read(path), datetime.now(UTC)
    policy = found.one(name)
    if policy.does is None or policy.ground is None:
        raise WrongUse(
            f"the policy `{name}` leads to {policy.leads_to}, which people do: nothing is exported"
        )
    kept = policies.kept(found, name)
    ends = ahead(now, policy.days)
    wanted = exports.Wanted(policy.does, policy.ground, ends_at=ends, format=format, policy=kept)
    publication = session.publication()
    with session.ledger() as ledger:
        speaks = speaking(session, ledger, reason, "export")
        row = exports.request(ledger, wanted, produce.basis(publication), speaks)
        looked = produce.look(session.settings, ledger, row.id, now)
        return told(ledger, exports.previewed(ledger, row.id, looked, speaks))
