"""A published home, served by a process of its own, and clients of it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from linkage.client import Client, Patience
from tests.api.running import running
from tests.api.world import World

SLOW = Patience(each=10, total=20, tries=3, pause=0.05)
"""Machines that test are busy: time is tested where it is what matters."""

Clients = Callable[..., Client]


@pytest.fixture(scope="package")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A home with two rings, and keys for who enforces, who investigates, who approves."""
    made = World(tmp_path_factory.mktemp("home"))
    made.publish()
    made.newcomers(8, "new-1", "new/2")
    for scopes in (("enforce",), ("investigate",), ("approve",), ("enforce", "investigate")):
        made.key(*scopes)
    return made


@pytest.fixture(scope="package")
def address(world: World) -> Iterator[str]:
    """Where it is served."""
    with running(world.home) as found:
        yield found


@pytest.fixture
def asking(address: str, world: World) -> Iterator[Clients]:
    """Clients by the scopes of their key."""
    with ExitStack() as stack:
        yield lambda *scopes, page=500: stack.enter_context(
            Client(address, world.key(*scopes), look_up=SLOW, others=SLOW, page=page)
        )
