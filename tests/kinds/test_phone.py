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
        ("+48 (0) 22 400 12 34", None, "+48224001234"),
        ("+48 022 400 12 34", "DE", "+48224001234"),
        ("0048 (0)22 4001234", None, "+48224001234"),
        ("+39 (0)6 1234 5678", None, "+390612345678"),
        ("+225 0102030405", None, "+2250102030405"),
        ("+52 1 55 1234 5678", None, "+525512345678"),
        ("044 55 1234 5678", "MX", "+525512345678"),
        ("01 55 1234 5678", "MX", "+525512345678"),
        ("55 1234 5678", "MX", "+525512345678"),
        ("+1 415 555 0123 ext. 9", None, "+14155550123;ext=9"),
        ("(415) 555-0123 x9", "US", "+14155550123;ext=9"),
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


def test_two_lines_of_a_switchboard_are_two_phones_of_one_block() -> None:
    one, other = clean("phone", "+44 20 7946 0018 ext 12", "+44 20 7946 0018 #34")
    assert one != other
    assert (
        implied("phone", "phone_block", str(one))
        == implied("phone", "phone_block", str(other))
        == ["+4420794600**"]
    )
    assert mask("phone", str(one)) == ["+44 ••• •• 18 ext. ••"]
    assert clean("phone", "+1 555 123 4567", "+15551234567;ext=1") == [None, None]


def test_a_number_implies_the_hundred_around_it() -> None:
    assert implied("phone", "phone_block", "+14155550142") == ["+141555501**"]
    assert clean("phone_block", "+141555501**", "+14155550142") == ["+141555501**", None]
