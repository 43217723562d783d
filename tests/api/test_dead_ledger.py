"""PostgreSQL hung or killed under the service: look-ups go on, all else says so within two seconds, and it recovers."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import Any

import httpx2
import polars as pl
import pytest

from linkage.errors import LedgerUnavailable
from linkage.ledger import SERVING, Ledger, open_ledger
from linkage.ledger.audit import log
from linkage.ledger.db import bulk
from linkage.ledger.db.decision_models import MemberRow
from linkage.ledger.decisions.overlay import copy
from tests.api.running import running
from tests.api.world import World
from tests.ledgers import Databases
from tests.stopping import BREAKS, Stoppable, stoppable

pytestmark = [pytest.mark.postgres, pytest.mark.xdist_group("stoppable")]

WITHIN = 2.0
"""Seconds within which a request that needs the ledger is refused."""
RECOVERED = 5.0
"""Seconds after which it is answered again, once the server is back."""
AWAY = 3.0
"""Seconds for which it is away."""
CALLERS = 12
"""Callers at once who need the ledger."""


@pytest.fixture(scope="module")
def server() -> Iterator[Stoppable]:
    with stoppable() as made:
        yield made


@pytest.fixture(scope="module")
def databases(server: Stoppable) -> Databases:
    return Databases(server.address)


@pytest.fixture
def url(server: Stoppable, databases: Databases) -> Iterator[str]:
    """An empty ledger on that server, which is up again in the end."""
    with databases.migrated() as made:
        yield made
        server.back()


@pytest.fixture
def world(url: str, tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path / "home", url)
    made.publish()
    for scope in ("enforce", "investigate"):
        made.key(scope)
    copy(made.ledger, made.settings.overlay, datetime.now(UTC))
    yield made
    made.ledger.close()


@dataclass(frozen=True)
class Said:
    """An answer and how long it took."""

    answer: httpx2.Response
    seconds: float


class Caller:
    """Whoever calls the service at that address."""

    def __init__(self, address: str, world: World) -> None:
        self.world = world
        limits = httpx2.Limits(max_connections=100, max_keepalive_connections=100)
        self.client = httpx2.Client(base_url=address, timeout=30, limits=limits)

    def send(self, method: str, path: str, scope: str, **more: Any) -> Said:
        headers = {**self.world.headers(scope), **more.pop("headers", {})}
        began = time.monotonic()
        answer = self.client.request(method, path, headers=headers, **more)
        return Said(answer, time.monotonic() - began)

    def look_up(self) -> Said:
        return self.send("GET", "/v1/accounts/farm-1", "enforce")

    def evidence(self) -> Said:
        return self.send("GET", "/v1/accounts/farm-1/evidence", "investigate")

    def changes(self) -> Said:
        return self.send("GET", "/v1/changes", "enforce")

    def decide(self, key: str, action: str = "release", account: str = "farm-2") -> Said:
        body = {"action": action, "account_id": account, "reason": "she called"}
        return self.send("POST", "/v1/decisions", "investigate", json=body, headers={"Idempotency-Key": key})

    def decided(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.send(
            "GET", "/v1/decisions?limit=500", "investigate"
        ).answer.json()["items"]
        return found

    def tier(self, account: str = "farm-2") -> object:
        return self.send("GET", f"/v1/accounts/{account}", "enforce").answer.json()["tier"]


@pytest.fixture
def caller(url: str, world: World) -> Iterator[Caller]:
    with running(world.home, url) as address:
        made = Caller(address, world)
        assert made.evidence().answer.status_code == 200
        yield made
        made.client.close()
    logged = (world.home / "service.log").read_text()
    assert "Traceback" not in logged
    assert url.split(":")[2].partition("@")[0] not in logged


def going_on(ask: Callable[[], Said], end: Event) -> list[Said]:
    """Ask until the end."""
    said = []
    while not end.is_set():
        said.append(ask())
        time.sleep(0.02)
    return said


def refused(said: Said) -> None:
    """It is a problem that says what to do, in time."""
    assert said.answer.status_code == 503, said.answer.text
    assert said.answer.headers["content-type"] == "application/problem+json"
    assert said.answer.json()["code"] == "ledger-unavailable"
    assert said.answer.headers["retry-after"]
    assert said.seconds < WITHIN


def recovered(ask: Callable[[], Said]) -> float:
    """Seconds until it is answered again."""
    began = time.monotonic()
    while ask().answer.status_code != 200:
        assert time.monotonic() - began < 4 * RECOVERED
        time.sleep(0.1)
    return time.monotonic() - began


@pytest.mark.parametrize("way", BREAKS)
def test_look_ups_go_on_all_else_is_refused_in_time_and_it_comes_back(
    way: str, server: Stoppable, caller: Caller
) -> None:
    end = Event()
    with ThreadPoolExecutor(CALLERS + 1) as pool:
        looking = pool.submit(going_on, caller.look_up, end)
        time.sleep(0.3)
        BREAKS[way](server)
        asks = [caller.evidence, caller.changes]
        asking = [pool.submit(going_on, asks[each % 2], end) for each in range(CALLERS)]
        time.sleep(AWAY)
        stale = caller.look_up().answer.json()["stale"]
        end.set()
        looked, asked = looking.result(), [said for each in asking for said in each.result()]
    assert stale is True
    assert {said.answer.status_code for said in looked} == {200}
    assert max(said.seconds for said in looked) < 1.0
    assert len(asked) > 2 * CALLERS
    for said in asked:
        refused(said)
    server.back()
    assert recovered(caller.evidence) < RECOVERED
    assert recovered(caller.changes) < RECOVERED
    until(lambda: caller.look_up().answer.json()["stale"] is False)


@pytest.mark.parametrize("way", BREAKS)
def test_a_release_decided_meanwhile_is_refused_in_words_and_done_when_it_is_sent_again(
    way: str, server: Stoppable, caller: Caller
) -> None:
    BREAKS[way](server)
    said = caller.decide("let-go")
    refused(said)
    assert said.answer.json()["detail"].startswith("Nothing was changed")
    assert caller.tier() == "core"
    server.back()
    assert recovered(caller.evidence) < RECOVERED
    assert caller.decided() == []
    assert caller.tier() == "core"
    again = caller.decide("let-go")
    assert (again.answer.status_code, "idempotency-replayed" in again.answer.headers) == (201, False)
    until(lambda: caller.tier() is None)


@pytest.mark.parametrize("way", BREAKS)
def test_a_service_that_starts_meanwhile_looks_up_and_comes_round_by_itself(
    way: str, server: Stoppable, url: str, world: World
) -> None:
    BREAKS[way](server)
    with running(world.home, url) as address, ThreadPoolExecutor(CALLERS) as pool:
        caller = Caller(address, world)
        assert caller.look_up().answer.status_code == 200
        for said in pool.map(lambda _: caller.evidence(), range(4 * CALLERS)):
            refused(said)
        server.back()
        assert recovered(caller.evidence) < RECOVERED
        caller.client.close()


@pytest.mark.parametrize("way", BREAKS)
def test_nothing_that_was_acknowledged_is_lost_and_what_is_sent_again_is_done_once(
    way: str, server: Stoppable, caller: Caller
) -> None:
    """Many write while it breaks; whatever was not acknowledged is sent again under the same key."""
    done: dict[str, str] = {}

    def write(number: int) -> None:
        said = caller.decide(f"key-{number}", "watch", f"farm-{number % 5 + 1}")
        if said.answer.status_code == 201:
            done[f"key-{number}"] = said.answer.text

    with ThreadPoolExecutor(6) as pool:
        writing = [pool.submit(write, number) for number in range(120)]
        until(lambda: len(done) > 20)
        BREAKS[way](server)
        for each in writing:
            each.result()
    acknowledged = dict(done)
    assert 20 < len(acknowledged) < 120
    server.back()
    assert recovered(caller.evidence) < RECOVERED
    for number in range(120):
        write(number)
    assert len(done) == 120
    assert all(done[key] == text for key, text in acknowledged.items())
    assert len(caller.decided()) == 120


def test_a_command_is_told_within_two_seconds_too(server: Stoppable, url: str, world: World) -> None:
    world.ledger.ready()
    server.hang()
    began = time.monotonic()
    with pytest.raises(LedgerUnavailable, match="no answer"):
        open_ledger(url)
    assert time.monotonic() - began < WITHIN
    server.kill()
    began = time.monotonic()
    with pytest.raises(LedgerUnavailable):
        world.ledger.ready()
    assert time.monotonic() - began < WITHIN


def test_a_write_lost_while_it_was_committed_says_that_it_may_be_done(server: Stoppable, url: str) -> None:
    ledger = open_ledger(url, SERVING)

    def write(early: bool) -> None:
        with ledger.write() as session:
            if early:
                server.hang()
            log.append(session, log.Act("k1", "note", f"lost early: {early}"), datetime.now(UTC))
            if not early:
                server.hang()

    for early in (True, False):
        until(lambda: answers(ledger))
        with pytest.raises(LedgerUnavailable) as caught:
            write(early)
        assert caught.value.unsure is not early
        server.back()
    until(lambda: answers(ledger))
    assert {row.subject for row in log.entries(ledger, 10)} <= {"lost early: False"}
    ledger.close()


def test_rows_that_are_sent_in_bulk_while_it_hangs_are_given_up_in_time_and_are_not_there(
    server: Stoppable, url: str
) -> None:
    ledger = open_ledger(url, SERVING)
    account = pl.DataFrame({"account": range(200_000)})
    rows = account.with_columns(account_id=pl.lit("a" * 50), ring_id=pl.lit("R-1"), tier=pl.lit("core"))

    def write() -> None:
        with ledger.write() as session:
            bulk.add(session, MemberRow, rows.head(1))
            server.hang()
            bulk.add(session, MemberRow, rows.tail(-1))

    began = time.monotonic()
    with pytest.raises(LedgerUnavailable) as caught:
        write()
    assert time.monotonic() - began < WITHIN
    assert not caught.value.unsure
    server.back()
    until(lambda: answers(ledger))
    with ledger.write() as session:
        bulk.add(session, MemberRow, rows)
    ledger.close()


def test_a_ledger_that_takes_no_more_is_read_and_what_would_write_is_refused(
    databases: Databases, url: str, caller: Caller
) -> None:
    """As one whose disk is full."""
    name = url.rpartition("/")[2]
    cut = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
    for statement in (f"ALTER DATABASE {name} SET default_transaction_read_only = on", cut):
        databases.run(statement)
    assert recovered(caller.changes) < RECOVERED
    for ask in (caller.evidence, lambda: caller.decide("let-go")):
        refused(ask())
    assert caller.look_up().answer.json()["stale"] is False
    for statement in (f"ALTER DATABASE {name} RESET default_transaction_read_only", cut):
        databases.run(statement)
    assert recovered(caller.evidence) < RECOVERED


def answers(ledger: Ledger) -> bool:
    try:
        ledger.ready()
    except LedgerUnavailable:
        return False
    return True


def until(true: Callable[[], bool], seconds: float = 4.0) -> None:
    """Wait for it."""
    began = time.monotonic()
    while not true():
        assert time.monotonic() - began < seconds
        time.sleep(0.05)
