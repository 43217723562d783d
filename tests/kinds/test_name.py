import pytest

from tests.kinds.build import clean, implied, mask


def test_case_spaces_and_punctuation_do_not_tell_names_apart() -> None:
    assert clean("name", "  ANNA\tM.  O'Kovács ", "Anna M OKOVÁCS") == ["anna m okovács"] * 2


@pytest.mark.parametrize("raw", ["Test User", "John Doe", "asdf", "aaaa", "12345", "!!!", "x"])
def test_a_name_typed_to_get_past_a_form_is_no_value(raw: str) -> None:
    assert clean("name", raw) == [None]


def test_order_titles_initials_accents_and_doubled_letters_do_not_tell_keys_apart() -> None:
    spellings = ("KOVÁCS, Dr. Anna M.", "Anna Kovacs", "Mrs Ana  Kovács")
    assert clean("name_key", *spellings) == ["ana kovacs"] * 3


def test_one_word_is_a_name_and_no_key() -> None:
    assert clean("name", "Anna") == ["anna"]
    assert clean("name_key", "Anna", "Dr. Anna", "A. B.") == [None] * 3


def test_other_scripts_are_names_too() -> None:
    assert clean("name", "Анна Каренина", "山田 太郎") == ["анна каренина", "山田 太郎"]
    assert clean("name_key", "Каренина Анна") == clean("name_key", "Анна Каренина")


def test_a_name_implies_its_key() -> None:
    assert implied("name", "name_key", "łukasz ørsted") == ["lukasz orsted"]


@pytest.mark.parametrize(
    ("name", "last"),
    [
        ("anna kovács", "kovacs"),
        ("maria de la cruz", "cruz"),
        ("łukasz ørsted", "orsted"),
        ("john smith jr", "smith"),
        ("john smith phd esq", "smith"),
        ("анна каренина", "каренина"),
        ("anna", None),
        ("anna jr", None),
        ("anna k", None),
        ("anna 12", None),
        ("christopher null", None),
        ("anna ñá", None),
    ],
)
def test_a_name_implies_its_last_word_without_accents(name: str, last: str | None) -> None:
    assert implied("name", "surname", name) == [last]


def test_a_surname_of_its_own_is_one_word() -> None:
    assert clean("surname", "KOVÁCS", "O'Brien", "de la Cruz", "K", "12", "n/a") == [
        "kovacs", "obrien", None, None, None, None,
    ]  # fmt: skip


def test_a_word_for_a_missing_name_is_no_part_of_a_key() -> None:
    assert clean("name_key", "Anna Null", "undefined Kovacs", "Anna Maria Unknown") == [
        None,
        None,
        "ana maria",
    ]


def test_a_payer_is_one_whichever_name_comes_first() -> None:
    assert clean("payer", "Kovács Anna", "ANNA KOVACS") == ["anna kovacs"] * 2


def test_the_mask_shows_initials() -> None:
    assert mask("name", "maria de la cruz", "maria", "m k", "jo li") == ["M. C.", "M.", "•. •.", "•. •."]
