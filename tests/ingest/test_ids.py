import polars as pl
import pytest

from linkage.ingest import ids


def personal(text: str) -> bool:
    return bool(ids.personal(pl.Series([text]))[0])


@pytest.mark.parametrize(
    "text",
    [
        "ann@example.com",
        " a.b+c@mail.example.co.uk",
        "+491701234567",
        "+1 (555) 123-4567",
        "(555) 123-4567",
        "555-123-4567",
        "555.123.4567",
        "1-555-123-4567",
        "030 1234567",
        "tel:+15551234567",
        "0171/1234567",
        "01 23 45 67 89",
    ],
)
def test_addresses_and_numbers_are_personal(text: str) -> None:
    assert personal(text)


@pytest.mark.parametrize(
    "text",
    [
        "u1",
        "1234567890",
        "00491701234567",
        "+12",
        "a@b",
        "3f2a91c0-77aa-4b7e-9a57-0c7c3b0a8f11",
        "acc_+491701234567",
        "2024-000123-44",
        "12-34567890",
        "10.0.0.1",
        "user 7",
        "a b@c d.e",
        "",
        "-5",
        "1.5",
        "0-1",
        "192.168.100.200",
    ],
)
def test_opaque_ids_are_not(text: str) -> None:
    assert not personal(text)


def test_hashing_is_keyed_repeatable_and_keeps_nulls() -> None:
    names = pl.Series(["ann@example.com", None, "u1", "ann@example.com"])
    one, two = ids.hashed(names, b"a" * 32), ids.hashed(names, b"b" * 32)
    assert one[0] == one[3]
    assert one[1] is None
    assert one[0] != two[0]
    assert all(each.startswith("h_") and len(each) == 26 for each in one.drop_nulls())
    assert ids.hashed(pl.Series([None], dtype=pl.String), b"a" * 32).to_list() == [None]


def test_a_pepper_longer_than_a_key_may_be_still_serves() -> None:
    assert ids.hashed(pl.Series(["x"]), b"a" * 100)[0] is not None
