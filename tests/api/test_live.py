"""What is served follows folder and ledger within two seconds, and goes on without the ledger."""

import io
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
import structlog
from fastapi.testclient import TestClient
from structlog.typing import FilteringBoundLogger

from api.runtime.live import Live
from linkage.errors import LedgerUnavailable, NothingPublished
from linkage.hashing import account_key as key
from linkage.ledger.decisions import allowlist
from linkage.ledger.decisions.allowlist import Entry
from linkage.ledger.decisions.overlay import copy, drop_newcomers
from linkage.ledger.decisions.record import Author, Spoken
from linkage.ledger.keys.api_keys import create_key, revoke_key
from linkage.publication import release
from linkage.settings import Settings
from tests.api.world import NOON, RINGS, World, get
from tests.keys import prefix_of
from tests.ledgers import refusing


def quiet(out: io.StringIO) -> FilteringBoundLogger:
    log: FilteringBoundLogger = structlog.wrap_logger(
        structlog.PrintLogger(out), processors=[structlog.processors.JSONRenderer()]
    )
    return log


@contextmanager
def ledger_away(world: World) -> Iterator[None]:
    """The ledger out of reach: no connections to its database, or something that is no file in its file's place."""
    world.ledger.close()
    if world.ledger_url is not None:
        with refusing(world.ledger_url):
            yield
        return
    path = world.settings.home / "ledger.sqlite"
    moved = {
        each: each.rename(each.with_name(f"away-{each.name}")) for each in path.parent.glob("ledger.sqlite*")
    }
    path.mkdir()
    try:
        yield
    finally:
        path.rmdir()
        for original, away in moved.items():
            away.rename(original)


def until(true: Callable[[], bool], seconds: float = 4.0) -> float:
    """Wait for it; how long it took."""
    began = time.monotonic()
    while not true():
        assert time.monotonic() - began < seconds
        time.sleep(0.05)
    return time.monotonic() - began


def test_before_the_first_publication_nothing_is_said_of_any_account(fresh: World) -> None:
    headers = fresh.headers("enforce")
    with fresh.client() as client:
        for response in (
            client.get("/v1/accounts/farm-1", headers=headers),
            client.post("/v1/accounts/lookup", json={"account_ids": ["farm-1"]}, headers=headers),
        ):
            assert (response.status_code, response.json()["code"]) == (503, "nothing-published")
        assert client.get("/readyz").json() == {"ready": False, "missing": ["publication"], "stale": False}
        assert client.get("/readyz").status_code == 503
        assert client.get("/healthz").status_code == 200


def test_a_publication_is_served_when_it_is_switched_to(fresh: World) -> None:
    fresh.key("enforce")
    with fresh.client() as client:
        fresh.publish()
        until(lambda: client.get("/readyz").status_code == 200)
        first = get(client, fresh, "/v1/accounts/farm-1", "enforce")
        second = fresh.publish({"farm": RINGS["farm"]}, watermark=9)
        until(lambda: get(client, fresh, "/v1/accounts/mill-1", "enforce").status_code == 404)
        again = get(client, fresh, "/v1/accounts/farm-1", "enforce")
    assert again.json()["publication"] == second.run
    assert again.json()["ring"] == first.json()["ring"]
    assert again.headers["etag"] != first.headers["etag"]


def test_going_back_is_served_too(fresh: World) -> None:
    fresh.key("enforce")
    first = fresh.publish()
    fresh.publish({"farm": RINGS["farm"]}, watermark=9)
    with fresh.client() as client:
        release.rollback(fresh.ledger, fresh.settings.publications, fresh.clock + timedelta(hours=1))
        until(lambda: get(client, fresh, "/v1/accounts/mill-1", "enforce").status_code == 200)
        assert get(client, fresh, "/v1/accounts/mill-1", "enforce").json()["publication"] == first.run


def test_a_request_that_began_on_a_publication_ends_on_it(fresh: World) -> None:
    fresh.publish()
    live = Live(fresh.settings, quiet(io.StringIO()))
    live.load()
    held = live.current()
    fresh.publish({"farm": RINGS["farm"]}, watermark=9)
    live.load()
    assert live.current().run != held.run
    assert held.one("mill-1", stale=False) is not None
    assert live.current().one("mill-1", stale=False) is None


def test_a_key_is_good_and_no_longer_within_two_seconds(fresh: World) -> None:
    fresh.publish()
    with fresh.client() as client:
        token = create_key(fresh.ledger, "late", ["enforce"], NOON)
        headers = {"Authorization": f"Bearer {token}"}
        assert until(lambda: client.get("/v1/accounts/farm-1", headers=headers).status_code == 200) < 2
        revoke_key(fresh.ledger, prefix_of(token), NOON)
        assert until(lambda: client.get("/v1/accounts/farm-1", headers=headers).status_code == 401) < 2


def test_a_key_past_its_end_is_not_known(fresh: World) -> None:
    fresh.publish()
    ended = create_key(fresh.ledger, "brief", ["enforce"], NOON, expires_at=NOON - timedelta(days=900))
    with fresh.client() as client:
        response = client.get("/v1/accounts/farm-1", headers={"Authorization": f"Bearer {ended}"})
    assert (response.status_code, response.json()["code"]) == (401, "unknown-key")


def test_newcomers_are_known_when_their_batch_is_and_not_when_it_is_withdrawn(fresh: World) -> None:
    fresh.publish()
    fresh.key("enforce")

    def status(client: TestClient) -> int:
        return get(client, fresh, "/v1/accounts/new-9", "enforce").status_code

    with fresh.client() as client:
        assert status(client) == 404
        before = get(client, fresh, "/v1/accounts/farm-1", "enforce").headers["etag"]
        fresh.newcomers(8, "new-9")
        until(lambda: status(client) == 200)
        assert get(client, fresh, "/v1/accounts/farm-1", "enforce").headers["etag"] != before
        drop_newcomers(fresh.settings.overlay, 8)
        until(lambda: status(client) == 404)
        assert get(client, fresh, "/v1/accounts/farm-1", "enforce").headers["etag"] == before


def test_newcomers_up_to_the_watermark_are_no_longer_new(fresh: World) -> None:
    fresh.publish(watermark=8)
    fresh.newcomers(8, "new-9")
    live = Live(fresh.settings, quiet(io.StringIO()))
    live.load()
    assert live.current().one("new-9", stale=False) is None


def test_look_ups_go_on_without_the_ledger_and_say_that_they_are_stale(fresh: World) -> None:
    fresh.publish()
    headers = fresh.headers("investigate")
    with fresh.client() as client:
        assert client.get("/v1/accounts/farm-1", headers=headers).json()["stale"] is False
    with ledger_away(fresh), fresh.client() as client:
        answer = client.get("/v1/accounts/farm-1", headers=headers)
        assert (answer.status_code, answer.json()["stale"]) == (200, True)
        assert answer.headers["etag"].endswith('.stale"')
        assert client.get("/readyz").json() == {"ready": True, "missing": [], "stale": True}
        assert client.get("/v1/rings", headers=headers).status_code == 200


def test_evidence_is_not_answered_without_the_ledger_for_it_could_not_be_audited(fresh: World) -> None:
    fresh.publish()
    headers = fresh.headers("investigate")
    with fresh.client():
        pass
    with ledger_away(fresh), fresh.client() as client:
        for path in ("accounts/farm-1/evidence", "accounts/farm-1/why/farm-2"):
            response = client.get(f"/v1/{path}", headers=headers)
            assert (response.status_code, response.json()["code"]) == (503, "ledger-unavailable")
            assert "card" not in response.text


def test_answers_are_fresh_again_when_the_ledger_is_back(fresh: World) -> None:
    fresh.publish()
    live = Live(fresh.settings, quiet(io.StringIO()))
    with ledger_away(fresh), pytest.raises(LedgerUnavailable):
        live.sync()
    assert live.stale
    live.sync()
    assert not live.stale


def test_what_fails_every_second_is_logged_once_and_so_is_its_end(fresh: World) -> None:
    out = io.StringIO()
    live = Live(fresh.settings, quiet(out))

    def step() -> None:
        if len(out.getvalue()) < 1000 and failing:
            raise OSError

    failing = True
    for _ in range(3):
        live._try(step)
    failing = False
    for _ in range(3):
        live._try(step)
    assert [json.loads(line)["event"] for line in out.getvalue().splitlines()] == ["behind", "caught up"]


def test_a_damaged_publication_leaves_the_one_before_served(fresh: World) -> None:
    first = fresh.publish()
    live = Live(fresh.settings, quiet(io.StringIO()))
    live.load()
    second = fresh.publish({"farm": RINGS["farm"]}, watermark=9)
    (second.folder / "members.arrow").write_bytes(b"torn")
    live._try(live.load)
    assert live.current().run == first.run


def test_a_ledger_that_is_not_set_up_right_is_away_for_callers(fresh: World) -> None:
    settings = Settings(home=fresh.home, ledger_url="nonsense://")
    with pytest.raises(LedgerUnavailable):
        Live(settings, quiet(io.StringIO())).ledger()


def test_nothing_is_opened_before_it_is_needed(fresh: World) -> None:
    live = Live(fresh.settings, quiet(io.StringIO()))
    assert not fresh.home.exists()
    with pytest.raises(NothingPublished):
        live.current()


def test_what_is_decided_shows_while_a_new_publication_is_damaged(fresh: World) -> None:
    first = fresh.publish()
    live = Live(fresh.settings, quiet(io.StringIO()))
    live.sync()
    live.load()
    second = fresh.publish({"farm": RINGS["farm"]}, watermark=9)
    (second.folder / "members.arrow").write_bytes(b"torn")
    entry = allowlist.Entry("farm-1", key("farm-1"))
    allowlist.allow(fresh.ledger, entry, Spoken(Author(), "a partner", NOON))
    live.sync()
    assert (live.stale, second.run in (live.behind or "")) == (True, True)
    said = live.current().said("farm-1", stale=False)
    assert (live.current().run, said["tier"], said["allowlisted"]) == (first.run, "possible", True)


def test_what_was_just_written_shows_at_once_though_another_process_copied_it_first(home: World) -> None:
    live = Live(home.settings, quiet(io.StringIO()))
    live.sync()
    live.load()
    row = Entry("farm-1", key("farm-1"), True, None)
    allowlist.allow(home.ledger, row, Spoken(Author("cli"), "a partner", NOON))
    copy(home.ledger, home.settings.overlay, NOON)
    live.catch_up()
    assert live.current().said("farm-1", False)["allowlisted"] is True
    live.close()
