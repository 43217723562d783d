"""What is served when a publication is damaged, cut, gone or half switched to; never a wrong answer, never 401."""

from datetime import UTC, datetime
from pathlib import Path

import httpx2
import pytest

from api.middleware.logs import logger
from api.runtime.live import Live
from linkage.ledger.decisions.overlay import copy
from linkage.ledger.runs import publications
from linkage.publication import release, writer
from tests.api.running import running
from tests.api.world import World, get


@pytest.fixture
def twice(fresh: World) -> World:
    """Two publications, and whoever answers knows the keys."""
    fresh.publish()
    fresh.publish(watermark=9)
    fresh.key("investigate")
    copy(fresh.ledger, fresh.settings.overlay, datetime.now(UTC))
    return fresh


def newest(world: World) -> Path:
    folder = world.settings.publications
    return folder / str(writer.current(folder))


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-64])


@pytest.mark.parametrize("what", ["members.arrow", "accounts.arrow", "manifest.json", "folder", "current"])
def test_the_newest_whole_one_before_it_is_served_and_said_to_be_stale(twice: World, what: str) -> None:
    first, folder = writer.written(twice.settings.publications)[0], newest(twice)
    twice.ledger.close()
    if what == "folder":
        folder.rename(twice.home / "elsewhere")
    elif what == "current":
        (folder.parent / "current").unlink()
    else:
        cut(folder / what)
    with twice.client() as client:
        said = get(client, twice, "/v1/accounts/farm-1").json()
        ready = client.get("/readyz").json()
    if what == "current":  # the ledger says which it was
        assert (said["publication"], said["stale"]) == (folder.name, False)
    else:
        assert (said["publication"], said["stale"], said["tier"]) == (first, True, "core")
        assert folder.name in ready["behind"]


def test_with_none_left_good_keys_are_told_to_wait(twice: World) -> None:
    for each in twice.settings.publications.glob("[0-9]*/members.arrow"):
        cut(each)
    with twice.client() as client:
        answer = get(client, twice, "/v1/accounts/farm-1")
        assert (answer.status_code, answer.json()["code"]) == (503, "nothing-published")
        assert client.get("/readyz").status_code == 503


def test_a_key_is_not_refused_where_nobody_knows_the_keys(twice: World) -> None:
    headers = twice.headers("investigate")
    twice.ledger.close()
    (twice.settings.overlay / "overlay.json").unlink()
    (twice.home / "ledger.sqlite").rename(twice.home / "away")
    with twice.client() as client:
        assert client.get("/v1/accounts/farm-1", headers=headers).status_code == 503
        assert client.get("/readyz").json()["missing"] == ["keys"]
    assert not (twice.home / "ledger.sqlite").exists()


def test_files_that_are_cut_under_a_service_change_nothing_it_says(twice: World) -> None:
    headers = twice.headers("investigate")
    twice.ledger.close()
    with running(twice.home) as address, httpx2.Client(base_url=address, headers=headers) as client:
        before = client.get("/v1/accounts/farm-1").json()
        for each in twice.settings.publications.glob("*/*.arrow"):
            with each.open("r+b") as file:
                file.truncate(0)
        for path in ("accounts/farm-1", "accounts/mill-1", "rings", "accounts/farm-2/evidence"):
            assert client.get(f"/v1/{path}").status_code == 200
        assert client.get("/v1/accounts/farm-1").json()["tier"] == before["tier"]


def test_a_switch_that_was_killed_half_way_is_finished(twice: World) -> None:
    folder = twice.settings.publications
    left = str(writer.current(folder))
    back = release.rollback(twice.ledger, folder, datetime.now(UTC))
    writer.switch(folder, left)  # as if it had been killed between the ledger's row and the new name
    live = Live(twice.settings, logger())
    live.sync()
    live.load()
    assert (live.current().run, writer.current(folder)) == (back.run, back.run)
    newest_row = publications.served(twice.ledger)
    assert newest_row is not None
    assert newest_row.run == back.run


def test_when_it_was_published_does_not_go_by_a_file_s_time(twice: World) -> None:
    import os

    with twice.client() as client:
        before = get(client, twice, "/v1/accounts/farm-1").json()["published_at"]
    os.utime(twice.settings.publications / "current", (0, 0))
    with twice.client() as client:
        assert get(client, twice, "/v1/accounts/farm-1").json()["published_at"] == before


@pytest.mark.parametrize(
    "headers",
    [
        {"Via": "1.1 proxy"},
        {"X-Real-IP": "192.0.2.7"},
        {"X-Forwarded-Host": "x"},
        {"Host": "linkage.example"},
    ],
)
def test_metrics_ask_for_a_key_whatever_a_proxy_sends(headers: dict[str, str]) -> None:
    from api.routes.service import local
    from tests.api.test_service import asked

    assert local(asked("127.0.0.1", {"host": "127.0.0.1:8000"}))
    assert not local(asked("127.0.0.1", {each.lower(): value for each, value in headers.items()}))
