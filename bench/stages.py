"""The stages of a run one after the other, with communities by whom one likes.

It mirrors `linkage.pipeline.examine` and uses nothing but the stages' own calls; a test holds the two together.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import polars as pl

from linkage import pipeline
from linkage.cli.run import CROWDS
from linkage.detect import detect
from linkage.evaluate.metrics import evaluate
from linkage.graph import open_graph
from linkage.ledger import open_ledger
from linkage.ledger.runs.kinds import declared
from linkage.model import Trait
from linkage.pipeline import Facts
from linkage.score import Means, Scored, assemble, calibration
from linkage.score import judge as judged_by
from linkage.settings import Settings
from linkage.weigh import weigh
from linkage.weigh.learned import learn

Traits = Mapping[str, Trait]

Find = Callable[[pl.DataFrame, Settings, int], pl.DataFrame]
"""From links, settings and the number of all accounts to communities."""


def ladder(links: pl.DataFrame, settings: Settings, total: int) -> pl.DataFrame:
    """The communities of an ordinary run among `total` accounts."""
    return detect(links, settings.detector, settings.seed, total)


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
    return pipeline.means_of(pipeline.detector_of(settings), calibration.read(settings.weights))


def learned(facts: Facts, traits: Traits) -> Traits:
    """What each kind is worth on this data."""
    return learn(facts.shared, traits, pipeline.labelled(facts.about), facts.about.total).traits


def run(facts: Facts, traits: Traits, settings: Settings, find: Find = ladder) -> Scored:
    """The rings that would be published, and their members."""
    traits = learned(facts, traits)
    weighed = weigh(facts.shared, traits, facts.about.total)
    facts = replace(facts, shared=pipeline.uncommon_facts(facts.shared, weighed.verdicts, facts.about.total))
    communities = find(weighed.links, settings, facts.about.total)
    judged = judged_by(communities, facts.shared, weighed.verdicts, traits, facts.about, means(settings))
    return assemble(judged, settings.publish_at)


def judge(truth: Path, said: pl.DataFrame) -> dict[str, object]:
    """What `linkage evaluate` would answer of these members, the crowds beside the truth included."""
    beside = truth.with_name(CROWDS)
    crowds = pl.read_parquet(beside) if beside.is_file() else None
    return evaluate(pl.read_parquet(truth), said, crowds).to_dict()


def members(scored: Scored, accounts: pl.DataFrame) -> pl.DataFrame:
    """Members as `linkage export members` would write them, for `linkage.evaluate.metrics`."""
    named = scored.members.join(accounts, on="account")
    return named.select(
        "account_id", pl.col("community").cast(pl.String).alias("ring_id"), "tier", "confidence"
    )
