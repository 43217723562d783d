"""Exports, from requests to the ledger and the files and back as shapes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

import polars as pl
from pydantic import Field

from api.answers import lists
from api.answers.decisions import known
from api.answers.lists import Asked
from api.runtime.live import Live
from api.schemas.exports import (
    Export,
    Exports,
    ExportState,
    Ground,
    Kept,
    Limiting,
    Requesting,
    Revoking,
    Sample,
)
from api.times import stamp
from linkage import pepper
from linkage.enforcement import files, force, preview, produce, revoke
from linkage.errors import Unavailable, WrongUse
from linkage.hashing import account_key
from linkage.ledger import Ledger, approvals, exports, receipts, received
from linkage.ledger.actions import REQUESTED, ExportRow
from linkage.ledger.decisions.record import Author, Spoken
from linkage.ledger.exports import Wanted

REFUSED, OVERDUE = 100, 1_000
"""Most lines and accounts that an answer names."""


def spoken(who: Author, reason: str) -> Spoken:
    """Who says so, now."""
    return Spoken(who, reason, datetime.now(UTC))


def request(live: Live, ledger: Ledger, who: Author, asked: Requesting) -> Export:
    """Ask for an export of what is served, in the transaction that is open; raises UnknownAccount."""
    now = datetime.now(UTC)
    wanted = Wanted(
        asked.action,
        asked.ground,
        tuple(asked.rings),
        now + timedelta(days=asked.days) if isinstance(asked, Limiting) else None,
        asked.rising(),
        asked.hold_seconds,
        asked.window_seconds,
        asked.format,
    )
    live.load()
    served = live.current()
    if asked.account_ids is not None:
        wanted = replace(wanted, accounts=tuple(known(served, each) for each in asked.account_ids))
    found = produce.basis(served.publication)
    return shape(ledger, exports.request(ledger, wanted, found, spoken(who, asked.reason)))


def look(live: Live, export: str) -> exports.Previewed | None:
    """Choose the accounts, before the ledger is told; None where that was done before."""
    row = exports.one(live.ledger(), export)
    if row.state != REQUESTED:
        return None
    return produce.look(live.settings, live.ledger(), export, datetime.now(UTC))


def previewed(ledger: Ledger, export: str, found: exports.Previewed | None, said: Spoken) -> Export:
    """Note a preview; one that was made before is told again."""
    row = exports.one(ledger, export) if found is None else exports.previewed(ledger, export, found, said)
    return shape(ledger, row)


def secret(live: Live) -> bytes:
    """What exports are signed with; raises Unavailable where it is lost: that is for an operator, not the caller."""
    try:
        return pepper.export_key(live.settings)
    except WrongUse:
        raise Unavailable("The key that signs exports is not there: tell an operator.") from None


def write(live: Live, export: str) -> dict[str, Any]:
    """Write the file, before the ledger is told that it is there."""
    return produce.write(live.settings, live.ledger(), export, secret(live), datetime.now(UTC))


def take_back(live: Live, export: str, asked: Revoking, who: Author) -> ExportRow:
    """Take accounts back, and write the file that says so."""
    said, settings, ledger = spoken(who, asked.reason), live.settings, live.ledger()
    accounts = None if asked.account_ids is None else [account_key(each) for each in asked.account_ids]
    row = revoke.revoke(settings, ledger, export, accounts, said)
    return revoke.finish(settings, ledger, row, secret(live), said)


class Wanting(Asked):
    """Which exports."""

    EQUAL = ("state", "kind", "action", "ground")

    state: ExportState | None = Field(None, description="Those in this state.")
    kind: Literal["action", "revocation"] | None = Field(None, description="Those that act, or take back.")
    action: Literal["challenge", "throttle", "hold_payouts", "suspend", "ban", "restore"] | None = Field(
        None, description="Those of this action."
    )
    ground: Ground | None = Field(None, description="Those on this ground.")


def page_of(ledger: Ledger, asked: Wanting, most: int) -> Exports:
    """The page of exports."""
    shown, after = lists.listed(ledger, ExportRow, asked, most)
    return Exports(items=[shape(ledger, row) for row in shown], next=after)


def shape(ledger: Ledger, row: ExportRow) -> Export:
    """An export as a shape."""
    with ledger.read() as session:
        voices, counts = approvals.approvals(session, row), approvals.counts(session, row)
    expected = preview.expects(row.accounts, counts, row.preview)
    told = {key: value for key, value in row.preview.items() if key != "evidence"}
    return Export.model_validate(
        {
            **{name: getattr(row, name) for name in ("id", "kind", "action", "ground", "reason", "name")},
            **{name: getattr(row, name) for name in ("publication", "state", "revokes", "digest")},
            "named": len(row.asked["accounts"]) if "accounts" in row.asked else None,
            **{"accounts": row.accounts, "to_review": row.to_review, "left_out": len(row.left_out)},
            "at": stamp(row.at),
            "ends_at": stamp(row.ends_at) if row.ends_at else None,
            "expires_at": stamp(row.expires_at),
            "approvals_needed": exports.needed(row.accounts) if row.kind == "action" else 0,
            "approvals": [
                {"name": each.name, "at": stamp(each.at), "reason": each.reason} for each in voices
            ],
            "reviewed": counts,
            "preview": told | {"expected_false_positives": expected} if told else None,
            "file": row.file or None,
        }
    )


def sample(live: Live, export: str) -> Sample:
    """The accounts to review, and their verdicts."""
    row = exports.one(live.ledger(), export)
    rows = produce.sample(live.settings, row) if row.selection else pl.DataFrame()
    with live.ledger().read() as session:
        told = approvals.reviews(session, row)
    said: dict[int, dict[str, str]] = {}
    for each in told:
        said.setdefault(each.account, {})[each.name] = each.verdict
    items = [
        {
            "account_id": row["account_id"],
            "ring": row["ring_id"],
            "tier": row["tier"],
            "verdicts": said.get(row["account"], {}),
        }
        for row in rows.to_dicts()
    ]
    return Sample.model_validate({"export": export, "items": items})


def receive(live: Live, ledger: Ledger, export: str, rows: pl.DataFrame, dry: bool, said: Spoken) -> Kept:
    """Keep receipts, in the transaction that is open, and tell what is still missing."""
    row = exports.one(ledger, export)
    there = exported(live, row)
    good, bad = receipts.checked(rows, there)
    if not good.is_empty():
        receipts.take(ledger, export, good, dry, said)
    return kept(ledger, row, there, dry, said.at, good.height, bad)


def exported(live: Live, row: ExportRow) -> pl.DataFrame:
    """The accounts of an export's file, none while there is no file."""
    if not row.file:
        return pl.DataFrame(schema={"account": pl.Int64(), "account_id": pl.String()})
    return force.written(live.settings, row).select("account", "account_id")


def kept(  # noqa: PLR0913, PLR0917 - what an answer is made of
    ledger: Ledger,
    row: ExportRow,
    there: pl.DataFrame,
    dry: bool,
    now: datetime,
    accepted: int = 0,
    bad: pl.DataFrame | None = None,
) -> Kept:
    """Where the receipts of an export stand."""
    with ledger.read() as session:
        told = received.newest(session, row.id, dry)
    silent = there.join(told.select("account"), on="account", how="anti")
    late = there.clear()
    if row.frozen_at is not None:
        late = receipts.overdue(told, there, files.last_moment(produce.terms_of(row)), now)
    return Kept(
        accepted=accepted,
        refused=[] if bad is None else bad.head(REFUSED).to_dicts(),
        **receipts.counted(told),
        unreported=silent.height,
        overdue=late["account_id"].head(OVERDUE).to_list(),
    )
