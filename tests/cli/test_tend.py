"""Loading and detecting by itself: what is new, and nothing else; a round that fails is no end."""

from pathlib import Path

import polars as pl
import pytest

from linkage.home import schedule
from linkage.simulate import write
from tests.cli.conftest import Run


@pytest.fixture(scope="module")
def feeds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("world")
    write(folder, 1_000, 3, "campaigns")
    return folder / "input"


def test_a_round_loads_and_detects_and_the_next_has_nothing_to_do(run: Run, feeds: Path) -> None:
    done = run("tend", feeds, "--rounds", 2, "--every", 0, "--json")
    assert done.code == 0, done.err
    first, second = done.document["rounds"]
    assert first["loaded"] == len(list(feeds.iterdir()))
    assert first["run"]
    assert not first["held"]
    assert (second["loaded"], second["run"], second["failed"]) == (0, None, None)
    assert "is served" in done.err
    assert Path(".linkage", schedule.FILE).exists()


def test_a_new_file_is_found_in_the_next_round(run: Run, feeds: Path, tmp_path: Path) -> None:
    for each in feeds.iterdir():
        (tmp_path / "feeds").mkdir(exist_ok=True)
        (tmp_path / "feeds" / each.name).write_bytes(each.read_bytes())
    assert run("tend", "feeds", "--rounds", 1).code == 0
    rows = pl.DataFrame({"account_id": ["acc_new_1", "acc_new_2"], "device_id": ["d-new", "d-new"]})
    (tmp_path / "feeds" / "later").mkdir()
    rows.write_csv(tmp_path / "devices.csv")
    done = run("tend", "feeds", "devices.csv", "--rounds", 1, "--json")
    assert done.document["rounds"][0]["loaded"] == 1
    assert done.document["rounds"][0]["run"]


def test_a_folder_without_feeds_and_a_server_that_is_away_end_no_more_than_the_round(
    run: Run, feeds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "none").mkdir()
    done = run("tend", "none", "--rounds", 2, "--every", 0, "--json")
    assert done.code == 1
    assert len(done.document["rounds"]) == 2
    monkeypatch.setenv("LINKAGE_GRAPH_URL", "bolt://127.0.0.1:1")
    done = run("schedule", feeds, "--rounds", 1)
    assert done.code == 1
    assert "will be retried" in done.err
    assert not Path(".linkage", schedule.FILE).exists()
