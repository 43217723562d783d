"""A command that is broken at one of its writes says so, and the same command again ends as if nothing had been."""

from pathlib import Path

import pytest

from bench.breaking import HOWS, Breaker, tried
from linkage import simulate


@pytest.fixture
def breaker(tmp_path: Path) -> Breaker:
    found = Breaker.built(tmp_path)
    if found is None:
        pytest.skip("there is no C compiler")
    return found


@pytest.mark.slow
@pytest.mark.parametrize("how", HOWS)
def test_a_run_that_is_broken_at_a_write_is_done_again_to_the_same_end(
    breaker: Breaker, tmp_path: Path, how: str
) -> None:
    simulate.write(tmp_path / "feeds", 300, 3, "small")
    base = tmp_path / "base"
    assert breaker.run(base, ("ingest", str(tmp_path / "feeds" / "input")))[0] == 0
    found = tried(breaker, base, ("detect",), 3, how)
    assert found.writes > 20
    assert (found.lost, found.survived) == ((), 3)
