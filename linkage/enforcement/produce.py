"""The steps of an export that have to do with files: the preview, and the file itself.

Killed anywhere, the same again completes it. What the file will say is fixed in the ledger before the first byte
is written, so that it comes out the same; and it lies under its final name whole or not at all.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl

from linkage import atomic
from linkage.enforcement import evidence, files, force, known, ladder, policies, preview, selection, signing
from linkage.errors import DamagedPublication, Refused, UnknownRun
from linkage.ledger import Ledger, appealed, approvals, exports, outcomes
from linkage.ledger.actions import ACTION, APPROVED, LAPSE, OUT, REQUESTED, ExportRow
from linkage.ledger.audit import log
from linkage.ledger.decisions import erased
from linkage.ledger.decisions.policy import DecisionState
from linkage.ledger.decisions.state import decision_state
from linkage.ledger.exports import Basis, Previewed
from linkage.publication.reader import Publication
from linkage.settings import Settings

REDRESS = (
    "You may appeal this decision through the service that told you of it. A person who had no part in it "
    "answers, with reasons; if it was wrong, what was done is undone."
)
"""What the account's owner is told of redress, with every entry of a file."""


def folder(settings: Settings, row: ExportRow) -> Path:
    """Where the files of an export lie; those of a revocation lie with what it takes back."""
    return settings.exports / (row.revokes or row.id)


def file_of(settings: Settings, row: ExportRow) -> Path:
    """The file of an export, whether it is there or not."""
    return folder(settings, row) / f"{row.id}.{row.asked['format']}"


def basis(publication: Publication) -> Basis:
    """What an export has to say of its publication."""
    said = publication.manifest
    versions = {
        "digest": said.digest,
        "code": said.versions.get("linkage", ""),
        "settings": said.versions.get("settings", ""),
    }
    return Basis(publication.run, publication.watermark, versions)


def look(settings: Settings, ledger: Ledger, export: str, now: datetime) -> Previewed:
    """Choose the accounts of an export and keep them; raises Refused where that cannot be, or is too much."""
    row = exports.one(ledger, export)
    if row.state != REQUESTED:
        raise Refused(f"the export is {row.state}: it was previewed before")
    publication, decided = _publication(settings, ledger, row), _decided(ledger, now)
    measures = known.measured(settings, row.watermark)
    done = force.done(force.in_force(settings, ledger, now), row.action)
    among = pl.Series(row.asked["accounts"], dtype=pl.Int64) if "accounts" in row.asked else None
    if "policy" in row.asked:
        policy = policies.again(row.asked["policy"])
        exits = known.exits(settings, row.watermark) if policy.asks_exits else None
        among = policies.covered(publication, decided, policy, measures, exits)["account"]
        among = ladder.at_step(ledger, row, among, now)
    choice = selection.Choice(row.action, tuple(row.asked["rings"]), row.id, done, among)
    chosen = selection.select(publication, decided, choice, measures)
    told = preview.preview(publication, chosen, measures, known.networks(settings, row.watermark), now)
    told |= ladder.told(row)
    told["labels"] = preview.labelled(chosen, known.labels(settings, row.watermark))
    told["evidence"] = evidence.capture(publication, chosen, folder(settings, row))
    _within(settings, chosen.height, told["paying"])
    sample = selection.drawn(chosen, exports.to_review(chosen.height))
    kept = selection.keep(chosen, folder(settings, row))
    return Previewed(kept, chosen.height, sample["account"].to_list(), told)


def sample(settings: Settings, row: ExportRow) -> pl.DataFrame:
    """The accounts to review, in the order drawn; columns of `SELECTED`."""
    return selection.drawn(selection.whole(folder(settings, row), row.selection), row.to_review)


def write(settings: Settings, ledger: Ledger, export: str, secret: bytes, now: datetime) -> dict[str, Any]:
    """Write the file of an approved export with its manifest, whole; what the ledger is to note of it.

    Raises Refused unless it was approved as it is, and while appeals overturn too much; Damaged when the ledger or
    the selection is not what was written.
    """
    row = exports.one(ledger, export)
    if row.state in OUT:
        return dict(row.file)
    if row.frozen_at is None:
        row = _frozen(settings, ledger, row, now)
    if row.state != APPROVED or row.frozen_at is None:
        raise Refused(f"the export is {row.state}, and would have to be approved")
    path = file_of(settings, row)
    made = files.write(_rows(settings, ledger, row), path)
    said = _manifest(ledger, row, made)
    atomic.write(files.manifest_of(path), signing.signed(said, signing.private(secret)), 0o600)
    return made


def _frozen(settings: Settings, ledger: Ledger, row: ExportRow, now: datetime) -> ExportRow:
    """Fix whom the file leaves out, after every check that can stop it."""
    chain = log.verify(ledger)
    if not chain.whole:
        raise Refused("the ledger is not as it was written: `linkage audit verify` says where")
    if row.state == APPROVED and exports.digest(row) != row.digest:
        raise Refused("the export has changed since it was approved: request a new one")
    with ledger.read() as session:
        appealed.refuse(session, settings.overturned, now)
        approvals.reviewed(session, row)
        lapses = outcomes.ended(session, now)
    out = _left_out(settings, ledger, row, now)
    if len(out) == row.accounts:
        raise Refused("all of its accounts are protected by now: cancel it")
    left = force.written(settings, row, out)["account"]
    paying = known.paying(settings)
    _within(
        settings, len(left), None if paying is None else int(left.is_in(paying["account"].implode()).sum())
    )
    return exports.freeze(ledger, row.id, exports.Fixed(out, lapses, left, settings.export_most_day), now)


def _left_out(settings: Settings, ledger: Ledger, row: ExportRow, now: datetime) -> Mapping[int, str]:
    """Accounts that are protected by now, or that something as harsh was done to meanwhile, and why."""
    chosen = selection.whole(folder(settings, row), row.selection)
    publication, decided = _publication(settings, ledger, row), _decided(ledger, now)
    choice = selection.Choice(row.action, (), row.id)
    done = set(force.done(force.in_force(settings, ledger, now), row.action))
    with ledger.read() as session:
        gone = set(erased.keys(session))
    try:
        still = set(selection.select(publication, decided, choice)["account"])
    except Refused:
        still = set()
    elsewhere = set(chosen["account"]) - set(ladder.at_step(ledger, row, chosen["account"], now))
    words = {"erased": gone, "acted on before": done, "at another step": elsewhere & still}
    return {
        account: next((why for why, those in words.items() if account in those), "let go")
        for account in chosen["account"]
        if account not in still or account in done or account in elsewhere
    }


def _rows(settings: Settings, ledger: Ledger, row: ExportRow) -> Iterator[pl.DataFrame]:
    """The rows of a file, some at a time: its own, then those of actions whose end has come."""
    terms = terms_of(row)
    for part in force.written_parts(settings, row):
        yield files.laid_out(part, terms)
    with ledger.read() as session:
        over = outcomes.by_ids(session, row.lapses)
    for each in over:
        at_once = replace(terms_of(each), frozen_at=terms.frozen_at, waves=(1.0,), hold=0, window=0)
        for part in force.left_parts(settings, ledger, each):
            yield files.laid_out(part.with_columns(action=pl.lit(LAPSE)), at_once)


def terms_of(row: ExportRow) -> files.Terms:
    """What is the same for all rows of an export."""
    assert row.frozen_at is not None
    return files.Terms(
        row.id,
        row.publication,
        row.ground,
        row.frozen_at,
        row.accounts,
        tuple(row.asked["waves"]),
        int(row.asked["hold"]),
        int(row.asked["window"]),
        row.ends_at,
    )


def _manifest(ledger: Ledger, row: ExportRow, file: Mapping[str, Any]) -> dict[str, Any]:
    """What is signed with a file."""
    with ledger.read() as session:
        given = approvals.approvals(session, row)
        reviews = approvals.counts(session, row) if row.kind == ACTION else {}
    return {
        "schema": files.SCHEMA,
        "export": row.id,
        "kind": row.kind,
        "revokes": row.revokes,
        "action": row.action,
        "ground": row.ground,
        "reason": row.reason,
        "requested_by": row.name,
        "requested_at": files.said(row.at),
        "produced_at": files.said(row.frozen_at),
        "ends_at": files.said(row.ends_at),
        "publication": row.publication,
        "watermark": row.watermark,
        "versions": dict(row.versions),
        "digest": row.digest,
        "selection": row.selection,
        "evidence": row.preview.get("evidence"),
        "left_out": len(row.left_out),
        "lapses": list(row.lapses),
        "reviewed": reviews,
        "approvals": [
            {"name": each.name, "key": each.author, "at": files.said(each.at), "digest": each.digest}
            for each in given
        ],
        "automated": False,
        "redress": REDRESS,
        "columns": list(files.COLUMNS),
        "file": dict(file),
        **({"policy": row.asked["policy"]} if "policy" in row.asked else {}),
    }


def _publication(settings: Settings, ledger: Ledger, row: ExportRow) -> Publication:
    try:
        found = Publication.open(settings.publications, row.publication)
    except (UnknownRun, DamagedPublication):
        raise Refused(f"publication {row.publication} is no longer kept: ask for a new export") from None
    return found.hiding(erased.everyone(ledger))


def _decided(ledger: Ledger, now: datetime) -> DecisionState:
    with ledger.read() as session:
        return decision_state(session, now.astimezone(UTC))


def _within(settings: Settings, accounts: int, paying: int | None) -> None:
    """Is it within the caps? Raises Refused."""
    if accounts > settings.export_most:
        raise Refused(
            f"{accounts:,} accounts are more than one export may have: {settings.export_most:,} "
            "(LINKAGE_EXPORT_MOST)"
        )
    if paying is not None and paying > settings.export_paying * accounts:
        raise Refused(
            f"{paying:,} of its {accounts:,} accounts pay, more than {settings.export_paying:.0%} "
            "(LINKAGE_EXPORT_PAYING)"
        )
