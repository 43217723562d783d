"""The bench composes the stages as a run does, and takes away what it says."""

from pathlib import Path

import polars as pl
import pytest

from bench import beside, peers, stages
from bench.quality import ablation
from linkage import evaluate, simulate
from linkage.evaluate import Report
from linkage.model import Group
from linkage.pipeline import Facts
from linkage.rings.publication import Publication
from linkage.settings import Settings
from linkage.weigh import Weighed, weigh
from tests.score.home import Home

ACCOUNTS = 600
HERE = ("connected components", "networkx Louvain", "python-louvain", "networkit PLM", peers.OURS)
"""Peers that are installed with Linkage; the others are for the bench alone."""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("world")
    simulate.write(folder, ACCOUNTS, 3, "campaigns")
    return folder


@pytest.fixture(scope="module")
def home(world: Path, tmp_path_factory: pytest.TempPathFactory) -> Home:
    made = Home(tmp_path_factory.mktemp("home"))
    made.load(world / "input")
    return made


@pytest.fixture(scope="module")
def published(home: Home) -> Publication:
    return home.detect().publication


@pytest.fixture(scope="module")
def settings(home: Home, published: Publication) -> Settings:
    """Settings of a home in which a run has been."""
    return Settings(home=home.folder) if published.run else Settings()


@pytest.fixture(scope="module")
def facts(settings: Settings) -> Facts:
    return stages.facts_of(settings)


@pytest.fixture(scope="module")
def traits(settings: Settings) -> stages.Traits:
    return stages.traits_of(settings)


@pytest.fixture(scope="module")
def weighed(facts: Facts, traits: stages.Traits) -> Weighed:
    return weigh(facts.shared, traits, facts.about.total)


def judge(world: Path, members: pl.DataFrame) -> Report:
    return evaluate.evaluate(pl.read_parquet(world / "truth.parquet"), members)


def without(name: str, facts: Facts, traits: stages.Traits, settings: Settings) -> pl.DataFrame:
    scored = stages.run(facts, traits, settings, ablation.WITHOUT[name])
    return stages.members(scored, facts.accounts)


def test_with_nothing_taken_away_it_is_the_run_itself(
    facts: Facts, traits: stages.Traits, settings: Settings, published: Publication
) -> None:
    whole = without(ablation.WHOLE, facts, traits, settings).sort("account_id")
    said = published.members.sort("account_id")
    assert len(whole) > 10
    assert whole["account_id"].equals(said["account_id"])
    assert whole["tier"].equals(said["tier"])
    assert (whole["confidence"] - said["confidence"]).abs().max() == pytest.approx(0, abs=1e-6)
    rings = pl.DataFrame({"ours": whole["ring_id"], "theirs": said["ring_id"]}).unique()
    assert rings["ours"].n_unique() == rings["theirs"].n_unique() == len(rings)


@pytest.mark.parametrize("name", list(ablation.WITHOUT))
def test_a_run_without_a_part_can_be_measured(
    name: str, world: Path, facts: Facts, traits: stages.Traits, settings: Settings
) -> None:
    assert judge(world, without(name, facts, traits, settings)).accounts == ACCOUNTS


def test_without_the_gate_nobody_is_merely_possible(
    facts: Facts, traits: stages.Traits, settings: Settings
) -> None:
    assert "possible" not in without("gate", facts, traits, settings)["tier"]


def test_without_weights_every_value_of_a_kind_says_the_same(
    weighed: Weighed, facts: Facts, traits: stages.Traits
) -> None:
    alike = ablation.alike(weighed, facts, traits)
    assert alike.links.group_by("kind").agg(pl.col("bits").n_unique())["bits"].max() == 1
    assert alike.links.drop("bits").equals(weighed.links.drop("bits"))
    assert alike.verdicts.columns == weighed.verdicts.columns


def test_without_crowds_by_diversity_their_number_alone_decides(
    weighed: Weighed, facts: Facts, traits: stages.Traits
) -> None:
    counted = ablation.counted(weighed, facts, traits)
    assert counted.verdicts["crowd"].equals(counted.verdicts["holders"] > ablation.HOLDERS)
    assert int(counted.links["holders"].max() or 0) <= ablation.HOLDERS  # type: ignore[arg-type]
    assert counted.links.schema == weighed.links.schema


def test_without_time_the_holders_of_a_value_keep_their_order(facts: Facts, traits: stages.Traits) -> None:
    timeless = ablation.timeless(facts, traits).shared

    def ranks(shared: pl.DataFrame) -> pl.Series:
        return shared.select(pl.col("first_seen").rank("dense").over("value")).to_series()

    assert ranks(timeless).equals(ranks(facts.shared))
    assert timeless.schema == facts.shared.schema
    pair = timeless.filter(pl.len().over("value") == 2).group_by("value").agg(pl.col("first_seen").sort())
    assert pair["first_seen"].n_unique() < len(pair) / 4


def test_without_behaviour_nobody_does_anything(facts: Facts, traits: stages.Traits) -> None:
    idle = ablation.idle(facts, traits)
    kinds = set(idle.shared["kind"].cast(pl.String).unique())
    assert kinds
    assert not [kind for kind in kinds if kind in traits and traits[kind].group == Group.BEHAVIOUR]
    assert idle.about.measures["hours"].null_count() == len(facts.about.measures)


@pytest.mark.parametrize(
    ("peer", "graph"),
    [*((peer, "weighed") for peer in HERE), *(("networkit PLM", graph) for graph in beside.GRAPHS)],
)
def test_a_peer_runs_on_a_graph(peer: str, graph: str, world: Path, settings: Settings) -> None:
    members, times = beside.compare(peer, graph, settings)
    assert judge(world, members).enforceable == len(members.filter(pl.col("tier") != "possible"))
    assert times["seconds"] >= 0


def test_the_plain_graph_holds_neither_crowds_nor_derived_values(facts: Facts, traits: stages.Traits) -> None:
    graph = beside.plain(facts.shared, traits)
    kinds = facts.shared.filter(pl.col("value").is_in(graph.values.tolist()))["kind"].cast(pl.String)
    assert not any(traits[kind].derived for kind in kinds.unique())
    holders = pl.Series(graph.cols).value_counts()["count"].max()
    assert 2 <= int(str(holders)) <= beside.CROWD


def test_our_own_communities_judged_are_the_run_itself(
    facts: Facts, traits: stages.Traits, settings: Settings
) -> None:
    whole = stages.run(facts, traits, settings, ablation.WITHOUT[ablation.WHOLE])
    ours = stages.run(facts, traits, settings, stages.Changed(find=peers.found_by(peers.OURS)))
    assert ours.members["account"].equals(whole.members["account"])
