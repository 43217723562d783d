"""Prove: cut communities down to who belongs and passes the gate, and where they fall apart."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import polars as pl

from linkage.model import MIN_RING
from linkage.score import gate, regroup, whole
from linkage.score.alike import Lives
from linkage.score.failed import failed, latest
from linkage.score.held import Held
from linkage.score.members import Belonging, belonging
from linkage.score.regroup import Partition, connected

Of = TypeVar("Of")

Rings = Callable[[pl.DataFrame], pl.DataFrame]
"""Of communities (community, account) those that are clearly rings: community."""

PASSES = 3
"""Most rounds in which what is left is cut where it falls apart and pruned again; bounds time, a choice, see
bench/sensitivity.md."""


PART = 50_000
"""Accounts that are judged in one go; bounds memory, a choice."""

BESIDE = 2
"""Parts that are judged at a time: much of it runs on one core, and each part takes memory. A choice, for two cores."""


@dataclass(frozen=True)
class Proof:
    """The accounts of each community that are proved to belong, and what proves it."""

    members: pl.DataFrame
    """community, account, bits, rhythm, alike, groups, sufficient, peers, usual."""
    ties: pl.DataFrame
    """Their ties, `members.evidence`, with `counts` and `by_marks`: whether the gate counts it, and by their marks
    alone."""
    candidates: pl.DataFrame
    """The ties of all who belong, proved or not, without their kind: what the gate judged them by."""
    failed: pl.DataFrame
    """What those failed that are not proved: `failed.TOLD`, by account."""
    least: int
    """Groups that had to count."""

    def replaced(self, touched: pl.DataFrame, anew: "Proof", communities: pl.DataFrame) -> "Proof":
        """The same, with the communities `touched` (community) replaced by others; `communities` are all that
        detection found."""

        def rest(frame: pl.DataFrame) -> pl.DataFrame:
            return frame.join(touched, on="community", how="anti", maintain_order="left")

        members = pl.concat([rest(self.members), anew.members])
        return Proof(
            members,
            pl.concat([rest(self.ties), anew.ties]),
            pl.concat([rest(self.candidates), anew.candidates]),
            latest([self.failed, anew.failed], communities, members.select("account")),
            self.least,
        )


@dataclass(frozen=True)
class Terms:
    """What every community is judged by."""

    held: Held
    lives: Lives
    total: int
    """Accounts in all."""
    least: int
    """Groups that must count: 2, or 1 where the data knows one alone."""
    worth: Rings | None = None
    """What is judged at all, by all who belong: nothing is told of others. None for every community."""


@dataclass(frozen=True)
class Seen:
    """What the gate judges the accounts of communities by."""

    found: Belonging
    marked: pl.DataFrame
    """Their ties, as `gate.mark` has them."""
    counted: pl.DataFrame
    """The ties that count."""
    further: pl.DataFrame
    """`gate.further_evidence`."""


@dataclass(frozen=True)
class Judgement:
    """How the accounts of communities were judged, as they stood."""

    found: Belonging
    counted: pl.DataFrame
    """The ties that count."""
    passed: pl.DataFrame
    """Who passes, as `gate.passed` has it."""
    failed: pl.DataFrame
    """What the others failed."""

    def members(self) -> pl.DataFrame:
        """The accounts that pass with two others."""
        passing = self.found.members.join(self.passed.drop("community"), on=gate.KEY)
        return passing.filter(pl.len().over("community") >= MIN_RING)


def prove(
    communities: pl.DataFrame, held: Held, lives: Lives, total: int, partition: Partition = connected
) -> Proof:
    """Prune, pass through the gate, cut apart, join and grow, `PASSES` - 1 times.

    At last communities are pruned and pass the gate once more; they get new names.

    `partition` tells what is left of a community from what hardly hangs on it: an office from a ring of which
    one account went out by the office's address.
    """
    least = min(2, held.values.filter(~pl.col("crowd"))["group"].n_unique())
    terms = Terms(held, lives, total, least)
    current = communities.select("account", "community")
    strong = held.strong()
    eligible = strong.filter(~pl.col("crowd"))
    rounds: list[pl.DataFrame] = []
    for _ in range(PASSES - 1):
        ties, others = zip(*by_part(partial(tied, terms=terms), current), strict=True)
        rounds += others
        sure = pl.concat(ties)
        current = regroup.grow(regroup.merge(regroup.split(sure, partition), eligible), strong)
    last = together(by_part(partial(judged, terms=terms), current))
    out = latest([*rounds, last.failed], communities, last.members().select("account"))
    return proved(last, terms, out)


def as_they_stand(communities: pl.DataFrame, terms: Terms, rings: Rings | None) -> Proof:
    """Prune communities and pass them through the gate, and leave them else as they are; with `rings`, which tells what
    is clearly a ring, some are whole rings (`whole`)."""
    one = partial(judged, terms=terms) if rings is None else partial(judged_whole, terms=terms, rings=rings)
    last = together(by_part(one, communities.select("account", "community")))
    told = communities if terms.worth is None else communities.clear()
    return proved(last, terms, latest([last.failed], told, last.members().select("account")))


def judged_whole(communities: pl.DataFrame, terms: Terms, rings: Rings) -> Judgement:
    """The judgement of communities of which some may be whole rings: they must be promising, and among `rings`."""
    seen = look(communities, terms)
    passing = gate.passed(seen.counted, seen.further, terms.least, whole=seen.found.members)
    promising = whole.promising(seen.found.members.join(passing, on=gate.KEY, how="semi"))
    found = rings(seen.found.members.join(promising, on="community", how="semi"))
    return through(seen, terms, whole=found)


def by_part(call: Callable[[pl.DataFrame], Of], communities: pl.DataFrame) -> list[Of]:
    """What a call makes of each part of communities, in their order."""
    with ThreadPoolExecutor(BESIDE) as pool:
        return list(pool.map(call, parts(communities)))


def parts(communities: pl.DataFrame) -> list[pl.DataFrame]:
    """Communities, whole, in parts of about `PART` accounts: each is judged by itself, so memory is bounded."""
    ordered = communities.sort("community", "account").with_row_index("part")
    part = pl.col("part").first().over("community") // PART
    cut = ordered.with_columns(part).partition_by("part", maintain_order=True, include_key=False)
    return cut or [communities]


def tied(communities: pl.DataFrame, terms: Terms) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The ties that count of the accounts that pass, and what the others failed."""
    found = judged(communities, terms, last=False)
    return found.counted.join(found.passed, on=gate.KEY, how="semi"), found.failed


def judged(communities: pl.DataFrame, terms: Terms, *, last: bool = True) -> Judgement:
    """Who belongs, the ties that count, who passes the gate (in the `last` round or before), what the others
    failed."""
    return through(look(communities, terms, last=last), terms, last=last)


def look(communities: pl.DataFrame, terms: Terms, *, last: bool = True) -> Seen:
    """Who belongs, and what the gate judges them by."""
    found = belonging(terms.held, communities, terms.lives, terms.total)
    if terms.worth is not None:
        found = worthy(found, terms.worth)
    marked = gate.mark(found.ties)
    like = gate.vouched_by_marks(found.members if last else found.members.clear())
    counted = gate.counted(marked, gate.partners(marked), gate.vouchers(marked), like)
    return Seen(found, marked, counted, gate.further_evidence(marked, counted, found.members))


def worthy(found: Belonging, worth: Rings) -> Belonging:
    """Those who belong to communities in which anybody may be proved, and that are `worth` being judged."""
    hopeful = found.only(gate.hopeful(found.ties))
    return hopeful.only(worth(hopeful.ties.select("community", "account").unique()))


def through(seen: Seen, terms: Terms, *, last: bool = True, whole: pl.DataFrame | None = None) -> Judgement:
    """Who passes the gate; `whole` (community) are whole rings."""
    passed = gate.passed(seen.counted, seen.further, terms.least, last=last, whole=whole)
    missed = failed(seen.found, seen.marked, seen.counted, passed, terms.least)
    return Judgement(seen.found, seen.counted, passed, missed)


def together(found: Sequence[Judgement]) -> Judgement:
    """The judgement of all parts."""
    belong = [each.found for each in found]
    return Judgement(
        Belonging(
            pl.concat(each.members for each in belong),
            pl.concat(each.ties for each in belong),
            pl.concat(each.dropped for each in belong),
        ),
        pl.concat(each.counted for each in found),
        pl.concat(each.passed for each in found),
        pl.concat(each.failed for each in found),
    )


def proved(last: Judgement, terms: Terms, failed: pl.DataFrame) -> Proof:
    """The last word on communities as they stand."""
    members = last.members()
    counts = last.counted.select(*gate.KEY, "value", "by_marks", counts=pl.lit(True))
    ties = last.found.ties.join(members.select(gate.KEY), on=gate.KEY, how="semi")
    ties = ties.join(counts, on=[*gate.KEY, "value"], how="left")
    ties = ties.with_columns(pl.col("counts", "by_marks").fill_null(False))
    return Proof(members, ties, last.found.ties.drop("kind"), failed, terms.least)
