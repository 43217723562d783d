"""What ties accounts to each other and to their ring, and what was ignored, as frames."""

from collections.abc import Iterable

import numpy as np
import polars as pl

from linkage.publication.reader import Publication

SHOWN = 200
"""Most ties in one answer about one or two accounts, strongest first."""

HELD = ("account", "value", "first_seen", "last_seen")


def ties(publication: Publication, account: int, ring: int) -> pl.DataFrame:
    """Links of an account whose value another member of its ring holds, with `members`."""
    own = publication.links_of(keys([account])).select(HELD)
    mates = publication.members_of(ring).select("account") if ring >= 0 else own.select("account").clear()
    counts = [
        publication.links_on(value).join(mates, on="account", how="semi").height for value in own["value"]
    ]
    held = own.with_columns(members=pl.Series(counts, dtype=pl.Int64)).filter(pl.col("members") > 1)
    return strongest(told(publication, held))


def shared(publication: Publication, account: int, other: int) -> pl.DataFrame:
    """Values both accounts have a link to, with the times of each."""
    return strongest(told(publication, _both(publication.links_of(keys([account, other])), account, other)))


def on(publication: Publication, account: int, other: int, value: int) -> pl.DataFrame:
    """One value both accounts have a link to, with the times of each."""
    held = publication.links_of(keys([account, other])).filter(pl.col("value") == value)
    return told(publication, _both(held, account, other))


def ring_ties(publication: Publication, ring: int) -> pl.DataFrame:
    """Values two or more accounts of a ring hold, by what they say about it; crowds after them."""
    mates = publication.members_of(ring)["account"].to_numpy()
    held = [_counted(publication.links_of(mates)), _counted(publication.ignored_of(mates))]
    weight = pl.col("members") * pl.col("bits")
    found = told(publication, pl.concat(held)).sort("value")
    return found.sort("crowd", weight, "members", descending=[False, True, True], maintain_order=True)


def crowds(publication: Publication, account: int, other: int | None = None) -> pl.DataFrame:
    """Crowds the account is in, or both accounts are, the smallest first."""
    wanted = [account] if other is None else [account, other]
    held = publication.ignored_of(keys(wanted)).select(HELD)
    rows = held if other is None else _both(held, account, other)
    return told(publication, rows).sort("holders", "value").head(SHOWN)


def decisive(publication: Publication, account: int) -> pl.DataFrame:
    """The fewest values without which the account would leave its ring, strongest first; none when unknown."""
    return strongest(told(publication, publication.decisive_of(account)))


def keys(accounts: Iterable[int]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Accounts as the column a publication is asked with."""
    return np.fromiter(accounts, np.int64)


def _both(held: pl.DataFrame, account: int, other: int) -> pl.DataFrame:
    """Values both accounts hold; the other's times as `other_first` and `other_last`."""
    theirs = held.filter(pl.col("account") == other)
    times = theirs.select("value", other_first="first_seen", other_last="last_seen")
    return held.filter(pl.col("account") == account).select(HELD).join(times, on="value")


def _counted(held: pl.DataFrame) -> pl.DataFrame:
    """Values two or more accounts hold, and how many do."""
    return held.group_by("value").agg(members=pl.len().cast(pl.Int64)).filter(pl.col("members") > 1)


def told(publication: Publication, rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with what is known of their value: kind, group, mask, bits, holders, crowd, reason."""
    known = publication.verdicts_of(rows["value"].to_numpy())
    return rows.join(known.with_columns(pl.col("kind", "group").cast(pl.String)), on="value")


def strongest(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows, most bits first."""
    return rows.sort("bits", "value", descending=[True, False]).head(SHOWN)


def by_group(rows: pl.DataFrame) -> pl.DataFrame:
    """What each group says, its best value alone; strongest first."""
    best = rows.group_by("group").agg(bits=pl.col("bits").max().cast(pl.Float64).round(2), values=pl.len())
    return best.sort(["bits", "group"], descending=[True, False])
