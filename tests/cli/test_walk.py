"""One world over the service and the command line: every number that stands in two places is the same in both."""

import io
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import redirect_stdout
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import polars as pl
import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from linkage import cli, simulate
from linkage.home.home import Home
from linkage.ledger.keys.api_keys import create_key
from linkage.model import TIERS
from linkage.settings import Settings
from tests.api.world import NOON
from tests.cli.conftest import PEPPER

STATED = re.compile(r"(\d+) of \d+ who pay by card use (\d+) shared cards")
COUNTED = re.compile(r"\d+ of (\d+) (?:came by a hosting network|are on \d+ shared IP addresses)")


class Walk:
    """A platform that is served, and asked at the terminal too."""

    def __init__(self, home: Path, client: TestClient, key: str) -> None:
        self.home, self.client, self.headers = home, client, {"Authorization": f"Bearer {key}"}

    def get(self, path: str) -> Any:
        answer = self.client.get(path, headers=self.headers)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def every(self, path: str) -> list[dict[str, Any]]:
        """All items of a list, page by page."""
        found, cursor = [], ""
        while cursor is not None:
            page = self.get(f"{path}?limit=500" + (f"&cursor={cursor}" if cursor else ""))
            found += page["items"]
            cursor = page["next"]
        return found

    def said(self, *words: object) -> Any:
        """What a command says with --json."""
        out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
        arguments = [*map(str, words), "--home", str(self.home), "--json"]
        with redirect_stdout(out), pytest.raises(SystemExit) as left:
            cli.main(arguments)
        out.flush()
        assert left.value.code == 0, arguments
        return orjson.loads(out.buffer.getvalue())

    def rings(self) -> list[dict[str, Any]]:
        return self.every("/v1/rings")

    def members(self) -> list[dict[str, Any]]:
        return [
            each | {"ring": ring["ring_id"]}
            for ring in self.rings()
            for each in self.every(f"/v1/rings/{ring['ring_id']}/members")
        ]


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    folder: Path = tmp_path_factory.mktemp("walk")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LINKAGE_PEPPER", PEPPER)
        simulate.write(folder / "world", 2_000, 5, "campaigns")
        settings = Settings(home=folder / "home")
        with Home(settings).ledger() as ledger:
            key = create_key(ledger, "ines", ["investigate", "enforce"], NOON, owner_kind="person")
        with TestClient(create_app(settings)) as client:
            made = Walk(settings.home, client, key)
            made.said("ingest", folder / "world" / "input")
            made.said("detect")
            client.app.state.live.catch_up()  # type: ignore[attr-defined]
            client.app.state.live.load()  # type: ignore[attr-defined]
            yield made


def test_a_ring_has_the_same_numbers_in_every_list(walk: Walk) -> None:
    rings = walk.rings()
    assert len(rings) > 1
    listed = {each["ring_id"]: each for each in walk.said("rings")["rings"]}
    cases = {each["ring"]: each for each in walk.every("/v1/cases")}
    counts = walk.said("publications")["publications"][0]["counts"]
    assert counts["rings"] == len(rings) == len(listed)
    for tier in TIERS:
        assert counts[tier] == sum(each[tier] for each in rings)
    for ring in rings:
        name = ring["ring_id"]
        alone, full = walk.get(f"/v1/rings/{name}"), walk.said("show", name)
        assert {each: alone[each] for each in ring} == ring
        for other in (listed[name], full):
            same = (
                "score",
                "size",
                "growth",
                *TIERS,
                "first_seen",
                "last_seen",
                "summary",
                "state",
                "closed",
            )
            assert {each: other[each] for each in same} == {each: ring[each] for each in same}
        assert {each: full[each] for each in ("exchanges", "spend", "sentences")} == {
            each: ring[each] for each in ("exchanges", "spend", "sentences")
        }
        assert (cases[name]["size"], cases[name]["core"], cases[name]["score"]) == (
            *(ring["size"], ring["core"]),
            ring["score"],
        )


def test_a_rings_members_are_as_many_as_it_says_and_stand_the_same_everywhere(walk: Walk) -> None:
    members = walk.members()
    for ring in walk.rings():
        own = [each for each in members if each["ring"] == ring["ring_id"]]
        tiers = Counter(each["tier"] for each in own)
        assert {tier: ring[tier] for tier in TIERS} == {tier: tiers[tier] for tier in TIERS}
        assert ring["size"] == tiers["core"] + tiers["member"]
        said = walk.said("show", ring["ring_id"], "--limit", 10_000)["members"]
        assert said["total"] == len(own)
        same = ("account_id", "tier", "run_tier", "groups")
        assert [[each[name] for name in same] for each in said["items"]] == [
            [each[name] for name in same] for each in own
        ]
    looked = walk.client.post(
        "/v1/accounts/lookup",
        json={"account_ids": [each["account_id"] for each in members]},
        headers=walk.headers,
    ).json()["items"]
    for each, found in zip(members, looked, strict=True):
        assert (found["ring"], found["tier"], found["confidence"], found["reasons"]) == (
            *(each["ring"], each["tier"]),
            *(pytest.approx(each["confidence"], abs=1e-4), each["reasons"]),
        )
        assert each["tier"] == each["run_tier"] == each["shown"]


def test_the_evidence_of_an_account_is_told_alike_at_the_terminal(walk: Walk) -> None:
    for each in walk.members()[::9]:
        found, said = (
            walk.get(f"/v1/accounts/{each['account_id']}/evidence"),
            walk.said("show", each["account_id"]),
        )
        assert said["bits"] == found["bits"] == pytest.approx(each["bits"], abs=1e-6)
        assert said["groups"] == found["groups"]
        assert sum(bool(group["counts"]) for group in said["groups"]) == each["groups"]
        assert said["ties"]["total"] == len(found["ties"])
        values = ("kind", "masked", "bits", "holders", "members", "counts")
        assert [[tie[name] for name in values] for tie in said["ties"]["items"]] == [
            [tie[name] for name in values] for tie in found["ties"][:50]
        ]
        assert said["counterfactual"]["sentence"] == found["counterfactual"]["sentence"]


def test_the_values_of_a_ring_are_counted_alike_in_header_sentences_and_tables(walk: Walk) -> None:
    stated = 0
    for ring in walk.rings():
        evidence = walk.every(f"/v1/rings/{ring['ring_id']}/evidence")
        shown = Counter(each["kind"] for each in evidence if each["counts"] and not each["crowd"])
        assert {each["kind"]: each["values"] for each in ring["ties"]} == shown
        ties = walk.said("show", ring["ring_id"], "--limit", 10_000)["ties"]["items"]
        assert Counter(each["kind"] for each in ties if each["counts"]) == shown
        for values, kind in re.findall(r"(\d+) (\w+)", ring["summary"]):
            assert shown[kind] == int(values)
        sentences = " ".join(ring["sentences"])
        for accounts, values in STATED.findall(sentences):
            (card,) = (each for each in ring["ties"] if each["kind"] == "card")
            assert int(values) == card["values"]
            (size,) = set(COUNTED.findall(sentences))
            more = int(size) - ring["size"]
            said = f"these sentences count the {size} accounts that fit, {ring['size']} of them proved"
            assert (more > 0) == (said in ring["sentences"][-1])
            assert 0 <= int(accounts) - card["accounts"] <= more
            stated += 1
    assert stated


def test_no_two_values_of_a_ring_are_shown_alike(walk: Walk) -> None:
    for ring in walk.rings():
        evidence = walk.every(f"/v1/rings/{ring['ring_id']}/evidence")
        alike = Counter((each["kind"], each["masked"]) for each in evidence)
        assert [label for label, times in alike.items() if times > 1] == []
        assert None not in {each["masked"] for each in evidence}


def test_why_and_path_tell_the_weights_of_the_evidence_and_are_the_same_from_either_side(walk: Walk) -> None:
    ring, *_ = walk.rings()
    one, two, three, *_ = [each["account_id"] for each in walk.every(f"/v1/rings/{ring['ring_id']}/members")]
    for a, b in ((one, two), (one, three), (two, three)):
        there, back = walk.get(f"/v1/accounts/{a}/why/{b}"), walk.get(f"/v1/accounts/{b}/why/{a}")
        said = walk.said("why", a, b)
        assert there["bits"] == back["bits"] == said["bits"]
        assert [each["account"] for each in there["ties"]] == [each["other"] for each in back["ties"]]
        assert [each["other"] for each in there["ties"]] == [each["other"] for each in said["ties"]]
    found = walk.get(f"/v1/graph/path?account_id={one}&other_id={three}")
    assert [each["bits"] for each in walk.said("path", one, three)["steps"]] == [
        each["bits"] for each in found["steps"]
    ]
    for step in found["steps"]:
        pair = walk.get(f"/v1/accounts/{step['account_id']}/why/{step['other_id']}")
        weights = {(each["kind"], each["masked"]): each["bits"] for each in pair["ties"]}
        assert weights[step["kind"], step["masked"]] == step["bits"]


def test_files_have_the_tiers_and_scores_that_are_answered(walk: Walk, tmp_path: Path) -> None:
    walk.said("export", "members", "-o", tmp_path / "all.csv")
    rows = {each["account_id"]: each for each in pl.read_csv(tmp_path / "all.csv").to_dicts()}
    rings = {each["ring_id"]: each for each in walk.rings()}
    members = walk.members()
    assert set(rows) == {each["account_id"] for each in members}
    for each in members:
        row, ring = rows[each["account_id"]], rings[each["ring"]]
        assert (row["ring_id"], row["tier"], row["ring_size"]) == (each["ring"], each["tier"], ring["size"])
        assert row["confidence"] == pytest.approx(each["confidence"], abs=1e-4)
        assert row["ring_score"] == pytest.approx(ring["score"], abs=1e-4)


def test_sign_ups_and_the_last_activity_of_a_ring_are_measured(walk: Walk) -> None:
    world = walk.home.parent / "world" / "input"
    accounts = pl.read_parquet(world / "accounts.parquet")
    hours = pl.read_parquet(world / "usage.parquet").select(
        "account_id", pl.from_epoch("hour", "ms").dt.epoch("s")
    )
    for ring in walk.rings():
        members = walk.every(f"/v1/rings/{ring['ring_id']}/members")
        (size,) = set(COUNTED.findall(" ".join(ring["sentences"])))
        own = [each["account_id"] for each in members if each["run_tier"] != "possible"]
        if int(size) == len(members):  # its possible members passed the gate, and are counted too
            own = [each["account_id"] for each in members]
        assert len(own) == int(size)
        signed = accounts.filter(pl.col("account_id").is_in(own))["created_at"].str.to_datetime(
            time_zone="UTC"
        )
        used = hours.filter(pl.col("account_id").is_in(own))["hour"].max()
        last = datetime.fromisoformat(ring["last_seen"])
        assert last >= datetime.fromtimestamp(int(str(used)), UTC)
        assert last > max(signed)
        seconds = {"days": 86_400, "hours": 3_600, "minutes": 60}
        told = re.findall(
            r"the middle half of them signed up within ([\d.]+) (\w+)", " ".join(ring["sentences"])
        )
        assert told
        for number, unit in told:
            ordered = signed.dt.epoch("s").sort()  # quartiles are sign-ups that are there, no means of two
            spread = ordered.quantile(0.75, "nearest") - ordered.quantile(0.25, "nearest")  # type: ignore[operator]
            assert float(number) == pytest.approx(
                spread / seconds[unit], abs=0.06 if unit != "minutes" else 0.6
            )


def test_a_dismissed_ring_is_possible_wherever_its_tier_stands(walk: Walk, tmp_path: Path) -> None:
    ring = walk.rings()[-1]["ring_id"]
    body = {"action": "dismiss", "ring": ring, "reason": "a class of students"}
    assert walk.client.post("/v1/decisions", json=body, headers=walk.headers).status_code == 201
    members = walk.every(f"/v1/rings/{ring}/members")
    names = [each["account_id"] for each in members]
    shown = walk.said("show", ring, "--limit", 10_000)["members"]["items"]
    expanded = walk.get(f"/v1/rings/{ring}?expand=members")["members"]
    for rows in (members, shown, expanded):
        assert {each["tier"] for each in rows} == {"possible"}
        assert "core" in {each["run_tier"] for each in rows}
    for path in ("members", f"ring {ring}"):
        walk.said("export", *path.split(), "-o", tmp_path / "out.csv")
        rows = pl.read_csv(tmp_path / "out.csv").filter(pl.col("account_id").is_in(names))
        assert set(rows["tier"]) == {"possible"}
    after = {each["account_id"]: each["after"] for each in walk.said("changes", "--limit", 10_000)["changes"]}
    feed = {each["account_id"]: each["after"] for each in walk.get("/v1/changes?limit=500")["items"]}
    core = [each["account_id"] for each in members if each["run_tier"] == "core"]
    assert {after[each] for each in core} == {feed[each] for each in core} == {"possible"}
    assert walk.said("show", core[0])["tier"] == walk.get(f"/v1/accounts/{core[0]}")["tier"] == "possible"
    undone = {"action": "undo", "decision": walk.every("/v1/decisions")[0]["decision"], "reason": "no"}
    assert walk.client.post("/v1/decisions", json=undone, headers=walk.headers).status_code == 201
