"""The list of rings: filters, orders, and a ring as a shape."""

from collections.abc import Callable, Iterator
from typing import Any, Literal

import orjson
import polars as pl
from pydantic import BaseModel, ConfigDict, Field

from api.pages import Moment, Paging, page
from api.runtime.served import Served
from api.schemas.base import State
from api.schemas.rings import Member, Members, Ring, RingAnswer, Rings
from api.times import iso
from linkage.explain.evidence import DIGITS
from linkage.ledger.decisions import effective
from linkage.model import Tier

Sort = Literal[
    "size",
    "-size",
    "score",
    "-score",
    "first_seen",
    "-first_seen",
    "last_seen",
    "-last_seen",
    "growth",
    "-growth",
    "exchanges",
    "-exchanges",
    "spend",
    "-spend",
]

KINDS = pl.col("ties").list.eval(pl.element().struct.field("kind"))
"""Kinds of the values that hold a ring together."""


class Wanted(Paging):
    """Which rings, in which order; a minus sign before the order turns it round."""

    min_size: int | None = Field(None, ge=0, le=2**31, description="Fewest core and member accounts.")
    max_size: int | None = Field(None, ge=0, le=2**31)
    min_score: float | None = Field(None, ge=0, le=1)
    tier: Tier | None = Field(None, description="Rings that have an account of this tier.")
    kind: str | None = Field(
        None, max_length=64, description="Rings whose accounts share values of this kind."
    )
    state: State | None = Field(None, description="Rings in this state, after decisions.")
    since: Moment | None = Field(None, description="Rings that were last active at this time or later.")
    closed: bool | None = Field(
        None, description="Rings that are closed, or that are not: all their accounts were banned."
    )
    min_growth: int | None = Field(
        None, ge=-(2**31), le=2**31, description="Rings that grew by so many accounts within a day, or more."
    )
    min_exchanges: int | None = Field(
        None, ge=0, le=2**62, description="Rings that made at least so many requests."
    )
    min_spend: float | None = Field(None, ge=0, le=1e15, description="Rings that paid at least so much.")
    sort: Sort = "-size"


def select(served: Served, wanted: Wanted) -> Rings:
    """The page of rings that fit."""
    question = wanted.model_dump(exclude={"cursor", "limit"})
    at = page([served.run, "rings", *question.items()], wanted, served.page_limit)
    chosen = (*conditions(wanted, served.overlay.closed), *decided(served, wanted.state))
    found = ordered(served.rings.filter(*chosen), wanted.sort)
    shown = [shape(served, row) for row in found.slice(at.start, at.limit).to_dicts()]
    return Rings(items=shown, next=at.next(found.height))


def conditions(wanted: Wanted, closed: frozenset[str] = frozenset()) -> list[pl.Expr]:
    """The filters asked for."""
    asked: list[tuple[object, Callable[[Any], pl.Expr]]] = [
        (wanted.min_size, pl.col("size").ge),
        (wanted.max_size, pl.col("size").le),
        (wanted.min_score, pl.col("score").ge),
        (wanted.min_growth, pl.col("growth").ge),
        (wanted.min_exchanges, pl.col("exchanges").ge),
        (wanted.min_spend, pl.col("spend").ge),
        (wanted.tier, lambda tier: pl.col(tier) > 0),
        (wanted.kind, KINDS.list.contains),
        (wanted.since and int(wanted.since.timestamp()), pl.col("last_seen").ge),
        (wanted.closed, pl.col("ring_id").is_in(sorted(closed)).eq),
    ]
    return [condition(limit) for limit, condition in asked if limit is not None]


def decided(served: Served, state: State | None) -> Iterator[pl.Expr]:
    """The filter by what people decided; a ring of which nothing was decided is proposed."""
    if state is None:
        return
    others = [ring for ring, own in served.overlay.rings.items() if own != "proposed"]
    own = [ring for ring, own in served.overlay.rings.items() if own == state]
    yield ~pl.col("ring_id").is_in(others) if state == "proposed" else pl.col("ring_id").is_in(own)


def ordered(rings: pl.DataFrame, sort: Sort) -> pl.DataFrame:
    """The rings in an order; equals by their id."""
    return rings.sort(
        sort.removeprefix("-"),
        "ring_id",
        descending=[sort.startswith("-"), False],
        nulls_last=True,
        maintain_order=True,
    )


def shape(served: Served, row: dict[str, object]) -> Ring:
    """One row of the rings as a shape."""
    first, last = row["first_seen"], row["last_seen"]
    times = {
        "first_seen": iso(first) if isinstance(first, int) else None,
        "last_seen": iso(last) if isinstance(last, int) else None,
    }
    state = served.overlay.decided.ring(str(row["ring_id"]))
    closed = row["ring_id"] in served.overlay.closed
    score = round(float(str(row["score"])), 4)
    return Ring.model_validate(row | times | {"score": score, "state": state, "closed": closed})


class Expanded(BaseModel):
    """What is answered beside a thing, which would take another request."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    expand: Literal["members"] | None = Field(
        None, description="`members`: the first page of its accounts too; `/members` has the others."
    )


def one(served: Served, ring: int, stale: bool, expand: str | None = None) -> RingAnswer:
    """One ring, and the publication it is of; its first members where they are asked for."""
    row = served.rings.row(ring, named=True)
    first = members(served, ring, Among()).items if expand else None
    told = shape(served, row).model_dump() | served.heading(stale) | {"members": first}
    return RingAnswer.model_validate(told)


def with_ring(served: Served, said: bytes) -> bytes:
    """An answer for one account with the ring it names in full; null where it names none."""
    name = orjson.loads(said)["ring"]
    row = None if name is None else served.ring_row(name)
    full = None if row is None else shape(served, served.rings.row(row, named=True))
    return said[:-1] + b',"full_ring":%b}' % (b"null" if full is None else full.model_dump_json().encode())


def member(row: dict[str, Any], tier: str | None) -> Member:
    """One row of the members as a shape, under its effective tier."""
    told = {"tier": tier, "run_tier": row["tier"], "shown": tier, "bits": round(row["bits"], DIGITS)}
    return Member.model_validate(row | told)


class Among(Paging):
    """Which accounts of a ring."""

    tier: Tier | None = Field(None, description="Those of this tier, after decisions.")


def members(served: Served, ring: int, asked: Among) -> Members:
    """The page of a ring's accounts, surest first."""
    at = page([served.run, "members", ring, asked.tier], asked, served.page_limit)
    found = served.publication.members_of(ring)
    if asked.tier is not None:
        found = found.filter(effective.tiers(found, served.overlay.decided).eq_missing(asked.tier))
    rows = found.slice(at.start, at.limit)
    tiers = effective.tiers(rows, served.overlay.decided)
    shown = [member(row, tier) for row, tier in zip(rows.to_dicts(), tiers, strict=True)]
    return Members(items=shown, next=at.next(found.height))
