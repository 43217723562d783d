"""A bundle of STIX 2.1 that another platform wrote, taken in as labels and facts."""

import csv
import json
import re
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from linkage.enforcement import indicators, stix
from linkage.errors import WrongUse
from linkage.graph import open_graph
from linkage.ingest import bundle
from linkage.settings import Settings
from tests.cli.conftest import Run, run

__all__ = ["run"]

NOW = datetime.now(UTC).replace(microsecond=0)
ROWS = [
    ("domain", "mailinator.com", None),
    ("subnet", "45.83.12.0/24", None),
    ("bin-subnet", "411111", "45.83.12.0/24"),
    ("rhythm", ",".join(["4"] * 24), None),
    ("keyed-domain", "ab" * 32, None),
    ("template", "cd" * 32, None),
]


def written(began: datetime = NOW - timedelta(days=1)) -> bytes:
    rows = [(kind, value, other, 5, 0.75) for kind, value, other in ROWS]
    return stix.bundle(pl.DataFrame(rows, schema=indicators.INDICATORS, orient="row"), "run", began)


def test_every_sort_of_indicator_that_is_exported_comes_back() -> None:
    found = bundle.read(written(), "it", NOW)
    assert sorted(found.facts.select("kind", "value").rows()) == [
        ("bin", "411111"),
        ("email_domain", "mailinator.com"),
        ("keyed_domain", "ab" * 32),
        ("keyed_template", "cd" * 32),
        ("shared_rhythm", ",".join(["4"] * 24)),
        ("subnet", "45.83.12.0/24"),
        ("subnet", "45.83.12.0/24"),
    ]
    assert (found.labels.height, found.left_out) == (6, 0)
    assert set(found.labels["label"]) == {"fraud"}
    both = found.facts.group_by("account_id").len().filter(pl.col("len") == 2)
    assert both.height == 1


def test_what_is_over_revoked_or_foreign_is_left_out() -> None:
    assert bundle.read(written(NOW - timedelta(days=91)), "it", NOW).left_out == 6
    said = json.loads(written())
    said["objects"][1]["revoked"] = True
    said["objects"][2]["pattern"] = "[file:name = 'x.exe']"
    said["objects"][3]["pattern"] += " AND [file:name = 'x.exe']"
    found = bundle.read(json.dumps(said).encode(), "it", NOW)
    assert (found.labels.height, found.left_out) == (3, 3)


@pytest.mark.parametrize(
    "text", ["{", "[]", "{}", '{"objects": [{"type": "indicator"}]}', '{"objects": [1]}']
)
def test_what_is_no_bundle_is_refused(text: str) -> None:
    with pytest.raises(WrongUse, match="it is not a bundle"):
        bundle.read(text.encode(), "it", NOW)


def test_an_account_shares_a_value_with_what_was_told(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "bundle.json"
    path.write_bytes(written())
    with (tmp_path / "accounts.csv").open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["account_id", "created_at", "email", "signup_ip"])
        rows.writerow(["acct-1", "2026-11-20T10:00:00Z", "kim.bo@mailinator.com", "45.83.12.77"])
    done = run("ingest", tmp_path / "accounts.csv", path, "--json")
    assert done.code == 0, done.err
    assert {name: each["accepted"] for name, each in done.document["feeds"].items()} == {
        "accounts": 1,
        "labels": 6,
        "facts": 7,
    }
    assert run("ingest", path, "--json").document["feeds"]["facts"]["rows"] == 7
    with closing(open_graph(Settings(home=tmp_path / ".linkage"))) as store:
        labels, shared = store.labels(99), store.held(99).shared
    assert labels["label"].to_list() == ["fraud"] * 6
    told = (
        shared.with_columns(pl.col("kind").cast(pl.String)).group_by("kind").agg(pl.col("account").n_unique())
    )
    assert dict(told.rows()) == {"email_domain": 2, "subnet": 3}


def test_json_that_is_no_bundle_is_left_to_the_loader(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text('{"type": "report"}', encoding="utf-8")
    with bundle.unpacked([str(path)], NOW) as (given, left_out):
        assert (given, left_out) == ([str(path)], 0)


def test_what_one_platform_exports_another_takes_in_and_takes_back(run: Run, tmp_path: Path) -> None:
    ours, theirs, path = tmp_path / "ours", tmp_path / "theirs", tmp_path / "bundle.json"
    run("simulate", tmp_path / "world", "--accounts", 310, "--seed", 5)
    run("ingest", tmp_path / "world" / "input", "--home", ours)
    run("detect", "--home", ours)
    for each in run("rings", "--home", ours, "--json").document["rings"]:
        assert run("decide", "confirm", each["ring_id"], "--reason", "looked", "--home", ours).code == 0
    done = run("export", "indicators", "-o", path, "--reason", "shared", "--home", ours, "--json").document
    told = sum(done["indicators"].values())
    (domain,) = re.findall(r"domain-name:value = '([^']+)'", path.read_text(encoding="utf-8"))
    (tmp_path / "accounts.csv").write_text(
        f"account_id,created_at,email\nacct-1,2026-11-20T10:00:00Z,kim.bo@{domain}\n", encoding="utf-8"
    )
    taken = run("ingest", tmp_path / "accounts.csv", path, "--home", theirs, "--json").document
    assert {each["accepted"] for name, each in taken["feeds"].items() if name == "labels"} == {told}
    with closing(open_graph(Settings(home=theirs))) as store:
        shared = store.held(99).shared.join(store.labels(99), on="account", how="left")
    both = shared.filter(pl.col("kind").cast(pl.String) == "email_domain")
    assert both["label"].sort().to_list() == [None, "fraud"], "who is here, and who was told of there"
    for each in run("batches", "--home", theirs, "--json").document["batches"]:
        if each["feed"] in {"labels", "facts"}:
            assert run("withdraw", each["batch"], "--home", theirs).code == 0
    with closing(open_graph(Settings(home=theirs))) as store:
        assert (store.labels(99).height, store.held(99).shared.height) == (0, 0)
