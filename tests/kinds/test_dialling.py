"""The column-wise rules against phonenumbers itself."""

import random

import phonenumbers
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from linkage.kinds import dialling, phone

REGIONS = sorted(phonenumbers.SUPPORTED_REGIONS)
FORMATS = (
    phonenumbers.PhoneNumberFormat.E164,
    phonenumbers.PhoneNumberFormat.INTERNATIONAL,
    phonenumbers.PhoneNumberFormat.NATIONAL,
)


def assert_equal(numbers: list[tuple[str, str | None]]) -> int:
    """Compare both readings of numbers with their regions; how many were left to be asked singly."""
    raw = pl.Series([number.strip() for number, _ in numbers], dtype=pl.String)
    region = pl.Series([region for _, region in numbers], dtype=pl.String)
    found = dialling.read(raw, region)
    asked = [phone._one(number, where) for number, where in zip(raw, region, strict=True)]
    settled = zip(raw, region, found["e164"], found["asked"], asked, strict=True)
    assert [each for each in settled if not each[3] and each[2] != each[4]] == []
    return int(found["asked"].sum())


def spellings(region: str, draw: random.Random) -> list[tuple[str, str | None]]:
    """Numbers of every type in a region, near its examples, as they are written there and abroad."""
    numbers: list[tuple[str, str | None]] = []
    for kind in range(11):
        example = phonenumbers.example_number_for_type(region, kind)
        if example is None:
            continue
        example.national_number = max(1, (example.national_number or 0) + draw.randint(-5000, 5000))
        code, national = example.country_code, example.national_number
        numbers += [(phonenumbers.format_number(example, form), region) for form in FORMATS]
        numbers += [
            (f"{code}{national}", region),
            (f"+{code}0{national}", "FR"),
            (f"+{code}1{national}", None),
        ]
        for home in ("GB", "US", "AU", "BR"):
            numbers.append((phonenumbers.format_out_of_country_calling_number(example, home), home))
    return numbers


def test_numbers_of_every_region_and_type_are_read_as_phonenumbers_reads_them() -> None:
    draw = random.Random(7)
    numbers = [each for region in REGIONS for each in spellings(region, draw)]
    assert len(numbers) > 10_000
    assert assert_equal(numbers) < len(numbers) / 10


@settings(deadline=None, max_examples=200)
@given(
    st.lists(
        st.tuples(
            st.text(alphabet="0123456789 +-().", max_size=20), st.one_of(st.none(), st.sampled_from(REGIONS))
        ),
        max_size=20,
    )
)
def test_any_row_of_digits_is_read_as_phonenumbers_reads_it(numbers: list[tuple[str, str | None]]) -> None:
    assert_equal(numbers)


def test_letters_and_extensions_are_left_to_be_asked() -> None:
    raw = pl.Series(["1-800-FLOWERS", "+1 415 555 0123 x9", "+14155550123"])
    found = dialling.read(raw, pl.Series(["US"] * 3))
    assert found["asked"].to_list() == [True, True, False]
    assert found["e164"].to_list() == [None, None, "+14155550123"]


def test_codes_that_belong_to_no_region_have_rules_of_their_own() -> None:
    assert dialling.main("800") == "800"
    assert dialling.main("1") == "US"
    assert dialling.lengths(dialling.rules("800")) == (8,)
