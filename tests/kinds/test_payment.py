"""Cards, their issuers, and tax ids."""

import pytest

from tests.kinds.build import clean, implied, mask, readable


def test_a_fingerprint_keeps_its_case_but_for_hex() -> None:
    assert clean("card", " Xt5EWLLDS7FJjR1c ", "C115683", "DEADBEEF00112233") == [
        "Xt5EWLLDS7FJjR1c",
        "c115683",
        "deadbeef00112233",
    ]


def test_a_fingerprint_shows_nothing_and_a_number_its_last_four() -> None:
    assert mask("card", "Xt5EWLLDS7FJjR1c", "4000123412344242") == [None, "•••• 4242"]


def test_a_number_is_one_however_it_is_spaced_and_implies_its_issuer() -> None:
    assert clean("card", "4000 1234 1234 4242", "4000-1234-1234-4242") == ["4000123412344242"] * 2
    assert implied("card", "bin", "4000123412344242", "Xt5EWLLDS7FJjR1c") == ["400012", None]


@pytest.mark.parametrize("raw", ["0000000000000000", "none", "1111", "1234567890"])
def test_filler_is_no_card(raw: str) -> None:
    assert clean("card", raw) == [None]


def test_an_issuer_is_six_digits_of_six_or_eight() -> None:
    assert clean("bin", "424242", "42424242", "4242 42xx", "424242.0") == ["424242"] * 4
    assert clean("bin", "000000", "42", "visa") == [None] * 3
    assert readable("bin", "000000", "42", "visa") == [True, False, False]
    assert mask("bin", "424242") == ["424242••••"]


def test_a_tax_id_is_in_capitals_without_punctuation() -> None:
    assert clean("tax_id", "de 123.456-788", "DE123456788") == ["DE123456788"] * 2
    assert clean("tax_id", "DE000000000", "123456789", "abcdefg", "12") == [None] * 4
