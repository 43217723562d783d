"""A world with confirmed rings, and people who ask, review and approve over REST."""

from dataclasses import dataclass, field
from typing import Any

from fastapi.testclient import TestClient
from httpx2 import Response

from linkage.ledger.keys.api_keys import create_key
from tests.api.world import NOON, World


@dataclass
class Desk:
    """The service, and keys of people by name."""

    client: TestClient
    world: World
    keys: dict[str, str] = field(default_factory=dict)

    def headers(self, name: str) -> dict[str, str]:
        """That person's key."""
        if name not in self.keys:
            scopes = ("enforce", "investigate", "export", "approve")
            self.keys[name] = create_key(self.world.ledger, name, scopes, NOON, owner_kind="person")
            self.client.app.state.live.catch_up()  # type: ignore[attr-defined]
        return {"Authorization": f"Bearer {self.keys[name]}"}

    def post(self, name: str, path: str, **body: object) -> Response:
        """What that person is answered."""
        return self.client.post(path, json={"reason": "because", **body}, headers=self.headers(name))

    def get(self, name: str, path: str) -> Any:
        answer = self.client.get(path, headers=self.headers(name))
        assert answer.status_code == 200, answer.text
        return answer.json()

    def metrics(self) -> str:
        """The service's metrics."""
        headers = self.world.headers("operate")
        self.client.app.state.live.catch_up()  # type: ignore[attr-defined]
        return self.client.get("/metrics", headers=headers).text

    def confirm(self) -> None:
        """Have every ring confirmed."""
        for each in self.get("ines", "/v1/rings")["items"]:
            body = {"action": "confirm", "ring": each["ring_id"], "reason": "looked"}
            answer = self.client.post("/v1/decisions", json=body, headers=self.headers("ines"))
            assert answer.status_code == 201, answer.text

    def requested(self, **wanted: object) -> str:
        body = {"action": "ban", "ground": "coordinated_fraud", **wanted}
        answer = self.post("rex", "/v1/exports", **body)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    def previewed(self, **wanted: object) -> dict[str, Any]:
        answer = self.post("rex", f"/v1/exports/{self.requested(**wanted)}/preview")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def approved(self, **wanted: object) -> dict[str, Any]:
        row = self.previewed(**wanted)
        for each in self.get("rita", f"/v1/exports/{row['id']}/sample")["items"]:
            body = {"account_id": each["account_id"], "verdict": "fraud"}
            assert self.post("rita", f"/v1/exports/{row['id']}/reviews", **body).status_code == 201
        answer = self.post("ada", f"/v1/exports/{row['id']}/approve", digest=row["digest"])
        assert answer.status_code == 201, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def produced(self, **wanted: object) -> dict[str, Any]:
        answer = self.post("rex", f"/v1/exports/{self.approved(**wanted)['id']}/produce")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def receive(self, export: str, text: str, dry: bool = False) -> Response:
        headers = {**self.headers("tool"), "Content-Type": "text/csv"}
        path = f"/v1/exports/{export}/receipts?dry={str(dry).lower()}"
        return self.client.post(path, content=text, headers=headers)
