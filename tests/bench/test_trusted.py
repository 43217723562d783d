"""The power curve beside the truth: how the two are counted."""

import polars as pl
import pytest

from bench.trusted import above, found, report

CURVE: dict[str, list[float | None]] = {
    "3–5": [0.5, 0.3, 0.1, 8.0],
    "6–9": [0.5, 0.1, 0.45, 5.0],
    "10–29": [0.9, 0.9, 0.0, 4.0],
}
"""All styles, the harder half, the truth and its rings, by size; the last has too few of them."""


def test_the_truth_of_a_size_is_the_share_of_its_accounts_that_are_enforceable() -> None:
    rings = {"small": range(4), "middling": range(4, 14)}
    truth = [(f"a{at}", ring) for ring, accounts in rings.items() for at in accounts]
    honest = [("h1", None), ("h2", None)]
    tiers = [
        ("a0", "core"),
        ("a1", "possible"),
        ("h1", "member"),
        *((f"a{at}", "member") for at in range(4, 12)),
    ]
    by_band = found(
        pl.DataFrame(tiers, ["account_id", "tier"], orient="row"),
        pl.DataFrame([*truth, *honest], ["account_id", "ring"], orient="row"),
    )
    assert by_band == {"3–5": [0.25, 1.0], "6–9": [None, 0.0], "10–29": [0.8, 1.0], "30–99": [None, 0.0]}


@pytest.mark.parametrize(
    ("column", "says"),
    [
        (0, "1 of 2 above the truth by more than 0.1, most +0.40 (town, 3–5)"),
        (1, "1 of 2 above the truth by more than 0.1, most +0.20 (town, 3–5)"),
    ],
)
def test_a_size_of_few_rings_does_not_speak_against_the_curve(column: int, says: str) -> None:
    assert above({"town": CURVE}, column) == says


def test_a_world_is_a_row_with_the_curve_before_the_truth() -> None:
    text = report(1_000, {"town": {**CURVE, "30–99": [None, None, None, 0.0]}})
    assert (
        "| town | 0.30 · 0.50 · 0.10 (8) | 0.10 · 0.50 · 0.45 (5) | 0.90 · 0.90 · 0.00 (4) | – · – · – (0) |"
        in text
    )
