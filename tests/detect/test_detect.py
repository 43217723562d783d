"""What every detector does with the same small graphs."""

import os
import subprocess
import sys
from random import Random

import networkx
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from linkage import tables
from linkage.detect import DETECTORS, Grain, detect
from linkage.errors import UnknownDetector
from tests.detect.build import clique, found, links

EVERY = pytest.mark.parametrize("detector", DETECTORS)
CUTTING = pytest.mark.parametrize("detector", ["leiden", "louvain", "networkx"])

BRIDGED = [*clique(range(6)), *clique(range(10, 16)), ((0, 10), 9.0)]
"""Two cliques joined by one weak link."""


@st.composite
def graphs(draw: st.DrawFn) -> pl.DataFrame:
    """Up to forty values with up to six of thirty accounts on each, bits drawn too."""
    holders = st.sets(st.integers(-15, 15), min_size=2, max_size=6)
    value = st.tuples(holders, st.sampled_from([9.0, 12.0, 16.0, 20.0]))
    return links(draw(st.lists(value, min_size=1, max_size=40)))


@CUTTING
def test_two_cliques_joined_by_a_weak_link_fall_apart(detector: str) -> None:
    assert found(links(BRIDGED), detector) == [set(range(6)), set(range(10, 16))]


def test_components_do_not_cut() -> None:
    assert found(links(BRIDGED), "components") == [{*range(6), *range(10, 16)}]


@EVERY
def test_what_shares_nothing_is_never_together(detector: str) -> None:
    apart = [*clique(range(4)), *clique(range(20, 23)), *clique((30, 31))]
    assert found(links(apart), detector) == [{0, 1, 2, 3}, {20, 21, 22}, {30, 31}]


@EVERY
def test_a_single_value_ties_its_holders(detector: str) -> None:
    assert found(links([((3, 5, 9), 12.0)]), detector) == [{3, 5, 9}]


@CUTTING
def test_what_is_too_large_is_left_out_where_it_is_not_wanted(detector: str) -> None:
    linked = links([*BRIDGED, *clique((30, 31, 32))])
    found_by = {
        large: detect(linked, detector, total=100, grain=Grain(large=large)) for large in (True, False)
    }
    assert found_by[True]["account"].to_list() == [*range(6), *range(10, 16), 30, 31, 32]
    assert found_by[False]["account"].to_list() == [30, 31, 32]


@EVERY
def test_a_community_is_named_by_its_smallest_account_and_sorted_by_account(detector: str) -> None:
    labelled = detect(links([*clique((5, -3, 8)), *clique((100, 7))]), detector)
    assert labelled.rows() == [(-3, -3), (5, -3), (7, 7), (8, -3), (100, 7)]
    assert labelled.schema == tables.COMMUNITIES


@EVERY
def test_no_links_are_no_communities(detector: str) -> None:
    labelled = detect(links([]), detector)
    assert labelled.is_empty()
    assert labelled.schema == tables.COMMUNITIES


@EVERY
def test_links_without_weight_tie_nobody(detector: str) -> None:
    assert found(links([((1, 2), 0.0), ((3, 4), 16.0)]), detector) == [{3, 4}]


def test_a_detector_that_is_not_there_is_refused_and_the_others_are_named() -> None:
    with pytest.raises(UnknownDetector, match="leiden, louvain, networkx, components"):
        detect(links(BRIDGED), "magic")


@EVERY
@settings(max_examples=25, deadline=None)
@given(table=graphs())
def test_every_community_is_connected_and_has_two_accounts_or_more(
    detector: str, table: pl.DataFrame
) -> None:
    for community in found(table, detector):
        inside = table.filter(pl.col("account").is_in(list(community)))
        ties = networkx.Graph((account, ("value", value)) for account, value, *_ in inside.rows())
        assert networkx.is_connected(ties)
        assert len(community) > 1


@EVERY
@settings(max_examples=15, deadline=None)
@given(table=graphs(), rng=st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(detector: str, table: pl.DataFrame, rng: Random) -> None:
    order = rng.sample(range(table.height), table.height)
    assert_frame_equal(detect(table[order], detector), detect(table, detector))


@settings(max_examples=30, deadline=None)
@given(graphs())
def test_components_are_those_of_networkx(table: pl.DataFrame) -> None:
    ties = networkx.Graph((account, ("value", value)) for account, value, *_ in table.rows())
    accounts = [
        {node for node in piece if isinstance(node, int)} for piece in networkx.connected_components(ties)
    ]
    expected = sorted(accounts, key=lambda each: (-len(each), min(each)))
    assert found(table, "components") == expected


@settings(max_examples=25, deadline=None)
@given(graphs())
def test_no_detector_goes_beyond_a_component(table: pl.DataFrame) -> None:
    whole = found(table, "components")
    for detector in DETECTORS:
        for community in found(table, detector):
            assert any(community <= component for component in whole)


SCRIPT = """
import hashlib
from random import Random
from linkage.detect import DETECTORS, detect
from tests.detect.build import clique, dealt, links
values = [*dealt(range(80), 5, 2, Random(1)), *clique(range(200, 204)), ((3, 200), 9.0)]
for name in DETECTORS:
    print(name, hashlib.sha256(detect(links(values), name).write_csv().encode()).hexdigest())
"""


def test_neither_the_hash_seed_nor_the_threads_matter() -> None:
    said = {
        subprocess.run(
            [sys.executable, "-c", SCRIPT],
            env={
                **os.environ,
                "PYTHONHASHSEED": seed,
                "OMP_NUM_THREADS": threads,
                "POLARS_MAX_THREADS": threads,
            },
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed, threads in (("0", "1"), ("4711", "2"))
    }
    assert len(said) == 1
    assert len(said.pop().splitlines()) == len(DETECTORS)
