"""Notes of investigators on single accounts: only added, audited, without personal data, gone with an erasure."""

import re
from collections.abc import Mapping
from typing import Final

from sqlalchemy import select

from linkage.errors import WrongUse
from linkage.ledger.audit.cover import covering
from linkage.ledger.audit.log import Act, append
from linkage.ledger.db.session import Ledger
from linkage.ledger.decisions import erased
from linkage.ledger.decisions.record import Spoken, name_of
from linkage.ledger.noted import NoteRow

RAW: Final = {
    "an e-mail address": re.compile(r"[^\s@,;<>]+@[^\s@,;<>]+\.[^\s@,;<>]+"),
    "an IP address": re.compile(
        r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])|(?:[0-9a-f]{1,4}:){4,7}[0-9a-f]{1,4}", re.I
    ),
    "a phone number": re.compile(r"\+\d(?:[ ().-]{0,2}\d){6,14}(?!\d)"),
    "a card number": re.compile(r"(?<![\w-])\d(?:[ -]?\d){12,18}(?![\w-])"),
}
"""Shapes of values that belong to a person. Dates, ids and masked values have none of them."""


def impersonal(text: str) -> str:
    """The text of a note; raises WrongUse where it holds what looks like somebody's own value."""
    for name, shape in RAW.items():
        if any(name != "a card number" or _card(found.group()) for found in shape.finditer(text)):
            raise WrongUse(
                f"a note holds no personal data, and this one has what looks like {name}: leave it out"
            )
    return text


def _card(found: str) -> bool:
    """Whether digits have the check digit of a card (ISO/IEC 7812-1, annex B)."""
    digits = [int(each) for each in reversed(found) if each.isdigit()]
    doubled = [each if at % 2 == 0 else sum(divmod(2 * each, 10)) for at, each in enumerate(digits)]
    return sum(doubled) % 10 == 0


def add(ledger: Ledger, account_id: str, account: int, spoken: Spoken) -> NoteRow:
    """Note the reason that is spoken on an account, with its entry in the audit chain, which has not the text.

    Raises WrongUse for a text with personal data, UnknownAccount for an account that was erased.
    """
    text = impersonal(spoken.reason)
    said = Act(spoken.author.prefix, "note account", account_id, spoken.author.purpose)
    with ledger.write() as session, covering(session, said, spoken.at) as wrote:
        erased.refuse(session, account)
        prefix = spoken.author.prefix
        entry = append(session, said, spoken.at)
        row = NoteRow(entry.seq, account_id, account, spoken.at, text, prefix, name_of(session, prefix))
        session.add(row)
        session.flush()
        wrote.append(row)
    return row


def of(ledger: Ledger, account: int) -> list[NoteRow]:
    """All notes on an account, newest first."""
    with ledger.read() as session:
        query = select(NoteRow).where(NoteRow.account == account).order_by(NoteRow.seq.desc())
        return list(session.scalars(query))


def document(row: NoteRow) -> Mapping[str, object]:
    """A note as a document."""
    return {name: getattr(row, name) for name in ("seq", "account_id", "at", "text", "name")}
