"""What people decided, laid over the members of a publication as look-ups lay it over each account."""

import polars as pl

from linkage.ledger.decisions.overlay import Snapshot
from linkage.ledger.decisions.state import DISMISSED, RELEASED, Stance, Standing
from linkage.model import ENFORCEABLE, TIERS

ORDER = ("ring", "tier", "account")
"""Of members: by ring, surest tier first, then by account."""

STANCES = {
    "account": pl.Int64(),
    "decided": pl.String(),
    "allowlisted": pl.Boolean(),
    "apart": pl.List(pl.String()),
}
STATES = {"ring_id": pl.String(), "state": pl.String()}


def standing_of(state: Snapshot) -> Standing:
    """What is in force by an overlay file."""
    return Standing(
        state["rings"],
        {
            int(account): Stance(
                each.get("decided"), each.get("allowlisted", False), tuple(each.get("apart", ()))
            )
            for account, each in state["accounts"].items()
        },
    )


def upto(state: Snapshot) -> int:
    """The watermark of decisions: the place in the audit chain of the newest that is in it, 0 for none."""
    return int(state["upto"].partition(".")[0] or 0)


def members(rows: pl.DataFrame, found: Standing) -> pl.DataFrame:
    """Members (`layout.MEMBERS`) as they are shown: `standing.shown` of each, and those it shows nowhere left out.

    Who was released or is not of the ring is not there; who is on the allowlist, or was dismissed alone or with
    the ring, is possible. The order stays by ring, tier and account.
    """
    if not (found.rings or found.accounts):
        return rows
    held = rows.join(_stances(found), on="account", how="left", maintain_order="left")
    held = held.join(_states(found), on="ring_id", how="left", maintain_order="left")
    word = pl.coalesce("decided", "state")
    away = (pl.col("decided") == RELEASED).fill_null(False) | pl.col("ring_id").is_in("apart").fill_null(
        False
    )
    barred = (word == DISMISSED).fill_null(False) | pl.col("allowlisted").fill_null(False)
    lowered = barred & pl.col("tier").is_in(ENFORCEABLE)
    tier = pl.when(lowered).then(pl.lit("possible")).otherwise(pl.col("tier"))
    return held.filter(~away).with_columns(tier=tier).select(rows.columns).sort(*_keys(), maintain_order=True)


def _keys() -> list[pl.Expr]:
    """What members are in order of."""
    ring, tier, account = map(pl.col, ORDER)
    return [ring, tier.replace_strict(TIERS, range(len(TIERS)), return_dtype=pl.Int8), account]


def _stances(found: Standing) -> pl.DataFrame:
    rows = [(key, each.decided, each.allowlisted, list(each.apart)) for key, each in found.accounts.items()]
    return pl.DataFrame(rows, schema=STANCES, orient="row")


def _states(found: Standing) -> pl.DataFrame:
    return pl.DataFrame(list(found.rings.items()), schema=STATES, orient="row")
