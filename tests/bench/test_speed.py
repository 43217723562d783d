"""What a run takes, beside what was asked."""

import pytest

from bench import speed
from bench.results import OVER, Row


def row(accounts: int, part: str = speed.OURS, **times: float) -> Row:
    usual = {"ingest": 10.0, "ingest rss": 900.0, "cores": 2.0, "rss": 1_000.0, "seconds": 30.0}
    stages = {"read": 5.0, "weigh": 5.0, "detect": 2.0, "score": 10.0, "explain": 0.5}
    return Row("campaigns", 7, accounts, part, {}, {**usual, **stages, **times}, "abc")


def draw(rows: list[Row], code: str = "abc") -> str:
    return speed.draw(rows, code)


def test_figures_of_an_older_version_are_marked() -> None:
    assert "Of an older version" not in draw([row(100_000)])
    assert "**Of an older version**: the code is now def." in draw([row(100_000)], "def")


def test_time_that_grows_with_a_power_has_it_for_exponent() -> None:
    sizes = [100_000, 300_000, 1_000_000]
    assert speed.exponent(sizes, [size**1.1 / 1e4 for size in sizes]) == pytest.approx(1.1)
    assert speed.exponent(sizes[:1], [1.0]) is None


def test_a_million_is_put_beside_what_was_asked() -> None:
    text = draw([row(1_000_000, seconds=61.0, rss=2_500.0)])
    assert "| 61.0 ✗ (≤ 60) | 2,500 ✓ (≤ 3000) |" in text
    assert "✗" not in draw([row(100_000, seconds=61.0)])


def test_growth_is_told_over_all_sizes() -> None:
    rows = [row(size, detect=size / 1e5 * 10 - 20.5 + 2.0) for size in (1_000_000, 3_000_000)]
    assert "all stages n^" in draw(rows)
    assert "Growth" not in draw(rows[:1])


def test_our_communities_are_put_beside_a_peers() -> None:
    text = draw([row(100_000), row(100_000, "python-louvain", seconds=50.0)])
    assert "| 100,000 | python-louvain | 50.0 | 2.00 | 25.0 ✓ (≥ 20) | 30.0 | 1.7 ✓ (≥ 1) |" in text


def test_of_a_peer_that_ran_out_of_time_is_only_told_what_is_sure() -> None:
    late = Row("campaigns", 7, 100_000, "networkx Louvain", {}, {OVER: 10.0}, "abc")
    assert "| > 10.0 | 2.00 | > 5.0 | 30.0 | > 0.3 |" in draw([row(100_000), late])
    later = Row("campaigns", 7, 100_000, "networkx Louvain", {}, {OVER: 20.0}, "abc")
    assert "| > 20.0 | 2.00 | > 10.0 ✓ (≥ 8) |" in draw([row(100_000), later])


def test_nothing_measured_is_said() -> None:
    assert "Nothing was measured yet." in draw([])


def test_a_stage_that_is_new_is_told_and_counted_too() -> None:
    new = row(100_000, certify=2.5)
    assert speed.stages([row(100_000), new]) == [*speed.STAGES, "certify"]
    assert speed.staged(new) == speed.staged(row(100_000)) + 2.5
