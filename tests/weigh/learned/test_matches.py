from random import Random

import numpy as np
import pytest

from linkage.weigh.learned import matches
from linkage.weigh.learned.pairs import Pairs
from tests.score.build import World
from tests.weigh.learned.build import bits, learned


def drawn(m: float, pairs: int = 4_000, match: float = 0.5) -> Pairs:
    """Pairs of four kinds drawn through one each, that agree as often as their class does."""
    rng = np.random.default_rng(1)
    same = rng.random(pairs) < match
    agree = rng.random((pairs, 4)) < np.where(same[:, None], m, 0.01)
    through = np.zeros((pairs, 4), bool)
    through[np.arange(pairs), np.arange(pairs) % 4] = True
    agree |= through
    return Pairs(list("abcd"), through, agree, agree, agree, agree)


@pytest.mark.parametrize("m", [0.5, 0.7, 0.9])
def test_m_is_found_again(m: float) -> None:
    found = matches.maximise(drawn(m), list("abcd"), np.full(4, 0.01), np.full(4, 0.9))
    assert found.m == pytest.approx(np.full(4, m), abs=0.05)
    assert (found.pairs > 500).all()


def test_without_pairs_m_is_its_prior() -> None:
    found = matches.maximise(drawn(0.9, 0), list("abcd"), np.full(4, 0.01), np.full(4, 0.6))
    assert found.m.tolist() == [0.6] * 4
    assert found.pairs.tolist() == [0.0] * 4


def test_few_pairs_hardly_move_it() -> None:
    found = matches.maximise(drawn(0.2, 8, 1.0), list("abcd"), np.full(4, 0.01), np.full(4, 0.9))
    assert (found.m > 0.75).all()


def test_kinds_of_one_group_do_not_speak_for_one_another() -> None:
    found = matches.maximise(drawn(0.9), ["x", "x", "x", "y"], np.full(4, 0.01), np.full(4, 0.5))
    assert found.pairs.tolist() == [0.0] * 4


def test_households_do_not_teach_that_one_operators_accounts_differ() -> None:
    world = World(total=20_000)
    world.households(range(1_000, 9_000), 2)
    for first in range(0, 400, 2):
        for kind in ("card", "device", "nickname"):
            world.share(kind, (first, first + 1))
    world.deal("nickname", range(1_000, 9_000), 2, Random(4))
    assert bits(learned(world), "nickname") > 11
