"""What the default finds at every size."""

from random import Random

import pytest

from tests.detect.build import Value, clique, dealt, found, links

SMALL = [range(first, first + 3) for first in range(2_000, 2_024, 3)]
"""Rings of three."""


@pytest.fixture(scope="module")
def sizes() -> list[set[int]]:
    """What is found where rings of 500, of 60 and of 3 hang together by weak values."""
    rng = Random(5)
    values: list[Value] = [*dealt(range(500), 6, 6, rng), *dealt(range(1_000, 1_060), 6, 6, rng)]
    values.append(((0, 1_000), 9.0))
    for number, ring in enumerate(SMALL):
        values += [*clique(ring, 3), ((ring[0], 10 * number), 9.0)]
    return found(links(values))


def test_a_large_ring_is_found_whole_beside_small_ones(sizes: list[set[int]]) -> None:
    assert sizes[0] == set(range(500))
    assert sizes[1] == set(range(1_000, 1_060))


def test_small_rings_are_found_beside_a_large_one(sizes: list[set[int]]) -> None:
    assert sizes[2:] == [set(ring) for ring in SMALL]


@pytest.mark.parametrize("size", [3, 12, 150, 400])
@pytest.mark.parametrize("seed", range(3))
def test_a_ring_whose_accounts_share_at_random_stays_whole(size: int, seed: int) -> None:
    """Modularity finds pieces in any sparse random graph; they are none."""
    values = dealt(range(size), 6, 6, Random(seed))
    honest = [((first, first + 1), 16.0) for first in range(1_000, 1_400, 2)]
    assert set(range(size)) in found(links([*values, *honest]))


def test_a_chain_of_households_is_not_one_ring() -> None:
    """Each shares a little with the next, as neighbours do."""
    values = [each for first in range(0, 400, 4) for each in clique(range(first, first + 4), 3)]
    values += [((first + 3, first + 4), 9.0) for first in range(0, 396, 4)]
    assert len(found(links(values))[0]) < 40


def test_small_rings_in_a_long_chain_are_told_apart() -> None:
    """Modularity joins neighbours where there are many (Fortunato and Barthélemy 2007)."""
    firsts = range(0, 1_500, 3)
    values = [each for first in firsts for each in clique(range(first, first + 3), 3)]
    values += [((first + 2, (first + 3) % 1_500), 9.0) for first in firsts]
    cliques = [set(range(first, first + 3)) for first in firsts]
    communities = found(links(values))
    assert sum(each in communities for each in cliques) > 0.9 * len(cliques)


def test_strong_values_outweigh_weak_ones() -> None:
    """An account between two cliques goes where it shares more."""
    values = [*clique([*range(6), 50]), ((50, *range(10, 16)), 9.0), *clique(range(10, 16))]
    assert found(links(values)) == [{*range(6), 50}, set(range(10, 16))]


def test_the_seed_does_not_decide_what_is_clear() -> None:
    values = [*dealt(range(150), 6, 6, Random(9)), *clique(range(200, 204)), ((0, 200), 9.0)]
    assert len({str(found(links(values), seed=seed)) for seed in range(5)}) == 1
