"""Policies in steps: which accounts are at which step, by the strikes that stand.

An account without strikes is at the first step, one with two at the third, and at the last for good. While an action
of the policy is in force on it, it is at none: the next step is for who is found again after the last one lapsed.
"""

from datetime import UTC, datetime
from typing import Any

import polars as pl

from linkage.enforcement import known, policies
from linkage.enforcement.policies import Policies, Policy
from linkage.ledger import Ledger, strikes
from linkage.ledger.actions import ExportRow
from linkage.ledger.decisions import erased
from linkage.ledger.decisions.policy import CONFIRMED
from linkage.ledger.decisions.state import decision_state
from linkage.publication.reader import Publication
from linkage.settings import Settings


def at_step(ledger: Ledger, row: ExportRow, accounts: pl.Series, now: datetime) -> pl.Series:
    """Of these accounts those that are at the step of an export; all of them where its policy has no steps."""
    policy = strikes.policy_of(row)
    if policy is None:
        return accounts
    places = _places(ledger, policy["name"], len(policy["says"]["steps"]), accounts, now)
    return places.filter(pl.col("step") == policy["step"])["account"]


def counts(
    ledger: Ledger, name: str, policy: Policy, accounts: pl.Series, now: datetime
) -> list[dict[str, Any]]:
    """Of each step of a policy how many of these accounts are at it; empty for a policy without steps."""
    if policy.steps is None:
        return []
    places = _places(ledger, name, len(policy.steps), accounts, now)
    return [
        {"step": at, "action": each.action, "accounts": places.filter(pl.col("step") == at).height}
        for at, each in enumerate(policy.steps, 1)
    ]


def tried(
    settings: Settings, ledger: Ledger, publication: Publication, found: Policies, now: datetime
) -> dict[str, Any]:
    """Every policy on what is served: counts of whom it covers, `ready` of them by step. Nothing is written."""
    with ledger.read() as session:
        decided, gone = decision_state(session, now.astimezone(UTC)), erased.keys(session)
    served = publication.hiding(gone)
    measures, told = known.measured(settings, served.watermark), {}
    exits = known.exits(settings, served.watermark) if found.ask_exits else None
    for name, each in sorted(found.policies.items()):
        rows = policies.covered(served, decided, each, measures, exits)
        ready = rows.filter(pl.col("state") == CONFIRMED)["account"]
        told[name] = policies.counts(rows, each, exits) | {"steps": counts(ledger, name, each, ready, now)}
    return {"digest": found.digest, "publication": served.run, "policies": told}


def _places(ledger: Ledger, name: str, steps: int, accounts: pl.Series, now: datetime) -> pl.DataFrame:
    """account, step (null while an action of the policy is in force)."""
    with ledger.read() as session:
        active = strikes.active(session, name, now)
    told = pl.DataFrame({"account": accounts}).join(active, on="account", how="left", maintain_order="left")
    step = (pl.col("strikes").fill_null(0) + 1).clip(upper_bound=steps)
    return told.select("account", step=pl.when(~pl.col("busy").fill_null(False)).then(step))


def told(row: ExportRow) -> dict[str, Any]:
    """What a preview says of the step: its number, of how many, and how many strikes its accounts have at least."""
    policy = strikes.policy_of(row)
    if policy is None:
        return {}
    steps = policy["says"]["steps"]
    said = steps[policy["step"] - 1]
    return {
        "strikes": {
            "policy": policy["name"],
            "step": policy["step"],
            "of": len(steps),
            "strikes": policy["step"] - 1,
            "counts_days": said["counts"],
        }
    }
