"""The report says what was measured, beside what was asked, the worst first."""

import re

from bench.quality import parts, report, sets
from bench.quality.sets import SETS
from bench.results import OVER, Row
from bench.tables import mark
from tests.bench.rows import row

COUNTS = {"accounts": 5_000, "rings": 3, "enforceable": 17, "largest": 11, "possible": 2}


def draw(rows: list[Row], code: str = "abc") -> str:
    return report.draw(rows, 10_000, code)


def line(text: str, start: str) -> str:
    """The first line of a table that begins so."""
    return next(each for each in text.splitlines() if each.startswith(f"| {start} |"))


def under(text: str, title: str) -> str:
    """The section of that title."""
    return text.split(f"## {title}\n")[1].split("\n## ")[0]


def test_nothing_measured_is_said() -> None:
    assert "Nothing was measured yet." in draw([])


def test_what_was_measured_on_an_older_version_is_marked() -> None:
    assert "Of an older version" not in draw([row()])
    assert "**Of an older version.** The code is now def" in draw([row()], "def")


def test_seeds_looked_at_and_seeds_reported_are_told() -> None:
    text = draw([row()])
    for hand in sets.LOOKED:
        looked, reported = (", ".join(map(str, each[hand])) for each in (sets.LOOKED, sets.REPORTED))
        assert re.search(rf"not measured here \| .*{hand} {looked}[; ]", text)
        assert re.search(rf"not looked at while choosing \| .*{hand} {reported}[; ]", text)


def test_a_generator_is_a_row_of_means_over_its_sets() -> None:
    large = {"large": row(f1=0.9).found["sized"]["small"], "small": row(f1=0.97).found["sized"]["small"]}
    sizes = {"3–9": {"rings": 2, "found": 1}, "10–99": {"rings": 3, "found": 3}}
    rows = [row("bazaar small", seed, sized=large, by_size=sizes) for seed in (2, 3)]
    made = line(draw(rows), "bazaar")
    assert "| 2 |" in made
    assert "0.900 ± 0.000 ✗ (≥ 0.95)" in made
    assert "0.970 ± 0.000 ✗ (≥ 0.99)" in made


def test_the_worst_comes_first() -> None:
    rows = [row("bazaar small", f1=0.9), row("foundry mining", f1=0.2), row("parlour bonus", f1=0.5)]
    for title in ("Every hand, the worst first", "Every scene, the worst first", "Rings of 3 to 9"):
        lines = [each.split()[1] for each in under(draw(rows), title).splitlines() if each.startswith("| ")]
        assert lines[2:] == ["foundry", "parlour", "bazaar"]


def test_flagged_accounts_are_told_in_the_mean_and_in_the_worst_set() -> None:
    rows = [row("bazaar small", seed, flagged=flagged) for seed, flagged in ((2, 0), (3, 3))]
    assert line(draw(rows), "bazaar").endswith("| 15.0 ✗ (≤ 5) | 30.0 ✗ (≤ 20) |")


def test_strangers_and_clients_are_honest_too() -> None:
    rows = [row("bazaar small", strangers={"accounts": 10_000, "flagged": 4})]
    assert "| 20.0 ✗ (≤ 5) |" in line(draw(rows), "bazaar")


def test_cohorts_alone_stand_apart_and_have_no_b_cubed() -> None:
    cohorts = [row("bazaar cohorts", seed, rings=0, flagged=seed) for seed in (2, 3)]
    text = draw([*cohorts, row("parlour bonus")])
    assert "| bazaar cohorts |" not in under(text, "Every scene, the worst first")
    assert "| bazaar cohorts | 2 | 20,000 | 5 | 25.0 | 52.6 | 30.0 ✗ (≤ 20) |" in under(
        text, "Honest cohorts"
    )
    assert line(text, "bazaar").startswith("| bazaar | 2 | – | – | – |")


def test_a_crowd_is_put_beside_everybody_else_of_its_sets() -> None:
    crowds = {"office": {"accounts": 2_000, "flagged": 20}, "campus": {"accounts": 10, "flagged": 0}}
    text = draw([row("bazaar cohorts", rings=0, flagged=60, crowds=crowds), row("parlour bonus", flagged=9)])
    assert "| bazaar office | 1 | 2,000 | 20 | 1,000.0 | " in text
    assert "2.00 ✗ (≤ 1.25)" in line(text, "bazaar office")
    assert "- bazaar: campus" in text


def test_what_is_not_reached_is_listed() -> None:
    text = draw([row("varied mix", 15, f1=0.9), row("real hop", 0, f1=0.7)])
    unmet = under(text, "Asked and not reached").splitlines()
    assert unmet == [
        "- real hop, B³ P: 0.700 (≥ 0.9)",
        "- varied, B³ P: 0.900 (≥ 0.97)",
    ]


def test_peers_have_a_row_each_and_one_that_ran_out_of_time_says_so() -> None:
    late = Row("bazaar everyday", 1, 10_000, "python-louvain, plain", {}, {OVER: 600.0}, "abc")
    rows = [row("bazaar everyday", part=part) for part in (parts.WHOLE, *parts.PEER) if part != late.part]
    text = under(draw([*rows, late]), "Beside peers")
    assert line(text, "**linkage**").endswith("| 12.5 |")
    assert all(line(text, part) for part in parts.PEER)
    assert line(text, late.part).endswith("| – | > 600 |")


def test_a_feed_left_out_may_not_raise_f1_nor_lower_precision_too_far() -> None:
    less = {"no usage": 0.995, "no billing": 0.9}
    rows = [row("bazaar everyday", part=part, f1=f1) for part, f1 in less.items()]
    text = under(draw([row("bazaar everyday"), *rows]), "Feeds left out")
    assert line(text, "no usage").endswith("| 0.005 ✗ (≤ 0) |")
    assert "0.900 ✗ (≥ 0.95)" in line(text, "no billing")
    assert line(text, "no billing").endswith("| -0.090 ✓ (≤ 0) |")


def test_febrl_is_measured_as_communities_and_nobody_there_is_to_be_enforceable() -> None:
    ours = row("febrl 3", 0, parts.COMMUNITIES, f1=0.97)
    text = draw([row("febrl 3", 0, counts=COUNTS), ours, row("bazaar small")])
    assert "0.970 ✗ (≥ 0.99) | 0.970 | 0.970 ✓ (≥ 0.95)" in under(text, "People who are there twice")
    assert "| febrl 3 | 5,000 | 3 | 17 ✗ (≤ 0) | 11 ✗ (≤ 0) | 2 |" in text
    assert "| febrl" not in under(text, "Every scene, the worst first")


def test_a_set_without_a_truth_is_told_in_numbers() -> None:
    p2p = Row("real p2p", 0, 0, "linkage", {"counts": COUNTS}, {"seconds": 2.0}, "abc")
    text = draw([p2p, row("bazaar small")])
    assert "| real p2p | 5,000 | 3 | 17 ✓ (≤ 500) | 11 ✓ (≤ 200) | 2 |" in text


def test_every_set_is_one_the_report_can_draw() -> None:
    names = [f"{hand} {scene}" for hand, scenes in SETS.items() for scene in scenes if hand != "febrl"]
    text = draw([row(name) for name in names])
    assert all(line(text, name) for name in names)


def test_an_asked_figure_is_marked_as_reached_or_not() -> None:
    assert mark(0.985, least=0.985) == " ✓ (≥ 0.985)"
    assert mark(5.1, most=5) == " ✗ (≤ 5)"
    assert mark(None, most=5) == mark(1.0) == ""
