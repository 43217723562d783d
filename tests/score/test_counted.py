"""Sentences say whom they count where that is not the size of the ring."""

import polars as pl

from linkage.score.counted import stated, told
from linkage.score.phrases import MANY, ONE

PROVED = pl.DataFrame({"community": [1, 1, 1, 2, 2, 2, 2], "account": range(7)})


def said(community: int, fit: int, parts: int) -> list[str]:
    """The sentences of a ring with one sentence of its own."""
    scores = pl.DataFrame({"community": [community], "sentences": [["a"]], "fit": [fit], "parts": [parts]})
    found: list[str] = told(scores, PROVED)["sentences"].item().to_list()
    return found


def test_sentences_that_count_the_size_of_the_ring_say_nothing_of_it() -> None:
    assert said(1, 3, 1) == said(2, 4, 1) == ["a"]


def test_accounts_that_fit_and_were_not_proved_are_told() -> None:
    assert said(1, 5, 1) == [
        "a",
        "these sentences count the 5 accounts that fit, 3 of them proved (core or member)",
    ]


def test_a_merged_ring_tells_that_its_sentences_are_those_of_its_largest_part() -> None:
    assert said(2, 3, 2)[1:] == [
        "these sentences count the 3 accounts of the largest of 2 groups that were merged, 4 in all"
    ]


def test_a_community_of_which_nobody_is_proved_is_left_as_it_is() -> None:
    assert said(9, 5, 1) == ["a"]


def ties(*rows: tuple[int, str, int, bool]) -> pl.DataFrame:
    """Ties of community 1: account, kind, value, whether it counts."""
    columns = {"account": pl.Int64(), "kind": pl.String(), "value": pl.Int64(), "counts": pl.Boolean()}
    return pl.DataFrame(rows, columns, orient="row").with_columns(
        community=pl.lit(1), group=pl.lit("payment")
    )


SHARED = {*ONE.values(), *(words for words in MANY.values() if "{values}" in words)}
"""Sentences that speak of values, as those on accounts alone do not."""
PAYERS = "for the honest story: 3 of 3 payers give 2 shared names"
CARDS = "for one operator: 2 of 3 who pay by card use the same card"


def heard(held: pl.DataFrame, *sentences: str, parts: int = 1) -> list[str]:
    """What is said behind those sentences of a ring whose three accounts are proved."""
    scores = pl.DataFrame({"community": [1], "sentences": [list(sentences)], "fit": [3], "parts": [parts]})
    found: list[str] = told(scores, PROVED, held)["sentences"].item().to_list()
    assert found[: len(sentences)] == list(sentences)
    return found[len(sentences) :]


def test_shared_values_that_are_no_evidence_by_themselves_are_told_apart_from_those_that_are() -> None:
    names = [(0, "payer", 7, True), (1, "payer", 7, False), (1, "payer", 8, False), (2, "payer", 8, False)]
    card = [(0, "card", 9, True), (1, "card", 9, True)]
    assert heard(ties(*names, *card), PAYERS, CARDS) == [
        "of the shared values in these sentences, these count as evidence: 1 of 2 payer"
    ]
    assert heard(ties(*names), PAYERS, CARDS) == [
        "of the shared values in these sentences, these count as evidence: 1 of 2 payer, 0 of 1 card"
    ]
    lone = ties(*names[:2], (1, "payer", 8, True))
    assert heard(lone, PAYERS) == [
        "of the shared values in these sentences, these count as evidence: 1 of 2 payer"
    ]


def test_nothing_is_told_where_every_shared_value_counts_or_the_ring_was_merged() -> None:
    names = [(0, "payer", 7, True), (1, "payer", 7, True), (1, "payer", 8, True), (2, "payer", 8, True)]
    assert heard(ties(*names), PAYERS, "for one operator: 3 of 3 are of one country") == []
    assert heard(ties(), PAYERS, parts=2) == []


def test_every_sentence_on_shared_values_is_understood() -> None:
    for sort, words in (*ONE.items(), *MANY.items()):
        said = "for one operator: " + words.format(shared=3, have=4, values=12, part="loyalty")
        sort = "loyalty" if sort == "other" else sort
        assert stated(said) == ((sort, 12 if "{values}" in words else 1) if words in SHARED else None)
    assert stated("for one operator: none of 6 share an organisation") is None
