"""A ring is none where an honest story explains those who would be banned better."""

import polars as pl
import pytest

from linkage.score import alone


def scores(margin: float, score: float = 0.7) -> pl.DataFrame:
    """A community of a margin, beside one that nothing is said of."""
    return pl.DataFrame({"community": [1, 2], "margin": [margin, 9.0], "score": [score, 0.9]})


def of_proved(margin: float) -> pl.DataFrame:
    """What its proved accounts have alone."""
    return pl.DataFrame({"community": [1], "margin": [margin], "score": [0.1]})


@pytest.mark.parametrize(
    ("all_who_belong", "proved", "a_ring"),
    [
        (1.0, 5.0, True),
        (1.0, -1.9, True),
        (1.0, -2.0, False),
        (2.5, -2.0, True),
        (4.0, -4.1, False),
    ],
)
def test_what_its_proved_accounts_say(all_who_belong: float, proved: float, a_ring: bool) -> None:
    before = scores(all_who_belong)
    found = alone.weakened(before, of_proved(proved), unbound=before)
    assert found["community"].to_list() == [1, 2]
    assert found["score"].to_list() == [0.7 if a_ring else 0.1, 0.9]


def test_without_rings_nothing_changes() -> None:
    found = alone.weakened(scores(1.0), of_proved(0.0).clear(), unbound=scores(1.0))
    assert found.equals(scores(1.0))


@pytest.mark.parametrize(("proved", "a_ring"), [(0.0, True), (-0.1, False)])
def test_what_bonds_alone_make_a_ring_is_one_by_its_proved_accounts_too(proved: float, a_ring: bool) -> None:
    found = alone.weakened(scores(1.0), of_proved(proved), unbound=scores(-0.5))
    assert found["score"].to_list() == [0.7 if a_ring else 0.1, 0.9]
