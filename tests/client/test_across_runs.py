"""What the client does while one publication follows another."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from linkage.client import Client, StaleCursor
from tests.api.running import running
from tests.api.world import RINGS, World
from tests.client.conftest import SLOW


def until(holds: Callable[[], bool]) -> None:
    """Wait for it, half a minute at most."""
    ends = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < ends
        time.sleep(0.1)


def test_a_list_that_is_no_more_is_an_error_and_a_ring_that_was_taken_up_is_found(tmp_path: Path) -> None:
    world = World(tmp_path / "home")
    world.publish()
    key = world.key("enforce", "investigate")
    with running(world.home) as address, Client(address, key, SLOW, SLOW, page=1) as client:
        mill = client.account("mill-1")
        rings = client.rings()
        next(rings)
        world.publish({"farm": (*RINGS["farm"], *RINGS["mill"])}, watermark=9)
        until(lambda: client.account("mill-1", held=mill) is not mill)
        with pytest.raises(StaleCursor):
            list(rings)
        heir = client.ring(mill.ring or "")
        assert (heir.ring_id, heir.size) == (client.account("farm-1").ring, 7)
        assert mill.ring != heir.ring_id
        assert {each.account_id for each in client.members(mill.ring or "")} == {
            *RINGS["farm"],
            *RINGS["mill"],
        }
