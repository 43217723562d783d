"""Sentences say what was found, in words a person can act on."""

import pytest

from linkage.explain.answers import verdict
from linkage.explain.sentences import tied


@pytest.mark.parametrize(
    ("crowd", "reason", "said"),
    [
        (True, "ignored: 4,812 unrelated accounts use it", "ignored: 4,812 unrelated accounts use it"),
        (
            True,
            "13 accounts hold it and have little else in common",
            "ignored: 13 accounts hold it and have little else in common",
        ),
        (True, "", "ignored: 4,812 unrelated accounts use it"),
        (True, None, "ignored: 4,812 unrelated accounts use it"),
        (
            False,
            "weighs less: an outsider could have attached it",
            "weighs less: an outsider could have attached it",
        ),
        (False, "", None),
        (False, None, None),
    ],
)
def test_a_crowd_is_said_to_be_ignored_and_why(crowd: bool, reason: str | None, said: str | None) -> None:
    assert verdict({"crowd": crowd, "reason": reason, "holders": 4812}) == said


@pytest.mark.parametrize(
    ("ties", "bits", "said"),
    [
        (0, 0.0, "Nothing that counts ties these two accounts."),
        (1, 14.25, "They share one value that counts: 14.2 bits, sum of the best of each group."),
        (3, 27.75, "They share 3 values that count: 27.8 bits, sum of the best of each group."),
    ],
)
def test_what_ties_two_is_one_sentence(ties: int, bits: float, said: str) -> None:
    assert tied(ties, bits) == said
