"""Webhooks and their deliveries, read from the audit chain: each entry of a sort is an event, once and in order."""

from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from linkage.errors import NotFound, Refused, WrongUse
from linkage.ledger.audit.cover import covering
from linkage.ledger.audit.log import Act, append, head
from linkage.ledger.db.models import AuditRow
from linkage.ledger.db.session import Ledger
from linkage.ledger.decisions.record import Spoken
from linkage.ledger.hooks import DeliveryRow, HookRow
from linkage.ledger.told import events

PAUSES: Final = (5, 60, 300, 1_800, 7_200, 18_000, 36_000, 50_400)
"""Seconds before each further try; after the last an event is given up, and can be replayed."""
LEASE: Final = timedelta(seconds=420)
"""After which another process takes up what was begun: longer than a part takes at its worst."""
PART: Final = 200
OVERLAP: Final = timedelta(hours=24)


def wants(hook: HookRow, kind: str) -> bool:
    """Whether an address is told of events of this type."""
    return any(kind == each or (each.endswith("*") and kind.startswith(each[:-1])) for each in hook.events)


def add(ledger: Ledger, hook: str, url: str, events: tuple[str, ...], spoken: Spoken) -> HookRow:
    """Add an address, told of what happens from now on; raises WrongUse for one that is none, Refused for a
    name that is taken."""
    if not _is_address(url):
        raise WrongUse("a webhook has an address of its own: https://host/path, with no user in it")
    if not events:
        raise WrongUse("name the events to send: export.*, decision.*, run.published, ring.*")
    with ledger.write() as session, covering(session, Act(spoken.author.prefix, "note"), spoken.at) as wrote:
        there = session.get(HookRow, hook)
        if there is not None and (there.url, tuple(there.events)) == (url, events):
            return there
        if there is not None:
            raise Refused("there is a webhook of that name: end it, and give another name")
        append(session, Act(spoken.author.prefix, "add webhook", hook, spoken.reason), spoken.at)
        row = HookRow(hook, url, list(events), spoken.at, spoken.author.prefix)
        row.last_told = head(session)[0]
        session.add(row)
        wrote.append(row)
    return row


def _is_address(url: str) -> bool:
    """Whether a text is an address that can be called: with a host, perhaps a port, and no user."""
    try:
        parts = urlsplit(url)
        spare = parts.username or parts.fragment or parts.port == 0
    except ValueError:  # brackets that hold no address, or a port that is none
        return False
    return parts.scheme in ("https", "http") and bool(parts.hostname) and not spare


def rotate(ledger: Ledger, hook: str, spoken: Spoken) -> HookRow:
    """Create a new secret; the old one also signs for one more day."""
    return _changed(ledger, hook, "rotate webhook", spoken)


def end(ledger: Ledger, hook: str, spoken: Spoken) -> HookRow:
    """Tell an address no more; again changes nothing."""
    return _changed(ledger, hook, "end webhook", spoken)


def _changed(ledger: Ledger, hook: str, action: str, spoken: Spoken) -> HookRow:
    with ledger.write() as session, covering(session, Act(spoken.author.prefix, "note"), spoken.at) as wrote:
        row = get(session, hook)
        if row.ended_at is not None:
            return row
        append(session, Act(spoken.author.prefix, action, hook, spoken.reason), spoken.at)
        if action == "end webhook":
            row.ended_at = spoken.at
        else:
            row.version, row.overlap = row.version + 1, spoken.at + OVERLAP
        wrote.append(row)
    return row


def get(session: Session, hook: str) -> HookRow:
    """One webhook; raises NotFound."""
    row = session.get(HookRow, hook)
    if row is None:
        raise NotFound("no webhook has that name")
    return row


def collect(ledger: Ledger, now: datetime) -> int:
    """Write out, as deliveries, the events since the last look; how many."""
    with ledger.read() as session:
        hooks = _open(session)
        if not hooks or min(hook.last_told for hook in hooks) >= head(session)[0]:
            return 0
    count = 0
    with ledger.write() as session:
        for hook in _open(session):
            since = AuditRow.seq > hook.last_told
            entries = session.scalars(select(AuditRow).where(since).order_by(AuditRow.seq).limit(PART)).all()
            for event in (event for entry in entries for event in events(session, entry)):
                if wants(hook, event.type):
                    made = DeliveryRow(hook.id, event.id, event.type, event.body(), event.at, now)
                    session.add(made)
                    count += 1
            hook.last_told = entries[-1].seq if entries else hook.last_told
    return count


def _open(session: Session) -> list[HookRow]:
    return list(session.scalars(select(HookRow).where(HookRow.ended_at.is_(None)).order_by(HookRow.id)))


def take(ledger: Ledger, now: datetime, limit: int = 20) -> list[tuple[HookRow, DeliveryRow]]:
    """Deliveries that are due, leased to whoever asks: nobody else tries them meanwhile."""
    with ledger.read() as session:
        due = (~DeliveryRow.done) & (DeliveryRow.next_at <= now)
        if session.scalars(select(DeliveryRow.event).where(due).limit(1)).first() is None:
            return []
    with ledger.write() as session:
        rows = session.scalars(
            select(DeliveryRow).where(due).order_by(DeliveryRow.next_at).limit(limit)
        ).all()
        for row in rows:
            row.next_at, row.tries = now + LEASE, row.tries + 1
        return [(get(session, row.webhook), row) for row in rows]


def told(ledger: Ledger, row: DeliveryRow, said: str, delivered: bool, now: datetime) -> None:
    """Note what a try came to: delivered, to be tried again after a pause, or given up after the last."""
    with ledger.write() as session:
        found = session.get_one(DeliveryRow, (row.webhook, row.event))
        found.said, left = said, row.tries <= len(PAUSES)
        found.done = delivered or not left
        if not found.done:
            found.next_at = now + timedelta(seconds=PAUSES[row.tries - 1])


def replay(ledger: Ledger, hook: str, event: str | None, spoken: Spoken) -> int:
    """Send an event of a webhook again, or all it was given up on; how many."""
    with ledger.write() as session:
        get(session, hook)
        query = select(DeliveryRow).where((DeliveryRow.webhook == hook) & DeliveryRow.done)
        named = DeliveryRow.event == event if event else DeliveryRow.tries > len(PAUSES)
        rows = session.scalars(query.where(named)).all()
        for row in rows:
            row.done, row.tries, row.next_at = False, 0, spoken.at
        append(session, Act(spoken.author.prefix, "replay webhook", hook, spoken.reason), spoken.at)
        return len(rows)


def deliveries(ledger: Ledger, hook: str, limit: int = 50, **wanted: object) -> list[DeliveryRow]:
    """What an address was sent, newest first; `wanted` are values by column, None for any."""
    query = select(DeliveryRow).where(DeliveryRow.webhook == hook).order_by(DeliveryRow.at.desc())
    query = query.filter_by(**{name: each for name, each in wanted.items() if each is not None})
    with ledger.read() as session:
        get(session, hook)
        return list(session.scalars(query.order_by(DeliveryRow.event.desc()).limit(limit)))


def listed(ledger: Ledger) -> list[HookRow]:
    """Every webhook, by name."""
    with ledger.read() as session:
        return list(session.scalars(select(HookRow).order_by(HookRow.id)))
