"""Does the result depend on one feed? The same run without each in turn."""

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
"""One row a feed with data: accounts flagged without it, those of them also flagged with it (remain), those flagged
only with it (gone), and those flagged only without it (new)."""


def left_out(platform: Platform, engine: Engine, run: Run, tell: Callable[[str], None]) -> pl.DataFrame:
    """Run again without each feed that has data: `COLUMNS`."""
    rows = []
    for name in feeds.there(platform):
        tell(f"without {name}")
        flagged = engine.run(feeds.without(platform, name)).flagged
        both = flagged.join(run.flagged, on="account", how="semi").height
        rows.append((name, flagged.height, both, run.flagged.height - both, flagged.height - both))
    return pl.DataFrame(rows, COLUMNS, orient="row")
