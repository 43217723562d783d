"""The events that entries of the audit chain stand for, and whether what is to be sent is what happened."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from linkage import printable
from linkage.ledger.actions import ExportRow
from linkage.ledger.closed import ACTS
from linkage.ledger.db.decision_models import DecisionRow
from linkage.ledger.db.models import AuditRow, RingEvent
from linkage.ledger.hooks import DeliveryRow

EXPORTS: Final = {
    "preview export": "export.previewed",
    "approve export": "export.approved",
    "produce export": "export.produced",
    "deliver export": "export.delivered",
    "cancel export": "export.cancelled",
    "expire export": "export.expired",
    "revoke export": "export.revoked",
    "receive": "export.receipts",
    "open appeal": "export.appealed",
}
RINGS: Final = {
    "born": "ring.created",
    "grown": "ring.grown",
    "split": "ring.split",
    "merged": "ring.merged",
}
PUBLISHING: Final = ("publish", "roll back")
EVENT: Final = re.compile(r"evt_(\d{1,18})(_|$)")
"""The id of an event: it begins with the entry of the audit chain that it stands for."""


@dataclass(frozen=True)
class Event:
    """Something that happened."""

    id: str
    type: str
    at: datetime
    data: dict[str, Any]

    def body(self) -> str:
        """As it is sent."""
        said = {"type": self.type, "timestamp": printable.stamp(self.at), "data": self.data}
        return json.dumps(said, sort_keys=True, separators=(",", ":"))


def events(session: Session, entry: AuditRow) -> Iterator[Event]:
    """The events that an entry of the audit chain stands for; no account is named."""
    name, subject = f"evt_{entry.seq}", entry.subject.split(" ")[0]
    if entry.action in EXPORTS:
        yield Event(name, EXPORTS[entry.action], entry.at, {"export": subject})
    elif entry.action.startswith("request "):
        export = session.scalar(select(ExportRow.id).where(ExportRow.seq == entry.seq))
        kind = "revocation" if entry.action == "request restore" else "action"
        said = {"export": export, "publication": subject, "kind": kind}
        yield Event(name, "export.requested", entry.at, said)
    elif entry.action.startswith("decide "):
        action = entry.action.removeprefix("decide ")
        row = session.get(DecisionRow, entry.seq)
        rings = [row.ring_id] if row and row.ring_id else []
        yield Event(name, f"decision.{action}", entry.at, {"decision": entry.seq, "rings": rings})
        if action == "dismiss" and rings and rings[0] == entry.subject:
            yield Event(f"{name}_1", "ring.dismissed", entry.at, {"ring": rings[0]})
    elif entry.action in ACTS:
        yield from _of_closing(session, name, subject, entry)
    elif entry.action in PUBLISHING:
        yield Event(name, "run.published", entry.at, {"run": subject, "action": entry.action})
        if entry.action == PUBLISHING[0]:
            yield from _of_rings(session, name, subject, entry.at)


def strays(session: Session) -> Iterator[str]:
    """Deliveries to come that are not what the audit chain says, in words: a planted one would be signed and sent."""
    columns = (DeliveryRow.webhook, DeliveryRow.event, DeliveryRow.type, DeliveryRow.body)
    rows = select(*columns).where(~DeliveryRow.done)
    known: dict[int, dict[str, Event]] = {}
    for webhook, event, kind, body in session.execute(rows.order_by(DeliveryRow.event)):
        named = EVENT.match(event)
        seq = int(named[1]) if named else 0
        if seq not in known:
            entry = session.get(AuditRow, seq)
            known = {seq: {each.id: each for each in events(session, entry)} if entry else {}}
        told = known[seq].get(event)
        if told is None or told.type != kind or not _says(told, body):
            yield f"webhook_deliveries {webhook} {event} is not what happened"


def _says(event: Event, body: str) -> bool:
    """Whether a body is this event's; one that an earlier version wrote may say less of it."""
    if body == event.body():
        return True
    try:
        names = json.loads(body)["data"].keys()
    except (ValueError, TypeError, KeyError, AttributeError):
        return False
    return body == replace(event, data={name: event.data.get(name) for name in names}).body()


def _of_rings(session: Session, name: str, run: str, at: datetime) -> Iterator[Event]:
    query = select(RingEvent).where((RingEvent.run == run) & RingEvent.event.in_(RINGS))
    for row in session.scalars(query.order_by(RingEvent.seq)):
        data = {"ring": row.ring_id, "other": row.other, "before": row.before, "after": row.after}
        yield Event(f"{name}_{row.seq}", RINGS[row.event], at, data)


def _of_closing(session: Session, name: str, export: str, entry: AuditRow) -> Iterator[Event]:
    event = ACTS[entry.action]
    mine = (RingEvent.run == export) & (RingEvent.event == event) & (RingEvent.at == entry.at)
    for row in session.scalars(select(RingEvent).where(mine).order_by(RingEvent.seq)):
        data = {"ring": row.ring_id, "export": export, "accounts": row.after}
        yield Event(f"{name}_{row.seq}", f"ring.{event}", entry.at, data)
