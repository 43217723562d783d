"""Killed at any step, no half of a file lies under its final name, and the repeat gives the same bytes."""

import json
import subprocess
import sys
from pathlib import Path

from tests.enforcement.home import Home, ring

ROOT = Path(__file__).parents[2]


def test_an_export_killed_at_every_step_comes_out_the_same(home: Home) -> None:
    home.publish(ring("farm", 8))
    row = home.approved()
    home.ledger.close()
    words = [str(home.world.home), row.id, home.clock.isoformat()]
    done = subprocess.run(
        [sys.executable, "-m", "tests.enforcement.killing", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    kills = [json.loads(line) for line in done.stdout.splitlines()]
    assert [each["killed"] for each in kills] == [True] * (len(kills) - 1) + [False]
    assert len(kills) > 10, "the file, the manifest and both transactions have several steps each"
    for each in kills:
        assert each["left"].items() <= each["whole"].items(), "whole under its final name or not at all"
        assert each["again"] == each["expected"]
        assert len(each["again"]) == 2
