"""Sentences say whom they count where that is not the size of the ring."""

import polars as pl

from linkage.score.counted import told

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
