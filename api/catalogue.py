"""The list of rings: filters, orders, and a ring as a shape."""

from typing import Literal

import polars as pl
from pydantic import Field

from api.pages import Paging, page
from api.schemas import List, Member, Ring, RingAnswer
from api.served import Served
from api.times import iso
from linkage.model import Tier

Sort = Literal["size", "-size", "score", "-score", "first_seen", "-first_seen", "last_seen", "-last_seen"]

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
    sort: Sort = "-size"


def select(served: Served, wanted: Wanted) -> List[Ring]:
    """The page of rings that fit."""
    question = wanted.model_dump(exclude={"cursor", "limit"})
    at = page([served.run, "rings", *question.items()], wanted, served.page_limit)
    found = ordered(served.rings.filter(*conditions(wanted)), wanted.sort)
    shown = [shape(row) for row in found.slice(at.start, at.limit).to_dicts()]
    return List[Ring](items=shown, next=at.next(found.height))


def conditions(wanted: Wanted) -> list[pl.Expr]:
    """The filters asked for."""
    asked = {
        "min_size": pl.col("size") >= wanted.min_size,
        "max_size": pl.col("size") <= wanted.max_size,
        "min_score": pl.col("score") >= wanted.min_score,
        "kind": KINDS.list.contains(wanted.kind),
    }
    tier = [pl.col(wanted.tier) > 0] if wanted.tier else []
    return [condition for name, condition in asked.items() if getattr(wanted, name) is not None] + tier


def ordered(rings: pl.DataFrame, sort: Sort) -> pl.DataFrame:
    """The rings in an order; equals by their id."""
    return rings.sort(
        sort.removeprefix("-"),
        "ring_id",
        descending=[sort.startswith("-"), False],
        nulls_last=True,
        maintain_order=True,
    )


def shape(row: dict[str, object]) -> Ring:
    """One row of the rings as a shape."""
    first, last = row["first_seen"], row["last_seen"]
    times = {
        "first_seen": iso(first) if isinstance(first, int) else None,
        "last_seen": iso(last) if isinstance(last, int) else None,
    }
    return Ring.model_validate(row | times)


def one(served: Served, ring: int, stale: bool) -> RingAnswer:
    """One ring, and the publication it is of."""
    row = served.rings.row(ring, named=True)
    return RingAnswer.model_validate(shape(row).model_dump() | served.heading(stale))


def members(served: Served, ring: int, paging: Paging) -> List[Member]:
    """The page of a ring's accounts, surest first."""
    at = page([served.run, "members", ring], paging, served.page_limit)
    found = served.publication.members_of(ring)
    shown = [Member.model_validate(row) for row in found.slice(at.start, at.limit).to_dicts()]
    return List[Member](items=shown, next=at.next(found.height))
