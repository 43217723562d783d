"""Events of a ring, from the ledger."""

from pydantic import Field

from api.answers.lists import Filtered
from api.pages import Moment, page
from api.schemas.rings import Event, EventName, Events
from api.times import stamp
from linkage.ledger import Ledger
from linkage.ledger.runs import rings


class Happened(Filtered):
    """Which events."""

    event: EventName | None = Field(None, description="Events of this kind.")
    since: Moment | None = Field(None, description="Events from this time on, with its zone.")

    EQUAL = ("event",)


def events(ledger: Ledger, ring_id: str, asked: Happened, most: int) -> Events:
    """The page of a ring's events, latest first; raises UnknownRing, LedgerUnavailable."""
    told = [each for each in reversed(rings.ring_events(ledger, ring_id)) if each.undone_at is None]
    found = asked.kept(told)
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
