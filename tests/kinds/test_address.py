import pytest

from tests.kinds.build import clean, implied, mask

ONE_FLAT = (
    "12 Main Street, Apt 4, Springfield",
    "Apt. 4, 12 MAIN ST Springfield",
    "4/12 Main Str. SPRINGFIELD",
)


def test_an_address_keeps_its_order_and_loses_its_punctuation() -> None:
    assert clean("address", " 12, Main Street;  Springfield ") == ["12 main street springfield"]


def test_the_key_is_one_for_the_usual_spellings() -> None:
    assert clean("address_key", *ONE_FLAT) == ["12 4 main springfield st"] * 3


def test_german_streets_are_written_in_one_word_or_two() -> None:
    spellings = ("Hauptstraße 5, 10115 Berlin", "Hauptstr. 5, Berlin 10115", "Haupt Strasse 5, 10115 Berlin")
    assert len(set(clean("address_key", *spellings))) == 1


def test_neighbours_have_keys_of_their_own() -> None:
    assert len(set(clean("address_key", "12 Main St, Springfield", "14 Main St, Springfield"))) == 2


@pytest.mark.parametrize("raw", ["Paris", "Main Street Springfield", "12 Paris"])
def test_a_town_or_a_street_is_no_key(raw: str) -> None:
    assert clean("address_key", raw) == [None]


def test_an_address_implies_its_key_and_shows_nothing() -> None:
    assert implied("address", "address_key", "12 main street springfield") == ["12 main springfield st"]
    assert mask("address", "12 main street springfield") == [None]


@pytest.mark.parametrize("raw", ["test", "123 Main Street", "1111", "1234567890"])
def test_filler_is_no_address(raw: str) -> None:
    assert clean("address", raw) == [None]
