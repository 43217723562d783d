"""Publications, rollback, export and evaluation from the command line."""

from pathlib import Path

import polars as pl
import pytest

from tests.api.world import RINGS, World
from tests.cli.conftest import Run


@pytest.fixture
def world(run: Run, tmp_path: Path) -> World:
    """Two publications, the second with one ring less."""
    made = World(tmp_path / ".linkage")
    made.publish()
    made.publish({"farm": RINGS["farm"]})
    return made


def test_publications_are_listed_newest_first(run: Run, world: World) -> None:
    document = run("publications", "--json").document
    assert [each["counts"]["rings"] for each in document["publications"]] == [1, 2]
    assert document["current"] == document["publications"][0]["run"]
    assert document["held"] == []
    assert document["current"] in run("publications").out


def test_rollback_serves_the_one_before(run: Run, world: World) -> None:
    before = run("publications", "--json").document["publications"][1]["run"]
    assert run("rollback", "--json").document["published"] == before
    assert run("rings", "--json").document["total"] == 2
    assert run("publications", "--json").document["current"] == before


def test_there_is_nothing_before_the_first(run: Run, world: World) -> None:
    run("rollback")
    assert run("rollback").code == 1


def test_a_run_that_is_not_there_cannot_be_published(run: Run, world: World) -> None:
    assert run("publish", "../../etc").code == 1
    assert run("publish", "20260101T000000Z-aaaaaa").code == 1


@pytest.mark.parametrize("suffix", ["csv", "jsonl", "parquet"])
def test_members_are_exported_by_suffix(run: Run, world: World, tmp_path: Path, suffix: str) -> None:
    done = run("export", "members", "-o", f"members.{suffix}", "--json")
    assert done.document["rows"] == 5
    assert (tmp_path / f"members.{suffix}").stat().st_size


def test_an_export_in_another_format_is_wrong_use(run: Run, world: World, tmp_path: Path) -> None:
    assert run("export", "members", "-o", "members.xlsx").code == 2
    assert not (tmp_path / "members.xlsx").exists()


def test_what_is_published_is_measured_against_the_truth(run: Run, world: World, tmp_path: Path) -> None:
    ids = [*RINGS["farm"], "honest-1"]
    truth = pl.DataFrame(
        {"account_id": ids, "ring": ["farm"] * 5 + [None], "role": ["member"] * 5 + ["honest"]}
    )
    truth.write_parquet(tmp_path / "truth.parquet")
    truth.write_csv(tmp_path / "truth.csv")
    document = run("evaluate", "truth.parquet", "--json").document
    assert document["rings"] == 1
    assert document["honest"] == {"accounts": 1, "flagged": 0}
    assert run("evaluate", "truth.csv", "--json").document == document
    assert "B³ F1" in run("evaluate", "truth.parquet").out


def test_crowds_beside_the_truth_are_measured_one_by_one(run: Run, world: World, tmp_path: Path) -> None:
    ids = [*RINGS["farm"], "honest-1", "honest-2"]
    pl.DataFrame({"account_id": ids, "ring": [None, *["farm"] * 4, None, None]}).write_parquet(
        tmp_path / "truth.parquet"
    )
    bare = run("evaluate", "truth.parquet")
    where = pl.DataFrame({"account_id": [ids[0], "honest-1"], "crowd": ["campus", "campus"]})
    where.write_parquet(tmp_path / "crowds.parquet")
    done = run("evaluate", "truth.parquet", "--json").document
    assert done.pop("crowds")["campus"] == {
        "accounts": 2,
        "flagged": 1,
        "flagged_per_100k": 50_000,
        "ratio": None,
        "rest": {"accounts": 1, "flagged": 0},
    }
    assert "crowds" not in bare.out
    assert "campus" not in bare.out
    assert "campus" in run("evaluate", "truth.parquet").out


@pytest.mark.parametrize("name", ["missing.parquet", "truth.ods", "broken.parquet"])
def test_a_truth_that_cannot_be_read_is_wrong_use(run: Run, world: World, tmp_path: Path, name: str) -> None:
    (tmp_path / "broken.parquet").write_text("no parquet")
    assert run("evaluate", name).code == 2


def test_a_damaged_publication_is_not_exported(run: Run, world: World, tmp_path: Path) -> None:
    current = run("publications", "--json").document["current"]
    path = tmp_path / ".linkage" / "publications" / current / "members.arrow"
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    assert run("export", "members", "-o", "members.csv").code == 1
    assert not (tmp_path / "members.csv").exists()


def exported(run: Run, path: Path) -> dict[str, str]:
    """Tier by account of an export made just now."""
    assert run("export", "members", "-o", path).code == 0
    return {row["account_id"]: row["tier"] for row in pl.read_csv(path).to_dicts()}


def test_an_export_is_under_what_was_decided_and_says_up_to_where(
    run: Run, world: World, tmp_path: Path
) -> None:
    path = tmp_path / "members.csv"
    assert run("export", "members", "-o", path, "--json").document["decisions"] == 0
    run("decide", "release", "farm-1", "--reason", "appeal upheld")
    run("allow", "farm-2", "--reason", "a partner")
    told = run("export", "members", "-o", path, "--json").document
    assert (told["decisions"], told["rows"]) == (4, 4)
    assert exported(run, path) == {
        "farm-2": "possible",
        "farm-3": "core",
        "farm-4": "member",
        "farm-5": "possible",
    }
    assert "entry 4 of the audit chain" in run("export", "members", "-o", path).out
    run("decide", "undo", "3", "--reason", "mistaken")
    assert exported(run, path)["farm-1"] == "core"


def test_nobody_of_a_dismissed_ring_is_exported_as_enforceable(
    run: Run, world: World, tmp_path: Path
) -> None:
    ring = str(run("show", "farm-1", "--json").document["ring"]["ring_id"])
    run("decide", "dismiss", ring, "--reason", "one family")
    assert set(exported(run, tmp_path / "members.csv").values()) == {"possible"}


def test_nothing_is_exported_while_nobody_knows_what_was_decided(
    run: Run, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LINKAGE_LEDGER_URL", f"sqlite:///{tmp_path}")
    assert run("export", "members", "-o", "members.csv").code == 1
    assert not (tmp_path / "members.csv").exists()
