"""The report says what was measured, beside what was asked."""

from bench.quality import parts, report
from bench.quality.asked import ASKED
from bench.results import OVER, Row
from bench.tables import mark
from linkage.simulate import SCENES
from tests.bench.rows import row


def line(text: str, start: str) -> str:
    """The first line of a table that begins so."""
    return next(each for each in text.splitlines() if each.startswith(f"| {start} |"))


def test_nothing_measured_is_said() -> None:
    assert "Nothing was measured yet." in report.draw([], 10_000)


def test_a_scene_is_a_row_of_means_over_its_worlds() -> None:
    made = line(report.draw([row(seed=1, f1=0.99), row(seed=2, f1=0.97)], 10_000), "campaigns")
    assert "| 2 |" in made
    assert "0.9800 ± 0.1271 ✗ (≥ 0.985)" in made
    assert "1.0000 ± 0.0000 ✓ (≥ 0.97)" in made


def test_flagged_accounts_are_told_with_the_bound_of_all_worlds_together() -> None:
    made = report.draw([row(seed=seed, flagged=1) for seed in (1, 2)], 10_000)
    assert "10.0 ± 0.0, at most 31.5 ✗ (≤ 5)" in line(made, "campaigns")


def test_what_is_not_reached_is_listed() -> None:
    made = report.draw([row(f1=0.9), row("slow", f1=0.98)], 10_000)
    unmet = made.split("## Asked and not reached\n")[1].split("\n\n")[0]
    assert unmet.splitlines() == ["- campaigns, B³ F1: 0.9000 (≥ 0.985)"]


def test_a_world_without_rings_has_no_b_cubed() -> None:
    made = line(report.draw([row("honest", rings=0)], 10_000), "honest")
    assert made.startswith("| honest | 1 | – | – | – | 0.0, at most 30.0 ✓ (≤ 5) | – |")


def test_strangers_are_counted_over_all_worlds() -> None:
    one = {"accounts": 300, "flagged": 1}
    made = report.draw([row("poison", seed, strangers=one) for seed in (1, 2)], 10_000)
    assert "2 of 600 (0.33%, at most 1.05%) ✗ (≤ 0)" in line(made, "poison")


def test_a_crowd_is_put_beside_everybody_else_of_its_worlds() -> None:
    crowds = {"office": {"accounts": 2_000, "flagged": 20}, "campus": {"accounts": 0, "flagged": 0}}
    text = report.draw([row("honest", flagged=60, crowds=crowds), row(flagged=9)], 10_000)
    assert "| office | 1 | 2,000 | 20 | 1000.0 | " in text
    assert "2.00 ✗ (≤ 1.25)" in line(text, "office")
    assert "| campus |" not in text


def test_peers_and_parts_taken_away_have_a_row_each() -> None:
    rows = [row(part=part) for part in (parts.OURS, *parts.PEER, *parts.ABLATION)]
    text = report.draw(rows, 10_000)
    assert line(text, "**Linkage**").endswith("| 12.5 |")
    assert all(line(text, part) for part in (*parts.PEER, *parts.ABLATION))


def test_a_peer_that_ran_out_of_time_says_so() -> None:
    late = Row("campaigns", 1, 10_000, "python-louvain, plain", {}, {OVER: 600.0}, "abc")
    assert line(report.draw([row(), late], 10_000), late.part).endswith("| – | > 600 |")


def test_every_scene_is_one_the_report_can_draw() -> None:
    text = report.draw([row(scene) for scene in SCENES], 10_000)
    assert all(line(text, scene) for scene in SCENES)


def test_most_scenes_have_figures_that_were_asked() -> None:
    assert set(SCENES) - set(ASKED) <= {"mimics"}


def test_an_asked_figure_is_marked_as_reached_or_not() -> None:
    assert mark(0.985, least=0.985) == " ✓ (≥ 0.985)"
    assert mark(5.1, most=5) == " ✗ (≤ 5)"
    assert mark(None, most=5) == mark(1.0) == ""
