"""What people are told reads well."""

import pytest

from linkage.explain.sentences import FAILURES, counterfactual, label, listed
from linkage.model import Failure


@pytest.mark.parametrize(
    ("kind", "mask", "said"),
    [
        ("card", "•••• 4242", "card •••• 4242"),
        ("device", "device ab12cd", "device ab12cd"),
        ("bank", None, "one bank"),
    ],
)
def test_a_value_is_named_by_kind_and_mask(kind: str, mask: str | None, said: str) -> None:
    assert label(kind, mask) == said


def test_values_are_listed_as_in_speech() -> None:
    assert listed(["a"]) == "a"
    assert listed(["a", "b"]) == "a and b"
    assert listed(["a", "b", "c"]) == "a, b and c"


@pytest.mark.parametrize(
    ("fewest", "labels", "said"),
    [
        (
            2,
            ["card •••• 4242", "device ab12"],
            "Without card •••• 4242 and device ab12 this account would leave",
        ),
        (4, [], "Any 3 of these"),
        (1, [], "Without any one of these"),
        (0, [], "The account does not pass"),
    ],
)
def test_what_would_change_a_finding_is_one_sentence(fewest: int, labels: list[str], said: str) -> None:
    assert counterfactual(fewest, labels).startswith(said)


def test_too_few_for_a_ring_is_said_of_those_who_pass_and_not_of_those_who_are_linked() -> None:
    assert "pass every check" in FAILURES[Failure.SMALL_RING]
