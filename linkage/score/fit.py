"""Fit: weights of the ring score from rings whose truth is known.

A logistic regression whose signs are fixed beforehand (`linkage.score.signs`), with a Gaussian prior around
weights that are given: it minimises, over the weights w of the features that are learned,

    Σ rings  c · (ln(1 + e^z) − y · z)  +  Σ features  strength / 2 · (w − prior)²

where z is the intercept plus the sum of weight × reading, y is 1 for abuse, and c is the logarithm of the
ring's size, 1 on average: a ring of a thousand is better known than one of three, but not three hundred times
better. The sum is convex, so there is one answer; L-BFGS-B keeps to the bounds.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from scipy.optimize import minimize

from linkage.errors import Refused
from linkage.score import signs
from linkage.score.features import FEATURES, Facts
from linkage.score.probability import readings, table_of
from linkage.score.weights import Weights

MOSTLY = 0.7
"""A ring counts as abuse when at least this share of its accounts whose truth is known is bad, as honest when
at least this share is honest; others are left out."""

LABELS = 2
"""Fewest labelled accounts of a ring that say what the ring is."""

COVERED = 0.1
"""Least share of a ring that has to be labelled: one ban in a crowd of honest accounts says nothing of it."""

FEWEST = 10
"""Fewest labelled rings of either sort that are learned from."""

PULL = 4.0
"""Strength of the prior of a refit: shipped weights are believed to within a half, so that few labels change
little and some hundreds of rings decide."""

DIGITS = 2
"""Digits of a weight; more are not known."""


@dataclass(frozen=True)
class Prior:
    """What is believed before a fit."""

    weights: Mapping[str, float]
    """Every weight of the table, and its intercept: what the fit is drawn to, and what is kept as it is."""
    learn: Collection[str]
    """Features whose weight is learned; the others keep theirs and are reckoned with."""
    strength: float
    """How hard weights are drawn to what was believed: in rings, 1 / variance."""
    intercept: float = 0.0
    """The same for the intercept."""


@dataclass(frozen=True)
class Refit:
    """Weights drawn from the shipped ones towards a platform's own labels."""

    weights: Weights
    rings: Mapping[str, tuple[int, int]]
    """Labelled rings by table: of abuse, and honest."""

    @property
    def learned(self) -> list[str]:
        """Tables that had enough rings to be changed."""
        return [name for name, counts in self.rings.items() if min(counts) >= FEWEST]


def sample(facts: Facts, truth: pl.DataFrame) -> pl.DataFrame:
    """A row a ring whose truth (community, abuse) is known: community, table, accounts, abuse, and every reading."""
    wide = readings(facts).pivot(on="feature", index="community", values="reading")
    missing = [pl.lit(None, pl.Float64).alias(name) for name in FEATURES if name not in wide.columns]
    sizes = facts.members.group_by("community").agg(accounts=pl.len())
    rings = sizes.join(truth, on="community").join(table_of(facts), on="community")
    rings = rings.join(wide.with_columns(missing), on="community", how="left").sort("community")
    return rings.select("community", "table", "accounts", "abuse", pl.col(list(FEATURES)).fill_null(0.0))


def truth_of(facts: Facts, known: pl.DataFrame) -> pl.DataFrame:
    """Which rings are abuse: community, abuse; from accounts whose truth (account, bad) is known."""
    both = facts.members.select("community", "account").join(known, on="account", how="left")
    shares = both.group_by("community").agg(
        n=pl.len(), k=pl.col("bad").count(), share=pl.col("bad").cast(pl.Float64).mean()
    )
    told = (pl.col("k") >= LABELS) & (pl.col("k") >= COVERED * pl.col("n"))
    clear = (pl.col("share") >= MOSTLY) | (pl.col("share") <= 1 - MOSTLY)
    return shares.filter(told & clear).select("community", abuse=pl.col("share") > 0.5).sort("community")


def labelled(facts: Facts) -> pl.DataFrame:
    """Accounts a platform labelled, and those it banned: account, bad; contradicted labels are left out."""
    bad = facts.about.known_bad().with_columns(bad=pl.lit(True))
    both = pl.concat([bad, facts.about.known_honest().with_columns(bad=pl.lit(False))])
    return both.filter(pl.len().over("account") == 1).sort("account")


def refit(facts: Facts, weights: Weights) -> Refit:
    """Weights drawn towards what labels say of the rings that were proved; `Refused` when they say too little.

    The features that read the labels themselves are left out and keep their weights. Who is labelled is no
    random draw, so the intercept is drawn to the shipped one as the weights are.
    """
    rings = sample(facts, truth_of(facts, labelled(facts))).drop(signs.LEAKS)
    made, counts = {}, {}
    for name, table in weights.items():
        own = rings.filter(pl.col("table") == name)
        abuse = int(own["abuse"].sum())
        counts[name] = (abuse, own.height - abuse)
        made[name] = fit(own, Prior(table, set(table), PULL, PULL)) if min(counts[name]) >= FEWEST else table
    found = Refit(made, counts)
    if not found.learned:
        abuse, honest = max(counts.values(), key=min)
        raise Refused(
            f"too few labelled rings to learn from: {abuse} of abuse and {honest} of honest accounts, "
            f"where {FEWEST} of either are needed"
        )
    return found


def fit(rings: pl.DataFrame, prior: Prior) -> dict[str, float]:
    """The table of weights that fits rings (accounts, abuse, and a column a feature) best, given the prior."""
    named = [name for name in prior.weights if name in rings.columns]
    learned = [name for name in named if name in prior.learn]
    kept = [name for name in named if name not in prior.learn]
    given = inputs_of(rings, kept)[:, 1:] @ np.array([prior.weights[name] for name in kept])
    inputs = inputs_of(rings, learned)
    abuse = rings["abuse"].cast(pl.Float64).to_numpy()
    counts = np.log1p(rings["accounts"].to_numpy())
    counts = counts / counts.mean()
    centre = np.array([prior.weights["intercept"], *(prior.weights[name] for name in learned)])
    strengths = np.array([prior.intercept, *(prior.strength for _ in learned)])

    def loss(tried: np.ndarray) -> tuple[float, np.ndarray]:
        odds = given + inputs @ tried
        cost = counts @ (np.logaddexp(0, odds) - abuse * odds) + strengths @ (tried - centre) ** 2 / 2
        slope = inputs.T @ (counts * (1 / (1 + np.exp(-odds)) - abuse)) + strengths * (tried - centre)
        return float(cost), slope

    limits = [signs.INTERCEPT, *map(signs.bounds, learned)]
    start = np.clip(centre, *np.array(limits).T)
    found = minimize(loss, start, jac=True, bounds=limits, method="L-BFGS-B").x
    return {**prior.weights, **_rounded(["intercept", *learned], found)}


def _rounded(names: list[str], found: np.ndarray) -> dict[str, float]:
    """Weights by name; adding nought makes a negative zero a plain one."""
    return {name: round(float(weight), DIGITS) + 0.0 for name, weight in zip(names, found, strict=True)}


def said(rings: pl.DataFrame, table: Mapping[str, float]) -> pl.Series:
    """Probability of abuse of each ring by a table of weights."""
    named = [name for name in table if name in rings.columns]
    odds = inputs_of(rings, named) @ np.array([table[name] for name in ("intercept", *named)])
    return pl.Series("said", 1 / (1 + np.exp(-odds)))


def inputs_of(rings: pl.DataFrame, features: list[str]) -> np.ndarray:
    """Readings as a matrix, with a column of ones for the intercept before them; shape (rings, features + 1)."""
    return np.column_stack([np.ones(rings.height), *(rings[name].to_numpy() for name in features)])


def left_out(rings: pl.DataFrame, prior: Prior) -> pl.DataFrame:
    """Rings (scene and seed beside the rest) with what weights say of them that never saw the like, as `said`.

    The weights are fitted on other scenes, and on other seeds where there are any: worlds of one seed have
    many of the same honest people. The prior is as strong a ring as it is for all.
    """
    parts = []
    for own in rings.partition_by("scene", "seed", maintain_order=True):
        elsewhere = rings.filter(pl.col("scene") != own["scene"][0])
        apart = elsewhere.filter(pl.col("seed") != own["seed"][0])
        seen = elsewhere if apart.is_empty() else apart
        fair = replace(prior, strength=prior.strength * seen.height / rings.height)
        parts.append(own.with_columns(said(own, fit(seen, fair))))
    return pl.concat(parts)


def reliability(rings: pl.DataFrame) -> pl.DataFrame:
    """Is a probability one? Tenths of the scale of `said`: tenth, rings, said (on average), so (share of abuse)."""
    tenth = (pl.col("said") * 10).floor().clip(upper_bound=9).cast(pl.Int64)
    return (
        rings.group_by(tenth=tenth)
        .agg(rings=pl.len(), said=pl.col("said").mean(), so=pl.col("abuse").mean())
        .sort("tenth")
    )
