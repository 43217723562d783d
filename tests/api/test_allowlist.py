"""The allowlist over REST: it ends by itself, or by a new entry."""

from datetime import UTC, datetime, timedelta

from fastapi.testclient import TestClient

from tests.api.deciding import account, allow
from tests.api.test_live import until
from tests.api.world import World, get


def test_the_allowlist_ends_by_itself_and_by_a_new_entry(home: World, served: TestClient) -> None:
    soon = datetime.now(UTC) + timedelta(seconds=1.5)
    first = allow(served, home, account_id="farm-1", expires_at=soon.isoformat())
    assert first.status_code == 201
    allow(served, home, account_id="farm-2")
    assert account(served, home, "farm-1")["tier"] == "possible"
    until(lambda: account(served, home, "farm-1")["tier"] == "core", 5)
    assert account(served, home, "farm-1")["allowlisted"] is False
    assert allow(served, home, account_id="farm-2", listed=False).status_code == 201
    assert account(served, home, "farm-2")["tier"] == "core"
    assert get(served, home, "/v1/allowlist", "operate").json()["items"] == []
    assert len(get(served, home, "/v1/allowlist?holding=false", "approve").json()["items"]) == 3
    assert allow(served, home, account_id="farm-2", listed=False).status_code == 404
    past = (datetime.now(UTC) - timedelta(days=1)).isoformat()
    assert allow(served, home, account_id="farm-2", expires_at=past).status_code == 422
