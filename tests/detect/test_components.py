import numpy as np
import polars as pl

from linkage.detect import components
from linkage.detect.graph import Bipartite, build
from tests.detect.build import clique, links


def graph_of(table: pl.DataFrame) -> Bipartite:
    """Its graph, whatever its links say."""
    return build(table, 0.0)


def test_a_label_whose_nodes_do_not_hang_together_is_cut() -> None:
    graph = graph_of(links([*clique((1, 2), 1), *clique((3, 4), 1)]))
    same = np.zeros(graph.nodes, np.int64)
    cut = components.connected(graph, same)[: graph.accounts.size]
    assert cut[0] == cut[1] != cut[2] == cut[3]


def test_a_label_that_hangs_together_only_through_another_is_cut() -> None:
    graph = graph_of(links([((1, 2, 3), 16.0)]))
    labels = np.array([0, 0, 1, 1])
    cut = components.connected(graph, labels)
    assert cut[2] == cut[3]
    assert len({int(each) for each in cut[:3]}) == 3


def test_what_hangs_together_is_left_as_it_is() -> None:
    graph = graph_of(links(clique((1, 2, 3), 2)))
    assert set(components.connected(graph, np.full(graph.nodes, 7, np.int64)).tolist()) == {0}


def test_components_take_no_seed() -> None:
    graph = graph_of(links([*clique((1, 2), 1), *clique((3, 4), 1)]))
    assert (components.detect(graph, 1, 0.1) == components.detect(graph, 2, 0.25)).all()
