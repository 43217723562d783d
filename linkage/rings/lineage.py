"""Same ring, grown, split, merged, new, gone? Ids are carried from the last run to this by core members.

Two cores may be the same ring when they share at least a third of the smaller one, and at least two accounts
unless the smaller has but one. Of the smaller, because neither an operator who grows nor a ban that shrinks a
ring ends it; a third, because an operator who returns on a third of his infrastructure is the same operator;
two, so that no single account carries the id of a ring of thousands. Only cores are compared: who is not
proved to belong, which is all an outsider can add, weighs nothing. Of several claims the largest overlap
wins, then the likest core, then the ids: one to one, whatever the order of the rows.
"""

import base64
from collections.abc import Set
from dataclasses import dataclass
from hashlib import blake2b
from itertools import count

import polars as pl

from linkage.model import TIERS

CORES = {"ring_id": pl.String(), "account": pl.Int64()}
"""Core members of rings that have an id, one row a ring and account."""

IDS = {"community": pl.Int64(), "ring_id": pl.String()}

EVENTS = {
    "ring_id": pl.String(),
    "event": pl.String(),
    "other": pl.String(),
    "before": pl.Int64(),
    "after": pl.Int64(),
}
"""One row an event; before and after count core members. See `linkage.ledger.db.models.RingEvent`."""

SHARE = 3
"""One part in this many of the smaller core must be shared."""

_CROCKFORD = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", b"0123456789ABCDEFGHJKMNPQRSTVWXYZ")


@dataclass(frozen=True)
class Lineage:
    """Which ring each community is, and what happened to each ring."""

    ids: pl.DataFrame
    """Columns of `IDS`, one row a community, sorted by it."""
    events: pl.DataFrame
    """Columns of `EVENTS`, sorted by ring and event; a ring of unchanged size has none."""
    gone: pl.DataFrame
    """Columns of `CORES`: rings that are no longer found, with their last core, to be known again."""


def match(
    previous: pl.DataFrame,
    current: pl.DataFrame,
    known: Set[str],
    gone: pl.DataFrame | None = None,
) -> Lineage:
    """Carry the ids of `previous` (columns of `CORES`) over to `current` (community, account).

    `known` are all ids ever given; none of them is given anew. A community that no ring of the last run
    claims may take up the id of a ring that was `gone` before; such a return is a birth under the old id.
    """
    past = pl.DataFrame(schema=CORES) if gone is None else gone.select(list(CORES))
    claims = _claims(previous, current)
    kept = _assign(claims)
    free = current.join(kept, on="community", how="anti")
    back = _assign(_claims(past, free))
    taken = known | set(previous["ring_id"].unique()) | set(past["ring_id"].unique())
    new = _name(free.join(back, on="community", how="anti"), taken)
    ids = pl.concat([kept, back, new]).sort("community")
    events = _events(
        _sizes(previous, "ring_id"), _sizes(current.join(ids, on="community"), "ring_id"), claims, ids
    )
    ended = previous.join(events.filter(pl.col("event") == "gone"), on="ring_id", how="semi")
    still = past.join(back, on="ring_id", how="anti")
    left = pl.concat([still, ended.select(list(CORES))]).unique().sort("ring_id", "account")
    return Lineage(ids, events, left)


def cores(members: pl.DataFrame, ring: str) -> pl.DataFrame:
    """Columns `ring` and account of the core of each ring; of its surest tier, where it has no core."""
    rank = pl.col("tier").cast(pl.String).replace_strict({tier: rank for rank, tier in enumerate(TIERS)})
    return members.filter(rank == rank.min().over(ring)).select(ring, "account").sort(ring, "account")


def _sizes(cores: pl.DataFrame, ring: str) -> pl.DataFrame:
    return cores.group_by(ring).agg(size=pl.len().cast(pl.Int64))


def _claims(rings: pl.DataFrame, communities: pl.DataFrame) -> pl.DataFrame:
    """Pairs that may be the same ring: ring_id, community, best claim first."""
    shared = communities.join(rings, on="account").group_by("ring_id", "community").agg(shared=pl.len())
    pairs = shared.join(_sizes(rings, "ring_id"), on="ring_id").join(
        _sizes(communities, "community"), on="community", suffix="_now"
    )
    smaller = pl.min_horizontal("size", "size_now")
    enough = (pl.col("shared") * SHARE >= smaller) & (pl.col("shared") >= pl.min_horizontal(smaller, 2))
    # Of equal overlaps the smaller sum of sizes is the larger Jaccard index, without a division.
    likest = pl.col("size") + pl.col("size_now")
    order = pairs.filter(enough).sort(
        "shared", likest, "ring_id", "community", descending=[True, False, False, False]
    )
    return order.select("ring_id", "community")


def _assign(claims: pl.DataFrame) -> pl.DataFrame:
    """One to one, best claim first; columns of `IDS`."""
    given: dict[str, int] = {}
    taken: set[int] = set()
    for ring_id, community in claims.iter_rows():
        if ring_id not in given and community not in taken:
            given[ring_id] = community
            taken.add(community)
    return pl.DataFrame({"community": list(given.values()), "ring_id": list(given)}, schema=IDS)


def _name(communities: pl.DataFrame, taken: Set[str]) -> pl.DataFrame:
    """A new id for each community, from its core accounts; columns of `IDS`."""
    used = set(taken)
    grouped = communities.sort("community", "account").group_by("community", maintain_order=True)
    found = grouped.agg("account")
    ids = []
    for accounts in found["account"]:
        ids.append(_fresh(accounts.to_numpy().astype("<i8").tobytes(), used))
        used.add(ids[-1])
    return pl.DataFrame({"community": found["community"], "ring_id": ids}, schema=IDS)


def _fresh(content: bytes, used: Set[str]) -> str:
    """An id for this content that is not in use: `R-` and 40 bits in Crockford's base32."""
    for attempt in count():
        digest = blake2b(content, digest_size=5, salt=attempt.to_bytes(8, "little")).digest()
        ring_id = "R-" + base64.b32encode(digest).translate(_CROCKFORD).decode()
        if ring_id not in used:
            return ring_id
    raise AssertionError("count() does not end")


def _events(was: pl.DataFrame, now: pl.DataFrame, claims: pl.DataFrame, ids: pl.DataFrame) -> pl.DataFrame:
    """What happened to each ring, from its sizes and from who claimed what."""
    sizes = was.join(now, on="ring_id", how="full", coalesce=True, suffix="_now").select(
        "ring_id", before="size", after="size_now"
    )
    heirs = claims.join(ids, on="community", suffix="_heir")
    lasting = sizes.drop_nulls()
    born = _born(sizes.filter(pl.col("before").is_null()), heirs)
    split = born.drop_nulls("other").select(ring_id="other", other="ring_id", event=pl.lit("split"))
    parts = [
        _changed(lasting),
        born,
        split.join(lasting, on="ring_id"),
        _lost(sizes.filter(pl.col("after").is_null()), heirs, now),
    ]
    rows = [part.select(pl.col(name).cast(kind) for name, kind in EVENTS.items()) for part in parts]
    return pl.concat(rows).sort("ring_id", "event", "other", nulls_last=True)


def _changed(lasting: pl.DataFrame) -> pl.DataFrame:
    """Rings that go on with more core members, or with fewer."""
    grown = pl.when(pl.col("after") > pl.col("before")).then(pl.lit("grown")).otherwise(pl.lit("shrunk"))
    unequal = lasting.filter(pl.col("after") != pl.col("before"))
    return unequal.with_columns(event=grown, other=pl.lit(None, pl.String))


def _born(new: pl.DataFrame, heirs: pl.DataFrame) -> pl.DataFrame:
    """New rings; `other` is the ring that lost them, if one did."""
    origin = heirs.unique("ring_id_heir", keep="first", maintain_order=True)
    named = new.join(origin.select(ring_id="ring_id_heir", other="ring_id"), on="ring_id", how="left")
    return named.with_columns(event=pl.lit("born"), before=pl.lit(0, pl.Int64))


def _lost(old: pl.DataFrame, heirs: pl.DataFrame, now: pl.DataFrame) -> pl.DataFrame:
    """Rings that lost their id: to the ring that took most of their core, or gone."""
    heir = heirs.unique("ring_id", keep="first", maintain_order=True)
    ended = pl.when(pl.col("other").is_null()).then(pl.lit("gone")).otherwise(pl.lit("merged"))
    return (
        old.drop("after")
        .join(heir.select("ring_id", other="ring_id_heir"), on="ring_id", how="left")
        .join(now.select(other="ring_id", after="size"), on="other", how="left")
        .with_columns(pl.col("after").fill_null(0), event=ended)
    )
