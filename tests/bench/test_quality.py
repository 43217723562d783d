"""What is to be run: everything once, and after an interruption what is missing."""

from pathlib import Path

import polars as pl
import pytest

from bench.quality import parts, sets
from bench.quality.__main__ import loaded, planned
from bench.quality.sets import Source
from bench.results import Results
from bench.worlds import linkage
from tests.bench.rows import row

NOWHERE = Path("nowhere")


def source(hand: str = "ours", scene: str = "slow", seed: int = 5) -> Source:
    return Source(hand, scene, seed, 10_000)


def test_every_scene_of_every_hand_is_measured_on_the_seeds_that_are_reported() -> None:
    found = sets.sources([], [], [], 10_000, NOWHERE)
    names = [(each.name, each.seed) for each in found]
    assert len(names) == len(set(names))
    foreign = ((hand, scene) for hand, scenes in sets.FOREIGN.items() for scene in scenes)
    assert {(f"{hand} {scene}", sets.REPORTED[hand][0]) for hand, scene in foreign} <= set(names)
    assert all(each.accounts == (0 if each.hand == "febrl" else 10_000) for each in found)


def test_no_seed_that_was_looked_at_is_reported() -> None:
    for hand, looked in sets.LOOKED.items():
        assert not set(looked) & set(sets.REPORTED[hand])


def test_what_is_not_at_hand_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "data" / "hop").mkdir(parents=True)
    found = sets.sources(["real", "varied"], [], [], 10_000, tmp_path)
    assert [each.name for each in found] == ["real hop"]


def test_what_was_measured_before_an_interruption_is_not_measured_again(tmp_path: Path) -> None:
    kept = Results(tmp_path / "rows", "abc")
    kept.keep(row("ours slow", 6))
    first = sets.REPORTED["bazaar"][0]
    kept.keep(row("bazaar everyday", first))
    found = [source(seed=5), source(seed=6), source("bazaar", "everyday", first)]
    left = {(plan.source.name, plan.source.seed): plan.missing for plan in planned(found, kept, False)}
    assert left[("ours slow", 5)] == (parts.WHOLE,)
    assert ("ours slow", 6) not in left
    assert set(left[("bazaar everyday", first)]) == {*parts.PEER, *parts.LEFT_OUT}


def test_other_code_is_measured_anew(tmp_path: Path) -> None:
    Results(tmp_path / "rows", "abc").keep(row("ours slow", 5))
    assert len(planned([source()], Results(tmp_path / "rows", "def"), True)) == 1


def test_the_set_with_the_most_to_do_comes_first(tmp_path: Path) -> None:
    found = [source(), source("ours", "campaigns", 5)]
    plans = planned(found, Results(tmp_path / "rows", "abc"), False)
    assert plans[0].source.scene == "campaigns"
    assert not [plan for plan in planned(found, Results(tmp_path / "rows", "abc"), True) if plan.missing[1:]]


def test_peers_run_on_one_set_of_each_hand_and_feeds_are_left_out_of_worlds_alone() -> None:
    assert set(parts.COMPARED) == set(sets.SETS)
    assert all(scene in sets.SETS[hand] for hand, scene in parts.COMPARED.items())
    assert not set(parts.parts(Source("real", "hop", 0, 0))) & set(parts.LEFT_OUT)
    assert not [name for name in parts.parts(Source("febrl", "3", 0, 0)) if "judged" in name]


def test_each_feed_and_each_two_feeds_are_left_out_once() -> None:
    left = [frozenset(feeds) for feeds in parts.LEFT_OUT.values()]
    assert len(left) == len(set(left)) == 5 + 10 + 1
    assert parts.LEFT_OUT["no usage and no billing"] == ("usage", "billing")


@pytest.mark.parametrize("hand", sorted(sets.FOREIGN))
def test_a_world_of_another_hand_is_made_loaded_and_measured(hand: str, tmp_path: Path) -> None:
    small = Source(hand, "everyday", 2, 2_000)
    with loaded(small, tmp_path, NOWHERE) as world:
        whole = parts.measure(parts.WHOLE, world, 60)
        less = parts.measure("only accounts", world, 60)
        assert pl.read_parquet(world.truth)["account_id"].n_unique() == whole.found["accounts"]
        feeds = linkage(world.folder / "only-accounts" / "home", "batches").document
    assert whole.scene == f"{hand} everyday"
    assert {"counts", "sized", "crowds", "by_size"} <= set(whole.found)
    assert less.found["enforceable"] <= less.found["accounts"]
    assert "usage" not in str(feeds)
    assert not list(tmp_path.iterdir())


def test_accounts_that_nobody_could_judge_are_not_in_the_truth_of_a_real_set(tmp_path: Path) -> None:
    folder = tmp_path / "shared" / "data" / "hop"
    folder.mkdir(parents=True)
    table = {"account_id": ["a", "b"], "ring": [None, "r"], "role": ["unknown", "member"]}
    pl.DataFrame(table).write_parquet(folder / "truth.parquet")
    (folder / "facts.parquet").touch()
    world = sets.make(Source("real", "hop", 0, 0), tmp_path / "here", tmp_path / "shared")
    assert pl.read_parquet(world.truth)["account_id"].to_list() == ["b"]
    assert [path.name for path in (world.folder / "world" / "input").iterdir()] == ["facts.parquet"]
