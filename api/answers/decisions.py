"""What people decide, from requests to the ledger and back as shapes."""

from collections.abc import Mapping
from datetime import UTC, datetime

from api.runtime.live import Live
from api.runtime.served import Served
from api.schemas.decisions import (
    Allowed,
    Allowing,
    Decision,
    Erasing,
    Erasure,
    NotOfRing,
    NotTheSame,
    OnAccount,
    OnRing,
    Undoing,
    Wanted,
)
from api.times import stamp
from linkage.errors import Refused, UnknownAccount, UnknownRing
from linkage.explain import snapshot
from linkage.hashing import account_key
from linkage.ledger import Ledger
from linkage.ledger.db.decision_models import AllowRow, DecisionRow, ErasureRow
from linkage.ledger.decisions import allowlist, erasures, record
from linkage.ledger.decisions.record import Author, Spoken, Subject
from linkage.ledger.runs import rings


def decide(live: Live, ledger: Ledger, who: Author, wanted: Wanted) -> Decision:
    """Write a decision down, in the transaction that is open."""
    spoken = Spoken(who, wanted.reason, datetime.now(UTC))
    if isinstance(wanted, Undoing):
        row = record.undo(ledger, wanted.decision, spoken)
    else:
        live.load()  # evidence is of the publication that is served, not of the one before
        served = live.current()
        about = subject(live, served, wanted)
        found = snapshot.of(served.publication, about)
        row = record.record(ledger, wanted.action, about, found, spoken)
    return shape(row, {})


def subject(live: Live, served: Served, wanted: OnRing | OnAccount | NotOfRing | NotTheSame) -> Subject:
    """What is decided about; raises UnknownAccount, UnknownRing, Refused for a ring that was taken up."""
    ring_id = wanted.ring if isinstance(wanted, OnRing | NotOfRing) else None
    if ring_id is not None:
        _there(live, served, ring_id)
    if isinstance(wanted, OnRing):
        return Subject(ring_id)
    account = known(served, wanted.account_id)
    if not isinstance(wanted, NotTheSame):
        return Subject(ring_id, wanted.account_id, account)
    return Subject(None, wanted.account_id, account, wanted.other_id, known(served, wanted.other_id))


def _there(live: Live, served: Served, ring_id: str) -> None:
    if served.ring_row(ring_id) is not None:
        return
    heir = rings.resolve(live.ledger(), ring_id)
    if served.ring_row(heir) is None or heir == ring_id:
        raise UnknownRing("it is gone")
    raise Refused(f"The ring was merged into {heir}: decide about that ring.")


def known(served: Served, account_id: str) -> int:
    """Key of an account that was seen; raises UnknownAccount."""
    account = account_key(account_id)
    if not served.knows(account):
        raise UnknownAccount("Check the id: no loaded feed has it.")
    return account


def allow(live: Live, ledger: Ledger, who: Author, wanted: Allowing) -> Allowed:
    """Put an account on the allowlist or take it off, in the transaction that is open."""
    account = known(live.current(), wanted.account_id)
    entry = allowlist.Entry(wanted.account_id, account, wanted.listed, wanted.ends())
    row = allowlist.allow(ledger, entry, Spoken(who, wanted.reason, datetime.now(UTC)))
    return allowed(row)


def erase(live: Live, ledger: Ledger, who: Author, account_id: str, wanted: Erasing) -> Erasure:
    """Forget an account for good, in the transaction that is open; raises UnknownAccount."""
    account = account_key(account_id)
    served = live.served
    seen = live.overlay.holds(account) if served is None else served.knows(account)
    spoken = Spoken(who, wanted.reason, datetime.now(UTC))
    return erasure(erasures.erase(ledger, account_id, account, spoken, seen))


def erasure(row: ErasureRow) -> Erasure:
    """An erasure as a shape."""
    return Erasure(erasure=row.seq, at=stamp(row.at), reason=row.reason, author=row.author, name=row.name)


def shape(row: DecisionRow, undone: Mapping[int, int]) -> Decision:
    """A decision as a shape."""
    told = record.document(row) | {"at": stamp(row.at), "undone_by": undone.get(row.seq)}
    return Decision.model_validate(told)


def allowed(row: AllowRow) -> Allowed:
    """An entry of the allowlist as a shape."""
    ends = stamp(row.expires_at) if row.expires_at else None
    return Allowed.model_validate(allowlist.document(row) | {"at": stamp(row.at), "expires_at": ends})
