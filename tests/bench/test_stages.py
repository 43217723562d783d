"""The bench composes the stages as a run does, and lets peers find the communities."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from bench import beside, peers, stages
from linkage import simulate
from linkage.evaluate import metrics
from linkage.evaluate.metrics import Report
from linkage.pipeline import Facts
from linkage.publication.reader import Publication
from linkage.settings import Settings
from linkage.weigh import weigh
from tests.score.home import Home

ACCOUNTS = 600
HERE = (
    "connected components",
    "networkx Louvain",
    "python-louvain",
    "networkx label propagation",
    "networkit PLM",
    peers.OURS,
)
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


def judge(world: Path, members: pl.DataFrame) -> Report:
    return metrics.evaluate(pl.read_parquet(world / "truth.parquet"), members)


def test_the_stages_one_after_the_other_are_the_run_itself(
    facts: Facts, traits: stages.Traits, settings: Settings, published: Publication
) -> None:
    whole = stages.members(stages.run(facts, traits, settings), facts.accounts).sort("account_id")
    said = published.members.sort("account_id")
    assert len(whole) > 10
    assert whole["account_id"].equals(said["account_id"])
    assert whole["tier"].equals(said["tier"])
    assert (whole["confidence"] - said["confidence"]).abs().max() == pytest.approx(0, abs=1e-6)
    rings = pl.DataFrame({"ours": whole["ring_id"], "theirs": said["ring_id"]}).unique()
    assert rings["ours"].n_unique() == rings["theirs"].n_unique() == len(rings)


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


def test_by_rarity_a_value_of_two_weighs_one_and_a_common_one_little(
    facts: Facts, traits: stages.Traits
) -> None:
    graph = beside.by_rarity(beside.plain(facts.shared, traits))
    holders = np.bincount(graph.cols)[graph.cols]
    assert set(graph.weights[holders == 2]) == {1.0}
    assert (graph.weights[holders > 2] * (holders[holders > 2] - 1)).tolist() == pytest.approx(
        [1.0] * int((holders > 2).sum())
    )
    assert graph.weights.min() > 0


def test_nearly_all_of_a_ring_were_in_our_communities(
    facts: Facts, traits: stages.Traits, settings: Settings
) -> None:
    whole = stages.members(stages.run(facts, traits, settings), facts.accounts)
    links = weigh(facts.shared, stages.learned(facts, traits), facts.about.total).links
    found, _ = beside.ours(links, settings, facts.about.total)
    ours = beside.members(found, facts.accounts)
    assert whole["account_id"].is_in(ours["account_id"].implode()).mean() > 0.85  # type: ignore[operator]


def test_a_community_of_two_is_one_only_where_it_is_asked_for(facts: Facts) -> None:
    accounts = facts.accounts["account"][:5]
    found = pl.DataFrame({"account": accounts, "community": [1, 1, 1, 2, 2]})
    assert len(beside.members(found, facts.accounts)) == 3
    assert len(beside.members(found, facts.accounts, 2)) == 5


def test_a_peers_communities_can_be_judged(facts: Facts, traits: stages.Traits, settings: Settings) -> None:
    scored = stages.run(facts, traits, settings, peers.found_by("connected components"))
    assert set(scored.members["tier"]) <= {"core", "member", "possible"}
