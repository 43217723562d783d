"""Each constant of a stage is found where it stands, changed wherever it was imported to, and as it was afterwards."""

import pytest

from bench.constants import Constant, Value, changed, constants, other
from bench.sensitivity import Found, draw
from linkage.score import failed, members

EVERY = {each.place: each for each in constants()}


def test_constants_of_every_stage_are_found_with_what_they_are() -> None:
    assert {each.stage for each in EVERY.values()} == {"weigh", "detect", "score"}
    sure = EVERY["score.members.MIN_BITS"]
    assert (sure.value, sure.unit) == (members.MIN_BITS, "bits")
    assert all(each.says for each in EVERY.values() if each.name not in ("ROUNDS",))


def test_what_bounds_memory_or_is_fitted_to_labels_is_left_out() -> None:
    assert not {
        "weigh.PART",
        "score.proof.PART",
        "score.calibration.PRIOR_STRENGTH",
        "score.story.FEW",
    } & set(EVERY)


def test_another_value_is_seen_by_whoever_imported_it_until_the_end() -> None:
    before = members.MIN_BITS
    with changed(EVERY["score.members.MIN_BITS"], 9.0):
        assert [vars(each)["MIN_BITS"] for each in (members, failed)] == [9.0, 9.0]
    assert [vars(each)["MIN_BITS"] for each in (members, failed)] == [before, before]


@pytest.mark.parametrize(
    ("value", "says", "less", "more"),
    [
        (8.0, "Bits.", 6.0, 10.0),
        (-6.0, "Bits.", -4.5, -7.5),
        (2, "Members.", 1, 3),
        (100, "Members.", 75, 125),
        (0.9, "Share of them.", 0.675, 1.0),
        ((1, 8.0), "Days.", (1, 6.0), (2, 10.0)),
    ],
)
def test_a_quarter_less_and_a_quarter_more(value: Value, says: str, less: Value, more: Value) -> None:
    constant = Constant("linkage.score.gate", "SOME", value, says)
    assert other(constant, 0.75) == pytest.approx(less)
    assert other(constant, 1.25) == pytest.approx(more)


def test_what_changes_something_is_told_apart_from_what_does_not() -> None:
    every = [Constant("linkage.score.gate", name, 2.0, "Bits.") for name in ("ONE", "TWO")]
    found: Found = {("", 1.0): (0.5, (1, 2), 0.0)}
    found |= {(each.place, by): (0.5, (1, 2), 0.0) for each in every for by in (0.75, 1.25)}
    found["score.gate.TWO", 1.25] = (0.75, (2, 2), 12.5)
    told = draw({"a world": found}, every, 1_000)
    assert "| `score.gate.TWO` | 2.5 | 0.750 · 2 of 2 · 12.5 |" in told
    assert "| `score.gate.TWO` | 1.5 | – |" in told
    assert "## The 1 that change nothing on these worlds\n\n`score.gate.ONE`\n" in told


OTHERS = ("case", "habits", "likelihood", "proof", "sharing")
"""Modules of `score` whose constants have no origin yet."""


def test_every_constant_names_its_unit_and_where_it_comes_from() -> None:
    told = [each for each in EVERY.values() if each.module.rpartition(".")[2] not in OTHERS]
    assert len(told) > 50
    assert [each.place for each in told if "–" in (each.unit, each.origin)] == []
