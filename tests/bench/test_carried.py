"""One row a set, by the code of `make quality`."""

from argparse import Namespace
from pathlib import Path

from bench import carried
from bench.quality import sets
from bench.quality.sets import Source
from bench.results import Row
from linkage.simulate import SCENES
from tests.bench.rows import row


def test_every_foreign_scene_is_there_once_and_no_seed_that_was_looked_at() -> None:
    found = list(carried.chosen(Namespace(accounts=1_000, seeds=[2], shared=Path("nowhere"))))
    foreign = [each.name for each in found if each.hand in sets.FOREIGN]
    assert foreign == [f"{hand} {scene}" for hand, scenes in sets.FOREIGN.items() for scene in scenes]
    assert {each.scene for each in found if each.hand == "ours"} == set(carried.OWN) <= set(SCENES)
    assert {each.seed for each in found if each.hand in sets.LOOKED} == {2}


def test_a_set_with_a_truth_is_told_in_measures() -> None:
    cells = carried.cells(Source("bazaar", "small", 2, 1_000), row("bazaar small", 2, flagged=3))
    assert cells == ["bazaar small 2", "0.990", "0.990", "0.990", "10 of 10", "–", "3", "30.0", "12.5"]
    assert len(cells) == len(carried.HEADS)


def test_a_set_without_a_truth_is_told_in_numbers() -> None:
    counts = {"rings": 2, "enforceable": 63, "accounts": 33_732}
    p2p = Row("real p2p", 0, 0, "linkage", {"counts": counts}, {"seconds": 2.0}, "abc")
    cells = carried.cells(Source("real", "p2p", 0, 0), p2p)
    assert cells == ["real p2p", *["–"] * 5, "2 rings, 63 enforceable of 33,732", "–", "2.0"]
