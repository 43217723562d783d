"""The service in a process of its own, over real connections."""

import json
import subprocess
import sys
from pathlib import Path

import httpx2

from api.app import create_app, options
from tests.api.world import World


def test_a_look_up_is_answered_over_the_wire(address: str, world: World) -> None:
    response = httpx2.get(f"{address}/v1/accounts/farm-1", headers=world.headers("enforce"))
    assert response.status_code == 200
    assert response.json()["tier"] == "core"
    assert "server" not in response.headers


def test_a_body_without_end_is_cut_off(address: str, world: World) -> None:
    response = httpx2.post(
        f"{address}/v1/accounts/lookup",
        content=(b"x" * 65_536 for _ in range(64)),
        headers=world.headers("enforce") | {"Content-Type": "application/json"},
    )
    assert (response.status_code, response.json()["code"]) == (413, "too-large")


def test_metrics_are_open_on_this_machine(address: str) -> None:
    assert httpx2.get(f"{address}/metrics").status_code == 200


def test_the_log_is_json_and_names_no_account_key_or_path(address: str, world: World) -> None:
    headers = world.headers("investigate") | {"X-Purpose": "a very private purpose"}
    httpx2.get(f"{address}/v1/accounts/farm-1/evidence?x=alice@example.com", headers=headers)
    httpx2.get(f"{address}/v1/accounts/alice@example.com", headers=headers)
    text = (world.home / "service.log").read_text()
    lines = [json.loads(line) for line in text.splitlines()]
    assert any(line["route"] == "/v1/accounts/{account_id}/evidence" for line in lines)
    for private in ("farm-1", "alice", "private", world.key("investigate")):
        assert private not in text


def test_it_listens_to_this_machine_alone_unless_told_otherwise() -> None:
    assert options(8000)["host"] == "127.0.0.1"
    assert options(8000)["access_log"] is False


def test_making_the_app_touches_nothing(fresh: World) -> None:
    create_app(fresh.settings)
    assert not fresh.home.exists()


def test_the_contract_is_written_by_a_command() -> None:
    root = Path(__file__).parents[2]
    said = subprocess.run(
        [sys.executable, "-m", "api.openapi"], cwd=root, capture_output=True, check=True, timeout=60
    ).stdout
    assert said == (root / "docs" / "openapi.json").read_bytes()
