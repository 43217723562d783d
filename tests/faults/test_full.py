"""A server whose disk is full: the load says so, what was acknowledged stays, and with room it is completed."""

import pytest

from linkage.errors import StoreUnavailable
from linkage.graph import Store
from linkage.tables import Normalised
from tests.faults.conftest import Broken
from tests.faults.home import Home, until
from tests.graph.build import holds, load, part
from tests.graph.loader import big

MANY = 400
"""Batches of 900 accounts: more than a filled server finds room for."""


def parts(number: int) -> list[Normalised]:
    """A batch of accounts of its own."""
    return [big(f"batch{number}", 3 * number + place) for place in range(3)]


def loaded_until_full(store: Store) -> list[str]:
    """Names of the batches that were acknowledged."""
    done: list[str] = []
    for number in range(MANY):
        try:
            done.append(load(store, f"batch{number}", *parts(number)).id)
        except StoreUnavailable:
            return done
    pytest.fail("the disk is not full")


def test_a_full_disk_is_told_and_the_same_batch_again_goes_in_once_there_is_room(
    broken: Broken, home: Home, store: Store
) -> None:
    if broken.disk is None:
        pytest.skip("only root may have a disk of its own to fill")
    load(store, "kept", part([*holds(1, 100), *holds(2, 100)]))
    broken.disk.fill()
    done = loaded_until_full(store)
    broken.disk.room()
    if broken.name == "neo4j":
        broken.server.kill()  # it stops a database that could not write, until it is started again
    broken.server.back()
    until(lambda: {"kept", *done} <= batches(store))
    load(store, f"batch{len(done)}", *parts(len(done)))
    assert store.accounts(store.watermark()).height == 2 + 900 * (len(done) + 1)


def batches(store: Store) -> set[str]:
    """Names of the batches that are there; none while the server recovers."""
    try:
        return {each.id for each in store.batches()}
    except StoreUnavailable:
        return set()
