from collections.abc import Mapping

import polars as pl
from polars.testing import assert_frame_equal

from linkage import tables
from linkage.weigh.composite import DAY, TRAITS, compose, mixed

MONDAY = 20_000 * DAY


def facts(*rows: tuple[int, str, int, int]) -> pl.DataFrame:
    """`tables.SHARED` of account, kind, value and first seen."""
    made = [(account, value, kind, at, at, 1) for account, kind, value, at in rows]
    return pl.DataFrame(made, tables.SHARED, orient="row").sort("value", "account")


def measures(came: Mapping[int, int | None]) -> pl.DataFrame:
    """`tables.MEASURES` of times of sign-up."""
    rows = [{"account": account, "created_at": at} for account, at in came.items()]
    return pl.DataFrame(rows, tables.MEASURES)


def cards(
    *accounts: int, bank: int = 7, network: int = 9, at: int = MONDAY
) -> list[tuple[int, str, int, int]]:
    """Accounts with cards of a bank that came from a network."""
    both = (("bin", bank), ("subnet", network))
    return [(account, kind, value, at) for account in accounts for kind, value in both]


def made(shared: pl.DataFrame, came: Mapping[int, int | None]) -> dict[int, list[int]]:
    """Accounts by composed value."""
    composed = compose(shared, measures(came)).filter(pl.col("kind").is_in(list(TRAITS)))
    return {value: sorted(part["account"]) for (value,), part in composed.group_by("value")}


def test_who_came_on_one_day_with_one_bank_from_one_network_shares_a_value() -> None:
    came = {1: MONDAY, 2: MONDAY + 3_600, 3: MONDAY + 9 * DAY}
    assert list(made(facts(*cards(1, 2, 3)), came).values()) == [[1, 2]]


def test_another_bank_or_another_network_is_another_value() -> None:
    rows = [*cards(1, 2), *cards(3, bank=8), *cards(4, network=10)]
    assert list(made(facts(*rows), dict.fromkeys(range(1, 5), MONDAY)).values()) == [[1, 2]]


def test_a_network_met_long_after_sign_up_is_none_it_came_by() -> None:
    rows = [*cards(1), *cards(2, at=MONDAY + 30 * DAY)]
    assert made(facts(*rows), {1: MONDAY, 2: MONDAY}) == {}


def test_a_shape_and_a_domain_within_one_hour_share_a_value() -> None:
    rows = [
        (n, kind, value, MONDAY)
        for n in (1, 2, 3)
        for kind, value in (("email_shape", 5), ("email_domain", 6))
    ]
    came = {1: MONDAY, 2: MONDAY + 1_800, 3: MONDAY + 7_200}
    assert list(made(facts(*rows), came).values()) == [[1, 2]]


def models(account: int, *days: int) -> list[tuple[int, str, int, int]]:
    """An account that used model 0 on the first of these days, model 1 on the second, and so on."""
    return [(account, "model", 100 + model, MONDAY + day * DAY) for model, day in enumerate(days)]


def test_who_moved_to_one_model_on_one_day_shares_a_value() -> None:
    rows = [*models(1, 0, 9), *models(2, 3, 9), *models(3, 0, 10), *models(4, 9, 20)]
    assert list(made(facts(*rows), {}).values()) == [[1, 2]]


def test_the_models_an_account_began_with_are_no_move() -> None:
    rows = [row for account in (1, 2) for row in models(account, 5, 5)]
    assert made(facts(*rows), {}) == {}


def test_nothing_is_composed_where_nobody_knows_when() -> None:
    shared = facts(*cards(1, 2))
    assert_frame_equal(compose(shared, measures({1: None, 2: None})), shared)


def test_the_table_stays_sorted_and_the_order_of_rows_is_nothing() -> None:
    shared, came = facts(*cards(*range(20))), measures(dict.fromkeys(range(20), MONDAY))
    one, other = compose(shared, came), compose(shared.reverse(), came.reverse())
    assert_frame_equal(one, other)
    assert_frame_equal(one, one.sort("value", "account"))
    assert one.schema == shared.schema


def test_keys_are_the_same_on_every_machine() -> None:
    one, other = pl.Series([1, 2]).to_numpy(), pl.Series([3, 3]).to_numpy()
    assert mixed(one, other)[0] == -3237024291588029941
    assert len(set(mixed(one, other).tolist())) == 2
    assert mixed(one, other).tolist() != mixed(other, one).tolist()
