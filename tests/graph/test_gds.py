"""Communities by GDS in a real Neo4j, beside the built-in ones on the same weighted graph."""

from contextlib import closing
from pathlib import Path
from random import Random

import neo4j
import numpy as np
import polars as pl
import pytest

from linkage import pipeline, simulate
from linkage.connected import Edges
from linkage.detect import detect
from linkage.errors import WrongUse
from linkage.graph import Store, open_store
from linkage.graph.store import Partitions
from linkage.ingest.load import Options, load
from linkage.ledger import open_ledger
from linkage.settings import Settings
from tests.detect.build import clique, dealt, links
from tests.graph.empty import bolt
from tests.score.home import BEGAN, PEPPER
from tools.servers.process import Address

pytestmark = pytest.mark.neo4j


@pytest.fixture
def gds(store: Store) -> Partitions:
    """An empty store whose server finds communities."""
    assert isinstance(store, Partitions)
    return store


def several() -> pl.DataFrame:
    """Links of a ring of 60, forty families, and a bridge between two of them."""
    rng = Random(3)
    homes = [value for first in range(100, 260, 4) for value in clique(range(first, first + 4))]
    return links([*dealt(range(60), 5, 4, rng), *homes, ((103, 104), 9.0)])


def two(bridge: float) -> Edges:
    """Two triangles and an edge between them."""
    rows, cols = np.array([0, 0, 1, 3, 3, 4, 2]), np.array([1, 2, 2, 4, 5, 5, 3])
    return Edges(rows, cols, np.array([1.0] * 6 + [bridge]))


def projections(server: Address) -> list[str]:
    """Names of what is projected in the server."""
    with neo4j.GraphDatabase.driver(bolt(server), auth=(server.user, server.password)) as driver:
        found = driver.execute_query("CALL gds.graph.list() YIELD graphName RETURN graphName")
        return [str(each[0]) for each in found.records]


def test_two_triangles_come_apart_at_the_edge_between_them(gds: Partitions) -> None:
    labels = gds.partition(7, two(0.5), 1.0, 1)
    assert labels.dtype == np.int64
    assert len(set(labels[:3])) == len(set(labels[3:6])) == 1
    assert len(set(labels)) == 3, "a node without an edge is alone"


def test_resolution_and_weights_count(gds: Partitions) -> None:
    assert len(set(gds.partition(6, two(0.5), 0.01, 1))) == 1
    assert len(set(gds.partition(6, two(0.5), 9.0, 1))) > 2
    heavy = gds.partition(6, two(50.0), 1.0, 1)
    assert heavy[2] == heavy[3]


def test_nothing_is_left_projected(gds: Partitions, neo4j_server: Address) -> None:
    gds.partition(6, two(1.0), 1.0, 1)
    assert projections(neo4j_server) == []


def test_it_finds_what_the_ladder_of_networkit_finds_and_repeats_itself(gds: Partitions) -> None:
    given = several()
    ours = detect(given)
    theirs = detect(given, "gds", partition=gds.partition)
    assert theirs.equals(ours)
    assert detect(given.sample(fraction=1, shuffle=True, seed=1), "gds", partition=gds.partition).equals(
        theirs
    )


def test_without_a_server_it_says_where_it_runs() -> None:
    with pytest.raises(WrongUse, match="LINKAGE_GRAPH_URL"):
        detect(several(), "gds")


def test_a_run_by_it_goes_through_the_same_gate_and_score(store: Store, tmp_path: Path) -> None:
    simulate.write(tmp_path / "world", 1_500, 3, "campaigns")
    feeds = sorted(str(path) for path in (tmp_path / "world" / "input").iterdir())
    found = []
    with closing(open_store(f"sqlite:///{tmp_path}/graph.sqlite")) as embedded:
        for graph, detector in ((embedded, "leiden"), (store, "gds")):
            for path in feeds:
                load([path], graph, lambda *_: None, Options(PEPPER))
            settings = Settings(home=tmp_path / detector, detector=detector)
            with closing(open_ledger(settings.ledger)) as ledger:
                found.append(pipeline.detect(settings, graph, ledger, now=BEGAN).publication)
    ours, theirs = (each.members.filter(pl.col("tier") != "possible")["account"] for each in found)
    assert found[1].manifest.detector == "gds"
    assert len(set(ours) & set(theirs)) >= 0.95 * len(set(ours) | set(theirs)) > 0
