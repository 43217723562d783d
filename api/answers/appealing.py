"""Appeals, from requests to the ledger and back as shapes."""

from datetime import UTC, datetime

from pydantic import Field

from api.answers import exporting, lists
from api.answers.lists import Asked
from api.deps import Reading
from api.runtime.live import Live
from api.schemas.appeals import Answering, Appeal, Appealing, Appeals, AppealState, Rates, Weighing
from api.schemas.exports import Ground
from api.times import stamp
from linkage.enforcement import answers, force, record
from linkage.errors import NotFound
from linkage.hashing import account_key
from linkage.ledger import Ledger, appealed, appeals, exports
from linkage.ledger.actions import AppealRow
from linkage.ledger.decisions.record import Author


def open_one(live: Live, ledger: Ledger, who: Author, wanted: Appealing) -> Appeal:
    """Open an appeal, in the transaction that is open; raises NotFound for an account that was not exported."""
    row = exports.one(ledger, wanted.export)
    account = account_key(wanted.account_id)
    there = force.written(live.settings, row).filter(force.is_account(account)) if row.file else None
    if there is None or there.is_empty():
        raise NotFound("the account is not in the file of this export")
    said = exporting.spoken(who, "appeal")
    made = appeals.open_one(ledger, row.id, account, there["ring_id"][0], wanted.text, said)
    return shape(live, ledger, made)


class Queue(Asked):
    """Which appeals."""

    EQUAL = ("state", "ground", "export")

    state: AppealState | None = Field(None, description="Those in this state alone.")
    ground: Ground | None = Field(None, description="Those against an action on this ground.")
    export: str | None = Field(None, min_length=1, max_length=64, description="Those against this export.")


def page_of(live: Live, ledger: Ledger, asked: Queue, most: int) -> Appeals:
    """The page of appeals."""
    shown, after = lists.listed(ledger, AppealRow, asked, most)
    return Appeals(items=[shape(live, ledger, row) for row in shown], next=after)


def weighed(live: Live, appeal: int, reading: Reading) -> Weighing:
    """An appeal with the evidence then and now; the read is audited."""
    ledger = live.ledger()
    row = appeals.one(ledger, appeal)
    then = record.record(live.settings, ledger, row.export, row.account)
    served = live.current().publication
    found = answers.now(served, row.account, then["account_id"])
    now = None
    if found is not None:
        now = {
            name: getattr(found, name) for name in ("publication", "code", "settings", "digest", "summary")
        }
    reading.witness("read appeal", str(appeal))
    told = shape(live, ledger, row).model_dump()
    return Weighing.model_validate(
        {**told, "then": then, "now": now, "twins": answers.twins(served, row.account)}
    )


def answered(live: Live, ledger: Ledger, who: Author, appeal: int, wanted: Answering) -> Appeal:
    """Answer an appeal, and release the account where it is granted, in the transaction that is open."""
    row = appeals.one(ledger, appeal)
    name = answers.account_id(live.settings, ledger, row) or ""
    said = exporting.spoken(who, wanted.words)
    live.load()
    found = live.current().publication
    return shape(
        live, ledger, answers.answer(ledger, found, appeal, (wanted.answer, wanted.words), said, name)
    )


def restore(live: Live, who: Author, appeal: int) -> None:
    """Write the export that gives a granted account back, and show it."""
    secret = exporting.secret(live)
    answers.restore(live.settings, live.ledger(), appeal, secret, exporting.spoken(who, f"appeal {appeal}"))
    live.catch_up()


def rates(live: Live) -> Rates:
    """Overturn rates of 30 days."""
    with live.ledger().read() as session:
        found = appealed.rates(session, datetime.now(UTC))
    return Rates.model_validate({"limit": live.settings.overturned, **found})


def shape(live: Live, ledger: Ledger, row: AppealRow) -> Appeal:
    """An appeal as a shape."""
    erased = row.account in live.overlay.erased
    told = {
        "account_id": None if erased else answers.account_id(live.settings, ledger, row),
        "at": stamp(row.at),
        "answered_at": stamp(row.answered_at) if row.answered_at else None,
    }
    return Appeal.model_validate(answers.document(row) | told)
