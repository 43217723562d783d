"""Sentences of a ring, as people read them."""

import pytest

from linkage.score import phrases


@pytest.mark.parametrize(
    ("days", "told"),
    [
        (0.0, "have the same time of sign-up"),
        (1 / 1440, "signed up within a minute"),
        (0.02, "signed up within 29 minutes"),
        (0.25, "signed up within 6.0 hours"),
        (7.04, "signed up within 7.0 days"),
    ],
)
def test_a_span_of_sign_ups_is_told_in_a_unit_that_shows_it(days: float, told: str) -> None:
    assert phrases.head(1.0, 0, days, 0.0)[1] == f"the middle half of them {told}"
