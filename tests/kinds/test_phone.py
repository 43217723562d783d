import pytest

from tests.kinds.build import clean, implied, mask, readable


@pytest.mark.parametrize(
    ("raw", "country", "canonical"),
    [
        ("+1 (415) 555-0123", None, "+14155550123"),
        ("(415) 555-0123", "us", "+14155550123"),
        ("1-415-555-0123", "US", "+14155550123"),
        ("011 44 7700 900123", "US", "+447700900123"),
        ("07700 900123", "UK", "+447700900123"),
        ("+44 (0)7700 900123", "DE", "+447700900123"),
        ("0049 170 1234567", "FR", "+491701234567"),
        ("tel:+49-170-1234567", None, "+491701234567"),
        ("06 1234 5678", "IT", "+390612345678"),
        ("+1 415 555 0123 ext. 9", None, "+14155550123"),
        ("٠٧٧٠٠٩٠٠١٢٣", "GB", "+447700900123"),
    ],
)
def test_one_number_has_one_spelling(raw: str, country: str | None, canonical: str) -> None:
    assert clean("phone", raw, country=country) == [canonical]


def test_without_plus_and_country_bare_digits_stand_for_themselves() -> None:
    assert clean("phone", "415 555-0123", country="nowhere") == ["4155550123"]
    assert clean("phone", "(415) 5550123") == ["4155550123"]
    assert clean("phone", "12345") == [None]


def test_two_zeros_are_a_plus_wherever_they_are_no_number() -> None:
    assert clean("phone", "0044 7700 900123", country="US") == ["+447700900123"]
    assert clean("phone", "0044 7700 900123", "00") == ["+447700900123", None]


def test_a_prefix_dialled_twice_comes_off_twice() -> None:
    assert clean("phone", "+49 00 5424 9123", "+49 5424 9123") == ["+4954249123"] * 2


@pytest.mark.parametrize("raw", ["000000000", "5555555555", "+1 111 111 1111", "1234567890", "+49 123456789"])
def test_filler_is_no_value_yet_readable(raw: str) -> None:
    assert clean("phone", raw, country="US") == [None]
    assert readable("phone", raw) == [True]


def test_words_are_unreadable() -> None:
    assert clean("phone", "call me", country="US") == [None]
    assert readable("phone", "call me") == [False]


def test_a_made_up_number_of_the_right_length_is_a_value() -> None:
    assert clean("phone", "+1 999 999 0123") == ["+19999990123"]


def test_the_mask_shows_the_country_and_two_digits() -> None:
    shown = mask("phone", "+14155550142", "+447700900123", "4155550142")
    assert shown == ["+1 ••• •• 42", "+44 ••• •• 23", "••• •• 42"]


def test_a_number_implies_the_hundred_around_it() -> None:
    assert implied("phone", "phone_block", "+14155550142") == ["+141555501**"]
    assert clean("phone_block", "+141555501**", "+14155550142") == ["+141555501**", None]
