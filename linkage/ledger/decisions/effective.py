"""The effective members: those of a publication under the decisions in force, as look-ups answer them."""

import polars as pl

from linkage.ledger.decisions import policy
from linkage.ledger.decisions.overlay import Snapshot
from linkage.ledger.decisions.policy import AccountState, DecisionState
from linkage.model import ENFORCEABLE, TIERS

ORDER = ("ring", "tier", "account")
"""Of members: by ring, surest tier first, then by account."""

ACCOUNTS = {
    "account": pl.Int64(),
    "decided": pl.String(),
    "allowlisted": pl.Boolean(),
    "not_of": pl.List(pl.String()),
}
RINGS = {"ring_id": pl.String(), "ring_state": pl.String()}


def state_of(state: Snapshot) -> DecisionState:
    """What is in force by an overlay file."""
    return DecisionState(
        state["rings"],
        {
            int(account): AccountState(
                each.get("decided"), each.get("allowlisted", False), tuple(each.get("apart", ()))
            )
            for account, each in state["accounts"].items()
        },
        frozenset(state.get("closed", ())),
    )


def upto(state: Snapshot) -> int:
    """The watermark of decisions: the place in the audit chain of the newest that is in it, 0 for none."""
    return int(state["upto"].partition(".")[0] or 0)


def tiers(rows: pl.DataFrame, states: DecisionState) -> pl.Series:
    """The effective tier of each member (account, ring_id, tier), in their order; null where it is in no ring."""
    cases = _cases(rows, states)
    kinds = cases.unique(maintain_order=True)
    found = [_tier(*kind) for kind in kinds.iter_rows()]
    known = kinds.with_columns(effective=pl.Series(found, dtype=pl.String))
    return cases.join(known, on=cases.columns, how="left", nulls_equal=True, maintain_order="left")[
        "effective"
    ]


def _tier(
    decided: str | None, allowlisted: bool, not_of: bool, ring_state: str | None, tier: str
) -> str | None:
    account = AccountState(decided, allowlisted, ("",) if not_of else ())
    return policy.effective_tier(account, ring_state, "", tier)


def _cases(rows: pl.DataFrame, states: DecisionState) -> pl.DataFrame:
    """What the policy looks at, of each member: decided, allowlisted, not_of, ring_state, tier."""
    accounts = [
        (key, each.decided, each.allowlisted, list(each.not_of)) for key, each in states.accounts.items()
    ]
    known = rows.select("account", "ring_id", pl.col("tier").cast(pl.String)).join(
        pl.DataFrame(accounts, schema=ACCOUNTS, orient="row"), on="account", how="left", maintain_order="left"
    )
    rings = pl.DataFrame(list(states.rings.items()), schema=RINGS, orient="row")
    known = known.join(rings, on="ring_id", how="left", maintain_order="left")
    not_of = pl.col("ring_id").is_in("not_of").fill_null(False)
    allowlisted = pl.col("allowlisted").fill_null(False)
    return known.select("decided", allowlisted, not_of.alias("not_of"), "ring_state", "tier")


def members(rows: pl.DataFrame, states: DecisionState) -> pl.DataFrame:
    """Members (`schema.MEMBERS`) under their effective tiers, without those in no ring.

    The order stays by ring, tier and account.
    """
    if not (states.rings or states.accounts):
        return rows
    shown = rows.with_columns(tiers(rows, states).alias("tier")).filter(pl.col("tier").is_not_null())
    return shown.sort(*_keys(), maintain_order=True)


def actionable(rows: pl.DataFrame, states: DecisionState) -> pl.DataFrame:
    """The effective members against whom an action may be taken: core and member of confirmed rings, none disputed."""
    enforceable = pl.col("tier").is_in(ENFORCEABLE)
    agreed = pl.col("ring_id").is_in(policy.confirmed(states)) & ~pl.col("account").is_in(
        policy.disputed(states)
    )
    return members(rows, states).filter(enforceable & agreed)


def _keys() -> list[pl.Expr]:
    """What members are in order of."""
    ring, tier, account = map(pl.col, ORDER)
    return [ring, tier.replace_strict(TIERS, range(len(TIERS)), return_dtype=pl.Int8), account]
