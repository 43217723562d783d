"""Draw the groups to plant: of which sort and size, what they share, and which accounts they are copied from.

The accounts that are copied are neither flagged nor known as bad. All members of a group are copied from accounts with
the same feeds, and a group lacks what those accounts lack.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from linkage.kinds import KINDS
from linkage.trust import designs, feeds
from linkage.trust.designs import BANDS, HONEST, RINGS, SPREADS, Design, Habit
from linkage.trust.platform import Platform, Run

SETS = 12
"""Groups of each sort and size, where there is room."""

ROUNDS = 12
"""Most runs with plants."""

ROOM = 0.02
"""Share of the platform's accounts that is planted in one run, at most: more would distort the estimate."""

ENOUGH = 20
"""Fewest accounts that hold what a group must share, for it to be copied from them."""

BASE = {"email_domain": "email", "phone_block": "phone", "surname": "name"}
"""The kind that has to be held for another to follow from it."""

HABITS: dict[str, pl.DataType] = {
    "group": pl.Int64(),
    "kind": pl.String(),
    "sharing": pl.Float64(),
    "values": pl.Int64(),
    "most": pl.Int64(),
    "keep": pl.Float64(),
}
"""One row a group and kind it shares: by which share of its members, on how many values, most values of one
member, and which share of those who share keep things of their own."""

COPIES: dict[str, pl.DataType] = {
    "group": pl.Int64(),
    "account": pl.Int64(),
    "copied": pl.Int64(),
    "start": pl.Int64(),
    "days": pl.Float64(),
}
"""One row a planted account: its group, its key, the account it is a copy of, and the first day and the number of
days within which its group signs up, null for when the copied account did."""


@dataclass(frozen=True)
class Group:
    """One group that is to be planted."""

    number: int
    design: Design
    band: str | None
    """Of rings, a key of `BANDS`; None for an honest group."""
    size: int


@dataclass(frozen=True)
class Pool:
    """The accounts that may be copied, in order, and what each of them holds."""

    accounts: np.ndarray
    """Keys; shape (n,)."""
    holds: dict[str, np.ndarray]
    """By kind whether each holds any; shape (n,)."""
    feeds: np.ndarray
    """The feeds each has, a bit for each; shape (n,)."""

    def any_of(self) -> list[str]:
        """Kinds of which a ring may share any."""
        strong = [*designs.STRONG, *sorted(kind for kind in self.holds if kind not in KINDS)]
        return [kind for kind in strong if self.holding([kind]).sum() >= ENOUGH]

    def holding(self, kinds: Sequence[str]) -> np.ndarray:
        """Which accounts hold all of these kinds, or what they follow from."""
        found = np.ones(self.accounts.size, bool)
        for kind in kinds:
            either = [self.holds[each] for each in (kind, BASE.get(kind, kind)) if each in self.holds]
            found &= np.any(either, axis=0) if either else False
        return found


def pool(platform: Platform, run: Run) -> Pool:
    """Accounts that may be copied: neither flagged nor known as bad."""
    bad = pl.concat([run.flagged, run.judged.facts.about.known_bad()])
    names = platform.accounts.select("account").join(bad, on="account", how="anti").sort("account")
    accounts = names["account"].to_numpy()
    held = pl.concat([platform.shared.select("account", "kind"), platform.own.select("account", "kind")])
    held = held.join(names, on="account", how="semi").unique().with_columns(pl.col("kind").cast(pl.String))
    holds, marks = {}, np.zeros(accounts.size, np.int64)
    for (kind,), part in held.sort("kind", "account").group_by("kind", maintain_order=True):
        holds[str(kind)] = np.isin(accounts, part["account"].to_numpy())
        marks |= holds[str(kind)].astype(np.int64) << place(str(kind))
    return Pool(accounts, holds, marks)


def place(kind: str) -> int:
    """The bit of the feed of a kind."""
    return [*feeds.FEEDS, feeds.OWN].index(feeds.feed_of(kind))


def groups(rng: np.random.Generator) -> Iterator[Group]:
    """Every group, set by set; large rings in every other set."""
    number = 0
    for turn in range(SETS):
        for design in RINGS:
            for band, (low, high) in BANDS.items():
                if low < 30 or turn % 2 == 0:
                    yield Group(number, design, band, int(rng.integers(low, high + 1)))
                    number += 1
        for design in HONEST:
            yield Group(number, design, None, round(loguniform(rng, design.sizes)))
            number += 1


def rounds(planned: Sequence[Group], total: int) -> list[list[Group]]:
    """The groups of each run, each at most `ROOM` of the platform: the first with room takes a group."""
    room = int(ROOM * total)
    made: list[list[Group]] = []
    for group in planned:
        fits = [each for each in made if sum(one.size for one in each) + group.size <= room]
        if fits:
            fits[0].append(group)
        elif group.size <= room and len(made) < ROUNDS:
            made.append([group])
    return made


@dataclass(frozen=True)
class Drawn:
    """The groups of one run."""

    members: pl.DataFrame
    """`COPIES`."""
    habits: pl.DataFrame
    """`HABITS`."""
    lacking: dict[str, str]
    """Sorts of groups of which one could not be planted, and why."""


def draw(
    planned: Sequence[Group], pool: Pool, times: tuple[int, int] | None, rng: np.random.Generator
) -> Drawn:
    """Copy accounts and draw parameters for the groups of one run; `times` are the first and last sign-up."""
    members, habits, lacking = [], [], {}
    for group in planned:
        shared = wanted(group.design, pool, rng)
        lead = np.flatnonzero(pool.holding([habit.kind for habit in shared if habit.often == 1]))
        if lead.size < ENOUGH or not shared:
            lacking[group.design.name] = missing(group.design)
            continue
        like = np.flatnonzero(pool.feeds == pool.feeds[rng.choice(lead)])
        copied = pool.accounts[rng.choice(like, group.size)]
        members.append(copies(group, copied, times, rng))
        habits += [row(group, habit, rng) for habit in shared if rng.random() < habit.often]
    return Drawn(
        pl.concat([pl.DataFrame(schema=COPIES), *members]),
        pl.DataFrame(habits, schema=HABITS, orient="row"),
        lacking,
    )


def wanted(design: Design, pool: Pool, rng: np.random.Generator) -> list[Habit]:
    """The habits of a group, those picked at random among them, as far as accounts have all of it."""
    kinds: list[str] = []
    least, most = design.any
    for kind in rng.permutation(pool.any_of()) if most else ():
        if len(kinds) < rng.integers(least, most + 1) and pool.holding([*kinds, kind]).sum() >= ENOUGH:
            kinds.append(str(kind))
    picked = [Habit(kind, 1, (0.6, 1), designs.SOME, (0, 0.6)) for kind in kinds]
    return [*design.habits, *(picked if len(picked) >= least else [])]


def missing(design: Design) -> str:
    """Why groups of that sort cannot be planted."""
    kinds = " and ".join(designs.needed(design)) or "enough kinds that could be shared"
    return f"fewer than {ENOUGH} accounts that are not flagged have {kinds}"


def copies(
    group: Group, copied: np.ndarray, times: tuple[int, int] | None, rng: np.random.Generator
) -> pl.DataFrame:
    """New accounts for those copied, and when they sign up."""
    fresh = rng.integers(-(2**63), 2**63 - 1, group.size)
    made = pl.DataFrame({"account": fresh, "copied": copied}).with_columns(
        group=pl.lit(group.number, pl.Int64)
    )
    start, days = None, None
    if group.design.spread and times is not None:
        days = SPREADS[str(rng.choice(group.design.spread))]
        start = int(rng.uniform(times[0], max(times[0], times[1] - days * 86_400)))
    return made.with_columns(start=pl.lit(start, pl.Int64), days=pl.lit(days, pl.Float64)).select(*COPIES)


def row(group: Group, habit: Habit, rng: np.random.Generator) -> tuple[object, ...]:
    """The parameters of one habit of one group: `HABITS`."""
    sharing, keep = rng.uniform(*habit.sharing), rng.uniform(*habit.keep)
    values = max(1, round(group.size * sharing / loguniform(rng, habit.each)))
    return group.number, habit.kind, sharing, values, habit.values, keep


def loguniform(rng: np.random.Generator, within: designs.Range) -> float:
    """A number whose logarithm is uniform."""
    low, high = np.log(within)
    return float(np.exp(rng.uniform(low, high)))
