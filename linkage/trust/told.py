"""The answers as one document of plain values."""

from dataclasses import asdict
from datetime import UTC, datetime

import polars as pl

from linkage.trust import Trust
from linkage.trust.backtest import Backtest


def document(found: Trust, seed: int) -> dict[str, object]:
    """Everything that was found, for JSON; what cannot be told is a sentence that says why."""
    worth, power = found.worth, found.power
    return {
        "accounts": worth.accounts,
        "flagged": found.flagged,
        "seed": seed,
        "worth": {"feeds": worth.feeds.to_dicts(), "kinds": worth.kinds.to_dicts(), "limits": worth.limits},
        "power": {
            "runs": power.runs,
            "moved": power.moved,
            "rings": power.rings.to_dicts(),
            "sizes": power.bands.to_dicts(),
            "honest": power.honest.to_dicts(),
            "unknown": power.lacking,
        },
        "nearest_misses": found.nearest.to_dicts(),
        "weakest_rings": found.weakest.to_dicts(),
        "left_out": rows(found.left_out),
        "backtest": found.backtest if isinstance(found.backtest, str) else past(found.backtest),
        "cohorts": {name: rows(each) for name, each in found.cohorts.items()},
    }


def rows(table: pl.DataFrame | str) -> object:
    """A table's rows, or why there is none."""
    return table if isinstance(table, str) else table.to_dicts()


def past(found: Backtest) -> dict[str, object]:
    """The backtest, its moment in ISO 8601."""
    at = datetime.fromtimestamp(found.at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {**asdict(found), "at": at, "outcomes": found.outcomes.to_dicts()}
