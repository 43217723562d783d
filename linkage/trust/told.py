"""The answers as one document of plain values."""

from dataclasses import asdict

import polars as pl

from linkage.printable import iso
from linkage.trust import Trust
from linkage.trust.backtest import Backtest


def document(found: Trust, seed: int) -> dict[str, object]:
    """Everything that was found, for JSON; what cannot be told is null, and `unknown` says why."""
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
        "backtest": None if isinstance(found.backtest, str) else past(found.backtest),
        "cohorts": {name: rows(each) for name, each in found.cohorts.items()},
        "unknown": unknown(found),
    }


def unknown(found: Trust) -> dict[str, str]:
    """Of the parts that cannot be told, why."""
    parts = {"left_out": found.left_out, "backtest": found.backtest, **found.cohorts}
    return {name: each for name, each in parts.items() if isinstance(each, str)}


def rows(table: pl.DataFrame | str) -> list[dict[str, object]] | None:
    """A table's rows; None where there is none."""
    return None if isinstance(table, str) else table.to_dicts()


def past(found: Backtest) -> dict[str, object]:
    """The backtest, its moment in ISO 8601."""
    return {**asdict(found), "at": iso(found.at), "outcomes": found.outcomes.to_dicts()}
