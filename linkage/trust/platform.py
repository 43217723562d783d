"""A platform in memory: what accounts hold and what is known of them, and what a run finds in it.

A platform can be changed to one without a feed, as of a day, or with planted accounts; nothing of that is written to
the graph or published.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial

import polars as pl

from linkage import pipeline
from linkage.graph import networks
from linkage.graph.store import Store
from linkage.model import Trait
from linkage.pipeline import Clock, Facts
from linkage.score import About, Judged, Means, Scored, again, assemble, judge
from linkage.score.about import hidden
from linkage.tables import RunDecisions
from linkage.weigh import Weighed
from linkage.weigh.composite import compose
from linkage.weigh.learned import Learned


@dataclass(frozen=True)
class Platform:
    """What was loaded, up to a watermark."""

    accounts: pl.DataFrame
    """`tables.ACCOUNTS`."""
    shared: pl.DataFrame
    """account, value, kind, first_seen, last_seen of values that two accounts or more hold; sorted by
    value and account, and without composite values."""
    own: pl.DataFrame
    """`tables.OWN`, a row a value."""
    measures: pl.DataFrame
    """`tables.MEASURES`."""
    relations: pl.DataFrame
    """`tables.RELATIONS`."""
    labels: pl.DataFrame
    """`tables.LABELS`."""
    networks: Mapping[int, str]
    """Sorts of network by their value."""

    @property
    def total(self) -> int:
        """Total number of accounts."""
        return self.accounts.height

    @cached_property
    def newest(self) -> int | None:
        """The last time anything was seen, in seconds since 1970; None where nothing has a time."""
        measures = self.measures
        times = [
            measures["created_at"].max(),
            self.shared["last_seen"].cast(pl.Int64).max(),
            day(measures["paid_days"].explode().max(), 86_400),
            day(measures["hours"].explode().max(), 3_600),
        ]
        return max((int(each) for each in times if isinstance(each, int)), default=None)

    def facts(self) -> Facts:
        """What a run looks at."""
        networks = hidden(self.shared, self.networks)
        about = About(self.measures, self.relations, self.labels, self.total, self.own, networks)
        return Facts(compose(self.shared, self.measures), self.accounts, about, 0, "")

    def lacking(self, accounts: Sequence[int]) -> "Platform":
        """The platform without these accounts."""
        return self.of(self.accounts.filter(~pl.col("account").is_in(accounts))) if accounts else self

    def of(self, accounts: pl.DataFrame) -> "Platform":
        """The platform with these accounts alone."""
        ours, theirs = accounts.select("account"), accounts.select(other="account")
        kept = partial(pl.DataFrame.join, other=ours, on="account", how="semi", maintain_order="left")
        return replace(
            self,
            accounts=kept(self.accounts),
            shared=kept(self.shared),
            own=kept(self.own),
            measures=kept(self.measures),
            relations=kept(self.relations).join(theirs, on="other", how="semi", maintain_order="left"),
            labels=kept(self.labels),
        ).tidy()

    def tidy(self) -> "Platform":
        """The same, with values that only one account holds moved to `own`."""
        lone = self.shared.filter(pl.len().over("value") == 1).select("account", "kind")
        known = lone.join(self.own.select("kind").unique(), on="kind", how="semi")
        shared = self.shared.filter(pl.len().over("value") > 1)
        return replace(self, shared=shared, own=pl.concat([self.own, known]))


def day(value: object, seconds: int) -> int | None:
    """The end of a day or hour since 1970, in seconds."""
    return (value + 1) * seconds - 1 if isinstance(value, int) else None


def read(store: Store, watermark: int) -> Platform:
    """Everything up to a watermark."""
    holdings = store.held(watermark)
    short = pl.col("first_seen", "last_seen").cast(pl.Int32, strict=False)
    shared = holdings.shared.drop("count").with_columns(short)
    return Platform(
        store.accounts(watermark),
        shared,
        holdings.own.sort(pl.col("account"), pl.col("kind").cast(pl.String)),
        store.measures(watermark),
        store.relations(watermark),
        store.labels(watermark),
        networks.types(store, shared),
    )


@dataclass(frozen=True)
class Engine:
    """A run in memory: the same stages as `linkage detect`."""

    kinds: Mapping[str, Trait]
    detector: "partial[pl.DataFrame]"
    means: Means
    publish_at: float
    decisions: RunDecisions
    """Decisions of people."""

    def run(self, platform: Platform) -> "Run":
        """Learn, weigh, detect, score and apply decisions."""
        clock = Clock(lambda _: None)
        facts, learned, weighed, communities = pipeline.linked(
            platform.facts(), self.kinds, self.detector, clock
        )
        judged = judge(communities, facts.shared, weighed.verdicts, learned.traits, facts.about, self.means)
        scored = assemble(judged, self.publish_at)
        anew = partial(again, judged, least=self.publish_at, calibration=self.means.calibration)
        return Run(
            learned, weighed, judged, pipeline.with_decisions(scored, anew, weighed.links, self.decisions)
        )


@dataclass(frozen=True)
class Run:
    """What each stage of a run found."""

    learned: Learned
    weighed: Weighed
    judged: Judged
    scored: Scored

    @cached_property
    def flagged(self) -> pl.DataFrame:
        """The enforceable accounts: account, sorted."""
        return pipeline.enforceable(self.scored.members).select("account").unique().sort("account")
