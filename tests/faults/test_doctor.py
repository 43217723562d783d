"""`linkage doctor` beside a server that hangs or died: it says so in time, and what to do."""

import pytest

from tests.faults.conftest import Broken
from tests.faults.home import Home
from tests.stopping import BREAKS

LOOKS = 5.0
"""Seconds for two looks at servers that do not answer, beside what a process takes to start on this machine."""


@pytest.mark.parametrize("way", BREAKS)
def test_a_doctor_tells_in_time_that_the_graph_is_away_and_that_it_is_well_again(
    way: str, broken: Broken, home: Home
) -> None:
    broken.store(home).close()
    well = home.ended(home.start("doctor"))
    BREAKS[way](broken.server)
    done = home.ended(home.start("doctor"))
    assert (well.code, done.code) == (0, 1), (well, done)
    assert done.seconds < 2 * well.seconds + LOOKS
    assert "check LINKAGE_GRAPH_URL" in done.said
    broken.server.back()
    home.run("doctor")
