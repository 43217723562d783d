"""Casework, from requests to the ledger and back as shapes."""

from datetime import UTC, datetime
from typing import Any, Literal

import polars as pl
from pydantic import Field

from api.answers import decisions
from api.pages import Moment, Paging, page
from api.runtime.live import Live
from api.runtime.overlay import Key
from api.runtime.served import Served
from api.schemas.base import State
from api.schemas.cases import Acting, Case, CaseAct, CaseFile, Cases, Closing, Handing, Me
from api.schemas.decisions import OnRing
from api.times import stamp
from linkage.errors import Refused, UnknownRing
from linkage.explain.alike import alike
from linkage.home.cases import queue
from linkage.ledger import Ledger, cases
from linkage.ledger.decisions.policy import CONFIRMED, DISMISSED
from linkage.ledger.decisions.record import Author, Spoken
from linkage.ledger.desk import CaseRow
from linkage.ledger.runs import rings


class Wanted(Paging):
    """Which cases."""

    case: Literal["open", "taken", "closed"] | None = Field(None, description="Cases in this state alone.")
    owner: str | None = Field(None, min_length=1, max_length=200, description="Cases of this person alone.")
    state: State | None = Field(None, description="Cases of rings in this state, after decisions.")
    since: Moment | None = Field(None, description="Cases opened from this time on, with its zone.")
    sort: Literal["-stake", "opened_at", "-opened_at"] = Field(
        "-stake", description="Most at stake first, or by when they were opened."
    )


def listed(live: Live, served: Served, asked: Wanted) -> Cases:
    """The page of cases."""
    question = asked.model_dump(exclude={"cursor", "limit"}).items()
    at = page([served.run, "cases", *question], asked, served.page_limit)
    found = queue(served.publication, live.ledger(), served.overlay.decided)
    found = sorted_(wanted(found, asked), asked.sort)
    shown = [shape(row) for row in found.slice(at.start, at.limit).to_dicts()]
    return Cases(items=shown, next=at.next(found.height))


def wanted(cases: pl.DataFrame, asked: Wanted) -> pl.DataFrame:
    """The cases that are asked for."""
    for name in ("case", "owner", "state"):
        value = getattr(asked, name)
        cases = cases if value is None else cases.filter(cases[name].eq_missing(value))
    return cases if asked.since is None else cases.filter(pl.col("opened_at") >= asked.since)


def sorted_(cases: pl.DataFrame, sort: str) -> pl.DataFrame:
    """The cases in order; they come with most at stake first."""
    if sort == "-stake":
        return cases
    return cases.sort("opened_at", "ring_id", descending=[sort == "-opened_at", False], nulls_last=True)


def shape(row: dict[str, Any]) -> Case:
    """One row of the queue as a shape."""
    return Case.model_validate(told(row))


def told(row: dict[str, Any]) -> dict[str, Any]:
    """The same as a table of names."""
    times = {name: stamp(row[name]) if row[name] is not None else None for name in ("opened_at", "acted_at")}
    return row | times | {"ring": row["ring_id"], "score": round(float(row["score"]), 4)}


def one(live: Live, served: Served, ring_id: str) -> CaseFile:
    """One case in full; raises UnknownRing."""
    ledger, ring = live.ledger(), _row(live, served, ring_id)
    table = queue(served.publication, ledger, served.overlay.decided)
    by_ring = {row["ring_id"]: row for row in table.to_dicts()}
    others = [
        each
        | {"ring": each["ring_id"]}
        | {name: by_ring[each["ring_id"]][name] for name in ("case", "owner", "size")}
        for each in alike(served.publication, ring).to_dicts()
    ]
    acts = [act_shape(row) for row in cases.acts(ledger, served.ring_id(ring))]
    return CaseFile.model_validate(told(by_ring[served.ring_id(ring)]) | {"acts": acts, "alike": others})


def act(live: Live, ledger: Ledger, who: Author, wanted: Acting) -> CaseAct:
    """Act on a case, in the transaction that is open; raises UnknownRing, Refused for closing without a decision."""
    served = live.current()
    if served.ring_row(wanted.ring) is None:
        _row(live, served, wanted.ring)
        raise Refused("The ring was merged into another: act on the case of that ring.")
    if isinstance(wanted, Closing):
        _decided(live, ledger, who, wanted)
    to = wanted.to if isinstance(wanted, Handing) else None
    row = cases.act(ledger, wanted.action, wanted.ring, Spoken(who, wanted.reason, datetime.now(UTC)), to)
    return act_shape(row)


def _decided(live: Live, ledger: Ledger, who: Author, wanted: Closing) -> None:
    """Record the verdict a case is closed with; without one, is there one already?"""
    if wanted.verdict is not None:
        decisions.decide(
            live, ledger, who, OnRing(action=wanted.verdict, ring=wanted.ring, reason=wanted.reason)
        )
    elif live.current().overlay.rings.get(wanted.ring) not in (CONFIRMED, DISMISSED):
        raise Refused(
            "No decision on the ring is in force: close its case with a verdict, confirm or dismiss."
        )


def _row(live: Live, served: Served, ring_id: str) -> int:
    """Row of a ring, or of the one that took it up; raises UnknownRing."""
    found = served.ring_row(ring_id)
    if found is None:
        found = served.ring_row(rings.resolve(live.ledger(), ring_id))
    if found is None:
        raise UnknownRing("it is gone")
    return found


def act_shape(row: CaseRow) -> CaseAct:
    """An act as a shape."""
    return CaseAct.model_validate(dict(cases.document(row)) | {"at": stamp(row.at)})


def me(key: Key) -> Me:
    """Whose key it is."""
    kind, _, name = key.owner.partition(":")
    return Me(name=name, person=kind == "person", scopes=sorted(key.scopes))
