"""What is to be run: everything once, and after an interruption what is missing."""

from argparse import Namespace
from pathlib import Path

from bench.quality import parts
from bench.quality.__main__ import planned
from bench.results import Results
from linkage.simulate import SCENES
from tests.bench.rows import row


def asked(*scenes: str, alone: bool = True, seeds: list[int] | None = None) -> Namespace:
    return Namespace(scenes=scenes, seeds=seeds, alone=alone, accounts=10_000)


def test_a_scene_has_three_worlds_and_the_honest_one_ten(tmp_path: Path) -> None:
    plans = planned(asked("slow", "honest"), Results(tmp_path / "rows", "abc"))
    assert [plan.scene for plan in plans].count("slow") == 3
    assert [plan.seed for plan in plans if plan.scene == "honest"] == list(range(1, 11))


def test_what_was_measured_before_an_interruption_is_not_measured_again(tmp_path: Path) -> None:
    kept = Results(tmp_path / "rows", "abc")
    kept.keep(row("slow", 2))
    kept.keep(row("campaigns", 1))
    plans = planned(asked("slow", "campaigns", alone=False, seeds=[1, 2]), kept)
    left = {(plan.scene, plan.seed): plan.missing for plan in plans}
    assert left[("slow", 1)] == left[("campaigns", 2)] == (parts.OURS,)
    assert ("slow", 2) not in left
    assert left[("campaigns", 1)] == (*parts.PEER, *parts.ABLATION)


def test_other_code_is_measured_anew(tmp_path: Path) -> None:
    Results(tmp_path / "rows", "abc").keep(row("slow", 1))
    plans = planned(asked("slow", seeds=[1]), Results(tmp_path / "rows", "def"))
    assert len(plans) == 1


def test_the_world_with_the_most_to_do_comes_first(tmp_path: Path) -> None:
    plans = planned(asked("honest", "campaigns", alone=False), Results(tmp_path / "rows", "abc"))
    assert (plans[0].scene, plans[0].seed) == ("campaigns", parts.FIRST)


def test_peers_run_and_parts_are_taken_away_on_scenes_that_there_are() -> None:
    assert {*parts.COMPARED, *parts.TAKEN_APART} <= set(SCENES)
