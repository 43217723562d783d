"""Lists of what people wrote, with their filters and orders, asked by the client over REST."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from linkage.client import Appealed, AsyncClient, Client, Decided, Exported, Listed, Of, WrongRequest
from tests.api.exported import Desk
from tests.api.running import running
from tests.api.world import World
from tests.client.conftest import SLOW

LATER = datetime(2100, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A home with exports, an appeal, decisions and entries of the allowlist."""
    made = World(tmp_path_factory.mktemp("lists"))
    made.publish()
    with made.client() as served:
        people = Desk(served, made)
        people.confirm()
        export = people.produced()["id"]
        people.requested(action="suspend", days=30)
        body = {"export": export, "account_id": "farm-1", "text": "Not me."}
        assert served.post("/v1/appeals", json=body, headers=people.headers("tool")).status_code == 201
        yield people


@pytest.fixture(scope="module")
def address(desk: Desk) -> Iterator[str]:
    with running(desk.world.home) as found:
        yield found


@pytest.fixture
def client(address: str, desk: Desk) -> Iterator[Client]:
    """One person's client, whose pages have one item each."""
    desk.headers("ada")
    with Client(address, desk.keys["ada"], look_up=SLOW, others=SLOW, page=1) as made:
        yield made


def test_exports_are_asked_for_by_what_they_are(client: Client) -> None:
    suspend, ban = client.exports()
    assert (suspend.action, ban.action, ban.state, ban.at.tzinfo) == ("suspend", "ban", "produced", UTC)
    assert list(client.exports(Exported(sort="at"))) == [ban, suspend]
    for wanted in (Exported(state="produced"), Exported(action="ban", ground=ban.ground, kind="action")):
        assert list(client.exports(wanted)) == [ban]
    assert list(client.exports(Exported(author="rex", since=ban.at))) == [suspend, ban]
    assert list(client.exports(Exported(since=LATER))) == []
    with pytest.raises(WrongRequest):
        list(client.exports(Exported(state="previewd")))


def test_appeals_are_asked_for_by_what_they_are(client: Client) -> None:
    (found,) = client.appeals()
    assert (found.account_id, found.state, found.text) == ("farm-1", "open", "Not me.")
    wanted = Appealed(state="open", author="tool", ground=found.ground, export=found.export)
    assert list(client.appeals(wanted)) == [found]
    assert list(client.appeals(Appealed(state="granted"))) == []


def test_decisions_and_the_allowlist_are_asked_for_by_what_they_are(client: Client) -> None:
    ring = client.account("mill-1").ring
    client.decide("watch", Of(account_id="farm-2"), "odd")
    newest = list(client.decisions())
    assert newest[0].action == "watch"
    assert list(client.decisions(Decided(sort="at"))) == newest[::-1]
    assert [each.ring for each in client.decisions(Decided(about=ring))] == [ring]
    assert list(client.decisions(Decided(action="watch", author="ada"))) == newest[:1]
    for each in ("mill-1", "mill-2"):
        client.allow(each, "a partner")
    client.disallow("mill-2", "no more")
    assert [each.account_id for each in client.allowlist()] == ["mill-1"]
    every = [each.account_id for each in client.allowlist(Listed(holding=False, sort="at"))]
    assert every == ["mill-1", "mill-2", "mill-2"]


def test_members_of_a_tier_and_changes_from_a_moment_on(client: Client) -> None:
    ring = client.account("farm-1").ring or ""
    assert [each.account_id for each in client.members(ring, "possible")] == ["farm-5"]
    every = list(client.changes())
    assert list(client.changes(since=every[0].at)) == every
    assert list(client.changes(since=LATER)) == []


def test_lists_that_are_awaited_are_the_same(client: Client, address: str, desk: Desk) -> None:
    async def asked() -> list[object]:
        async with AsyncClient(address, desk.keys["ada"], look_up=SLOW, others=SLOW, page=1) as later:
            return [
                [each async for each in later.exports(Exported(sort="at"))],
                [each async for each in later.appeals(Appealed(state="open"))],
                [each async for each in later.decisions(Decided(action="confirm"))],
                [each async for each in later.allowlist(Listed(holding=False))],
            ]

    assert asyncio.run(asked()) == [
        list(client.exports(Exported(sort="at"))),
        list(client.appeals(Appealed(state="open"))),
        list(client.decisions(Decided(action="confirm"))),
        list(client.allowlist(Listed(holding=False))),
    ]
