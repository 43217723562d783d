from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from linkage.ingest import cells
from linkage.ingest.check import Checked, check
from linkage.ingest.feeds import FEEDS


def checked(feed: str, hash_with: Any = None, **columns: Any) -> Checked:
    """A chunk of a feed, one column an argument."""
    height = len(next(iter(columns.values())))
    frame = pl.DataFrame({name: pl.Series(values, strict=False) for name, values in columns.items()})
    return check(
        FEEDS[feed], frame.with_columns(pl.Series("row", range(1, height + 1), dtype=pl.UInt64)), hash_with
    )


def test_a_row_without_an_account_is_set_aside() -> None:
    found = checked("accounts", account_id=["u1", None, "", "  "], email=["a", "b", "c", "d"])
    assert found.rows["account_id"].to_list() == ["u1"]
    assert found.aside.rows() == [(row, "account_id", "account_id") for row in (2, 3, 4)]


def test_an_id_stays_as_it_is_and_numbers_become_text() -> None:
    assert checked("accounts", account_id=[" U1 ", "ü"]).rows["account_id"].to_list() == [" U1 ", "ü"]
    assert checked("accounts", account_id=[1, 2**62]).rows["account_id"].to_list() == ["1", str(2**62)]
    floats = checked("accounts", account_id=[7.0, None, float("nan"), 1e300])
    assert floats.rows["account_id"].to_list() == ["7"]
    assert set(floats.aside["code"]) == {"account_id", "unreadable"}


def test_a_whole_number_of_a_database_has_no_places() -> None:
    found = checked("accounts", account_id=[Decimal("123.0000000000"), Decimal("1.50"), Decimal(100)])
    assert found.rows["account_id"].to_list() == ["123", "1.5", "100"]


def test_an_id_that_is_none_costs_its_row_and_no_other() -> None:
    found = checked("accounts", account_id=["u1", "nan", '{"$oid": "65a1"}', "Lx" * 150])
    assert found.rows["account_id"].to_list() == ["u1", "65a1"]
    assert found.aside.rows() == [(2, "account_id", "account_id"), (4, "account_id", "too_long")]


def test_an_id_that_gives_a_person_away_is_set_aside_or_hashed() -> None:
    ids: list[object] = ["ann@example.com", "+49 170 1234567", "1234567890"]
    refused = checked("accounts", account_id=ids)
    assert refused.rows["account_id"].to_list() == ["1234567890"]
    assert set(refused.aside["code"]) == {"personal_id"}
    hashed = checked("accounts", b"p" * 32, account_id=ids)
    assert hashed.rows["account_id"].str.starts_with("h_").all()
    assert not hashed.aside.height


def test_both_ends_of_a_relation_are_ids() -> None:
    found = checked(
        "relations",
        account_id=["u1", "u2", "u3", "u4"],
        other_id=["u2", None, "bob@example.com", "u1"],
        kind=["transfer", "transfer", "transfer", "Reseller "],
    )
    assert found.rows["kind"].to_list() == ["transfer", "reseller"]
    assert found.aside.rows() == [(2, "other_id", "missing"), (3, "other_id", "personal_id")]


@pytest.mark.parametrize(("feed", "column"), [("labels", "label"), ("relations", "kind")])
def test_a_word_that_is_none_of_those_asked_for_costs_the_row(feed: str, column: str) -> None:
    found = checked(feed, account_id=["u1"], other_id=["u2"], **{column: ["guilty"]})
    assert found.aside.rows() == [(1, column, f"unknown_{column}")]
    assert not found.rows.height


@pytest.mark.parametrize(
    ("feed", "column", "value", "code"),
    [
        ("usage", "hour", "noon", "unreadable"),
        ("usage", "hour", "", "missing"),
        ("network", "ip", None, "missing"),
        ("devices", "device_id", "", "missing"),
        ("devices", "device_id", "x" * (cells.LONGEST + 1), "too_long"),
        ("devices", "device_id", "a\0b", "nul"),
    ],
)
def test_a_row_lives_and_dies_with_what_its_feed_cannot_do_without(
    feed: str, column: str, value: object, code: str
) -> None:
    found = checked(feed, account_id=["u1"], **{column: [value]})
    assert found.aside.rows() == [(1, column, code)]
    assert not found.rows.height


def test_one_bad_row_is_one_line_however_much_is_wrong_with_it() -> None:
    found = checked("facts", account_id=[None], kind=[None], value=[None], at=["x"])
    assert found.aside.rows() == [(1, "account_id", "account_id")]
    assert not found.spoiled.height


def test_an_unreadable_cell_is_set_aside_and_the_rest_of_the_row_goes_in() -> None:
    found = checked(
        "accounts",
        account_id=["u1", "u2"],
        created_at=["soon", "2024-01-31"],
        email=["x" * (cells.LONGEST + 1), "b@example.com"],
        status=["asleep", "ACTIVE"],
        plan=["a\0b", "free"],
    )
    assert found.rows["account_id"].to_list() == ["u1", "u2"]
    assert found.rows["status"].to_list() == [None, "active"]
    assert found.spoiled.rows() == [
        (1, "created_at", "unreadable"),
        (1, "email", "too_long"),
        (1, "plan", "nul"),
        (1, "status", "unreadable"),
    ]


@pytest.mark.parametrize("word", ["", " ", "NULL", "None", "nan", "N/A", "-"])
def test_words_for_nothing_are_no_faults(word: str) -> None:
    found = checked("billing", account_id=["u1"], at=[word], amount=[word], card_bin=["x"])
    assert found.rows.row(0) == (1, "u1", None, None, "x")
    assert not found.spoiled.height
    assert not checked("network", account_id=["u1"], ip=["x"], network_type=["unknown"]).spoiled.height


@pytest.mark.parametrize(
    ("raw", "amount", "faults"),
    [
        (" 1.50 ", 1.5, 0),
        ("1e3", 1000.0, 0),
        ("1,5", None, 1),
        ("inf", None, 1),
        (2, 2.0, 0),
        (float("nan"), None, 0),
    ],
)
def test_numbers_are_read_or_set_aside(raw: object, amount: float | None, faults: int) -> None:
    found = checked("billing", account_id=["u1"], amount=[raw])
    assert found.rows["amount"].to_list() == [amount]
    assert found.spoiled.height == faults


@pytest.mark.parametrize(
    ("raw", "hits", "faults"),
    [("7", 7, 0), ("7.0", 7, 0), ("7.5", None, 1), (7.0, 7, 0), (True, None, 1), ("1e99", None, 1)],
)
def test_whole_numbers_are_whole(raw: object, hits: int | None, faults: int) -> None:
    found = checked("network", account_id=["u1"], ip=["x"], hits=[raw])
    assert found.rows["hits"].to_list() == [hits]
    assert found.spoiled.height == faults


def test_bytes_and_lists_are_text_or_set_aside() -> None:
    found = checked(
        "accounts", account_id=["u1", "u2"], email=[b"a@b.c", b"\xff"], created_at=[b"2024-01-31", None]
    )
    assert found.rows["email"].to_list() == ["a@b.c", None]
    assert found.rows["created_at"].to_list() == [1706659200, None]
    assert found.spoiled.rows() == [(2, "email", "utf8")]
    assert checked("accounts", account_id=["u1"], email=[["x"]]).spoiled.rows() == [
        (1, "email", "unreadable")
    ]


def test_units_of_epoch_times_are_told_by_column() -> None:
    found = checked("accounts", account_id=["u1"], created_at=["1706659200000"])
    assert found.units == {"created_at": frozenset({"ms"})}


def test_a_feed_with_a_required_column_that_never_came_loses_every_row() -> None:
    assert checked("network", account_id=["u1"]).aside.rows() == [(1, "ip", "missing")]


def test_an_empty_chunk_is_checked_too() -> None:
    found = checked("accounts", account_id=[], created_at=[])
    assert found.rows.schema == {"row": pl.UInt64, "account_id": pl.String, "created_at": pl.Int64}
