import pytest

from linkage.kinds import country, text
from tests.kinds.build import texts


def test_folding_makes_one_text_of_its_spellings() -> None:
    assert text.fold(texts(" Ａnna\u00a0\tB ", "STRASSE", "straße", "ΣΑΣ", "x\u200dy")).to_list() == [
        "anna b",
        "strasse",
        "strasse",
        "σασ",
        "xy",
    ]


def test_tidying_keeps_the_case() -> None:
    assert text.tidy(texts("  Ａb \u3000 C ", "n/a", None)).to_list() == ["Ab C", None, None]


def test_accents_go_and_scripts_stay() -> None:
    assert text.plain(texts("café øre", "Йод", "山田")).to_list() == ["cafe ore", "Иод", "山田"]


@pytest.mark.parametrize("word", ["0000", "aaaa", "1234567890", "0-0-0", "0", "--"])
def test_filler_says_nothing(word: str) -> None:
    assert text.filler(texts(word)).to_list() == [True]


@pytest.mark.parametrize("word", ["12", "1001", "a", "ab", "7"])
def test_what_says_something_is_no_filler(word: str) -> None:
    assert text.filler(texts(word)).to_list() == [False]


def test_patching_puts_new_values_in_their_places() -> None:
    where = texts("a", "b", "c").is_in(["a", "c"])
    assert text.patch(texts("a", "b", "c"), where, ["x", None]).to_list() == ["x", "b", None]
    assert text.narrow(where, texts("x", "y") == "y").to_list() == [False, False, True]


def test_keys_sort_their_words_and_want_enough_of_them() -> None:
    keys = text.rekey(texts("b a b", "a", None, ""), text.plain, least=2)
    assert keys.to_list() == ["a b", None, None, None]


def test_countries_are_two_capitals() -> None:
    assert country.clean(texts("us", " UK ", "USA", "xx", "Germany", None)).to_list() == [
        "US",
        "GB",
        "US",
        None,
        None,
        None,
    ]
