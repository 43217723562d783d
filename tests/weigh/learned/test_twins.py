"""Kinds nobody declared that say the same as a declared one."""

import polars as pl

from linkage.weigh.learned.twins import twins

HOMES = 40


def facts(rows: list[tuple[int, int, str]]) -> pl.DataFrame:
    """The columns of `tables.SHARED` that matter, from account, value and kind."""
    return pl.DataFrame(rows, {"account": pl.Int64, "value": pl.Int64, "kind": pl.Categorical}, orient="row")


def homes(kind: str, offset: int, split: bool = False) -> list[tuple[int, int, str]]:
    """One value a home of four; `split`: one for each two of them."""
    return [
        (4 * home + place, offset + 2 * home + (place // 2 if split else 0), kind)
        for home in range(HOMES)
        for place in range(4)
    ]


def test_a_kind_that_is_shared_by_just_who_shares_an_address_is_its_twin() -> None:
    told = facts([*homes("address", 0), *homes("delivery_point", 1_000)])
    assert twins(told, {"address": "place"}) == {"delivery_point": "place"}


def test_a_kind_that_two_of_a_home_share_is_news() -> None:
    told = facts([*homes("address", 0), *homes("wallet", 1_000, split=True)])
    assert twins(told, {"address": "place"}) == {}


def test_one_ring_that_shares_everything_makes_no_twins() -> None:
    ring = [(account, value, kind) for account in range(60) for value, kind in ((1, "address"), (2, "badge"))]
    assert twins(facts(ring), {"address": "place"}) == {}


def test_a_kind_that_few_of_the_holders_have_is_no_twin() -> None:
    some = [row for row in homes("badge", 1_000) if row[0] % 4 < 2]
    assert twins(facts([*homes("address", 0), *some]), {"address": "place"}) == {}
