"""What befell a ring, from the ledger."""

from api.pages import Paging, page
from api.schemas.rings import Event, Events
from api.times import stamp
from linkage.ledger import Ledger
from linkage.ledger.runs import rings


def events(ledger: Ledger, ring_id: str, paging: Paging, most: int) -> Events:
    """The page of a ring's events, latest first; raises UnknownRing, LedgerUnavailable."""
    found = [each for each in reversed(rings.ring_events(ledger, ring_id)) if each.undone_at is None]
    at = page([len(found), "events", ring_id], paging, most)
    shown = [
        Event.model_validate(
            {
                "ring": each.ring_id,
                "event": each.event,
                "at": stamp(each.at),
                "run": each.run,
                "other": each.other,
                "before": each.before,
                "after": each.after,
            }
        )
        for each in at.cut(found)
    ]
    return Events(items=shown, next=at.next(len(found)))
