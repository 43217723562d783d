"""The service while the server of its graph is away: nothing it answers needs that, and what it owes the graph it
does once the server is back."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from threading import Event

import httpx2
import pytest

from linkage.graph import Store
from linkage.hashing import account_key as key
from linkage.ledger.decisions.overlay import copy
from tests.api.running import running
from tests.api.world import World
from tests.faults.conftest import Broken
from tests.faults.home import Home, until
from tests.graph.build import holds, load, part
from tests.stopping import BREAKS

WITHIN = 2.0
"""Seconds within which anything is answered."""
RECOVERED = 15.0
"""Seconds after which it is done, once the server is back: under three where nothing else runs, and five are asked;
a Neo4j that starts beside other tests is slow at first."""
ROUTES = {
    "/v1/accounts/farm-1": "enforce",
    "/v1/accounts/farm-1/evidence": "investigate",
    "/v1/accounts/farm-1/why/farm-3": "investigate",
    "/v1/graph/path?account_id=farm-1&other_id=farm-3": "investigate",
    "/v1/rings": "investigate",
    "/v1/changes": "enforce",
}


@pytest.fixture
def world(broken: Broken, home: Home, tmp_path: Path) -> Iterator[World]:
    """A publication, with its ledger beside it, of a graph that is on the server."""
    with closing(broken.store(home)) as store:
        rows = [row for each in range(1, 6) for row in holds(key(f"farm-{each}"), 100, 200)]
        load(store, "a", part(rows))
    made = World(tmp_path / "served")
    made.publish()
    for scope in ("enforce", "investigate", "operate"):
        made.key(scope)
    copy(made.ledger, made.settings.overlay, datetime.now(UTC))
    yield made
    made.ledger.close()


@pytest.fixture
def service(world: World, home: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[httpx2.Client]:
    """The service over them."""
    for name in ("GRAPH_URL", "GRAPH_USER", "GRAPH_PASSWORD"):
        monkeypatch.setenv(f"LINKAGE_{name}", home.settings[name])
    with running(world.home) as address, httpx2.Client(base_url=address, timeout=30) as client:
        yield client
    logged = (world.home / "service.log").read_text()
    assert "Traceback" not in logged
    assert home.secret not in logged


def going_on(ask: Callable[[], httpx2.Response], end: Event) -> list[httpx2.Response]:
    """Ask until the end."""
    said = []
    while not end.is_set():
        said.append(ask())
        time.sleep(0.02)
    return said


@pytest.mark.parametrize("way", BREAKS)
def test_everything_is_answered_while_the_graph_is_away_and_an_erasure_reaches_it_when_it_is_back(
    way: str, broken: Broken, home: Home, world: World, service: httpx2.Client
) -> None:
    end = Event()
    with ThreadPoolExecutor(len(ROUTES)) as pool:
        asks = [partial(service.get, path, headers=world.headers(scope)) for path, scope in ROUTES.items()]
        asking = [pool.submit(going_on, ask, end) for ask in asks]
        time.sleep(0.3)
        BREAKS[way](broken.server)
        erased = service.post(
            "/v1/accounts/farm-2/erase",
            json={"reason": "its owner asked for it"},
            headers={**world.headers("operate"), "Idempotency-Key": "gone"},
        )
        time.sleep(3)
        end.set()
        said = [each for answers in asking for each in answers.result()]
    assert (erased.status_code, erased.elapsed.total_seconds() < WITHIN) == (201, True)
    assert {each.status_code for each in said} == {200}
    assert max(each.elapsed.total_seconds() for each in said) < WITHIN
    broken.server.back()
    with closing(broken.store(home)) as store:
        until(lambda: key("farm-2") not in accounts(store), RECOVERED)
        assert len(accounts(store)) == 4


def accounts(store: Store) -> set[int]:
    """Who is in the graph."""
    return set(store.accounts(store.watermark())["account"])
