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


def fault(text: str) -> str | None:
    found = ids.faults(ids.unwrapped(pl.Series([text])))
    return None if found is None else str(found[0])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        *(
            (word, "account_id")
            for word in (
                "nan",
                "NULL",
                " None ",
                "undefined",
                "#N/A",
                "n/a",
                "-",
                "null-null",
                "true",
                "False",
                "string",
                "Customer ID not found",
                "[object Object]",
            )
        ),
        ("00000000-0000-0000-0000-000000000000", "account_id"),
        ("d41d8cd98f00b204e9800998ecf8427e", "account_id"),
        ('["x1"]', "nested"),
        ('{"a": {"b": 1}}', "nested"),
        ("{'id': 7}", "nested"),
        ("1.23457E+11", "rounded"),
        ("1,23457E+11", "rounded"),
        ("1.4800217004556604e18", "rounded"),
        ("1480021700455660544.0", "rounded"),
        ("Lx" * 130, "too_long"),
    ],
)
def test_what_is_no_id_has_a_code(text: str, code: str) -> None:
    assert fault(text) == code


@pytest.mark.parametrize(
    "text",
    [
        "{6B29FC40-CA47-1067-B31D-00DD010662DA}",
        "123e4567",
        "5e10",
        "0",
        "00123",
        "123.0",
        "nanette",
        "true-north",
        "é" * 256,
        "1480021700455660417",
    ],
)
def test_odd_ids_are_ids(text: str) -> None:
    assert fault(text) is None


def test_an_id_comes_out_of_what_a_database_wraps_it_in() -> None:
    wrapped = pl.Series(
        ['{"$oid": "65a1f0c2"}', '{ "$numberLong" : "7" }', '{"id": "x"}', "1.2345E+04", None]
    )
    assert ids.unwrapped(wrapped).to_list() == ["65a1f0c2", "7", '{"id": "x"}', "12345", None]


def test_long_ids_that_all_end_in_zeros_were_rounded_by_a_spreadsheet() -> None:
    rounded = [f"148002170045{number}0000" for number in range(500, 510)]
    assert ids.faults(pl.Series([*rounded, "u1"])).to_list() == ["rounded"] * 10 + [None]  # type: ignore[union-attr]
    assert ids.faults(pl.Series([*rounded, "1480021700455660417"])) is None
