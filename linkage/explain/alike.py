"""Rings that look like one another: by the infrastructure they share, and by what ties them."""

import polars as pl

from linkage.model import ENFORCEABLE
from linkage.publication.reader import Publication

STRONG = 4.0
"""Bits from which on a kind is part of what ties a ring."""
MOST = 10
"""Most rings that are named."""


def alike(publication: Publication, ring: int) -> pl.DataFrame:
    """Rings like the one in that row: ring_id, values, accounts, kinds, signature, the most alike first.

    `values`: values that count and that both hold; `accounts`: of the other ring, on these; `kinds` of these values;
    `signature`: the part of the kinds that tie either which tie both (Jaccard).
    """
    found = signatures(publication, ring).join(shared(publication, ring), on="ring_id", how="left")
    known = found.with_columns(pl.col("values", "accounts").fill_null(0), pl.col("kinds").fill_null([]))
    near = known.filter((pl.col("values") > 0) | (pl.col("signature") >= 1.0))
    ordered = near.sort("values", "signature", "ring_id", descending=[True, True, False])
    return ordered.head(MOST).select("ring_id", "values", "accounts", "kinds", "signature")


def shared(publication: Publication, ring: int) -> pl.DataFrame:
    """Values that a ring shares with others, by ring: ring_id, values, accounts, kinds."""
    own = publication.links_of(publication.members_of(ring)["account"].to_numpy())
    others = publication.members.filter(pl.col("tier").is_in(ENFORCEABLE) & (pl.col("ring") != ring))
    held = publication.links_across(own["value"].unique().to_numpy())
    both = held.join(others.select("account", "ring_id"), on="account")
    return both.group_by("ring_id").agg(
        values=pl.col("value").n_unique().cast(pl.Int64),
        accounts=pl.col("account").n_unique().cast(pl.Int64),
        kinds=pl.col("kind").cast(pl.String).unique().sort(),
    )


def signatures(publication: Publication, ring: int) -> pl.DataFrame:
    """How like what ties other rings is to what ties this one: ring_id, signature from 0 to 1."""
    strong = publication.rings.with_row_index("row").select(
        "row", "ring_id", kind=pl.col("ties").list.eval(_strong(pl.element())).list.unique()
    )
    mine = strong["kind"][ring].to_list()
    kind = pl.col("kind")
    both = kind.list.set_intersection(mine).list.len()
    either = kind.list.set_union(mine).list.len()
    alike = pl.when(either > 0).then(both / either).otherwise(0.0).round(2)
    return strong.filter(pl.col("row") != ring).select("ring_id", signature=alike)


def _strong(tie: pl.Expr) -> pl.Expr:
    return tie.struct.field("kind").filter(tie.struct.field("bits") >= STRONG)
