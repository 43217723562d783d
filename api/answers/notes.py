"""Notes on accounts, from requests to the ledger and back as shapes."""

from datetime import UTC, datetime

from api.answers.decisions import known
from api.pages import Paging, page
from api.runtime.live import Live
from api.runtime.served import Served
from api.schemas.notes import Note, Notes, Noting
from api.times import stamp
from linkage.ledger import Ledger, notes
from linkage.ledger.decisions.record import Author, Spoken
from linkage.ledger.noted import NoteRow


def listed(live: Live, served: Served, account_id: str, asked: Paging) -> Notes:
    """The page of notes on an account; raises UnknownAccount."""
    at = page(["notes", account_id], asked, served.page_limit)
    found = notes.of(live.ledger(), known(served, account_id))
    return Notes(items=[shape(row) for row in at.cut(found)], next=at.next(len(found)))


def add(live: Live, ledger: Ledger, who: Author, account_id: str, wanted: Noting) -> Note:
    """Note something on an account, in the transaction that is open; raises UnknownAccount."""
    account = known(live.current(), account_id)
    spoken = Spoken(who, wanted.text, datetime.now(UTC))
    return shape(notes.add(ledger, account_id, account, spoken))


def shape(row: NoteRow) -> Note:
    """A note as a shape."""
    return Note.model_validate(dict(notes.document(row)) | {"at": stamp(row.at)})
