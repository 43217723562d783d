"""Exports over REST: from request to file and back."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from linkage import pepper
from linkage.enforcement import files, signing
from tests.api.exported import Desk
from tests.api.world import World

FARM = [f"farm-{each}" for each in range(1, 5)]
MILL = ["mill-1", "mill-2"]


@pytest.fixture
def desk(served: TestClient, home: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Desk:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    made = Desk(served, home)
    made.confirm()
    return made


def test_a_ban_over_rest_from_request_to_file(desk: Desk, tmp_path: Path) -> None:
    row = desk.previewed()
    assert (row["state"], row["accounts"], row["approvals_needed"]) == ("previewed", 6, 1)
    assert row["preview"]["expected_false_positives"] == "unknown"
    row = desk.produced()
    assert row["state"] == "produced"
    assert row["reviewed"] == {"fraud": 6, "honest": 0}
    assert row["preview"]["expected_false_positives"]["high"] == 0.0
    path = tmp_path / row["file"]["name"]
    whole = desk.client.get(f"/v1/exports/{row['id']}/file", headers=desk.headers("rex"))
    manifest = desk.client.get(f"/v1/exports/{row['id']}/manifest", headers=desk.headers("rex"))
    path.write_bytes(whole.content)
    files.manifest_of(path).write_bytes(manifest.content)
    told = files.verify(path, signing.public(pepper.export_key(desk.world.settings)))
    assert told["approvals"][0]["name"] == "ada"
    assert sorted(files.read(path)["account_id"]) == sorted(FARM + MILL)


def test_a_download_goes_on_where_it_was_broken_off(desk: Desk) -> None:
    row = desk.produced()
    path, headers = f"/v1/exports/{row['id']}/file", desk.headers("rex")
    whole = desk.client.get(path, headers=headers).content
    first = desk.client.get(path, headers={**headers, "Range": "bytes=0-99"})
    rest = desk.client.get(path, headers={**headers, "Range": "bytes=100-"})
    assert (first.status_code, rest.status_code) == (206, 206)
    assert first.content + rest.content == whole
    assert len(whole) == row["file"]["bytes"]
    past = desk.client.get(path, headers={**headers, "Range": "bytes=999999-"})
    assert (past.status_code, past.headers["Content-Range"]) == (416, f"bytes */{len(whole)}")
    assert first.headers["Content-Range"] == f"bytes 0-99/{len(whole)}"
    assert (first.headers["Accept-Ranges"], first.headers["ETag"]) == ("bytes", rest.headers["ETag"])


def test_a_download_begins_anew_where_the_file_is_another(desk: Desk) -> None:
    row = desk.produced()
    path, headers = f"/v1/exports/{row['id']}/file", desk.headers("rex")
    whole = desk.client.get(path, headers=headers)
    rest = {**headers, "Range": "bytes=100-"}
    same = desk.client.get(path, headers={**rest, "If-Range": whole.headers["ETag"]})
    assert (same.status_code, same.content) == (206, whole.content[100:])
    for other in ('"of-another-file"', "Sun, 22 Nov 2020 12:00:00 GMT"):
        answer = desk.client.get(path, headers={**rest, "If-Range": other})
        assert (answer.status_code, answer.content) == (200, whole.content)
    assert desk.client.get(path, headers={**headers, "Range": "bytes=x-y"}).status_code == 400


def test_producing_is_refused_before_people_approved(desk: Desk) -> None:
    row = desk.previewed()
    answer = desk.post("rex", f"/v1/exports/{row['id']}/produce")
    assert (answer.status_code, answer.json()["code"]) == (409, "refused")


def test_the_requester_and_services_approve_nothing(desk: Desk) -> None:
    row = desk.previewed()
    path = f"/v1/exports/{row['id']}/approve"
    assert desk.post("rex", path, digest=row["digest"]).status_code == 403
    body = {"digest": row["digest"], "reason": "looked"}
    answer = desk.client.post(path, json=body, headers=desk.world.headers("approve"))
    assert (answer.status_code, answer.json()["code"]) == (403, "barred")


def test_another_digest_is_refused(desk: Desk) -> None:
    row = desk.previewed()
    answer = desk.post("ada", f"/v1/exports/{row['id']}/approve", digest="0" * 64)
    assert answer.status_code == 409


def test_receipts_are_taken_by_line_and_the_newest_counts(desk: Desk) -> None:
    row = desk.produced()
    text = "account_id,outcome,before,why\nfarm-1,applied,active,\nfarm-2,failed,,locked\nnobody,applied,,\n"
    answer = desk.receive(row["id"], text)
    assert answer.status_code == 201, answer.text
    told = answer.json()
    assert (told["accepted"], told["applied"], told["failed"], told["unreported"]) == (2, 1, 1, 4)
    assert told["refused"] == [{"line": 4, "says": "the account is not in this export"}]
    again = desk.receive(row["id"], text).json()
    assert (again["applied"], again["failed"]) == (1, 1)
    assert desk.receive(row["id"], "account_id,outcome\nfarm-2,applied\n").json()["applied"] == 2
    assert desk.get("rex", f"/v1/exports/{row['id']}")["state"] == "delivered"


def test_a_dry_run_tells_what_would_be_and_changes_nothing(desk: Desk) -> None:
    row = desk.produced()
    told = desk.receive(row["id"], "account_id,outcome\nfarm-1,already\n", dry=True).json()
    assert (told["already"], told["unreported"]) == (1, 5)
    assert desk.get("rex", f"/v1/exports/{row['id']}/receipts")["already"] == 0
    assert desk.get("rex", f"/v1/exports/{row['id']}")["state"] == "produced"


@pytest.mark.parametrize("text", ["", "x,y\n1,2\n", '"', "account_id,outcome\nfarm-1\n\n,,,,,\n"])
def test_a_body_that_is_no_table_of_receipts_is_refused(desk: Desk, text: str) -> None:
    row = desk.produced()
    answer = desk.receive(row["id"], text)
    assert answer.status_code in (201, 422)
    assert desk.get("rex", f"/v1/exports/{row['id']}/receipts")["applied"] == 0


def test_receipts_of_100_000_accounts_may_be_sent_at_once(desk: Desk) -> None:
    row = desk.produced()
    text = "account_id,outcome\n" + "".join(
        f"an-account-of-elsewhere-{each},applied\n" for each in range(100_000)
    )
    assert desk.receive(row["id"], text).json()["accepted"] == 0
    assert desk.receive(row["id"], text + "one-more,applied\n").status_code == 422


def test_a_revocation_names_those_that_were_applied_with_the_state_to_restore(
    desk: Desk, tmp_path: Path
) -> None:
    row = desk.produced()
    lines = "farm-1,applied,premium\nfarm-2,already,banned\nfarm-3,failed,\nmill-1,applied,active\n"
    desk.receive(row["id"], "account_id,outcome,before\n" + lines)
    answer = desk.post("ada", f"/v1/exports/{row['id']}/revoke")
    assert answer.status_code == 201, answer.text
    back = answer.json()
    assert (back["kind"], back["revokes"], back["state"]) == ("revocation", row["id"], "produced")
    path = tmp_path / back["file"]["name"]
    path.write_bytes(desk.client.get(f"/v1/exports/{back['id']}/file", headers=desk.headers("rex")).content)
    told = files.read(path).select("account_id", "action", "restore").sort("account_id").rows()
    assert told == [
        ("farm-1", "restore", "premium"),
        ("farm-4", "cancel", "unknown"),
        ("mill-1", "restore", "active"),
        ("mill-2", "cancel", "unknown"),
    ]
    assert desk.get("rex", f"/v1/exports/{row['id']}")["state"] == "revoked"
    assert desk.post("ada", f"/v1/exports/{row['id']}/revoke").json()["id"] == back["id"]


def test_the_record_of_an_account_says_on_what_it_rests_and_its_statement_names_nobody(desk: Desk) -> None:
    row = desk.produced()
    path = f"/v1/exports/{row['id']}/accounts/farm-2"
    told = desk.get("ines", path)
    assert told["approved_by"][0]["name"] == "ada"
    assert told["evidence"]["ties"][0]["kind"] == "card"
    assert "masked card" in told["counterfactual"]
    before = told["digest"]
    desk.world.publish({"mill": ("mill-1", "mill-2", "mill-3")})
    assert desk.get("ines", path)["digest"] == before
    reasons = desk.get("ines", f"{path}/reasons")
    assert reasons["decision_account"] == "DECISION_ACCOUNT_TERMINATED"
    assert not [word for word in ("farm-2", "masked", "ada", "R-") if word in str(reasons)]


def test_an_appeal_is_answered_by_an_outsider_and_gives_the_account_back_at_once(desk: Desk) -> None:
    row = desk.produced()
    desk.receive(row["id"], "account_id,outcome,before\nfarm-1,applied,active\n")
    wanted = {"export": row["id"], "account_id": "farm-1", "text": "I share a flat with two of them."}
    opened = desk.client.post("/v1/appeals", json=wanted, headers=desk.headers("tool"))
    assert opened.status_code == 201, opened.text
    number = opened.json()["appeal"]
    for name in ("rex", "rita", "ada"):
        key = desk.headers(name)["Authorization"].split("_")[1]
        assert desk.post("ines", f"/v1/appeals/{number}/assign", key=key).status_code == 403
    assert desk.post("ines", f"/v1/appeals/{number}/assign", key="abcdefgh").status_code == 404
    key = desk.headers("dora")["Authorization"].split("_")[1]
    assert desk.post("ines", f"/v1/appeals/{number}/assign", key=key).json()["assigned"] == "dora"
    seen = desk.get("dora", f"/v1/appeals/{number}")
    assert seen["then"]["account_id"] == "farm-1"
    assert seen["now"]["summary"]["kinds"]
    assert seen["twins"]
    body = {"answer": "shared_by_others", "words": "The device belongs to the house."}
    path = f"/v1/appeals/{number}/answer"
    assert desk.client.post(path, json=body, headers=desk.headers("ines")).status_code == 403
    made = desk.client.post(path, json=body, headers=desk.headers("dora"))
    assert made.status_code == 201, made.text
    assert made.json()["state"] == "granted"
    assert desk.get("tool", "/v1/accounts/farm-1")["decided"] == "released"
    back = desk.get("dora", f"/v1/appeals/{number}")["revocation"]
    told = desk.client.get(f"/v1/exports/{back}/file", headers=desk.headers("rex")).text
    assert told.splitlines()[1].startswith("farm-1,restore,active,")
    assert desk.get("dora", "/v1/appeals/rates")["ground"] == [
        {"of": "coordinated_fraud", "answered": 1, "granted": 1, "rate": 1.0}
    ]
    assert desk.get("dora", "/v1/appeals/rates")["reviewer"][0]["of"] == "rita"
    assert "linkage_overturned_share 1.0" in desk.metrics()


def test_the_same_write_sent_again_is_done_once(desk: Desk) -> None:
    body = {"action": "ban", "ground": "coordinated_fraud", "reason": "because"}
    headers = {**desk.headers("rex"), "Idempotency-Key": "k1"}
    first, again = (desk.client.post("/v1/exports", json=body, headers=headers) for _ in range(2))
    assert first.json() == again.json()
    assert len(desk.get("rex", "/v1/exports")["items"]) == 1


def test_an_export_of_named_accounts_takes_nobody_else_and_says_who_is_left_out(desk: Desk) -> None:
    named = ["farm-2", "farm-1", "honest-1"]
    row = desk.previewed(account_ids=named)
    assert (row["named"], row["accounts"], row["preview"]["accounts"]) == (3, 2, 2)
    sample = desk.get("rita", f"/v1/exports/{row['id']}/sample")["items"]
    assert {each["account_id"] for each in sample} == {"farm-1", "farm-2"}
    other = desk.previewed(account_ids=["farm-1"])
    assert other["digest"] != row["digest"]
    assert desk.previewed()["named"] is None


def test_an_export_of_an_account_nobody_knows_is_refused(desk: Desk) -> None:
    body = {"action": "ban", "ground": "coordinated_fraud", "account_ids": ["nobody-1"]}
    assert desk.post("rex", "/v1/exports", **body).status_code == 404
    body["account_ids"] = []
    assert desk.post("rex", "/v1/exports", **body).status_code == 422
