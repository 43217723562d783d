"""The same again after a kill ends in the same state, and what was taken back does not come back by itself."""

from pathlib import Path

import polars as pl
import pytest

from tests.api.world import World
from tests.cli.conftest import Run, ring_of

ROWS = pl.DataFrame({"account_id": ["a", "b", "c"], "device_id": ["d-1", "d-1", "d-2"]})


@pytest.fixture
def feed(run: Run, tmp_path: Path) -> Path:
    """One feed, which was loaded and taken back."""
    (tmp_path / "feeds").mkdir()
    path = tmp_path / "feeds" / "devices.csv"
    ROWS.write_csv(path)
    (tmp_path / "feeds" / "labels.csv").write_text("account_id,label\nz,honest\n")
    loaded = run("ingest", "feeds", "--json").document["batches"]
    batch = next(each["batch"] for each in loaded if each["feed"] == "devices")
    assert run("withdraw", batch).code == 0
    assert run("withdraw", batch).code == 0, "the same again"
    return path


def withdrawn(run: Run) -> list[bool]:
    found = run("batches", "--json").document["batches"]
    return [each["withdrawn_at"] is not None for each in found if each["feed"] == "devices"]


def test_what_was_taken_back_stays_so_for_a_job(run: Run, feed: Path) -> None:
    done = run("tend", "feeds", "--rounds", 1, "--json")
    assert (done.code, done.document["rounds"][0]["loaded"]) == (0, 0)
    assert withdrawn(run) == [True]
    assert run("show", "a").code == 1


@pytest.mark.parametrize("name", ["devices.parquet", "devices.jsonl", "devices-again.csv", "shuffled.csv"])
def test_it_is_known_under_another_name_and_in_another_format(run: Run, feed: Path, name: str) -> None:
    feed.unlink()
    path = feed.with_name(name)
    if name == "shuffled.csv":
        pl.concat([ROWS.reverse(), ROWS[:1]]).write_csv(path)
    elif path.suffix == ".parquet":
        ROWS.write_parquet(path)
    elif path.suffix == ".jsonl":
        ROWS.write_ndjson(path)
    else:
        ROWS.write_csv(path)
    done = run("ingest", f"devices={path}", "--json").document["batches"]
    assert [each["withdrawn"] for each in done] == [True]
    assert withdrawn(run) == [True]


def test_it_comes_back_for_who_says_so(run: Run, feed: Path) -> None:
    assert run("ingest", feed, "--even-withdrawn").code == 0
    assert withdrawn(run) == [False]
    assert run("ingest", feed, "--json").document["batches"][0]["repeated"]


def test_a_batch_key_stands_for_one_content(run: Run, tmp_path: Path) -> None:
    ROWS.write_csv(tmp_path / "devices.csv")
    assert run("ingest", "devices.csv", "--batch", "day1").code == 0
    assert run("ingest", "devices.csv", "--batch", "day1").code == 0
    ROWS.write_parquet(tmp_path / "devices.parquet")
    assert run("ingest", "devices.parquet", "--batch", "day1").code == 0, "the same rows in another format"
    ROWS[:2].write_csv(tmp_path / "devices.csv")
    done = run("ingest", "devices.csv", "--batch", "day1")
    assert (done.code, "has other content" in done.err) == (2, True)
    assert run("withdraw", "day1").code == 0
    assert run("ingest", "devices.csv", "--batch", "day1").code == 0, "taken back, it is free"


def test_a_decision_said_again_is_the_same_decision(run: Run, world: World) -> None:
    ring = ring_of(run, "farm-1")
    for words in (
        ("decide", "confirm", ring, "--reason", "one card"),
        ("decide", "release", "farm-2", "--reason", "appeal"),
        ("allow", "farm-3", "--reason", "a partner"),
        ("allow", "farm-3", "--remove", "--reason", "no longer"),
    ):
        first, second = run(*words, "--json"), run(*words, "--json")
        assert (first.code, second.code) == (0, 0), words
        assert first.document == second.document
    number = run("decisions", "--json").document["decisions"][0]["decision"]
    undo = ("decide", "undo", number, "--reason", "mistaken", "--json")
    assert run(*undo).document == run(*undo).document
    assert run("decide", "undo", number, "--reason", "another").code == 1
    assert run("decide", "release", "farm-2", "--reason", "appeal", "--json").document["decision"] > number


def test_a_rollback_that_was_not_told_goes_no_further_back(run: Run, world: World) -> None:
    from datetime import UTC, datetime

    from linkage.publication import release

    first = run("publications", "--json").document["current"]
    world.publish()
    world.publish()
    folder = world.settings.publications
    second = release.rollback(
        world.ledger, folder, datetime.now(UTC), untold=True
    ).run  # killed before it said so
    assert run("rollback", "--json").document["published"] == second
    assert run("rollback", "--json").document["published"] == first
