"""What was measured of the service, beside what was asked."""

from pathlib import Path
from typing import Any

import pytest

from bench import api, lookups, release
from bench.lookups import Load, Pace
from bench.results import Results, Row

FULL = {"rate": 10_000.0, "p50": 2.0, "p99": 4.0, "p999": 6.0, "refused": 0, "cpu": 72.0}
FOUND: dict[str, dict[str, Any]] = {
    "lookups": {
        "full": {"look-up": FULL, "empty route": FULL | {"rate": 11_000.0, "cpu": 66.0}},
        "half": FULL | {"rate": 5_000.0, "p999": 3.25},
        "together": [14.0, 15.0, 49.0],
        "cpu": 14.0,
    },
    "idempotency": {"effects": 1, "different": 1, "seconds": 9.0, "answers": {"201": 1}, "times": 10_000},
    "tampers": {"tampers": {"edit": [200, 200]}},
    "release": {"seconds": [0.2, 0.3, 1.9], "processes": 4},
}


def row(part: str, **found: object) -> Row:
    return Row("api", 0, 1_000_000, part, FOUND[part] | found, {"cores": 2.0, "load": 0.1}, "abc-def")


def test_all_that_was_measured_is_put_beside_what_was_asked() -> None:
    text = api.draw([row(part) for part in api.PARTS])
    assert "✗" not in text
    assert "as a share of the empty route | 0.91 ✓ (≥ 0.8) |" in text
    assert "| look-up at 0.50 of that | 5,000 | 2.00 | 4.00 | 3.25 | 0 | 72 |" in text
    assert "slowest ms | 49.0 ✓ (≤ 50) |" in text
    assert "| edit | 200 | 200 ✓ (≥ 200) |" in text
    assert "| 0.30 | 1.90 ✓ (≤ 2) |" in text


@pytest.mark.parametrize(
    ("part", "found"),
    [
        ("lookups", {"half": FULL | {"refused": 1}}),
        ("lookups", {"together": [15.0, 51.0]}),
        ("lookups", {"full": {"look-up": FULL, "empty route": FULL | {"rate": 13_000.0}}}),
        ("idempotency", {"effects": 2}),
        ("idempotency", {"different": 2}),
        ("tampers", {"tampers": {"edit": [200, 199]}}),
        ("release", {"seconds": [0.1, 2.1]}),
    ],
)
def test_what_is_not_as_asked_is_marked(part: str, found: dict[str, object]) -> None:
    assert api.draw([row(part, **found)]).count("✗") == 1


def test_what_was_not_measured_is_left_out(tmp_path: Path) -> None:
    kept = Results(tmp_path / "api.jsonl", "abc-def")
    assert "Nothing was measured yet." in api.draw(kept.rows())
    kept.keep(row("release"))
    assert "Look-ups" not in api.draw(kept.rows())
    assert "Releases" in api.draw(kept.rows())


def test_every_part_has_its_section() -> None:
    assert list(api.PARTS) == list(api.SECTIONS) == list(FOUND)


def test_half_the_load_is_come_nearer_to_by_what_was_tried() -> None:
    full = Load(**FULL)  # type: ignore[arg-type]
    first = lookups.halved(full)
    assert first == Pace(lookups.HALF, 51)
    tried = Load(**FULL | {"rate": 4_000.0})  # type: ignore[arg-type]
    assert lookups.halved(full, (first, tried)) == Pace(lookups.HALF, 38)


def test_a_release_is_measured_over_processes(tmp_path: Path) -> None:
    found = release.measure(tmp_path / "home", times=2, processes=2)
    assert len(found) == 2
    assert 0 < found[0] <= found[1] < release.GIVE_UP
