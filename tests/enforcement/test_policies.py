"""Policies as data: what a file may say, whom it covers, and the export that is asked for by it."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from linkage.enforcement import files, policies, produce, signing
from linkage.enforcement.policies import Policy
from linkage.errors import Refused, WrongUse
from linkage.hashing import account_key as key
from linkage.ledger import exports
from linkage.ledger.audit import log
from linkage.ledger.decisions.policy import DecisionState
from linkage.ledger.exports import Wanted
from linkage.ledger.keys.api_keys import create_key
from linkage.publication import writer
from linkage.publication.manifest import new_run_id
from linkage.publication.reader import Publication
from linkage.tables import EXITS, MEASURES
from tests.api.world import NOON, World, findings
from tests.cli.conftest import Run, run
from tests.enforcement.home import SECRET, Home, ring

__all__ = ["run"]

FILE = """
[policies.harvest]
leads_to = "export"
action = "suspend"
ground = "model_harvesting"
days = 30
[policies.harvest.rings]
size = 5
[policies.harvest.accounts]
tiers = ["core"]

[policies.look]
leads_to = "review"
accounts = { tiers = ["possible"] }
"""
LAID_OUT_ANEW = """
policies.look = { accounts.tiers = ["possible"], leads_to = "review" }   # the same
[policies.harvest]
rings.size = 5
accounts.tiers = ["core"]
ground = "model_harvesting"
days = 30.0
leads_to = "export"
action = "suspend"
"""
NOBODY = DecisionState({}, {})
VERSION = "587328dfc399a63223ff2e50085c58328a2f27d6d58253cd7e6532728d18fb62"
"""Of that file, as it was before policies knew of exits."""


def written(folder: Path, text: str = FILE) -> Path:
    path = folder / "policies.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_version_is_of_what_the_file_says_however_it_is_laid_out(tmp_path: Path) -> None:
    first = policies.read(written(tmp_path))
    assert policies.read(written(tmp_path, LAID_OUT_ANEW)).digest == first.digest
    assert policies.read(written(tmp_path, FILE.replace("30", "31"))).digest != first.digest


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (FILE.replace("size = 5", "size = -1"), r"policies\.harvest\.rings\.size: .*greater"),
        (FILE.replace("size = 5", "score = 1.5"), r"policies\.harvest\.rings\.score: "),
        (FILE.replace("size = 5", 'size = "5"'), r"policies\.harvest\.rings\.size: .*integer"),
        (FILE.replace("size = 5", "sise = 5"), r"policies\.harvest\.rings\.sise: Extra"),
        (FILE.replace('["core"]', '["core", "sure"]'), r"policies\.harvest\.accounts\.tiers\.1: "),
        (FILE.replace('["core"]', "[]"), r"policies\.harvest\.accounts\.tiers: "),
        (FILE.replace('["core"]', '["core"]\nexits = []'), r"policies\.harvest\.accounts\.exits: "),
        (FILE.replace('["core"]', '["core"]\nexits = ["fr"]'), r"policies\.harvest\.accounts\.exits\.0: "),
        (FILE.replace("size = 5", 'exits = { countries = ["XA"] }'), r"rings\.exits\.share: Field required"),
        (FILE.replace("suspend", "ban"), r"policies\.harvest: `days` is given"),
        (FILE.replace("days = 30\n", ""), r"policies\.harvest: `days` is given"),
        (FILE.replace('action = "suspend"\n', ""), r"policies\.harvest: `action` or `steps` is given"),
        (FILE.replace('["core"]', '["possible"]'), r"policies\.harvest: possible accounts are not"),
        (FILE.replace('"review"', '"review"\nground = "ban_evasion"'), r"policies\.look: `ground`"),
        (FILE.replace('"review"', '"jail"'), r"policies\.look\.leads_to: "),
        ("", "policies: Field required"),
        ("[policies.a\n", "is not valid TOML: .*line 1"),
    ],
)
def test_what_is_wrong_in_a_file_is_told_with_its_place(tmp_path: Path, text: str, place: str) -> None:
    with pytest.raises(WrongUse, match=place):
        policies.read(written(tmp_path, text))


def policy(**said: object) -> Policy:
    return Policy.model_validate({"leads_to": "review", **said})


def covered(
    found: Publication,
    wanted: Policy,
    measures: pl.DataFrame | None = None,
    exits: pl.DataFrame | None = None,
) -> list[str]:
    return sorted(policies.covered(found, NOBODY, wanted, measures, exits)["account_id"])


def seen(*rows: tuple[str, str]) -> pl.DataFrame:
    """Where accounts were seen."""
    return pl.DataFrame([(key(name), country) for name, country in rows], EXITS, orient="row")


def test_rings_are_covered_by_size_and_score(home: Home) -> None:
    found = home.publish(ring("farm", 2) | ring("mill", 3), confirm=False)  # scores 0.93 and 0.94
    assert {each[:4] for each in covered(found, policy(rings={"size": 3}))} == {"mill"}
    assert {each[:4] for each in covered(found, policy(rings={"score": 0.94}))} == {"mill"}
    assert covered(found, policy(rings={"score": 0.95})) == []


def test_a_share_of_a_ring_that_is_known_to_be_bad_counts_its_core_and_members(home: Home) -> None:
    rings = ring("farm", 4) | ring("mill", 4)
    made = findings(rings, 7)
    bad = pl.col("account").is_in([key("farm-00000"), key("mill-00004")])  # the last of a ring is possible
    told = made.members.with_columns(
        reasons=pl.when(bad).then(pl.lit(["known_bad"], pl.List(pl.String))).otherwise("reasons")
    )
    folder, now = home.world.settings.publications, home.clock + timedelta(hours=1)
    kept = writer.write(replace(made, members=told), folder, new_run_id(now), None)
    found = Publication.open(folder, kept.run)
    assert covered(found, policy(rings={"known_bad": 0.25})) == [f"farm-{each:05}" for each in range(4)]
    assert covered(found, policy(rings={"known_bad": 0.26})) == []


def test_accounts_are_covered_by_plan_and_country_and_not_where_those_are_unknown(home: Home) -> None:
    found = home.publish(ring("farm", 4))
    rows = {
        "account": [key(f"farm-{each:05}") for each in range(3)],
        "plan": ["free", "free", "team"],
        "country": ["FR", "DE", "FR"],
    }
    known = pl.DataFrame(schema=MEASURES)
    known = pl.concat([known, pl.DataFrame(rows)], how="diagonal_relaxed")
    assert covered(found, policy(accounts={"plans": ["free"]}), known) == ["farm-00000", "farm-00001"]
    assert covered(found, policy(accounts={"countries": ["FR"]}), known) == ["farm-00000", "farm-00002"]
    both = policy(accounts={"plans": ["free"], "countries": ["FR"]})
    assert covered(found, both, known) == ["farm-00000"]
    assert covered(found, both) == []


def test_accounts_are_covered_by_where_they_were_seen_and_not_where_that_is_unknown(home: Home) -> None:
    found = home.publish(ring("farm", 4))
    places = seen(("farm-00000", "XA"), ("farm-00000", "XB"), ("farm-00001", "XB"), ("farm-00002", "XC"))
    wanted = policy(accounts={"exits": ["XA", "XB"]})
    assert covered(found, wanted, exits=places) == ["farm-00000", "farm-00001"]
    assert covered(found, policy(accounts={"exits": ["XD"]}), exits=places) == []
    assert covered(found, wanted) == []
    assert len(covered(found, policy(), exits=places)) == 4


def test_rings_are_covered_by_the_share_of_core_and_members_that_were_seen_in_a_country(home: Home) -> None:
    found = home.publish(ring("farm", 4) | ring("mill", 4))
    places = seen(("farm-00000", "XA"), ("farm-00000", "XB"), ("farm-00001", "XB"), ("mill-00004", "XA"))
    half = {"exits": {"countries": ["XA", "XB"], "share": 0.5}}
    assert covered(found, policy(rings=half), exits=places) == [f"farm-{each:05}" for each in range(4)]
    assert covered(found, policy(rings={"exits": {**half["exits"], "share": 0.51}}), exits=places) == []
    assert covered(found, policy(rings=half)) == []


def test_a_file_that_says_nothing_of_exits_has_the_version_it_had_before_there_were_any() -> None:
    assert policies.parsed(FILE.encode(), "policies.toml").digest == VERSION
    with_exits = FILE.replace('tiers = ["core"]', 'tiers = ["core"]\nexits = ["XA"]')
    assert policies.parsed(with_exits.encode(), "policies.toml").digest != VERSION


def test_an_export_that_is_asked_for_by_a_policy_has_whom_it_covers_and_is_bound_to_it(
    home: Home, tmp_path: Path
) -> None:
    home.publish(ring("farm", 6) | ring("mill", 3))
    found = policies.read(written(tmp_path))
    kept, ends = policies.kept(found, "harvest"), home.clock + timedelta(days=30)
    row = home.previewed(Wanted("suspend", "model_harvesting", ends_at=ends, policy=kept))
    chosen = produce.sample(home.world.settings, row)["account_id"]
    assert sorted(chosen) == [f"farm-{each:05}" for each in range(5)]  # the core of the larger ring
    other = dict(row.asked) | {"policy": kept | {"digest": "0" * 64}}
    before, row.asked = exports.digest(row), other
    assert exports.digest(row) != before
    (entry,) = log.entries(home.ledger, 5, log.Act("", "apply policy"))
    assert entry.subject == f"harvest {found.digest} {row.id}"
    assert log.verify(home.ledger).whole


def test_a_policy_reaches_confirmed_rings_alone(home: Home, tmp_path: Path) -> None:
    home.publish(ring("farm", 6), confirm=False)
    kept = policies.kept(policies.read(written(tmp_path)), "harvest")
    wanted = Wanted("suspend", "model_harvesting", ends_at=home.clock + timedelta(days=30), policy=kept)
    with pytest.raises(Refused, match="no account is left"):
        home.previewed(wanted)


def test_a_dry_run_counts_and_leaves_no_trace(run: Run, tmp_path: Path) -> None:
    home = Home(World(tmp_path / ".linkage"))
    home.publish(ring("farm", 6) | ring("mill", 3))
    entries = log.verify(home.ledger).entries
    done = run("policies", "run", written(tmp_path), "--json")
    assert done.code == 0, done.err
    told = done.document["policies"]
    counts = {name: told["harvest"][name] for name in ("rings", "accounts", "ready")}
    assert counts == {"rings": 1, "accounts": 5, "ready": 5}
    assert told["harvest"]["by"]["plan"] == {"unknown": 5}
    assert (told["look"]["accounts"], told["look"]["ready"]) == (2, None)
    assert log.verify(home.ledger).entries == entries
    assert exports.listed(home.ledger) == []
    home.ledger.close()


def test_apply_asks_for_an_export_and_its_manifest_names_the_policy(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Home(World(tmp_path / ".linkage"))
    home.publish(ring("farm", 6))
    path = written(tmp_path)
    command = ("policies", "apply", path, "harvest", "--reason", "nightly", "--json")
    nobody = run(*command)
    assert (nobody.code, exports.listed(home.ledger)) == (2, [])
    monkeypatch.setenv("LINKAGE_KEY", create_key(home.ledger, "kim", ["export"], NOON, owner_kind="person"))
    done = run(*command)
    assert done.code == 0, done.err
    assert (done.document["state"], done.document["accounts"]) == ("previewed", 5)
    version = policies.read(path).digest
    assert (done.document["policy"]["name"], done.document["policy"]["digest"]) == ("harvest", version)
    home.clock = datetime.now(UTC)
    row = exports.one(home.ledger, done.document["id"])
    for account in row.sample:
        home.review(row, account)
    row = home.produce(home.approve(row, "ada").id)
    told = files.verify(produce.file_of(home.world.settings, row), signing.public(SECRET))
    assert told["policy"]["digest"] == version
    home.ledger.close()


def test_the_file_in_the_docs_is_sound(tmp_path: Path) -> None:
    text = (Path(__file__).parents[2] / "docs" / "policies.md").read_text(encoding="utf-8")
    shown = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    found = [sorted(policies.read(written(tmp_path, each)).policies) for each in shown]
    assert found == [["evasion", "harvest"], ["patience"]]


def test_check_prints_the_version_and_apply_refuses_what_people_do(run: Run, tmp_path: Path) -> None:
    path = written(tmp_path)
    done = run("policies", "check", path, "--json")
    assert done.document == {"digest": policies.read(path).digest, "policies": ["harvest", "look"]}
    refused = run("policies", "apply", path, "look", "--reason", "nightly")
    assert refused.code == 2
    assert "leads to review" in refused.err
