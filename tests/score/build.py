"""Small worlds as the stages take them: who holds what since when, and what is known of each account."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

import polars as pl

from linkage import pipeline, tables
from linkage.detect import detect
from linkage.model import Trait
from linkage.score import About, Means, Scored, assemble, judge
from linkage.score.alike import read
from linkage.score.held import Held, held_by
from linkage.score.proof import Proof, prove
from linkage.weigh import Weighed, weigh

DAY = 86_400
START = 1_700_000_000

Since = int | Mapping[int, int | None] | None
"""When holders were first seen with a value: all at once, each on his own, or nobody knows."""


@dataclass
class World:
    """Accounts 0 to total−1; a value is made by sharing it."""

    total: int = 20_000
    facts: list[tuple[int, int, str, int | None]] = field(default_factory=list)
    known: dict[int, dict[str, Any]] = field(default_factory=dict)
    related: list[tuple[int, int, str]] = field(default_factory=list)
    labelled: list[tuple[int, str]] = field(default_factory=list)
    values: int = 0

    def share(self, kind: str, accounts: Iterable[int], since: Since = START) -> int:
        """Let accounts hold a new value of a kind; its key."""
        self.values += 1
        key = self.values * 0x9E3779B97F4A7C15 % 2**63
        for account in accounts:
            at = since.get(account, START) if isinstance(since, Mapping) else since
            self.facts.append((account, key, kind, at))
        return key

    def deal(self, kind: str, accounts: Sequence[int], hand: int, rng: Random) -> None:
        """Share values of a kind among accounts at random, `hand` accounts on each."""
        for some in hands(rng.sample(accounts, len(accounts)), hand):
            self.share(kind, some)

    def ring(self, accounts: Sequence[int], hand: int = 5, seed: int = 1) -> None:
        """Accounts of one operator: cards, devices and addresses of exits dealt out at random."""
        rng = Random(seed)
        for kind in ("card", "device", "ip"):
            self.deal(kind, accounts, hand, rng)

    def households(self, accounts: Sequence[int], size: int = 2) -> None:
        """Families who live at one address and surf from it."""
        for family in hands(accounts, size):
            self.share("address", family)
            self.share("ip", family)

    def measure(self, account: int, **known: Any) -> None:
        """What is known of an account beside its facts."""
        self.known.setdefault(account, {}).update(known)

    @property
    def shared(self) -> pl.DataFrame:
        """`tables.SHARED`, values of a single holder left out."""
        rows = [(account, value, kind, at, at, 1) for account, value, kind, at in self.facts]
        made = pl.DataFrame(rows, tables.SHARED, orient="row").unique(["value", "account"])
        return made.filter(pl.len().over("value") > 1).sort("value", "account")

    @property
    def about(self) -> About:
        """What is known of the accounts."""
        names = list(tables.MEASURES)[1:]
        measures = [(key, *(known.get(name) for name in names)) for key, known in sorted(self.known.items())]
        relations = [(one, other, kind, None, None, None) for one, other, kind in self.related]
        labels = [(account, label, START) for account, label in self.labelled]
        return About(
            pl.DataFrame(measures, tables.MEASURES, orient="row"),
            pl.DataFrame(relations, tables.RELATIONS, orient="row"),
            pl.DataFrame(labels, tables.LABELS, orient="row"),
            self.total,
            self.own,
        )

    @property
    def own(self) -> pl.DataFrame:
        """`tables.OWN`: the kinds of values of a single holder."""
        rows = [(account, value, kind) for account, value, kind, _ in self.facts]
        made = pl.DataFrame(
            rows, ["account", "value", "kind"], orient="row", infer_schema_length=None
        ).unique()
        alone = made.filter(pl.len().over("value") == 1)
        return alone.select(pl.col(name).cast(kind) for name, kind in tables.OWN.items())

    @property
    def traits(self) -> dict[str, Trait]:
        """Traits of the kinds that are known."""
        return pipeline.traits({})

    @property
    def weighed(self) -> Weighed:
        """Its links and verdicts."""
        return weigh(self.shared, self.traits, self.total)

    @property
    def held(self) -> Held:
        """Its facts with verdicts and traits."""
        return held_by(self.shared, self.weighed.verdicts, self.traits, self.total)

    def verdict(self, value: int) -> dict[str, Any]:
        """What was said of a value."""
        return self.weighed.verdicts.row(by_predicate=pl.col("value") == value, named=True)

    def proved(self, communities: pl.DataFrame) -> Proof:
        """Whom the proof leaves in communities."""
        return prove(communities, self.held, read(self.about), self.total)

    def scored(self, communities: pl.DataFrame | None = None, means: Means | None = None) -> Scored:
        """Rings and members, of given communities or of those detected, by given means or the usual."""
        weighed = self.weighed
        found = detect(weighed.links) if communities is None else communities
        judged = judge(found, self.shared, weighed.verdicts, self.traits, self.about, means)
        return assemble(judged, 0.0)


def hands(accounts: Iterable[int], size: int) -> list[tuple[int, ...]]:
    """Accounts in hands of a size, the last perhaps smaller."""
    every = list(accounts)
    return [tuple(every[at : at + size]) for at in range(0, len(every), size)]


def communities(*pieces: Iterable[int]) -> pl.DataFrame:
    """`tables.COMMUNITIES` of those accounts."""
    rows = [(account, min(piece)) for piece in map(list, pieces) for account in piece]
    return pl.DataFrame(rows, tables.COMMUNITIES, orient="row").sort("account")


def enforceable(scored: Scored) -> set[int]:
    """Accounts that are core or member."""
    return set(scored.members.filter(pl.col("tier") != "possible")["account"])
