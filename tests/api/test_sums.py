"""Bits and groups of members are the sums of the evidence that is shown: over a whole world, through the API."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from linkage import simulate
from linkage.ledger import open_ledger
from linkage.ledger.keys.api_keys import create_key
from linkage.settings import Settings
from tests.api.world import NOON
from tests.score.home import Home

ACCOUNTS = 3_000


class Platform:
    """A simulated platform whose rings are served."""

    def __init__(self, client: TestClient, key: str) -> None:
        self.client, self.headers = client, {"Authorization": f"Bearer {key}"}

    def get(self, path: str) -> Any:
        answer = self.client.get(path, headers=self.headers)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def rings(self) -> list[dict[str, Any]]:
        return list(self.get("/v1/rings")["items"])

    def evidence(self, ring: str) -> list[dict[str, Any]]:
        """Every value of a ring's evidence, page by page."""
        path, found, cursor = f"/v1/rings/{ring}/evidence?limit=500", [], ""
        while cursor is not None:
            page = self.get(path + (f"&cursor={cursor}" if cursor else ""))
            found += page["items"]
            cursor = page["next"]
        return found

    def members(self) -> list[dict[str, Any]]:
        return [
            each | {"ring_id": ring["ring_id"]}
            for ring in self.rings()
            for each in self.get(f"/v1/rings/{ring['ring_id']}/members?limit=500")["items"]
        ]


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    folder: Path = tmp_path_factory.mktemp("world")
    simulate.write(folder / "world", ACCOUNTS, 5, "mixed")
    home = Home(folder / "home")
    home.load(folder / "world" / "input")
    home.detect()
    settings = Settings(home=home.folder)
    key = create_key(open_ledger(settings.ledger), "investigator", ["investigate"], NOON)
    with TestClient(create_app(settings)) as client:
        yield Platform(client, key)


@pytest.fixture(scope="module")
def shown(platform: Platform) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Every member of every ring, and its evidence."""
    members = platform.members()
    return [(each, platform.get(f"/v1/accounts/{each['account_id']}/evidence")) for each in members]


def exact(number: float) -> Decimal:
    """A number as it was written in the answer."""
    return Decimal(repr(number))


def test_the_groups_of_the_evidence_add_up_to_the_bits_of_every_member(shown: list[Any]) -> None:
    assert len(shown) > 90
    wrong = [
        member["account_id"]
        for member, found in shown
        if not exact(member["bits"])
        == exact(found["bits"])
        == sum(exact(each["bits"]) for each in found["groups"])
    ]
    assert wrong == []


def test_each_group_says_what_its_strongest_value_shown_says(shown: list[Any]) -> None:
    for _, found in shown:
        ties = found["ties"]
        best = {
            group: max(exact(each["bits"]) for each in ties if each["group"] == group)
            for group in {each["group"] for each in ties}
        }
        said = {each["group"]: exact(each["bits"]) for each in found["groups"] if each["values"]}
        assert said == best
        values = {each["group"]: each["values"] for each in found["groups"] if each["values"]}
        assert values == {group: sum(each["group"] == group for each in ties) for group in best}


def test_the_groups_that_count_are_the_groups_of_the_member(shown: list[Any]) -> None:
    wrong = [
        member["account_id"]
        for member, found in shown
        if member["groups"] != sum(bool(each["counts"]) for each in found["groups"])
    ]
    assert wrong == []


def test_no_value_that_was_used_is_told_as_ignored(shown: list[Any]) -> None:
    for _, found in shown:
        used = {(each["kind"], each["masked"], each["holders"]) for each in found["ties"]}
        left = {(each["kind"], each["masked"], each["holders"]) for each in found["ignored"]}
        assert not used & left
        assert not any((each["verdict"] or "").startswith("ignored") for each in found["ties"])


def test_the_ties_of_a_ring_by_kind_are_the_values_that_count_in_its_evidence(platform: Platform) -> None:
    for ring in platform.rings():
        summary = {
            kind: int(values)
            for values, kind in (
                each.split(" ", 1) for each in ring["summary"].split(", ") if each[0].isdigit()
            )
        }
        told = {each["kind"]: each["values"] for each in ring["ties"]}
        shown = Counter(
            each["kind"]
            for each in platform.evidence(ring["ring_id"])
            if each["counts"] and not each["crowd"]
        )
        assert told == shown
        assert summary.items() <= told.items()


def test_why_is_the_same_from_either_side(platform: Platform) -> None:
    members = platform.members()
    first = members[0]
    others = [each for each in members[1:] if each["ring_id"] == first["ring_id"]][:5]
    for other in others:
        one, two = first["account_id"], other["account_id"]
        there, back = (
            platform.get(f"/v1/accounts/{one}/why/{two}"),
            platform.get(f"/v1/accounts/{two}/why/{one}"),
        )
        assert there["bits"] == back["bits"]
        turned = [each | {"account": each["other"], "other": each["account"]} for each in back["ties"]]
        assert there["ties"] == turned


def test_the_tier_of_a_dismissed_member_is_possible_wherever_it_stands(platform: Platform) -> None:
    ring, *_ = platform.rings()
    body = {"action": "dismiss", "ring": ring["ring_id"], "reason": "a class of students"}
    made = platform.client.post("/v1/decisions", json=body, headers=platform.headers)
    assert made.status_code == 201, made.text
    members = platform.get(f"/v1/rings/{ring['ring_id']}/members?limit=500")["items"]
    assert {each["tier"] for each in members} == {"possible"}
    assert "core" in {each["run_tier"] for each in members}
    one = members[0]["account_id"]
    assert platform.get(f"/v1/accounts/{one}")["tier"] == "possible"
    found = platform.client.post(
        "/v1/search", json={"kind": "account", "value": one}, headers=platform.headers
    )
    assert found.json()["accounts"][0]["tier"] == "possible"
    assert platform.get(f"/v1/accounts/{one}/evidence")["tier"] == "possible"
