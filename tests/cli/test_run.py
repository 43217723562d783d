"""The whole path: simulate, load, detect, measure, and look at what came out."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import PEPPER, Run


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a world of a thousand accounts and a home it was loaded into, made once."""
    folder = tmp_path_factory.mktemp("made")
    for call in (("simulate", "world", "--accounts", "1000", "--scene", "small"), ("ingest", "world/input")):
        command = [sys.executable, "-m", "linkage", *call]
        environment = {**os.environ, "LINKAGE_PEPPER": PEPPER, "LINKAGE_HOME": ".linkage"}
        subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)
    return folder


@pytest.fixture
def loaded(run: Run, made: Path, tmp_path: Path) -> Path:
    """The same in the folder the commands run in; the world's truth is given back."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return tmp_path / "world" / "truth.parquet"


def test_a_run_is_published_and_says_how_it_went(run: Run, loaded: Path) -> None:
    done = run("detect", "--json")
    assert done.code == 0
    document = done.document
    assert document["published"] is True
    assert document["held"] == []
    assert set(document["counts"]) >= {"accounts", "rings", "core", "member", "possible", "enforceable"}
    assert document["counts"]["accounts"] == 1000
    assert all(seconds >= 0 for seconds in document["times"].values())
    assert document["reviewed"] is False
    assert document["expected_false_positives"] is None
    assert run("rings", "--json").document["publication"] == document["run"]
    assert run("evaluate", loaded, "--json").document["b3_f1"] is not None


def test_people_are_told_the_tiers_the_times_and_what_nobody_reviewed(run: Run, loaded: Path) -> None:
    out = run("detect").out
    for word in (
        "rings",
        "core",
        "member",
        "possible",
        "seconds",
        "expected false positives",
        "published as",
    ):
        assert word in out


def test_the_same_facts_give_the_same_digest(run: Run, loaded: Path) -> None:
    first, second = (run("detect", "--json").document["digest"] for _ in range(2))
    assert first == second


@pytest.mark.parametrize("detector", ["louvain", "networkx", "components"])
def test_every_detector_runs(run: Run, loaded: Path, detector: str) -> None:
    done = run("detect", "--detector", detector, "--seed", "7", "--json")
    assert done.code == 0
    assert (done.document["detector"], done.document["seed"]) == (detector, 7)


def test_a_detector_that_is_not_there_is_wrong_use(run: Run, loaded: Path) -> None:
    done = run("detect", "--detector", "magic")
    assert done.code == 2
    assert "leiden" in done.err


def test_a_run_that_moves_too_much_is_held_until_published(
    run: Run, loaded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("detect")
    monkeypatch.setenv("LINKAGE_MAX_CHANGE_RINGS", "0")
    monkeypatch.setenv("LINKAGE_PUBLISH_AT", "1")
    held = run("detect")
    document = run("publications", "--json").document
    assert held.code == 0
    waiting = document["held"][0]["run"]
    assert f"linkage publish {waiting}" in held.out
    assert document["current"] != waiting
    assert run("publish", waiting).code == 0
    assert run("publications", "--json").document["current"] == waiting


def test_a_withdrawn_batch_is_not_seen_by_the_next_run(run: Run, loaded: Path) -> None:
    run("detect")
    batches = run("ingest", "world/input", "--json").document["batches"]
    accounts = next(each["batch"] for each in batches if each["feed"] == "usage")
    assert run("withdraw", accounts).code == 0
    assert run("detect", "--json").code == 0


def test_detecting_before_anything_is_loaded_says_what_to_do(run: Run) -> None:
    done = run("detect")
    assert done.code in {1, 2}
    assert "ingest" in done.err


def test_compacting_after_a_run_changes_nothing_that_is_found(run: Run, loaded: Path) -> None:
    before = run("detect", "--json").document["digest"]
    assert run("compact", "--json").document["watermark"] > 0
    assert run("detect", "--json").document["digest"] == before


def test_the_demo_plays_the_whole_path_in_its_own_home(run: Run, tmp_path: Path) -> None:
    done = run("demo", "--no-serve", "--accounts", "1000", "--json")
    assert done.code == 0
    assert set(done.document) >= {"home", "simulate", "ingest", "detect", "evaluate", "rings"}
    assert Path(done.document["home"]) == Path(".linkage") / "demo"
    assert not (tmp_path / ".linkage" / "graph.sqlite").exists()


def test_the_demo_takes_a_home_that_is_named(run: Run, tmp_path: Path) -> None:
    done = run("demo", "--no-serve", "--accounts", "1000", "--home", "mine")
    assert done.code == 0
    assert "— evaluate —" in done.out
    assert run("rings", "--home", "mine").code == 0
    assert not (tmp_path / ".linkage").exists()


def test_a_run_without_a_ring_says_where_to_look_next(run: Run, tmp_path: Path) -> None:
    (tmp_path / "accounts.csv").write_text("account_id,country\na,DE\nb,FR\nc,IT\n")
    assert run("ingest", tmp_path / "accounts.csv").code == 0
    said = " ".join(run("detect").out.split())
    assert "`linkage trust --published` lists the nearest misses" in said
    assert "3 accounts are too few to tell what is rare" in said


def test_a_hundred_accounts_are_not_called_too_few(run: Run, tmp_path: Path) -> None:
    rows = "".join(f"a{n},DE\n" for n in range(100))
    (tmp_path / "accounts.csv").write_text("account_id,country\n" + rows)
    assert run("ingest", tmp_path / "accounts.csv").code == 0
    assert "too few" not in run("detect").out
