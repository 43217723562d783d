"""What befell a ring, from the ledger."""

from pydantic import Field

from api.pages import Moment, Paging, page
from api.schemas.rings import Event, EventName, Events
from api.times import stamp
from linkage.ledger import Ledger
from linkage.ledger.db.models import RingEvent
from linkage.ledger.runs import rings


class Happened(Paging):
    """Which events."""

    event: EventName | None = Field(None, description="Events of this kind.")
    since: Moment | None = Field(None, description="Events from this time on, with its zone.")

    def wants(self, row: RingEvent) -> bool:
        """Whether an event is asked for."""
        of_kind = self.event is None or row.event == self.event
        return of_kind and (self.since is None or row.at >= self.since)


def events(ledger: Ledger, ring_id: str, asked: Happened, most: int) -> Events:
    """The page of a ring's events, latest first; raises UnknownRing, LedgerUnavailable."""
    told = [each for each in reversed(rings.ring_events(ledger, ring_id)) if each.undone_at is None]
    found = [each for each in told if asked.wants(each)]
    at = page([len(told), "events", ring_id, asked.event, asked.since], asked, most)
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
