"""What is measured of the stores, the detectors and the look-ups, beside what was asked."""

from contextlib import closing
from functools import partial
from itertools import combinations
from pathlib import Path
from typing import Any

import networkx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some
from pydantic import SecretStr

from bench import store
from bench.feeds import make
from bench.places import Place, file
from bench.results import Row
from bench.servers import __main__ as servers
from bench.servers import agreement, report
from bench.servers.agreement import GDS, OURS, Weighed, modularity, rand
from linkage.connected import Edges
from linkage.detect.graph import build
from linkage.detect.leiden import networkits
from linkage.graph import Access
from tests.detect.build import clique, links

LOAD = {"rate": 10_000.0, "p50": 2.0, "p99": 4.0, "p999": 6.0, "refused": 0, "cpu": 72.0}
STORE = {"product": "SQLite 3.53", "facts": 900, "loaded": 3.0, "read": 1.0, "median": 1.25, "p99": 9.0}
RUN: dict[str, Any] = {
    "store": "sqlite",
    "detector": "leiden",
    "times": {"read": 1.0, "detect": 2.0},
    "seconds": 9.0,
    "rss": 1_000.0,
    "b3": 0.975,
    "rings": 3,
    "digests": ["a" * 64],
}
SAME = {"accounts": 0.9, "ringed": 1.0}
SIDES = {"between": SAME, OURS: {"labels": 7.0, **SAME}, GDS: {"labels": 8.0, **SAME}}
FOUND: dict[str, dict[str, Any]] = {
    "stores": {"products": {"sqlite": "SQLite 3.53"}, "stores": {"sqlite": STORE}},
    "detect": {
        "products": {"sqlite": "SQLite 3.53", "neo4j": "Neo4j 5.26"},
        "ingest": 12.0,
        "copied": {"neo4j": 30.0},
        "runs": [
            RUN,
            RUN | {"store": "neo4j"},
            RUN | {"store": "neo4j", "detector": "gds", "b3": 0.97, "digests": ["b" * 64]},
        ],
        "agreement": {
            "graph": {"accounts": 10, "nodes": 15, "edges": 30, "ringed": 4},
            "found": {"one partition": SIDES, "communities": SIDES},
        },
        "rounds": 3,
    },
    "lookups": {
        "products": {"neo4j": "Neo4j 5.26"},
        "rounds": [
            {"stopped": [LOAD, LOAD | {"rate": rate}], "killed": [LOAD, LOAD]}
            for rate in (9_000.0, 9_800.0, 11_000.0)
        ],
        "busy": [0.02, 0.04],
        "ids": 90,
        "seconds": 5,
    },
}
ABOUT = {"date": "2026-01-02", "machine": "a machine, 2 cores", "load": 0.5}


def row(part: str, **found: object) -> Row:
    return Row("servers", 0, 100, part, {**ABOUT, **FOUND[part], **found}, {}, "abc")


def drawn(*rows: Row) -> str:
    return report.draw(rows, "python -m bench.servers", "4 GB")


def ringed() -> Weighed:
    """A ring of forty and ten families of four, apart from each other."""
    homes = [value for first in range(100, 140, 4) for value in clique(range(first, first + 4))]
    made = links([*clique(range(40)), *homes])
    graph = build(made, 0.0)
    return Weighed(made, 1_000, graph, graph.accounts < 40)


@given(some.lists(some.tuples(some.integers(0, 3), some.integers(0, 3)), min_size=2, max_size=12))
def test_the_adjusted_rand_index_is_what_counting_every_pair_gives(labels: list[tuple[int, int]]) -> None:
    left, right = (np.array(each) for each in zip(*labels, strict=True))
    told = [(left[a] == left[b], right[a] == right[b]) for a, b in combinations(range(len(labels)), 2)]
    ours, theirs = sum(a for a, _ in told), sum(b for _, b in told)
    both, expected = sum(a and b for a, b in told), ours * theirs / len(told)
    most = (ours + theirs) / 2
    wanted = 1.0 if most == expected else (both - expected) / (most - expected)
    assert rand(left, right) == pytest.approx(wanted)


def test_names_of_labels_say_nothing_and_chance_agrees_with_nobody() -> None:
    labels = np.array([7, 7, 3, 3, -1])
    assert rand(labels, np.array([0, 0, 9, 9, 4])) == 1.0
    assert rand(np.array([0, 0, 1, 1]), np.array([0, 0, 1, 2])) == pytest.approx(4 / 7)
    dice = np.random.default_rng(1)
    assert abs(rand(dice.integers(0, 5, 5_000), dice.integers(0, 5, 5_000))) < 0.01


def test_modularity_is_that_of_networkx() -> None:
    graph = ringed().graph
    labels = networkits(graph.nodes, Edges(graph.rows, graph.cols, graph.weights), 1.0, 1)
    theirs = networkx.Graph()
    theirs.add_weighted_edges_from(zip(graph.rows, graph.cols, graph.weights, strict=True))
    groups = [set(np.flatnonzero(labels == each)) for each in np.unique(labels)]
    assert modularity(graph, labels) == pytest.approx(networkx.community.modularity(theirs, groups))


def test_a_partition_in_another_order_labels_the_same_nodes() -> None:
    weighed = ringed()
    for label in (agreement.once, agreement.climbed):
        found = agreement.beside(weighed, partial(label, weighed), networkits)
        assert found["between"]["accounts"] == found["between"]["ringed"] == 1.0
        assert found[OURS]["accounts"] == 1.0
        assert found[OURS]["labels"] == 11
    assert "nodes" not in found["between"], "a community is of accounts"


def test_all_parts_are_drawn_and_what_is_as_asked_is_marked() -> None:
    text = drawn(*(row(part) for part in servers.PARTS))
    assert "✗" not in text
    assert "| SQLite 3.53 | 300 | 900 | 1.2 | 9.0 |" in text
    assert "| Neo4j, `gds` | 1.0 | 2.0 | 9.0 | 1,000 | 3 | 0.970 | `bbbbbbbbbbbb` |" in text
    assert "| different digests by `leiden`, all runs from sqlite, neo4j | 1 ✓ (≤ 1) |" in text
    assert "| B³ F1 by `gds` less that by `leiden` | -0.0050 |" in text
    assert "| communities: built-in beside GDS | – | 0.900 | 1.000 | – | – |" in text
    assert "share of those with it up | 0.980 ✓ (≥ 0.95) | 0.900 to 1.100 |" in text


@pytest.mark.parametrize(
    ("part", "found"),
    [
        ("detect", {"runs": [RUN, RUN | {"store": "neo4j", "digests": ["c" * 64]}]}),
        ("detect", {"runs": [RUN | {"digests": ["a" * 64, "c" * 64]}]}),
        ("lookups", {"rounds": [{"stopped": [LOAD, LOAD | {"rate": 9_400.0}], "killed": [LOAD, LOAD]}]}),
        ("lookups", {"rounds": [{"stopped": [LOAD, LOAD], "killed": [LOAD, LOAD | {"refused": 1}]}]}),
    ],
)
def test_what_is_not_as_asked_is_marked(part: str, found: dict[str, object]) -> None:
    assert drawn(row(part, **found)).count("✗") == 1


def test_what_was_not_measured_is_left_out() -> None:
    assert "Nothing was measured yet." in drawn()
    assert "Detect" not in drawn(row("stores"))


def test_every_part_has_its_section() -> None:
    assert list(servers.PARTS) == list(report.SECTIONS) == list(FOUND)


def test_a_command_is_told_of_a_server_and_its_password() -> None:
    there = Place("neo4j", "bolt://127.0.0.1:1", Access("neo4j", SecretStr("word")))
    assert there.environment() == {
        "LINKAGE_GRAPH_URL": "bolt://127.0.0.1:1",
        "LINKAGE_GRAPH_USER": "neo4j",
        "LINKAGE_GRAPH_PASSWORD": "word",
    }
    assert list(file(Path("graph.sqlite")).environment()) == ["LINKAGE_GRAPH_URL"]


def test_a_place_says_what_it_is(tmp_path: Path) -> None:
    there = file(tmp_path / "graph.sqlite")
    with closing(there.open()):
        assert there.product().startswith("SQLite 3.")


def test_a_store_is_loaded_and_read(tmp_path: Path) -> None:
    make(tmp_path, 300)
    found = store.run("sqlite", tmp_path, 300)
    assert 2_000 < found.facts < 4_000
    assert found.loaded > 0 < found.read
    assert 0 < found.median <= found.p99
