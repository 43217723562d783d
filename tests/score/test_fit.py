"""Weights that are learned: signs that hold, priors that pull, labels that are few, and what is told of them."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from linkage.errors import Refused
from linkage.score import Facts, Means, facts_of, fit, signs, weights
from linkage.score.features import FEATURES
from tests.score.build import World, communities

DRAWN = {"intercept": 0.0, "cards": 0.0, "firm": 0.0}


def rings(count: int = 2_000, cards: float = 2.0, firm: float = -2.0, seed: int = 1) -> pl.DataFrame:
    """Rings whose truth follows two readings, with these weights and an intercept of −1."""
    rng = np.random.Generator(np.random.PCG64(seed))
    x, y = rng.uniform(0, 2, count), rng.uniform(0, 2, count)
    so = rng.uniform(size=count) < 1 / (1 + np.exp(1 - cards * x - firm * y))
    return pl.DataFrame({"accounts": [9] * count, "abuse": so, "cards": x, "firm": y})


def prior(strength: float = 0.1, learn: tuple[str, ...] = ("cards", "firm"), **at: float) -> fit.Prior:
    return fit.Prior({**DRAWN, **at}, learn, strength, strength)


def test_every_feature_has_a_sign_and_the_shipped_weights_keep_to_it() -> None:
    assert set(signs.SIGNS) == set(FEATURES)
    assert set(signs.LEAKS) <= set(FEATURES)
    for table in weights.shipped().values():
        assert signs.INTERCEPT[0] <= table["intercept"] <= signs.INTERCEPT[1]
        for name in set(table) - {"intercept"}:
            least, most = signs.bounds(name)
            assert least <= table[name] <= most


def test_the_weights_that_made_the_truth_are_found_again() -> None:
    found = fit.fit(rings(20_000), prior())
    assert found["cards"] == pytest.approx(2, abs=0.2)
    assert found["firm"] == pytest.approx(-2, abs=0.2)
    assert found["intercept"] == pytest.approx(-1, abs=0.2)


def test_a_feature_that_speaks_the_wrong_way_is_given_no_weight() -> None:
    found = fit.fit(rings(cards=-1.0, firm=1.0), prior())
    assert (found["cards"], found["firm"]) == (0.0, 0.0)


def test_the_same_rings_in_another_order_give_the_same_weights() -> None:
    made = rings()
    assert fit.fit(made, prior()) == fit.fit(made.reverse(), prior())


def test_a_feature_that_is_not_learned_keeps_its_weight_and_is_reckoned_with() -> None:
    """What the kept weight explains is not explained a second time by the others."""
    kept = fit.fit(rings(), prior(learn=("cards",), firm=-2.0))
    ignored = fit.fit(rings(), prior(learn=("cards",)))
    assert kept["firm"] == -2.0
    assert ignored["firm"] == 0.0
    assert abs(kept["cards"] - 2) < abs(ignored["cards"] - 2)


def test_the_fewer_the_rings_the_less_is_changed() -> None:
    few, many = (fit.fit(rings(count), prior(fit.PULL, cards=1.0, firm=-1.0)) for count in (20, 5_000))
    assert abs(few["cards"] - 1) < 0.5 < abs(many["cards"] - 1)


def test_a_large_ring_weighs_more_than_a_small_one_though_not_by_its_size() -> None:
    """Two rings contradict one another: the larger is believed, within reason."""
    said = []
    for large in (3, 3_000):
        pair = pl.DataFrame({"accounts": [large, 3], "abuse": [True, False], "cards": [1.0, 1.0]})
        said.append(fit.said(pair, fit.fit(pair, fit.Prior({"intercept": 0.0, "cards": 0.0}, (), 0.0)))[0])
    assert said[0] == pytest.approx(0.5, abs=0.01)
    assert 0.6 < said[1] < 0.9


def of(scene: str, seed: int, **made: float) -> pl.DataFrame:
    return rings(500, seed=seed, **made).with_columns(scene=pl.lit(scene), seed=pl.lit(seed))


def fair(part: float) -> fit.Prior:
    """A prior as strong a ring for a part of the rings as `prior()` is for all."""
    return fit.Prior(DRAWN, ("cards", "firm"), 0.1 * part, 0.1)


def test_a_world_is_judged_by_weights_that_saw_neither_its_scene_nor_its_seed() -> None:
    worlds = [of("plain", 1), of("liar", 1, cards=-3.0), of("plain", 2), of("liar", 2, cards=-3.0)]
    crossed = fit.left_out(pl.concat(worlds), prior())
    assert crossed.height == 2_000
    for own, other in zip(worlds, (worlds[at] for at in (3, 2, 1, 0)), strict=True):
        found = crossed.join(own.select("scene", "seed").unique(), on=["scene", "seed"], how="semi")
        assert found["said"].to_list() == fit.said(own, fit.fit(other, fair(0.25))).to_list()


def test_with_one_seed_a_scene_is_left_out_alone() -> None:
    both = [of("plain", 1), of("liar", 1, cards=-3.0)]
    crossed = fit.left_out(pl.concat(both), prior())
    assert crossed["said"].tail(500).to_list() == fit.said(both[1], fit.fit(both[0], fair(0.5))).to_list()


def test_what_is_said_of_rings_comes_true_as_often_by_tenths() -> None:
    made = rings(20_000)
    tenths = fit.reliability(made.with_columns(fit.said(made, fit.fit(made, prior()))))
    assert tenths["rings"].sum() == made.height
    solid = tenths.filter(pl.col("rings") > 200)
    assert solid.height > 3
    assert ((solid["said"] - solid["so"]).abs() < 0.07).all()


def platform(farms: int, families: int, label: bool = True) -> Facts:
    """Farms of eight accounts on cards and devices, families of four at one place; some members labelled."""
    world, at = World(), 0
    pieces = []
    for number in range(farms + families):
        size = 8 if number < farms else 4
        accounts = range(at, at + size)
        at += size
        pieces.append(accounts)
        if number < farms:
            world.ring(accounts, hand=4, seed=number)
        else:
            for kind in ("address", "phone", "ip", "card"):
                world.share(kind, accounts)
        if label:
            world.labelled += [(each, "fraud" if number < farms else "honest") for each in accounts[:3]]
    world.households(range(5_000, 7_000))
    return facts_of(communities(*pieces), world.held, world.about)


def test_a_refit_moves_with_the_labels_and_keeps_what_the_labels_are_read_by() -> None:
    shipped = weights.shipped()
    found = fit.refit(platform(30, 30), shipped)
    assert found.learned == ["quiet"]
    assert found.rings["quiet"] == (30, 30)
    assert found.weights["quiet"] != shipped["quiet"]
    assert found.weights["known"] == shipped["known"]
    for leak in signs.LEAKS:
        assert found.weights["quiet"].get(leak) == shipped["quiet"].get(leak)
    assert set(found.weights["quiet"]) == set(shipped["quiet"])


def test_few_labels_change_little() -> None:
    shipped = weights.shipped()["quiet"]
    few, more = (fit.refit(platform(count, count), weights.shipped()).weights["quiet"] for count in (10, 60))
    moved = [max(abs(table[name] - shipped[name]) for name in shipped) for table in (few, more)]
    assert moved[0] < moved[1]
    assert moved[0] < 1


def test_a_refit_judges_the_labelled_rings_no_worse_than_before() -> None:
    facts = platform(40, 40)
    known = fit.sample(facts, fit.truth_of(facts, fit.labelled(facts))).drop(signs.LEAKS)
    worth = []
    for table in (weights.shipped()["quiet"], fit.refit(facts, weights.shipped()).weights["quiet"]):
        both = known.with_columns(fit.said(known, table))
        right = pl.when("abuse").then("said").otherwise(1 - pl.col("said"))
        worth.append(both.select(right.log().sum()).item())
    assert worth[1] > worth[0]


@pytest.mark.parametrize(("farms", "families"), [(fit.FEWEST - 1, 20), (20, fit.FEWEST - 1), (0, 0)])
def test_too_few_labelled_rings_of_either_sort_are_refused(farms: int, families: int) -> None:
    with pytest.raises(Refused, match=rf"where {fit.FEWEST} of either are needed"):
        fit.refit(platform(farms, families), weights.shipped())


def test_rings_without_labels_are_no_evidence() -> None:
    with pytest.raises(Refused, match="0 of abuse and 0 of honest"):
        fit.refit(platform(20, 20, label=False), weights.shipped())


def test_one_label_says_nothing_of_a_ring_and_mixed_ones_nothing_either() -> None:
    facts = platform(3, 0)
    first, second, third = (range(start, start + 8) for start in (0, 8, 16))
    known = [(first[0], True), *((each, True) for each in second[:3]), (third[0], True), (third[1], False)]
    told = fit.truth_of(facts, pl.DataFrame(known, {"account": pl.Int64, "bad": pl.Boolean}, orient="row"))
    assert told.rows() == [(min(second), True)]


def test_an_account_labelled_both_ways_is_left_out() -> None:
    world = World()
    world.ring(range(8))
    world.labelled = [(0, "fraud"), (0, "honest"), (1, "banned"), (2, "honest")]
    world.measure(3, status="banned")
    facts = facts_of(communities(range(8)), world.held, world.about)
    assert fit.labelled(facts).rows() == [(1, True), (2, False), (3, True)]


def test_weights_are_written_and_read_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "weights.json"
    assert weights.in_use(path) == weights.shipped()
    made = {name: {**table, "size": 0.25} for name, table in weights.shipped().items()}
    path.write_bytes(weights.text(made, "made by a test"))
    assert weights.in_use(path) == made
    assert weights.digest(weights.read(path)) == weights.digest(made) != weights.digest(weights.shipped())


@pytest.mark.parametrize("content", ["", "{}", '{"about": "", "known": {}, "quiet": {}, "plain": {}}'])
def test_a_file_that_is_no_table_of_weights_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "weights.json"
    path.write_text(content)
    with pytest.raises(Refused, match="linkage fit --forget"):
        weights.in_use(path)


def test_other_weights_give_other_scores() -> None:
    world = World()
    world.ring(range(24))
    world.households(range(5_000, 7_000))
    sure = {name: {**table, "intercept": 4.0} for name, table in weights.shipped().items()}
    one, other = (world.scored(means=given).rings["score"][0] for given in (None, Means(weights=sure)))
    assert other > one


def test_a_sample_has_a_reading_of_every_feature() -> None:
    facts = platform(5, 5)
    rings = fit.sample(facts, fit.truth_of(facts, fit.labelled(facts)))
    assert rings.columns == ["community", "table", "accounts", "abuse", *FEATURES]
    assert rings.select(pl.col(list(FEATURES)).null_count()).row(0) == (0,) * len(FEATURES)
    assert rings["abuse"].sum() == 5
