"""The client that is awaited has what the other has."""

import asyncio
import inspect

import pytest

from linkage.client import AsyncClient, LacksScope
from linkage.client.client import Client
from linkage.ledger.audit import log
from tests.api.world import World
from tests.client.conftest import SLOW


def methods(client: type) -> dict[str, list[str]]:
    """Public methods, and the names of what they take."""
    found = inspect.getmembers(client, inspect.isfunction)
    return {
        name: list(inspect.signature(each).parameters) for name, each in found if not name.startswith("_")
    }


def test_both_clients_have_the_same_methods() -> None:
    assert methods(AsyncClient) == methods(Client)


def test_what_is_asked_is_answered_alike(address: str, world: World) -> None:
    key = world.key("enforce", "investigate")

    async def asked() -> list[object]:
        async with AsyncClient(address, key, look_up=SLOW, others=SLOW) as client:
            stated = client.stating("appeal 17")
            return [
                await stated.path("farm-1", "farm-2"),
                await stated.why_not("farm-5"),
                await stated.why_not("farm-5", (await client.account("mill-1")).ring),
            ]

    found = asyncio.run(asked())
    newest = [each.purpose for each in log.entries(world.ledger, 3)]
    with Client(address, key, look_up=SLOW, others=SLOW) as client:
        ring = client.account("mill-1").ring
        assert found == [
            client.path("farm-1", "farm-2"),
            client.why_not("farm-5"),
            client.why_not("farm-5", ring),
        ]
    assert newest == ["appeal 17"] * 3


def test_an_account_is_taken_off_the_allowlist(address: str, world: World) -> None:
    async def taken_off(*scopes: str) -> bool:
        async with AsyncClient(address, world.key(*scopes), look_up=SLOW, others=SLOW) as client:
            await client.allow("mill-1", "a partner")
            return (await client.disallow("mill-1", "no partner any more")).listed

    assert asyncio.run(taken_off("approve")) is False
    with pytest.raises(LacksScope):
        asyncio.run(taken_off("enforce"))
