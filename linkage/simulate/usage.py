"""What accounts ask for and when: personal hours, habits and templates of people; schedules of operators."""

import numpy as np
import polars as pl

from linkage.simulate import ground as g
from linkage.simulate.text import mixed

ROWS = 7.0
"""Mean rows of usage an account."""
OWN = 0.22
"""Share of habits that are templates of the account's own making, where nothing else is said."""


def runs(rng: np.random.Generator, n: int, mean: float = ROWS, spread: float = 0.8) -> np.ndarray:
    """How many rows of usage each account has: a long tail, one at least."""
    drawn = np.exp(rng.normal(np.log(mean) - spread**2 / 2, spread, n))
    rows: np.ndarray = np.clip(drawn.astype(np.int64) + (rng.random(n) < 0.5), 1, 300)
    return rows


def habits(rng: np.random.Generator, n: int) -> pl.DataFrame:
    """When each person is at it: centre and spread in local hours; night workers and programs too."""
    u = rng.random(n)
    centre = np.select(
        [u < 0.62, u < 0.86, u < 0.93],
        [rng.normal(13.5, 1.5, n), rng.normal(20, 1.5, n), rng.normal(1.5, 2, n)],
        12,
    )
    spread = np.where(u < 0.93, rng.uniform(1.5, 3.5, n), 40.0)
    return pl.DataFrame(
        {"centre": centre, "spread": spread, "stay": rng.exponential(55, n), "lag": rng.exponential(18, n)}
    )


def hours(
    rng: np.random.Generator, owner: np.ndarray, created: np.ndarray, zone: np.ndarray, habit: pl.DataFrame
) -> np.ndarray:
    """Moments (whole hours) of rows whose account is `owner`; four in ten follow on the row before."""
    n = len(owner)
    centre, spread = habit["centre"].to_numpy()[owner], habit["spread"].to_numpy()[owner]
    day = created[owner] // 86_400 + (habit["stay"].to_numpy()[owner] * rng.random(n) ** 1.6).astype(np.int64)
    off = ((day + 3) % 7 >= 5) & (spread < 10) & (np.abs(centre - 13.5) < 4) & (rng.random(n) < 0.6)
    local = np.floor(centre + spread * rng.standard_normal(n))
    at = (day + 2 * off) * 24 + (local - np.floor(zone[owner])).astype(np.int64)
    at = np.maximum(at, created[owner] // 3_600)
    follows = (rng.random(n) < 0.4) & np.concatenate([[False], owner[1:] == owner[:-1]])
    lead = np.maximum.accumulate(np.where(follows, 0, np.arange(n)))
    at = at[lead] + (np.arange(n) - lead)
    moments: np.ndarray = np.minimum(at, g.END // 3_600 - 1) * 3_600
    return moments


def models(rng: np.random.Generator, at: np.ndarray, lag: np.ndarray) -> np.ndarray:
    """The model each row asks for: the newest that is out for longer than the account's lag, or an older."""
    known = (at - g.START) / 86_400 - lag
    newest = np.searchsorted(np.array(g.RELEASES), known, side="right") - 1
    older = rng.random(len(at)) < 0.15
    chosen: np.ndarray = np.clip(newest - older * rng.integers(1, 3, len(at)), 0, len(g.RELEASES) - 1)
    return chosen


def templates(
    rng: np.random.Generator, owner: np.ndarray, shared: np.ndarray, share: float = OWN
) -> np.ndarray:
    """Templates of rows: habits of the account, popular or its own; now and then those of its group."""
    n = int(owner.max()) + 1 if len(owner) else 0
    salt = int(rng.integers(0, 1 << 60))
    variety = np.exp(rng.normal(0.0, 0.9, n))
    which = np.minimum(rng.exponential(variety[owner]).astype(np.int64), 63)
    key = mixed(owner * 64 + which + salt)
    rank = (key % np.uint64(1 << 20)).astype(np.int64) / (1 << 20)
    own = g.TEMPLATES + (key >> np.uint64(23)).astype(np.int64)
    liked = (np.clip((rank - share) / (1 - share), 0, 1) ** 2.5 * g.TEMPLATES).astype(np.int64)
    chosen = np.where(rank < share, own, liked)
    group = shared[owner]
    ours = (group >= 0) & (rng.random(len(owner)) < 0.3)
    theirs = g.TEMPLATES + (1 << 41) + group * 8 + rng.integers(0, 3, len(owner))
    used: np.ndarray = np.where(ours, theirs, chosen)
    return used


def volumes(
    rng: np.random.Generator, owner: np.ndarray, level: np.ndarray, spread: float
) -> tuple[np.ndarray, np.ndarray]:
    """Requests and output tokens of rows around each account's level."""
    n = len(owner)
    requests = np.maximum(1, np.exp(np.log(level[owner]) + spread * rng.standard_normal(n))).astype(np.int64)
    tokens = (requests * np.exp(rng.normal(6.0, 0.6, n))).astype(np.int64)
    return requests, tokens


def honest(
    rng: np.random.Generator, created: np.ndarray, zone: np.ndarray, shared: np.ndarray, own: float = OWN
) -> pl.DataFrame:
    """Usage of honest accounts, `own` of whose habits are words of their own."""
    n = len(created)
    habit = habits(rng, n)
    owner = np.repeat(np.arange(n), runs(rng, n))
    at = hours(rng, owner, created, zone, habit)
    requests, tokens = volumes(rng, owner, np.exp(rng.normal(2.0, 1.1, n)), 0.7)
    return pl.DataFrame(
        {
            "account": owner,
            "hour": at,
            "requests": requests,
            "tokens": tokens,
            "model": models(rng, at, habit["lag"].to_numpy()[owner]).astype(np.int8),
            "template": templates(rng, owner, shared, own),
        }
    )
