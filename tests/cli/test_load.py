"""Bringing rows in, setting them aside, taking them back."""

import re
from pathlib import Path

import pytest

from linkage.cli.load import number
from linkage.simulate import SCENES
from tests.cli.conftest import Run

ACCOUNTS = (
    "account_id,email,signup_ip\na1,x.y@gmail.com,203.0.113.7\na2,xy@gmail.com,not-an-ip\na3,,203.0.113.7\n"
)
RAW = ("x.y@gmail.com", "xy@gmail.com", "203.0.113.7", "not-an-ip")


@pytest.fixture
def feeds(tmp_path: Path) -> Path:
    """A folder with one feed of three accounts, one of them with a bad cell and one row without an id."""
    folder = tmp_path / "feeds"
    folder.mkdir()
    (folder / "accounts.csv").write_text(ACCOUNTS + ",nobody@example.com,203.0.113.9\n")
    (folder / "README.md").write_text("about\n")
    return folder


def test_rows_read_are_accepted_duplicate_or_quarantined(run: Run, feeds: Path) -> None:
    document = run("ingest", feeds, "--json").document
    assert document["feeds"] == {
        "accounts": {"rows": 4, "accepted": 3, "duplicate": 0, "quarantined": 1, "cells": 1}
    }


def test_who_had_rows_set_aside_is_told_where_to_look(run: Run, feeds: Path) -> None:
    assert "linkage quarantine" in run("ingest", feeds).out


def test_the_same_again_changes_nothing_and_says_so(run: Run, feeds: Path) -> None:
    run("ingest", feeds)
    again = run("ingest", feeds, "--json").document
    assert again["feeds"]["accounts"]["accepted"] == 0
    assert again["batches"][0]["repeated"] is True
    assert "nothing changed" in run("ingest", feeds).out
    assert run("quarantine", "--json").document["total"] == 2


def test_a_file_that_is_no_feed_is_named_once_on_stderr(run: Run, feeds: Path) -> None:
    done = run("ingest", feeds, "--json")
    assert done.err.count("README.md") == 1
    assert done.code == 0


def test_quarantine_tells_place_and_code_and_never_the_value(run: Run, feeds: Path) -> None:
    batch = run("ingest", feeds, "--json").document["batches"][0]["batch"]
    done = run("quarantine", "--json")
    places = [(each["batch"], each["row"], each["column"]) for each in done.document["items"]]
    assert places == [(batch, 3, "signup_ip"), (batch, 5, "account_id")]
    assert run("quarantine", "--batch", "other", "--json").document["items"] == []
    for text in (done.out, run("quarantine").out):
        assert not any(raw in text for raw in RAW)


def test_quarantine_names_a_batch_as_short_as_other_commands_take_it(run: Run, feeds: Path) -> None:
    batch = run("ingest", feeds, "--json").document["batches"][0]["batch"]
    told = run("quarantine").out
    assert batch[:8] in told
    assert batch not in told
    assert run("quarantine", "--batch", batch[:8], "--json").document["total"] == 2


def test_nothing_set_aside_is_said(run: Run) -> None:
    assert run("quarantine").out == "nothing was set aside\n"


def test_nothing_raw_is_in_any_file_of_the_home(run: Run, feeds: Path, tmp_path: Path) -> None:
    run("ingest", feeds)
    files = [path for path in (tmp_path / ".linkage").rglob("*") if path.is_file()]
    assert files
    for path in files:
        assert not any(raw.encode() in path.read_bytes() for raw in RAW), path.name


def test_a_batch_has_the_callers_key(run: Run, feeds: Path) -> None:
    document = run("ingest", feeds / "accounts.csv", "--batch", "march", "--json").document
    assert document["batches"][0]["batch"] == "march"


def test_a_batch_is_taken_back_and_may_come_again(run: Run, feeds: Path, tmp_path: Path) -> None:
    batch = run("ingest", feeds, "--json").document["batches"][0]["batch"]
    assert list((tmp_path / ".linkage" / "overlay").glob("newcomers-*.arrow"))
    assert run("withdraw", batch, "--json").document["withdrawn"] == batch
    assert not list((tmp_path / ".linkage" / "overlay").glob("newcomers-*.arrow"))
    again = run("ingest", feeds, "--json").document
    assert (again["feeds"]["accounts"]["accepted"], again["batches"][0]["withdrawn"]) == (0, True)
    asked = run("ingest", feeds, "--even-withdrawn", "--json").document
    assert asked["feeds"]["accounts"]["accepted"] == 3


def test_batches_are_listed_with_what_became_of_them(run: Run, feeds: Path) -> None:
    batch = run("ingest", feeds, "--json").document["batches"][0]["batch"]
    assert batch[:8] in run("batches").out  # a short one, which commands take
    run("withdraw", batch)
    [listed] = run("batches", "--json").document["batches"]
    assert (listed["batch"], listed["seq"], listed["rows"], listed["accepted"]) == (batch, 1, 4, 3)
    assert listed["withdrawn_at"] is not None


def test_a_batch_that_is_not_there_cannot_be_taken_back(run: Run, feeds: Path) -> None:
    run("ingest", feeds)
    done = run("withdraw", "nothing")
    assert done.code == 1
    assert "linkage batches" in done.err


@pytest.mark.parametrize("what", ["missing.csv", "empty", "accounts.ods", "accounts.csv"])
def test_what_cannot_be_loaded_is_wrong_use_and_writes_nothing(run: Run, tmp_path: Path, what: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "accounts.ods").write_text("x")
    (tmp_path / "accounts.csv").write_text("email\nx@example.com\n")
    done = run("ingest", tmp_path / what)
    assert done.code == 2
    assert done.out == ""
    assert len(done.err.splitlines()) <= 2


def test_another_pepper_is_refused_until_reingested(
    run: Run, feeds: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("ingest", feeds)
    monkeypatch.setenv("LINKAGE_PEPPER", "another-one-0123456789abcdef0123456789")
    refused = run("ingest", feeds)
    assert refused.code == 2
    assert "linkage reingest" in refused.err
    assert run("reingest", feeds, "--json").document["feeds"]["accounts"]["accepted"] == 3
    assert run("ingest", feeds, "--json").document["feeds"]["accounts"]["duplicate"] == 4


def test_other_column_names_are_mapped(run: Run, tmp_path: Path) -> None:
    (tmp_path / "customers.csv").write_text("no,mail\nc1,x@example.org\n")
    (tmp_path / "map.toml").write_text(
        '[files]\ncustomers = "accounts"\n[columns.accounts]\naccount_id = "no"\nemail = "mail"\n'
    )
    done = run("ingest", "customers.csv", "--map", "map.toml", "--json")
    assert done.document["feeds"]["accounts"]["accepted"] == 1


def test_compacting_before_any_publication_folds_nothing(run: Run, feeds: Path) -> None:
    run("ingest", feeds)
    assert run("compact", "--json").document == {"watermark": 0, "rows_saved": 0}
    assert "nothing is published yet" in run("compact").out


def test_a_world_is_written_with_its_truth(run: Run, tmp_path: Path) -> None:
    document = run("simulate", "world", "--accounts", "1e3", "--seed", "3", "--json").document
    assert document["accounts"] == 1000
    assert (tmp_path / "world" / "input" / "accounts.parquet").exists()
    assert (tmp_path / "world" / "truth.parquet").exists()
    assert run("simulate", "world", "--scene", "nowhere").code == 2


def test_the_help_names_every_scene(run: Run) -> None:
    said = re.sub(r"-\s+", "-", run("simulate", "--help").out)  # a name may be broken at its hyphen
    named = {word.strip(".,:") for word in said.split()}
    assert set(SCENES) <= named


@pytest.mark.parametrize(
    ("text", "value"), [("100000", 100_000), ("1e5", 100_000), ("100_000", 100_000), (7, 7)]
)
def test_numbers_are_read_as_people_write_them(text: object, value: int) -> None:
    assert number(text) == value


@pytest.mark.parametrize("text", ["0", "-5", "1.5", "many", "nan"])
def test_what_is_no_count_is_wrong_use(run: Run, text: str) -> None:
    assert run("simulate", "world", "--accounts", text).code == 2
