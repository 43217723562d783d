"""Appeals weighed and answered: evidence then and now, and an account given back at once where it is granted."""

from typing import Any, Final

import polars as pl

from linkage.enforcement import force, revoke
from linkage.explain import evidence, snapshot
from linkage.ledger import Ledger, appeals, exports
from linkage.ledger.actions import GRANTED, AppealRow
from linkage.ledger.decisions import erased, record
from linkage.ledger.decisions.record import EvidenceSnapshot, Spoken, Subject
from linkage.ledger.exports import noting
from linkage.model import ENFORCEABLE
from linkage.publication.reader import Publication
from linkage.settings import Settings

TWINS: Final = 100
"""Most accounts that are listed as held by the same evidence."""


def account_id(settings: Settings, ledger: Ledger, row: AppealRow) -> str | None:
    """The id of who appeals, by the export's own files."""
    rows = force.written(settings, exports.one(ledger, row.export))
    found = rows.filter(pl.col("account") == row.account)["account_id"].to_list()
    return found[0] if found else None


def now(publication: Publication, account: int, name: str) -> EvidenceSnapshot | None:
    """The evidence as it stands in what is served; None for an account that it does not know."""
    if publication.row(account) is None:
        return None
    return snapshot.of(publication, Subject(None, name, account))


def twins(publication: Publication, account: int) -> list[str]:
    """Core and member accounts of the same ring that hold a value without which this one would not be in it.

    Where no single value decides, those that hold any that ties it.
    """
    decisive = publication.decisive_of(account)["value"].to_numpy()
    values = decisive if len(decisive) else publication.links_of(evidence.keys([account]))["value"].to_numpy()
    holders = publication.links_across(values).select("account").unique()
    mine = publication.members.filter(pl.col("account") == account)["ring_id"].to_list()
    same = publication.seen(publication.members).filter(
        pl.col("ring_id").is_in(mine) & pl.col("tier").is_in(ENFORCEABLE) & (pl.col("account") != account)
    )
    return same.join(holders, on="account", how="semi")["account_id"].sort().head(TWINS).to_list()


def answer(
    ledger: Ledger, publication: Publication, appeal: int, said: tuple[str, str], spoken: Spoken, name: str
) -> AppealRow:
    """Answer an appeal with a text of the closed set and words; granted, the account is released with it.

    It is also released where what is served does not have it: a later run may find it again. Both are done in the
    transaction that is open, where the ledger given is within one. `restore` comes after.
    """
    before = appeals.one(ledger, appeal).state  # its row is this row, where one transaction is open
    row = appeals.answer(ledger, appeal, *said, spoken)
    if row.state == GRANTED and before != GRANTED and not _erased(ledger, row.account):
        about = Subject(None, name, row.account)
        known = publication.row(row.account) is not None
        seen = snapshot.of(publication, about) if known else snapshot.absent(publication)
        because = Spoken(spoken.author, f"appeal {appeal}: {said[0]}", spoken.at)
        record.record(ledger, "release", about, seen, because)
    return row


def _erased(ledger: Ledger, account: int) -> bool:
    """Whether an account was erased: its key stands in no later run, and nothing may name it."""
    with ledger.read() as session:
        return erased.any_of(session, [account])


def restore(settings: Settings, ledger: Ledger, appeal: int, secret: bytes, spoken: Spoken) -> AppealRow:
    """Write the export that gives a granted account back; again changes nothing."""
    row = appeals.one(ledger, appeal)
    if row.state != GRANTED or row.revocation is not None:
        return row
    made = revoke.revoke(settings, ledger, row.export, [row.account], spoken)
    made = revoke.finish(settings, ledger, made, secret, spoken)
    with ledger.write() as session, noting(session, spoken) as wrote:
        row = appeals.get(session, appeal)
        row.revocation = made.id
        wrote.append(row)
    return row


def document(row: AppealRow) -> dict[str, Any]:
    """An appeal as a document."""
    names = ("export", "ground", "name", "text", "state", "assigned", "answer", "words", "answered_by")
    return {
        "appeal": row.seq,
        "ring": row.ring_id,
        "revocation": row.revocation,
        **{name: getattr(row, name) for name in names},
    }
