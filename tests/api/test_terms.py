"""Policies and webhooks over REST: the same words as at the command line."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from linkage.enforcement import policies, webhooks
from linkage.ledger import subscriptions
from linkage.ledger.audit import log
from tests.api.world import World
from tests.enforcement.home import CHALLENGE, LAST

TOML = f"""{CHALLENGE}{LAST}
[policies.look]
leads_to = "review"
"""


@pytest.fixture
def world(tmp_path: Path) -> World:
    made = World(tmp_path / "home")
    made.key("operate")
    made.key("export")
    made.publish()
    return made


@pytest.fixture
def client(world: World) -> Iterator[TestClient]:
    with world.client() as made:
        yield made


def test_a_version_is_activated_tried_and_asked_for(client: TestClient, world: World) -> None:
    operate, export = world.headers("operate"), world.headers("export")
    first = client.post("/v1/policies", json={"toml": TOML, "reason": "new terms"}, headers=operate)
    assert first.status_code == 201
    version = first.json()["version"]
    assert version == policies.parsed(TOML.encode(), "it").digest
    assert client.get(first.headers["Location"], headers=export).json()["active"] is True
    tried = client.post("/v1/policies/run", json={}, headers=export).json()
    assert tried["version"] == version
    assert tried["policies"]["harvest"]["accounts"] == 6
    assert [each["step"] for each in tried["policies"]["harvest"]["steps"]] == [1, 2]
    asked = {"version": version, "step": 1, "reason": "nightly"}
    made = client.post("/v1/policies/harvest/apply", json=asked, headers=export)
    assert made.status_code == 201
    assert (made.json()["action"], made.json()["state"]) == ("challenge", "requested")
    assert client.get(made.headers["Location"], headers=export).status_code == 200


def test_the_newest_version_is_in_force_and_the_older_ones_stay(client: TestClient, world: World) -> None:
    operate, export = world.headers("operate"), world.headers("export")
    other = TOML.replace("counts = 90", "counts = 60")
    versions = [
        client.post("/v1/policies", json={"toml": each, "reason": "terms"}, headers=operate).json()["version"]
        for each in (TOML, other, other)
    ]
    found = client.get("/v1/policies", headers=export).json()["items"]
    assert [(each["version"], each["active"]) for each in found] == [
        (versions[1], True),
        (versions[0], False),
    ]
    asked = {"version": versions[0], "step": 1, "reason": "nightly"}
    assert client.post("/v1/policies/harvest/apply", json=asked, headers=export).status_code == 409
    first = client.get("/v1/policies", params={"limit": 1}, headers=export).json()
    after = client.get("/v1/policies", params={"limit": 1, "cursor": first["next"]}, headers=export).json()
    assert [each["version"] for each in after["items"]] == [versions[0]]
    assert log.verify(world.ledger).whole


def test_versions_of_policies_are_filtered_by_who_and_when(client: TestClient, world: World) -> None:
    body = {"toml": TOML, "reason": "terms"}
    version = client.post("/v1/policies", json=body, headers=world.headers("operate")).json()["version"]
    (made,) = client.get("/v1/policies", headers=world.headers("export")).json()["items"]

    def asked(**wanted: str) -> list[str]:
        answer = client.get("/v1/policies", params=wanted, headers=world.headers("export"))
        return [each["version"] for each in answer.json()["items"]]

    assert asked(author=made["name"]) == asked(since=made["at"]) == [version]
    assert asked(author="nobody") == asked(since="2100-01-01T00:00:00Z") == []
    misspelt = client.get("/v1/policies?autor=x", headers=world.headers("export"))
    assert (misspelt.status_code, "`author` may be meant" in misspelt.text) == (422, True)


def test_deliveries_are_filtered_by_type_and_whether_they_are_done(client: TestClient, world: World) -> None:
    operate = world.headers("operate")
    body = {"name": "crm", "url": "https://crm.example/x", "events": ["export.*"], "reason": "they act"}
    here = client.post("/v1/webhooks", json=body, headers=operate).headers["Location"]
    for action in ("ban", "suspend"):
        asked: dict[str, object] = {"action": action, "ground": "payment_fraud", "reason": "nightly"}
        asked |= {} if action == "ban" else {"days": 3}
        made = client.post("/v1/exports", json=asked, headers=world.headers("export"))
    why = {"reason": "no"}
    assert client.post(
        f"{made.headers['Location']}/cancel", json=why, headers=world.headers("export")
    ).is_success
    subscriptions.collect(world.ledger, datetime.now(UTC))

    def types(**wanted: str | int | bool) -> list[str]:
        answer = client.get(f"{here}/deliveries", params=wanted, headers=operate)
        return sorted(each["type"] for each in answer.json()["items"])

    every = ["export.cancelled", "export.requested", "export.requested"]
    assert types() == types(done=False) == every
    assert types(done=True) == []
    assert types(type="export.cancelled") == every[:1]
    assert len(types(limit=2)) == 2
    assert client.get(f"{here}/deliveries?typ=x", headers=operate).status_code == 422


@pytest.mark.parametrize(
    ("toml", "says"),
    [
        ("[policies.a", "not valid TOML"),
        (TOML.replace("counts = 90", "counts = 3"), "policies.harvest.steps.0"),
    ],
)
def test_what_is_wrong_with_policies_is_told_with_its_place(
    client: TestClient, world: World, toml: str, says: str
) -> None:
    for path in ("/v1/policies", "/v1/policies/run"):
        body = {"toml": toml} | ({"reason": "terms"} if path == "/v1/policies" else {})
        answer = client.post(path, json=body, headers=world.headers("operate"))
        assert answer.status_code == 422, answer.text
        assert says in answer.text


def test_a_webhook_is_added_rotated_replayed_and_ended(client: TestClient, world: World) -> None:
    operate = world.headers("operate")
    body = {"name": "crm", "url": "https://crm.example/x", "events": ["export.*"], "reason": "they act"}
    made = client.post("/v1/webhooks", json=body, headers={**operate, "Idempotency-Key": "one"})
    assert made.status_code == 201
    assert "secret" not in made.text
    here = made.headers["Location"]
    secret = client.get(f"{here}/secret", headers=operate).json()
    sender = webhooks.sender(world.settings)
    assert secret["secret"] == webhooks.shown(webhooks.secret_of(sender, "crm", 1))
    why = {"reason": "monthly"}
    turned = client.post(f"{here}/rotate", json=why, headers=operate).json()
    assert (turned["version"], turned["overlap"] is not None) == (2, True)
    assert client.get(f"{here}/secret", headers=operate).json()["secret"] != secret["secret"]
    asked = {"action": "ban", "ground": "payment_fraud", "reason": "nightly"}
    assert client.post("/v1/exports", json=asked, headers=world.headers("export")).status_code == 201
    subscriptions.collect(world.ledger, datetime.now(UTC))
    sent = client.get(f"{here}/deliveries", headers=operate).json()["items"]
    assert [(each["type"], each["done"]) for each in sent] == [("export.requested", False)]
    assert client.post(f"{here}/replay", json=why, headers=operate).json() == {"replayed": 0}
    assert client.post(f"{here}/end", json=why, headers=operate).json()["ended_at"] is not None
    assert [each["name"] for each in client.get("/v1/webhooks", headers=operate).json()["items"]] == ["crm"]
    assert log.verify(world.ledger).whole


@pytest.mark.parametrize("url", ["https://user@crm.example/", "https:///x", "ftp://crm.example"])
def test_an_address_that_is_none_is_refused(client: TestClient, world: World, url: str) -> None:
    body = {"name": "crm", "url": url, "reason": "they act"}
    answer = client.post("/v1/webhooks", json=body, headers=world.headers("operate"))
    assert answer.status_code in (400, 422)
