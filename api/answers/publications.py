"""What was published over time, what differs between two publications, and one account's life."""

from datetime import UTC
from functools import lru_cache
from pathlib import Path
from typing import Any

import polars as pl
from pydantic import Field

from api.answers.evidence import known
from api.answers.lists import Filtered
from api.pages import Moment, page
from api.runtime.live import Live
from api.runtime.served import Served
from api.schemas.publications import Difference, Release, Releases, Timeline
from api.schemas.rings import Event, EventName, Events
from api.times import iso, stamp
from linkage.errors import DamagedPublication, NotFound, UnknownRun
from linkage.explain.timeline import timeline
from linkage.ledger import Ledger
from linkage.ledger.decisions import record
from linkage.ledger.runs import publications, rings
from linkage.publication import diff
from linkage.publication.reader import Publication

MOST = 500
"""Most rings and accounts that a comparison names."""
LONGEST = 1_000
"""Most events of a timeline."""


class Switched(Filtered):
    """Which switches."""

    since: Moment | None = Field(None, description="Switches from this time on, with its zone.")

    TIME = "published_at"


def listed(live: Live, asked: Switched) -> Releases:
    """The page of switches, newest first."""
    ledger = live.ledger()
    told, counts = publications.publications(ledger), rings.counted(ledger)
    found = asked.kept(told)
    at = page([len(told), "publications", asked.since], asked, live.settings.page_limit)
    shown = [
        Release.model_validate(
            {
                **{name: getattr(row, name) for name in ("run", "action", "counts")},
                "published_at": stamp(row.published_at.astimezone(UTC)),
                "kept": (live.settings.publications / row.run).is_dir(),
                "events": counts.get(row.run, {}),
            }
        )
        for row in at.cut(found)
    ]
    return Releases(items=shown, next=at.next(len(found)))


class Kinds(Filtered):
    """Which events of a run."""

    event: EventName | None = Field(None, description="Events of this kind.")

    EQUAL = ("event",)


def events(live: Live, run: str, asked: Kinds) -> Events:
    """The page of what happened to rings in a run, the largest first; raises UnknownRun."""
    publications.run(live.ledger(), run)
    told = rings.events_of(live.ledger(), run)
    found = asked.kept(told)
    at = page([len(told), "run events", run, asked.event], asked, live.settings.page_limit)
    names = ("event", "run", "other", "before", "after")
    shown = [
        Event.model_validate(
            {name: getattr(row, name) for name in names} | {"ring": row.ring_id, "at": stamp(row.at)}
        )
        for row in at.cut(found)
    ]
    return Events(items=shown, next=at.next(len(found)))


def difference(live: Live, served: Served, old: str | None, new: str | None, ring: str | None) -> Difference:
    """What differs; without names, between what is served and the publication before it.

    Raises UnknownRun for a run that was never published, NotFound where there is nothing earlier or it is not kept.
    """
    after = _opened(live, served, new or served.run)
    name = old or after.manifest.parent
    if name is None:
        raise NotFound("There is no earlier publication to compare it with.")
    found = diff.between(_opened(live, served, name), after)
    rows, moved = found.rings, found.members
    if ring is not None:
        rows = rows.filter(pl.col("ring_id") == ring)
        moved = moved.filter((pl.col("before_ring") == ring) | (pl.col("after_ring") == ring))
    return Difference.model_validate(
        {
            "old": name,
            "new": after.run,
            "rings": rows.head(MOST).rename({"ring_id": "ring"}).to_dicts(),
            "total": rows.height,
            "accounts": moved.head(MOST).to_dicts() if ring is not None else [],
            "moved": moved.height,
        }
    )


def _opened(live: Live, served: Served, run: str) -> Publication:
    """A publication that is kept, those erased hidden."""
    if run == served.run:
        return served.publication
    publications.run(live.ledger(), run)
    try:
        found = _read(live.settings.publications, run)
    except (UnknownRun, DamagedPublication):
        raise NotFound(f"The files of publication {run} are no longer kept.") from None
    return found.hiding(served.overlay.erased)


@lru_cache(maxsize=2)
def _read(folder: Path, run: str) -> Publication:
    return Publication.open(folder, run, verify=False)


def life(served: Served, ledger: Ledger, account_id: str) -> Timeline:
    """One account's timeline, decisions among it; raises UnknownAccount."""
    account = known(served, account_id)
    rows = [
        row | {"at": iso(row["at"]), "until": iso(row["until"]), "says": None}
        for row in timeline(served.publication, account).to_dicts()
    ]
    told = sorted(rows + _decisions(ledger, account_id), key=_place)
    profiled = not served.publication.profiles_of(_key(account)).is_empty()
    return Timeline.model_validate({"account_id": account_id, "known": profiled, "items": told[:LONGEST]})


def _place(event: dict[str, Any]) -> tuple[str, bool, str]:
    """By day, the sign-up first: of payments and use no more than the day is known."""
    at = str(event["at"])
    return at[:10], event["event"] != "sign_up", at


def _key(account: int) -> Any:
    return pl.Series([account], dtype=pl.Int64).to_numpy()


def _decisions(ledger: Ledger, account_id: str) -> list[dict[str, Any]]:
    nothing = dict.fromkeys(("until", "kind", "group", "masked", "days"))
    return [
        nothing
        | {"at": stamp(row.at), "event": "decision", "says": f"{row.action} by {row.name}: {row.reason}"}
        for row in record.decisions(ledger, None, LONGEST, record.Wanted(about=account_id))
    ]
