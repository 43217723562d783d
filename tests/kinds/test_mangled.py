from collections.abc import Sequence

import polars as pl
import pytest

from linkage.kinds import mangled
from linkage.normalise import normalise

PEPPER = b"a pepper for the tests, long enough"


@pytest.mark.parametrize(
    ("raw", "whole"),
    [
        ("447911123456.0", "447911123456"),
        ("+447911123456.00", "447911123456"),
        ("4.47911123456E+11", "447911123456"),
        ("4,47911123456e11", "447911123456"),
        ("4.47911E+11", None),
        ("1.4800217004556604e18", None),
        ("1480021700455660544.0", None),
        ("1.0", "1.0"),
        ("12.5", "12.5"),
        ("123e4567-e89b-12d3-a456-426614174000", "123e4567-e89b-12d3-a456-426614174000"),
        ("5e10", "5e10"),
        ("10.0.0.1", "10.0.0.1"),
        (None, None),
    ],
)
def test_a_number_is_put_right_when_nothing_is_lost(raw: str | None, whole: str | None) -> None:
    assert mangled.plain(pl.Series([raw], dtype=pl.String)).to_list() == [whole]


def accounts(**columns: Sequence[str | None]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Facts and cells set aside of two accounts and more."""
    height = len(next(iter(columns.values())))
    rows = pl.DataFrame(
        {"row": range(1, height + 1), "account_id": [f"u{at}" for at in range(height)], **columns}
    )
    part, aside = normalise("accounts", rows.with_columns(pl.col("row").cast(pl.UInt64)), PEPPER)
    return part.facts, aside


def test_a_float_and_its_number_are_one_value() -> None:
    held, aside = accounts(phone=["447911123456.0", "+447911123456", "4.47911123456E+11"], country=["GB"] * 3)
    assert held["value"].n_unique() == 1
    assert not aside.height


def test_what_was_rounded_is_set_aside_in_every_kind() -> None:
    lost = ["1.23457E+11", "1.23458E+11"]
    held, aside = accounts(phone=lost, signup_device_id=lost, referrer=lost)
    assert not held.height
    assert set(aside["column"]) == {"phone", "signup_device_id", "referrer"}
    assert set(aside["code"]) == {"unreadable"}
