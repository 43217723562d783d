"""Decisions of people are applied to a run: parted, kept apart, and nobody enforceable who was let go."""

from collections.abc import Mapping, Sequence

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from linkage import tables
from linkage.score.apply_decisions import apply
from linkage.tables import DECIDED, PAIRS, RunDecisions

Tiers = Mapping[int, str]


def ring(*accounts: int, tier: str = "core") -> dict[int, str]:
    return dict.fromkeys(accounts, tier)


def members(*rings: Tiers) -> pl.DataFrame:
    rows = [
        (min(each), account, tier, 0.9, 20.0, 2, 2, ["burst"])
        for each in rings
        for account, tier in each.items()
    ]
    return pl.DataFrame(rows, schema=tables.MEMBERS, orient="row").sort("community", "account")


def rings(*found: Tiers) -> pl.DataFrame:
    rows = []
    for each in found:
        counts = [list(each.values()).count(tier) for tier in ("core", "member", "possible")]
        rows.append((min(each), 0.9, counts[0] + counts[1], *counts, 100, 200, ["one card"], "one card"))
    return pl.DataFrame(rows, schema=tables.RINGS, orient="row").sort("community")


def links(*values: Sequence[int]) -> pl.DataFrame:
    """Each value with its holders."""
    rows = [
        (account, value, "card", "payment", 8.0, len(holders), 1, 2)
        for value, holders in enumerate(values)
        for account in holders
    ]
    return pl.DataFrame(rows, schema=tables.LINKS, orient="row")


def held(*accounts: int, decision: int = 1) -> pl.DataFrame:
    return pl.DataFrame([(decision, each) for each in accounts], schema=DECIDED, orient="row")


def pairs(*given: tuple[int, int]) -> pl.DataFrame:
    return pl.DataFrame(list(given), schema=PAIRS, orient="row")


def homes(found: pl.DataFrame) -> dict[int, list[int]]:
    """Accounts by community."""
    grouped = found.sort("account").group_by("community", maintain_order=True).agg("account")
    return {row["community"]: row["account"] for row in grouped.to_dicts()}


FARM, MILL = ring(1, 2, 3, 4), ring(11, 12, 13)


def test_where_nothing_was_decided_nothing_changes() -> None:
    given = rings(FARM, MILL), members(FARM, MILL)
    found = apply(*given, links([1, 2], [11, 12]), RunDecisions())
    for left, right in zip(found, given, strict=True):
        assert_frame_equal(left, right)


def test_decisions_apply_to_no_rings_at_all(capfd: pytest.CaptureFixture[str]) -> None:
    found, left = apply(rings(), members(), links(), RunDecisions(protected=pl.Series([1])))
    assert (found.height, left.height) == (0, 0)
    assert capfd.readouterr().err == ""  # polars warns there of what it will read otherwise


def test_who_is_barred_is_at_most_possible_and_counted_so() -> None:
    found, left = apply(rings(FARM), members(FARM), links(), RunDecisions(protected=pl.Series([2, 99])))
    assert dict(left.select("account", "tier").iter_rows()) == {
        1: "core",
        2: "possible",
        3: "core",
        4: "core",
    }
    assert found.select("size", "core", "possible").row(0) == (3, 3, 1)


def test_a_dismissed_ring_is_not_enforceable_under_any_name() -> None:
    found, left = apply(rings(FARM), members(FARM), links(), RunDecisions(dismissed=held(1, 2, 3, 4, 77)))
    assert set(left["tier"]) == {"possible"}
    assert found["size"].to_list() == [0]


@pytest.mark.parametrize(("newcomers", "tier"), [(1, "possible"), (2, "core")])
def test_a_dismissal_holds_while_at_most_a_quarter_is_new(newcomers: int, tier: str) -> None:
    grown = ring(1, 2, 3, 4, *range(100, 100 + newcomers))
    _, left = apply(rings(grown), members(grown), links(), RunDecisions(dismissed=held(1, 2, 3, 4)))
    assert set(left["tier"]) == {tier}


def test_a_dismissal_says_nothing_of_another_ring() -> None:
    _, left = apply(rings(FARM, MILL), members(FARM, MILL), links(), RunDecisions(dismissed=held(*FARM)))
    assert set(left.filter(pl.col("community") == 11)["tier"]) == {"core"}


def test_two_operators_are_parted_and_each_goes_with_whom_he_shares_most() -> None:
    whole = ring(1, 2, 3, 4, 5, 6)
    shared = links([1, 2, 3], [1, 3], [4, 5, 6], [4, 6], [3, 4])
    found, left = apply(rings(whole), members(whole), shared, RunDecisions(pairs=pairs((6, 1))))
    assert homes(left) == {1: [1, 2, 3], 4: [4, 5, 6]}
    assert found.select("community", "size").rows() == [(1, 3), (4, 3)]
    assert found["summary"].to_list() == ["one card", "one card"]


def test_a_side_that_is_too_small_is_no_ring() -> None:
    shared = links([1, 2, 3], [1, 2], [3, 4])
    found, left = apply(rings(FARM), members(FARM), shared, RunDecisions(pairs=pairs((1, 4))))
    assert homes(left) == {1: [1, 2, 3]}
    assert found["size"].to_list() == [3]


def test_one_of_a_pair_who_is_not_proved_leaves_and_the_ring_stays_whole() -> None:
    whole = {**FARM, 5: "possible"}
    _, left = apply(rings(whole), members(whole), links([1, 5]), RunDecisions(pairs=pairs((1, 5))))
    assert homes(left) == {1: [1, 2, 3, 4]}


def test_a_pair_in_two_rings_is_parted_already() -> None:
    _, left = apply(rings(FARM, MILL), members(FARM, MILL), links(), RunDecisions(pairs=pairs((1, 11))))
    assert homes(left) == {1: [1, 2, 3, 4], 11: [11, 12, 13]}


def test_who_is_not_of_a_ring_is_kept_from_it_however_it_is_found_again() -> None:
    decisions = RunDecisions(not_of_ring=held(4), ring_members=held(1, 2, 3, 77, 78))
    _, left = apply(rings(FARM, MILL), members(FARM, MILL), links(), decisions)
    assert homes(left) == {1: [1, 2, 3], 11: [11, 12, 13]}
    elsewhere = ring(4, 11, 12, 13)
    _, left = apply(rings(elsewhere), members(elsewhere), links(), decisions)
    assert homes(left) == {4: [4, 11, 12, 13]}


def test_a_ring_that_loses_an_account_and_is_too_small_is_gone() -> None:
    three = ring(1, 2, 3)
    found, left = apply(
        rings(three), members(three), links(), RunDecisions(not_of_ring=held(3), ring_members=held(1, 2))
    )
    assert (found.height, left.height) == (0, 0)


def test_the_order_of_rows_changes_nothing() -> None:
    whole = ring(*range(1, 9))
    shared = links([1, 2, 3, 4], [5, 6, 7, 8], [4, 5], [1, 4], [5, 8])
    decisions = RunDecisions(pairs=pairs((1, 8), (2, 7)), protected=pl.Series([3]))
    once = apply(rings(whole), members(whole), shared, decisions)
    again = apply(rings(whole), members(whole).reverse(), shared.reverse(), decisions)
    for left, right in zip(once, again, strict=True):
        assert_frame_equal(left, right)
