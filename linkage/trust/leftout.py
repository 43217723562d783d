"""Does the answer rest on one feed? The same run without each in turn."""

from collections.abc import Callable

import polars as pl

from linkage.trust import feeds
from linkage.trust.platform import Engine, Platform, Run

COLUMNS: dict[str, pl.DataType] = {
    "feed": pl.String(),
    "flagged": pl.Int64(),
    "remain": pl.Int64(),
    "gone": pl.Int64(),
    "new": pl.Int64(),
}
"""One row a feed that is there: accounts that are flagged without it, those of them that are with it too, those
flagged with it alone, and those without it alone."""


def left_out(platform: Platform, engine: Engine, run: Run, tell: Callable[[str], None]) -> pl.DataFrame:
    """Run again without each feed there is: `COLUMNS`."""
    rows = []
    for name in feeds.there(platform):
        tell(f"without {name}")
        flagged = engine.run(feeds.without(platform, name)).flagged
        both = flagged.join(run.flagged, on="account", how="semi").height
        rows.append((name, flagged.height, both, run.flagged.height - both, flagged.height - both))
    return pl.DataFrame(rows, COLUMNS, orient="row")
