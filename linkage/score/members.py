"""Membership: the posterior log-odds that each account belongs to its community, and pruning of those that do not.

A share of the community holds a value and a share of everyone else does; log2 of the ratio is the match weight of the
value in the community, as in Fellegi and Sunter (1969) with both rates counted on the data. Of each group the best
value counts, since an address, its subnet and its network are one piece of evidence. Groups add up, over the prior
log2(size / accounts) that an account belongs to this community.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from linkage.connected import numbering
from linkage.model import MIN_RING
from linkage.score.alike import Lives, alike
from linkage.score.held import Held
from linkage.score.rhythm import likeness

ROUNDS = 3
"""Most rounds of pruning: evidence that came from an account goes with it; bounds time."""

MIN_BITS = 5.0
"""Bits for an account to belong, prior included: 5 bits is 97 % (0012, 0040)."""

STRANGER = 0.5
"""Accounts outside that are assumed to hold a value that none holds: half a pseudo-count, as is usual for rates."""

OWN = 0.5
"""Share of a common value's holders that must be members for it not to be common here: detection did not look at it,
so that it lies within the community is evidence (0012)."""

DIGITS = 6
"""Digits of a member's bits and of each part of them, so that the parts add up to the last digit (0044)."""


@dataclass(frozen=True)
class Belonging:
    """The members that belong, and their ties: a row for each member and value that another member holds too."""

    members: pl.DataFrame
    """community, account, prior, bits (posterior log-odds, prior included), rhythm and alike (the parts of it of the
    common hours and of the other marks)."""
    ties: pl.DataFrame
    """community, account, value, kind, group, crowd, forgeable, derived, first_seen, others (members who
    hold it too, at least 1), match_weight (bits)."""
    dropped: pl.DataFrame
    """Those that were pruned: community, account, bits at that time."""

    def only(self, communities: pl.DataFrame) -> "Belonging":
        """Those of some communities (community)."""
        frames = (self.members, self.ties, self.dropped)
        return Belonging(*(each.join(communities, on="community", how="semi") for each in frames))


def belonging(held: Held, communities: pl.DataFrame, lives: Lives, total: int) -> Belonging:
    """Prune communities, `ROUNDS` times at most; one that loses nobody is settled."""
    members = communities.select("community", "account").filter(pl.len().over("community") >= MIN_RING)
    facts, lives = held.within(members), lives.only(members["account"])
    members = members.with_row_index("row")
    dropped = [members.clear().select("community", "account", bits=pl.lit(0.0))]
    settled: list[tuple[pl.DataFrame, pl.DataFrame]] = []
    for _ in range(ROUNDS):
        if members.is_empty():
            break
        ties = evidence(facts, members, total)
        judged = weighed(members, ties, lives, total)
        loses = (pl.col("bits") < MIN_BITS).any().over("community")
        settled.append((judged.filter(~loses), ties.filter(~of_rows(judged, ties, loses))))
        open_ones = judged.filter(loses)
        kept = open_ones.filter(pl.col("bits") >= MIN_BITS).filter(pl.len().over("community") >= MIN_RING)
        members = kept.select("row", "community", "account")
        pruned = open_ones.join(members, on="account", how="anti")
        dropped.append(pruned.select("community", "account", "bits"))
        facts = facts.filter(of_rows(members, facts, pl.repeat(True, pl.len())))
    ties = evidence(facts, members, total)
    settled.append((weighed(members, ties, lives, total), ties))
    judged, ties = (pl.concat(each).drop("row") for each in zip(*settled, strict=True))
    return Belonging(judged, ties, pl.concat(dropped))


def of_rows(members: pl.DataFrame, facts: pl.DataFrame, what: pl.Expr) -> pl.Series:
    """For each of the facts (row) `what` is said of its member (row); 0 of those that are none."""
    said = members.select(what=what).to_series().to_numpy()
    own, asked = members["row"].to_numpy(), facts["row"].to_numpy()
    table = np.zeros(max(own.max(initial=0), asked.max(initial=0)) + 1, said.dtype)
    table[own] = said
    return pl.Series(table[asked])


def evidence(held: pl.DataFrame, members: pl.DataFrame, total: int) -> pl.DataFrame:
    """Match weight of each value that a member shares with another: the ties of `Belonging`, and the row.

    `held` is `Held.within`, of these members alone.
    """
    spots = held["spot"].to_numpy()
    counts = pl.Series(np.bincount(spots)[spots], dtype=pl.UInt32)
    size = of_rows(members, held, pl.len().over("community"))
    ties = held.lazy().with_columns(inside=counts, size=size).filter(pl.col("inside") > 1)
    others = pl.col("inside") - 1
    within = others / (pl.col("size") - 1)
    without = (pl.col("holders") - pl.col("inside") + STRANGER) / (total - pl.col("size") + 1)
    match_weight = (
        pl.min_horizontal((within / without).log(2), "max_weight").clip(lower_bound=0).round(DIGITS)
    )
    crowd = pl.col("crowd") & (pl.col("inside") < OWN * pl.col("holders"))
    columns = ["row", "community", "account", "value", "kind", "group", "forgeable", "derived", "first_seen"]
    return ties.select(*columns, crowd=crowd, others=others, match_weight=match_weight).collect()


def weighed(members: pl.DataFrame, ties: pl.DataFrame, lives: Lives, total: int) -> pl.DataFrame:
    """Posterior log-odds of each member: the prior, the best value of each group, and the likeness of hours and marks:
    the members of `Belonging`, and the row."""
    prior = (pl.len().over("community") / total).log(2)
    judged = members.with_columns(best(members, ties), likeness(members, lives.rhythm), alike(members, lives))
    parts = [pl.col("rhythm").round(DIGITS), pl.col("alike").round(DIGITS)]
    judged = judged.with_columns(parts).with_columns(prior=prior.round(DIGITS))
    bits = pl.col("prior") + pl.col("match_weight") + pl.col("rhythm") + pl.col("alike")
    # Sums differ in their last digits by the order in which threads add; rounded, a run repeats itself.
    return judged.select("row", "community", "account", "prior", "rhythm", "alike", bits=bits.round(DIGITS))


def best(members: pl.DataFrame, ties: pl.DataFrame) -> pl.Series:
    """Bits of the best value of each group, summed, of each of the members."""
    rows, code = members["row"].to_numpy(), ties["group"].to_physical().to_numpy()
    group = numbering(code.max(initial=0) + 1, code)[code]
    groups = group.max(initial=0) + 1
    found = np.zeros((rows.max(initial=0) + 1) * groups)
    np.maximum.at(found, ties["row"].to_numpy() * groups + group, ties["match_weight"].to_numpy())
    return pl.Series("match_weight", found.reshape(-1, groups).sum(axis=1)[rows])
