"""The stages of a run one after the other, with something put in place of what one takes or gives.

It mirrors `linkage.pipeline.examine` and uses nothing but the stages' own calls; a test holds the two together.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import polars as pl

from linkage import pipeline
from linkage.cli.run import CROWDS
from linkage.detect import detect
from linkage.evaluate import evaluate
from linkage.graph import open_graph
from linkage.learn import learn
from linkage.ledger import open_ledger
from linkage.ledger.kinds import declared
from linkage.model import Trait
from linkage.pipeline import Facts
from linkage.score import Means, Scored, assemble, calibration
from linkage.score import judge as judged_by
from linkage.settings import Settings
from linkage.weigh import Weighed, weigh

Traits = Mapping[str, Trait]
T = TypeVar("T")


def as_is(given: T, *_: object) -> T:
    """What was given."""
    return given


def ladder(links: pl.DataFrame, settings: Settings, total: int) -> pl.DataFrame:
    """The communities of an ordinary run among `total` accounts."""
    return detect(links, settings.detector, settings.seed, total)


@dataclass(frozen=True)
class Changed:
    """A run of which something is taken away: what is put between the stages."""

    says: str = "nothing taken away"
    facts: Callable[[Facts, Traits], Facts] = as_is
    """Of what is read, before it is weighed."""
    weighed: Callable[[Weighed, Facts, Traits], Weighed] = as_is
    """Of what is weighed, before communities are looked for."""
    find: Callable[[pl.DataFrame, Settings, int], pl.DataFrame] = ladder
    """From links to communities."""
    scored: Callable[[Scored], Scored] = as_is
    """Of what is scored and publishable."""
    least: float | None = None
    """Least score that is published, where it is another than the settings say."""


def traits_of(settings: Settings) -> Traits:
    """Every kind that is known, those declared in this home included."""
    ledger = open_ledger(settings.ledger)
    try:
        return pipeline.traits(declared(ledger))
    finally:
        ledger.close()


def facts_of(settings: Settings) -> Facts:
    """Everything that was loaded."""
    store = open_graph(settings)
    try:
        return pipeline.read(store, store.watermark())
    finally:
        store.close()


def means(settings: Settings) -> Means:
    """By what means an ordinary run judges communities."""
    return Means(pipeline.divide(settings), calibration.read(settings.weights))


def run(facts: Facts, traits: Traits, settings: Settings, changed: Changed) -> Scored:
    """The rings that would be published, and their members."""
    facts = changed.facts(facts, traits)
    traits = learn(facts.shared, traits, pipeline.labelled(facts.about), facts.about.total).traits
    weighed = changed.weighed(weigh(facts.shared, traits, facts.about.total), facts, traits)
    facts = replace(facts, shared=pipeline.telling(facts.shared, weighed.verdicts, facts.about.total))
    communities = changed.find(weighed.links, settings, facts.about.total)
    judged = judged_by(communities, facts.shared, weighed.verdicts, traits, facts.about, means(settings))
    least = settings.publish_at if changed.least is None else changed.least
    return changed.scored(assemble(judged, least))


def judge(truth: Path, said: pl.DataFrame) -> dict[str, object]:
    """What `linkage evaluate` would answer of these members, the crowds beside the truth included."""
    beside = truth.with_name(CROWDS)
    crowds = pl.read_parquet(beside) if beside.is_file() else None
    return evaluate(pl.read_parquet(truth), said, crowds).to_dict()


def members(scored: Scored, accounts: pl.DataFrame) -> pl.DataFrame:
    """Members as `linkage export members` would write them, for `linkage.evaluate`."""
    named = scored.members.join(accounts, on="account")
    return named.select(
        "account_id", pl.col("community").cast(pl.String).alias("ring_id"), "tier", "confidence"
    )
