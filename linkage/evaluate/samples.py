"""Expected false positives of a publication: from a random sample that people reviewed, with an interval.

How many of the enforceable accounts are honest customers is not known from simulated worlds, whose base rate is
not the platform's. It is known from accounts drawn at random and looked at. The draw is stratified by tier and
size of the ring. With N accounts in a stratum, n of them reviewed and p of those found honest, what is expected is

    Σ strata  N · p

and its interval is put together from the interval [l, u] of Clopper and Pearson of each stratum by the method
of variance estimates recovery (Zou, Huang and Zhang 2009, Computational Statistics & Data Analysis 53,
1080–1085; they take Wilson's interval, whose low end is too high where few are honest):

    low  = Σ N · p − √ Σ N² · (p − l)²        high = Σ N · p + √ Σ N² · (u − p)²

n is corrected for a finite population, n · (N − 1) / (N − n), as Korn and Graubard (1998, Survey Methodology 24,
193–201) do for designs of other kinds: a stratum reviewed whole is known. In a stratum nobody reviewed p is that
of the others, and [l, u] is [0, 1]. An account of which the reviewer is unsure
counts as fraud in the low end and as honest in the high end.
"""

from dataclasses import asdict, dataclass
from hashlib import blake2b
from math import ceil, log, log1p, sqrt

import numpy as np
import polars as pl

from linkage.evaluate.metrics import CLASSES
from linkage.hashing import GOLDEN, splitmix64
from linkage.model import ENFORCEABLE
from linkage.publication.reader import Publication

VERDICTS = ("fraud", "honest", "unsure")

UNKNOWN = "unknown"
"""The answer where nobody looked."""

FLOOR = 5
"""Accounts drawn of every stratum before any gets its share."""

FEWEST = 30
"""Fewest labels, given after the run, from which anything is said."""

LEVEL = 0.95
"""Coverage of the interval."""

TINY = 1e-9
"""Instead of nought, where a beta distribution knows none."""

BASES = {
    "sample": "of a random sample reviewed",
    "labels": "labelled since the run, which is right only if those were drawn at random",
}
"""What an estimate rests on, in words."""


BOUNDS = (20, 5)
"""Honest accounts flagged per 100,000 that a platform may want to be sure of."""


def needed(enforceable: int, accounts: int, per_100k: float) -> int | None:
    """Reviews without a single honest account that show fewer than so many honest in 100,000 flagged, surely to
    `LEVEL`; None where a full review shows no more than that it is so.

    With no honest one among n of N flagged, the share of the honest is at most 1 − (1 − LEVEL)^(1/n).
    """
    if not enforceable:
        return None
    share = per_100k / 100_000 * accounts / enforceable
    if share >= 1:
        return 0
    found = ceil(log(1 - LEVEL) / log1p(-share))
    return found if found < enforceable else None


@dataclass(frozen=True)
class Expected:
    """Honest customers expected among the enforceable accounts of a publication."""

    expected: float
    low: float
    high: float
    accounts: int
    """Enforceable accounts."""
    reviewed: int
    """Accounts with a verdict of fraud or honest."""
    unsure: int
    basis: str
    """A key of `BASES`."""
    level: float = LEVEL

    def __str__(self) -> str:
        interval = f"{self.expected:,.1f} of {self.accounts:,} ({self.level:.0%}: {self.low:,.1f} to {self.high:,.1f})"
        return f"{interval}, from {self.reviewed:,} {BASES[self.basis]}"


def plain(found: Expected | None) -> dict[str, object] | None:
    """The same as plain values, for JSON; None where nobody looked."""
    return None if found is None else asdict(found)


def frame(publication: Publication) -> pl.DataFrame:
    """Whom a sample is drawn from: account, account_id, ring_id, tier, stratum of the enforceable, by account."""
    sizes = publication.rings.select("ring_id", "size")
    held = publication.members.filter(pl.col("tier").is_in(ENFORCEABLE)).join(sizes, on="ring_id")
    named = pl.lit(None, pl.String)
    for name, (low, high) in CLASSES.items():
        named = pl.when(pl.col("size").is_between(low, high)).then(pl.lit(name)).otherwise(named)
    stratum = pl.format("{} of {}", "tier", named.fill_null("under 3"))
    return held.select("account", "account_id", "ring_id", "tier", stratum=stratum).sort("account")


def draw(publication: Publication, size: int, seed: int) -> pl.DataFrame:
    """A random sample of the enforceable, the same for the same findings, size and seed; columns of `frame`.

    Each stratum gets its share, and a few however small it is. A smaller sample of the same seed is the
    beginning of a larger one; so who stops half-way has still looked at a random sample.
    """
    everyone = frame(publication)
    material = f"{seed} {publication.manifest.digest}".encode()
    start = int.from_bytes(blake2b(material, digest_size=8).digest(), "little")
    lots = pl.Series("lot", mixed(everyone["account"].to_numpy(), start))
    rank = pl.struct("lot", "account").rank("ordinal").over("stratum").cast(pl.Int64)
    ranked = everyone.with_columns(lots).with_columns(rank=rank, share=rank / pl.len().over("stratum"))
    order = ranked.sort(pl.col("rank").clip(upper_bound=FLOOR + 1), "share", "lot", "account")
    return order.head(size).select(everyone.columns)


def mixed(keys: np.ndarray, start: int) -> np.ndarray:
    """Numbers as good as random, one a key; the same everywhere."""
    mix = keys.astype(np.int64).view(np.uint64) ^ np.full(len(keys), start, np.uint64)
    return splitmix64(mix + np.uint64(GOLDEN))


def checked(rows: pl.DataFrame, drawn: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Verdicts that can be taken (account_id, verdict, stratum), and lines that cannot (line, says).

    `rows` has line, account_id and verdict as they were read; an empty verdict is an account not yet looked at.
    """
    tidy = rows.with_columns(pl.col("account_id", "verdict").str.strip_chars())
    tidy = tidy.with_columns(pl.col("verdict").str.to_lowercase()).filter(
        pl.col("verdict").fill_null("") != ""
    )
    known = tidy.join(
        drawn.select("account_id", "stratum"), on="account_id", how="left", maintain_order="left"
    )
    fault = (
        pl.when(~pl.col("verdict").is_in(VERDICTS))
        .then(pl.lit(f"the verdict is none of {', '.join(VERDICTS)}"))
        .when(pl.col("stratum").is_null())
        .then(pl.lit("the account was not drawn: what was not drawn at random would bend the estimate"))
        .when(pl.col("verdict").n_unique().over("account_id") > 1)
        .then(pl.lit("the account has two verdicts in this file"))
    )
    judged = known.with_columns(says=fault)
    good = judged.filter(pl.col("says").is_null()).unique("account_id", keep="first", maintain_order=True)
    bad = judged.filter(pl.col("says").is_not_null())
    return good.select("account_id", "verdict", "stratum"), bad.select("line", "says")


def since(labels: pl.DataFrame, before: pl.DataFrame) -> pl.DataFrame:
    """Labels that a run could not have read: account, verdict; those it read, and contradictions, are left out."""
    told = labels.filter(pl.col("label").is_in(["fraud", "honest"]))
    fresh = told.join(before, on="account", how="anti").select("account", verdict="label").unique()
    return fresh.filter(pl.len().over("account") == 1).sort("account")


def named(publication: Publication, verdicts: pl.DataFrame) -> pl.DataFrame:
    """Verdicts by account id."""
    return verdicts.join(publication.members.select("account", "account_id"), on="account")


def expected(publication: Publication, verdicts: pl.DataFrame, basis: str = "sample") -> Expected | None:
    """Honest customers among the enforceable, from verdicts (account_id, verdict); None where there are none.

    From `labels` nothing is said either when there are fewer than `FEWEST`.
    """
    everyone = frame(publication)
    told = everyone.join(verdicts.select("account_id", "verdict"), on="account_id", how="left")
    counts = told.group_by("stratum").agg(
        pl.len().alias("accounts"), *((pl.col("verdict") == each).sum().alias(each) for each in VERDICTS)
    )
    fraud, honest, unsure = (int(counts[each].sum()) for each in VERDICTS)
    decided = fraud + honest
    if decided < (FEWEST if basis == "labels" else 1):
        return None
    low, mid, high = estimate(counts.sort("stratum"))
    low, high = max(low, float(honest)), min(high, float(everyone.height - fraud))
    return Expected(
        expected=round(mid, 1),
        low=round(low, 1),
        high=round(high, 1),
        accounts=everyone.height,
        reviewed=decided,
        unsure=unsure,
        basis=basis,
    )


def estimate(strata: pl.DataFrame) -> tuple[float, float, float]:
    """Low end, estimate and high end of how many are honest; from accounts, fraud, honest, unsure a stratum."""
    totals, fraud, honest, unsure = (
        strata[name].to_numpy().astype(float) for name in ("accounts", *VERDICTS)
    )
    looked = fraud + honest + unsure
    middle = totals @ shares(totals, honest, fraud + honest)
    low, high = (shares(totals, counted, looked) for counted in (honest, honest + unsure))
    below = low - clopper_pearson(low, totals, looked)[0]
    above = clopper_pearson(high, totals, looked)[1] - high
    return (
        float(totals @ low - sqrt(((totals * below) ** 2).sum())),
        float(middle),
        float(totals @ high + sqrt(((totals * above) ** 2).sum())),
    )


def shares(totals: np.ndarray, honest: np.ndarray, looked: np.ndarray) -> np.ndarray:
    """Share found honest of each stratum; of one nobody looked at, that of the others together."""
    own = honest / np.maximum(looked, 1)
    weighed = totals * (looked > 0)
    together = float(weighed @ own / weighed.sum()) if weighed.any() else 0.0
    return np.where(looked > 0, own, together)


def clopper_pearson(
    share: np.ndarray, totals: np.ndarray, looked: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The exact interval of each stratum (Clopper and Pearson 1934), for a population that is finite."""
    tail = (1 - LEVEL) / 2
    left = np.maximum(totals - looked, 0)
    n = looked * np.maximum(totals - 1, 1) / np.maximum(left, 0.5)
    # A quarter of a second, which who asks for no interval need not wait.
    from scipy.special import betaincinv

    low = betaincinv(np.maximum(share * n, TINY), (1 - share) * n + 1, tail)
    high = betaincinv(share * n + 1, np.maximum((1 - share) * n, TINY), 1 - tail)
    whole, none = (left == 0) & (looked > 0), looked == 0
    low = np.where(whole, share, np.where(none | (share == 0), 0.0, low))
    high = np.where(whole, share, np.where(none | (share == 1), 1.0, high))
    return low, high
