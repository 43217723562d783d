"""An account erased from the command line: published, judged or neither, at once or by the next run."""

from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from linkage.graph import open_store
from linkage.graph.driver import Database
from linkage.graph.sqlite import Sqlite
from linkage.hashing import account_key as key
from linkage.ledger import open_ledger
from linkage.ledger.decisions import erasures
from linkage.ledger.decisions.overlay import read_overlay
from linkage.ledger.decisions.record import Author, Spoken
from linkage.settings import Settings
from tests.api.world import World
from tests.cli.conftest import Run

ASKED = ("--reason", "its owner asked")


@pytest.fixture
def world(run: Run, tmp_path: Path) -> World:
    """The default home of the folder the commands run in, with two rings published."""
    made = World(tmp_path / ".linkage")
    made.publish()
    return made


@pytest.fixture
def feeds(tmp_path: Path) -> Path:
    folder = tmp_path / "feeds"
    folder.mkdir()
    (folder / "accounts.csv").write_text(
        "account_id,email\n" + "".join(f"a{each},one@example.com\n" for each in range(1, 7))
    )
    return folder


def loaded(tmp_path: Path) -> list[str]:
    """The accounts of the graph."""
    store = open_store(Settings(home=tmp_path / ".linkage").graph)
    found: list[str] = store.accounts(store.watermark())["account_id"].sort().to_list()
    store.close()
    return found


def test_an_account_that_was_erased_is_known_to_no_command(run: Run, world: World, tmp_path: Path) -> None:
    ring = str(run("show", "farm-1", "--json").document["ring"]["ring_id"])
    made = run("erase", "farm-1", *ASKED, "--json")
    assert made.document | {"at": None} == {
        "erasure": 2,
        "at": None,
        "reason": "its owner asked",
        "author": "cli",
        "name": "cli",
        "swept": True,
    }
    laid = read_overlay(world.settings.overlay)
    assert laid is not None
    assert laid["erased"] == [key("farm-1")]
    for command in (
        ("show", "farm-1"),
        ("why", "farm-1", "farm-2"),
        ("why-not", "farm-1"),
        ("statement", "farm-1"),
        ("decide", "confirm", "farm-1", "--reason", "x"),
        ("allow", "farm-1", "--reason", "x"),
    ):
        assert run(*command).code == 1, command
    assert "farm-1" not in run("show", ring).out
    run("export", "members", "-o", "members.csv")
    exported = pl.read_csv(tmp_path / "members.csv")["account_id"].to_list()
    assert len(exported) == 7
    assert "farm-1" not in exported
    run("sample", "--size", "50", "-o", "sample.csv")
    assert "farm-1" not in (tmp_path / "sample.csv").read_text()


def test_erasing_again_is_the_same_erasure(run: Run, world: World) -> None:
    first = run("erase", "farm-1", *ASKED, "--json").document
    assert run("erase", "farm-1", *ASKED, "--json").document == first


def test_an_account_nobody_loaded_or_no_reason_is_refused(run: Run, world: World) -> None:
    assert run("erase", "nobody", *ASKED).code == 1
    assert run("erase", "farm-1", "--reason", " ").code == 2
    assert run("erase", "farm-1").code == 2


def test_a_feed_does_not_bring_it_back(run: Run, feeds: Path, tmp_path: Path) -> None:
    run("ingest", feeds)
    assert run("erase", "a1", *ASKED).code == 0
    assert loaded(tmp_path) == ["a2", "a3", "a4", "a5", "a6"]
    (feeds / "accounts.csv").write_text("account_id,email\na1,other@example.com\na7,seven@example.com\n")
    assert run("ingest", feeds).code == 0
    assert loaded(tmp_path) == ["a2", "a3", "a4", "a5", "a6", "a7"]


def test_a_graph_that_is_away_is_swept_by_whoever_comes_next(
    run: Run, feeds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("ingest", feeds)
    graph = tmp_path / ".linkage" / "graph.sqlite"
    monkeypatch.setenv("LINKAGE_GRAPH_URL", f"sqlite:///{graph}?timeout=0.1")
    loading = Database(Sqlite(graph, 1))
    with loading.transaction("write"):
        told = run("erase", "a1", *ASKED, "--json")
    loading.close()
    assert (told.code, told.document["swept"]) == (0, False)
    assert "a1" in loaded(tmp_path)
    assert run("erase", "a1", *ASKED, "--json").document["swept"] is True
    assert "a1" not in loaded(tmp_path)


def test_a_run_begins_with_what_was_cut_off(run: Run, feeds: Path, tmp_path: Path) -> None:
    run("ingest", feeds)
    ledger = open_ledger(Settings(home=tmp_path / ".linkage").ledger)
    spoken = Spoken(Author(), "asked", datetime.now(UTC))
    erasures.erase(ledger, "a1", key("a1"), spoken, seen=True)  # and no further: its process was killed
    ledger.close()
    assert "a1" in loaded(tmp_path)
    assert run("detect", "--json").document["counts"]["accounts"] == 5
    assert "a1" not in loaded(tmp_path)
