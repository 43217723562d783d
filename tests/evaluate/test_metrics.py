"""The measures: on small examples worked by hand, and against the definition taken pair by pair."""

import json
from collections.abc import Sequence

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkage.errors import MissingColumn
from linkage.evaluate.metrics import MEMBERS, Flagged, Found, Report, evaluate
from linkage.evaluate.subgroups import Crowd


def truth(rings: Sequence[str | None], roles: Sequence[str] | None = None) -> pl.DataFrame:
    """Accounts a0, a1, … in the rings given."""
    frame = pl.DataFrame(
        {"account_id": [f"a{i}" for i in range(len(rings))], "ring": rings},
        schema={"account_id": pl.String, "ring": pl.String},
    )
    return frame if roles is None else frame.with_columns(pl.Series("role", roles))


def members(
    rings: Sequence[str | None], tiers: Sequence[str] | None = None, confidence: Sequence[float] | None = None
) -> pl.DataFrame:
    """What a run said of a0, a1, …; None for no ring."""
    rows = [
        (f"a{i}", ring, tiers[i] if tiers else "core", confidence[i] if confidence else 0.9)
        for i, ring in enumerate(rings)
        if ring is not None
    ]
    return pl.DataFrame(rows, schema=MEMBERS, orient="row")


def by_pairs(true: Sequence[str | None], said: Sequence[str | None]) -> tuple[float, float] | None:
    """B-cubed precision and recall, account by account, as the definition has it."""
    items = [i for i in range(len(true)) if true[i] is not None or said[i] is not None]
    if not items:
        return None
    precision = recall = 0.0
    for i in items:
        alike = {j for j in items if j == i or (true[i] is not None and true[i] == true[j])}
        together = {j for j in items if j == i or (said[i] is not None and said[i] == said[j])}
        precision += len(alike & together) / len(together)
        recall += len(alike & together) / len(alike)
    return precision / len(items), recall / len(items)


RING = st.sampled_from([None, "x", "y", "z"])


@settings(deadline=None)
@given(st.lists(st.tuples(RING, RING), min_size=1, max_size=30))
def test_b_cubed_is_what_the_definition_says(pairs: list[tuple[str | None, str | None]]) -> None:
    true, said = [t for t, _ in pairs], [s for _, s in pairs]
    report, expected = evaluate(truth(true), members(said)), by_pairs(true, said)
    if expected is None:
        assert report.b3_f1 is None
    else:
        assert report.b3_precision == pytest.approx(expected[0])
        assert report.b3_recall == pytest.approx(expected[1])


@settings(deadline=None)
@given(st.lists(st.tuples(RING, RING), min_size=1, max_size=30))
def test_the_order_of_rows_and_the_names_of_rings_do_not_matter(
    pairs: list[tuple[str | None, str | None]],
) -> None:
    true, said = [t for t, _ in pairs], [s for _, s in pairs]
    renamed = [None if s is None else f"ring-{s}" for s in said]
    before = evaluate(truth(true), members(said))
    after = evaluate(truth(true).reverse(), members(renamed).reverse())
    assert before == after


def test_a_perfect_run_scores_one_everywhere() -> None:
    rings = ["x"] * 4 + ["y"] * 12 + [None] * 5
    report = evaluate(truth(rings), members(rings))
    assert (report.b3_precision, report.b3_recall, report.b3_f1) == (1, 1, 1)
    assert (report.precision, report.recall, report.largest_whole) == (1, 1, 1)
    assert report.by_size["3–9"] == Found(1, 1)
    assert report.by_size["10–99"] == Found(1, 1)
    assert report.honest == Flagged(5, 0)


def test_a_run_that_found_nothing_has_a_report() -> None:
    report = evaluate(truth(["x"] * 4 + [None]), pl.DataFrame())
    assert report.b3_precision == 1
    assert report.b3_recall == pytest.approx(1 / 4)
    assert report.precision is None
    assert report.recall == 0
    assert report.by_size["3–9"] == Found(1, 0)
    assert report.largest_whole == 0
    assert report.calibration == ()
    assert report.rows()


def test_a_world_without_rings_and_flags_has_nothing_to_measure() -> None:
    report = evaluate(truth([None] * 4), members([None] * 4))
    assert report.b3_f1 is None
    assert report.largest == 0
    assert report.honest.per_100k == 0
    assert report.rows()


def test_an_empty_truth_has_a_report() -> None:
    report = evaluate(truth([]), members(["x"]))
    assert report.unknown == 1
    assert report.honest.per_100k is None


def test_honest_people_flagged_are_counted_by_role() -> None:
    roles = ["member"] * 3 + ["honest", "honest", "stranger", "stranger", "client"]
    said = ["r"] * 3 + ["r", None, "r", None, "r"]
    report = evaluate(truth(["x"] * 3 + [None] * 5, roles), members(said))
    assert report.honest == Flagged(2, 1)
    assert report.honest.per_100k == 50_000
    assert report.strangers == Flagged(2, 1)
    assert report.clients == Flagged(1, 1)
    assert report.precision == 0.5


def test_who_is_only_possible_is_not_enforceable() -> None:
    tiers = ["core", "member", "possible", "possible"]
    report = evaluate(truth(["x"] * 3 + [None]), members(["r"] * 4, tiers))
    assert report.enforceable == 2
    assert report.honest.flagged == 0
    assert report.recall == pytest.approx(2 / 3)


def test_a_truth_without_roles_and_with_empty_rings_is_read() -> None:
    report = evaluate(truth(["x", "x", "x", "", " "]), members(["r"] * 4 + [None]))
    assert report.members == 3
    assert report.honest == Flagged(2, 1)


def test_rings_named_by_numbers_are_read() -> None:
    numbers = pl.DataFrame({"account_id": ["a0", "a1", "a2"], "ring": [7, 7, None]})
    assert evaluate(numbers, members(["r", "r", None])).b3_f1 == 1


def test_members_the_truth_does_not_know_are_counted_and_left_out() -> None:
    stranger = members(["r"] * 5)
    report = evaluate(truth(["x"] * 3), stranger)
    assert report.unknown == 2
    assert report.enforceable == 3
    assert report.b3_f1 == 1


@pytest.mark.parametrize(
    ("said", "found"),
    [
        (["r"] * 7 + [None] * 3 + [None] * 4, 1),
        (["r"] * 6 + [None] * 4 + [None] * 4, 0),
        (["r"] * 7 + [None] * 3 + ["r"] * 3 + [None], 1),
        (["r"] * 7 + [None] * 3 + ["r"] * 4, 0),
    ],
)
def test_a_ring_is_found_when_seven_tenths_lie_in_a_ring_seven_tenths_pure(
    said: list[str | None], found: int
) -> None:
    report = evaluate(truth(["x"] * 10 + [None] * 4), members(said))
    assert report.by_size["10–99"] == Found(1, found)


def test_the_largest_ring_is_measured_by_its_largest_piece() -> None:
    report = evaluate(truth(["x"] * 10 + ["y"] * 4), members(["r"] * 5 + ["s"] * 3 + [None] * 2 + ["t"] * 4))
    assert report.largest == 10
    assert report.largest_whole == 0.5


def test_calibration_tells_what_was_said_beside_what_was_so() -> None:
    true: list[str | None] = ["x"] * 90 + [None] * 10
    report = evaluate(truth(true), members(["r"] * 100, confidence=[0.8] * 90 + [0.2] * 10))
    assert [each.members for each in report.calibration] == [10] * 10
    assert report.calibration[0].said == pytest.approx(0.2)
    assert report.calibration[0].so == 0
    assert all(each.so == 1 for each in report.calibration[1:])


def test_a_ring_of_honest_people_is_never_right() -> None:
    report = evaluate(truth([None] * 4), members(["r"] * 4))
    assert {each.so for each in report.calibration} == {0}


def test_the_report_becomes_json() -> None:
    report = evaluate(truth(["x"] * 3 + [None]), members(["r"] * 4))
    plain = json.loads(json.dumps(report.to_dict()))
    assert plain["honest"] == {"accounts": 1, "flagged": 1}
    assert plain["honest_flagged_per_100k"] == 100_000
    assert isinstance(report, Report)


def test_without_crowds_the_report_says_nothing_of_them() -> None:
    report = evaluate(truth(["x"] * 3 + [None]), members(["r"] * 4))
    assert report.crowds is None
    assert "crowds" not in report.to_dict()


def test_each_crowd_stands_beside_the_honest_who_are_not_in_it() -> None:
    who = pl.DataFrame({"account_id": ["a3", "a4", "a5", "a0"], "crowd": ["office"] * 4})
    said = ["r"] * 4 + [None] * 5 + ["r"] * 2
    report = evaluate(truth(["x"] * 3 + [None] * 8), members(said), who)
    assert report.crowds == {"office": Crowd(accounts=3, flagged=1, rest=5, rest_flagged=2)}
    plain = json.loads(json.dumps(report.to_dict()))["crowds"]["office"]
    assert plain["flagged_per_100k"] == pytest.approx(100_000 / 3)
    assert plain["ratio"] == pytest.approx((1 / 3) / (2 / 5))


def test_a_table_without_its_columns_is_refused_in_a_sentence() -> None:
    with pytest.raises(MissingColumn, match="truth has no column 'ring'"):
        evaluate(pl.DataFrame({"account_id": ["a"]}), members(["r"]))
    with pytest.raises(MissingColumn, match="members have no column 'tier'"):
        evaluate(truth(["x"]), pl.DataFrame({"account_id": ["a"], "ring_id": ["r"]}))
