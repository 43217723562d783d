"""Taking back what was exported: each account that was acted on, with the state to put it back to.

Accounts of which the consumer says that nothing was done need nothing. One that nobody reported is told with the
action `cancel`: it is not to be acted on, and put back where it was.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl

from linkage import atomic
from linkage.enforcement import files, force, produce, selection, signing
from linkage.errors import NotFound, Refused, WrongUse
from linkage.ledger import Ledger, closing, exports, outcomes, received, strikes
from linkage.ledger.actions import APPLIED, APPROVED, RESTORE, REVOCATION, REVOKED, ExportRow
from linkage.ledger.audit.log import append
from linkage.ledger.decisions import effective
from linkage.ledger.decisions.record import Spoken
from linkage.ledger.decisions.state import decision_state
from linkage.ledger.exports import Basis, Wanted
from linkage.settings import Settings

CANCEL = "cancel"


def prepare(
    settings: Settings, ledger: Ledger, export: str, accounts: Sequence[int] | None
) -> tuple[ExportRow, pl.DataFrame]:
    """The export, and who of it is to be taken back (`SELECTED`): these accounts, or all that are in force.

    Raises Refused where nothing is out or left, NotFound for an account that is not among those left.
    """
    row = exports.one(ledger, export)
    if not row.file or row.kind == REVOCATION:
        raise Refused(f"the export is {row.state}: there is no action of it to take back")
    there = force.left(settings, ledger, row)
    if accounts is not None and set(accounts) - set(there["account"]):
        raise NotFound("an account is not in this export, or was taken back before")
    wanted = there if accounts is None else there.filter(pl.col("account").is_in(sorted(set(accounts))))
    return row, undone(wanted, _told(ledger, export))


def undone(selected: pl.DataFrame, receipts: pl.DataFrame) -> pl.DataFrame:
    """The rows that undo a selection, by receipts (`received.RECEIPTS`)."""
    told = selected.join(
        receipts.select("account", "outcome", "before"), on="account", how="left", maintain_order="left"
    )
    acted = told.filter(pl.col("outcome").is_null() | (pl.col("outcome") == APPLIED))
    before = pl.when(pl.col("before").fill_null("") != "").then(pl.col("before")).otherwise(pl.col("restore"))
    action = pl.when(pl.col("outcome").is_null()).then(pl.lit(CANCEL)).otherwise(pl.lit(RESTORE))
    return acted.with_columns(restore=before, action=action).select(selected.columns)


def revoke(
    settings: Settings, ledger: Ledger, export: str, accounts: Sequence[int] | None, spoken: Spoken
) -> ExportRow:
    """Note in the ledger what is taken back, its selection written before; one that was broken off goes on.

    The file is then written by `produce.write`, as that of any export. Raises Refused where nobody is left.
    """
    before = _before(settings, ledger, export, accounts)
    if before is not None:
        return before
    row, rows = prepare(settings, ledger, export, accounts)
    if rows.is_empty():
        raise Refused("nothing is left of this export to take back")
    kept = selection.keep(rows, settings.exports / export)
    left = force.left(settings, ledger, row)["account"]
    everything = len(left) == rows.height or accounts is None
    taken = left if accounts is None else left.filter(left.is_in(sorted(set(accounts))))
    with ledger.write() as session, exports.noting(session, spoken) as wrote:
        old = exports.get(session, export)
        wanted = Wanted(RESTORE, old.ground, format=str(old.asked["format"]))
        basis = Basis(old.publication, old.watermark, old.versions)
        made = exports.begun(session, REVOCATION, wanted, basis, spoken, export)
        made.selection, made.accounts, made.frozen_at = kept, rows.height, spoken.at
        made.digest = exports.digest(made)
        closing.give_back(session, export, taken, made.seq, spoken)
        wrote += [made, *strikes.take_back(session, export, taken, spoken.author.prefix, spoken.at)]
        if everything:
            append(session, exports.act(spoken, "revoke export", export), spoken.at)
            old.state = REVOKED
            wrote.append(old)
    return made


def _before(
    settings: Settings, ledger: Ledger, export: str, accounts: Sequence[int] | None
) -> ExportRow | None:
    """The revocation that was broken off, or that took the same back before: taking back again changes nothing."""
    with ledger.read() as session:
        row, made = exports.get(session, export), outcomes.revocations(session, export)
    for each in made:
        if each.state == APPROVED or (accounts is None and row.state == REVOKED):
            return each
        if accounts is not None and set(accounts) <= set(force.written(settings, each)["account"]):
            return each
    return None


def due(settings: Settings, ledger: Ledger, now: datetime) -> dict[str, list[int]]:
    """By export, the accounts in force that decisions protect since: released, allowlisted, dismissed, `not_same`."""
    held = force.in_force(settings, ledger, now)
    with ledger.read() as session:
        states = decision_state(session, now.astimezone(UTC))
    tiers = effective.tiers(held.with_columns(tier=pl.lit("core")), states)
    found = held.filter(tiers.ne_missing("core")).group_by("export", maintain_order=True)
    return {str(name[0]): rows["account"].to_list() for name, rows in found}


def from_file(path: Path, out: Path, secret: bytes, receipts: Path | None, now: datetime) -> dict[str, Any]:
    """A revocation made of an exported file alone, years later; its manifest.

    Receipts (a CSV with account_id, outcome and before) say what was applied; without them every account is
    told to be put back as it was known to be before. Raises Refused for a file that is not as it was signed.
    """
    told = files.verify(path, signing.public(secret))
    if told["kind"] == REVOCATION:
        raise WrongUse("this file takes an export back: give the file of the export itself")
    rows = files.read(path).filter(pl.col("export") == told["export"])
    rows = rows.with_columns(account=pl.int_range(pl.len(), dtype=pl.Int64))
    heard = pl.DataFrame(schema=received.RECEIPTS) if receipts is None else _heard(receipts, rows)
    back = undone(rows, heard)
    if receipts is None:
        back = back.with_columns(action=pl.lit(RESTORE))
    moment = files.said(now)
    rows = back.with_columns(
        wave=pl.lit(1, pl.Int64), not_before=pl.lit(moment), ends_at=pl.lit(None, pl.String)
    ).select(pl.col(name).cast(kind) for name, kind in files.COLUMNS.items())
    made = files.write(rows.iter_slices(selection.PART), out)
    kept = {key: told[key] for key in ("schema", "ground", "publication", "watermark", "versions", "columns")}
    said = {
        **kept,
        "export": told["export"],
        "kind": REVOCATION,
        "revokes": told["export"],
        "action": RESTORE,
        "produced_at": moment,
        "file": made,
    }
    atomic.write(files.manifest_of(out), signing.signed(said, signing.private(secret)), 0o600)
    return said


def _heard(path: Path, rows: pl.DataFrame) -> pl.DataFrame:
    """Receipts of a file, by the place of their account in the export."""
    try:
        told = pl.read_csv(path, infer_schema=False)
    except (pl.exceptions.PolarsError, OSError):
        raise WrongUse(f"{path.name} cannot be read as CSV") from None
    if not {"account_id", "outcome"} <= set(told.columns):
        raise WrongUse(f"{path.name} lacks a column account_id or outcome")
    if "before" not in told.columns:
        told = told.with_columns(before=pl.lit(""))
    named = told.join(rows.select("account_id", "account"), on="account_id")
    return named.select("account", "outcome", "before").unique("account", keep="last")


def _told(ledger: Ledger, export: str) -> pl.DataFrame:
    with ledger.read() as session:
        return received.newest(session, export)


def finish(settings: Settings, ledger: Ledger, row: ExportRow, secret: bytes, spoken: Spoken) -> ExportRow:
    """Write the file of a revocation, and note it."""
    if row.state != APPROVED:
        return row
    made = produce.write(settings, ledger, row.id, secret, spoken.at)
    return exports.produced(ledger, row.id, made, spoken)
