"""Health, readiness and metrics; who may read them."""

from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from math import isnan
from platform import python_version

import pytest
from fastapi.testclient import TestClient
from starlette.requests import Request

from api.routes.service import local
from linkage.ledger.db.models import Run
from linkage.ledger.runs import batches, publications
from linkage.model import Batch, Counts
from tests.api.world import World, get


def asked(host: str | None, headers: dict[str, str]) -> Request:
    raw = [(name.encode(), text.encode()) for name, text in headers.items()]
    return Request({"type": "http", "headers": raw, "client": (host, 1) if host else None})


@pytest.mark.parametrize(
    ("host", "headers", "open_to"),
    [
        ("127.0.0.1", {}, True),
        ("::1", {}, True),
        ("192.0.2.7", {}, False),
        ("127.0.0.1", {"x-forwarded-for": "192.0.2.7"}, False),
        ("127.0.0.1", {"forwarded": "for=192.0.2.7"}, False),
        ("testclient", {}, False),
        (None, {}, False),
    ],
)
def test_metrics_are_open_to_this_machine_and_no_proxy_on_it(
    host: str | None, headers: dict[str, str], open_to: bool
) -> None:
    assert local(asked(host, headers)) is open_to


def test_metrics_take_the_scope_operate_from_elsewhere(client: TestClient, world: World) -> None:
    assert client.get("/metrics").status_code == 401
    assert get(client, world, "/metrics", "enforce").status_code == 403
    assert get(client, world, "/metrics", "operate").status_code == 200


def test_metrics_count_look_ups_and_name_nobody(client: TestClient, world: World) -> None:
    def count() -> float:
        lines = get(client, world, "/metrics", "operate").text.splitlines()
        return float(next(line for line in lines if line.startswith("linkage_lookups_total ")).split()[1])

    before = count()
    get(client, world, "/v1/accounts/farm-1", "enforce")
    body = {"account_ids": ["farm-1", "nobody", "mill-1"]}
    client.post("/v1/accounts/lookup", json=body, headers=world.headers("enforce"))
    assert count() == before + 4
    assert "farm-1" not in get(client, world, "/metrics", "operate").text


def test_metrics_tell_how_far_what_is_served_goes(client: TestClient, world: World) -> None:
    text = get(client, world, "/metrics", "operate").text
    assert "linkage_watermark 7.0" in text
    assert "linkage_overlay_age_seconds" in text


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/docs", "/openapi.json"])
def test_what_is_open_takes_no_key(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", ["/", "/v1", "/v1/rings/", "/v2/rings", "/v1/accounts"])
def test_a_path_there_is_not_is_a_problem(client: TestClient, path: str) -> None:
    response = client.get(path)
    assert (response.status_code, response.json()["code"]) == (404, "not-found")


def gauge(client: TestClient, world: World, name: str) -> float:
    """A gauge as it stands."""
    lines = get(client, world, "/metrics", "operate").text.splitlines()
    return float(next(line for line in lines if line.startswith((f"{name} ", f"{name}{{"))).split()[-1])


def test_metrics_tell_how_old_what_is_served_is_and_what_waits(served: TestClient, home: World) -> None:
    published = served.app.state.live.served.published_at  # type: ignore[attr-defined]
    age = gauge(served, home, "linkage_publication_age_seconds")
    assert age == pytest.approx((datetime.now(UTC) - published).total_seconds(), abs=5)
    assert isnan(gauge(served, home, "linkage_watermark_age_seconds"))
    loaded = datetime.now(UTC) - timedelta(minutes=10)
    batches.record_batch(home.ledger, Batch("one", "accounts", "3f2a91c0/1", seq=7), Counts(), loaded)
    assert gauge(served, home, "linkage_watermark_age_seconds") == pytest.approx(600, abs=5)
    assert gauge(served, home, "linkage_held_runs") == 0
    now = datetime.now(UTC)
    held = Run("20261122T150312Z-3f9a1c", now, "leiden", 1, 8)
    publications.hold_run(home.ledger, held, ["too many rings"], now)
    assert gauge(served, home, "linkage_held_runs") == 1


def test_metrics_tell_which_build_answers(client: TestClient, world: World) -> None:
    text = get(client, world, "/metrics", "operate").text
    assert f'linkage_build_info{{python="{python_version()}",version="{version("linkage")}"}} 1.0' in text
