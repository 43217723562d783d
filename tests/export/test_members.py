"""Members of published rings as files."""

import json
from pathlib import Path

import polars as pl
import pytest

from linkage.errors import UnknownFormat, WrongUse
from linkage.export import members
from linkage.ledger.decisions.policy import AccountState, DecisionState
from linkage.publication import writer
from linkage.publication.reader import Publication
from tests.publication.builders import findings, key, names, run_id

NOTHING = DecisionState()
"""What people decided: nothing yet."""
COLUMNS = ["account_id", "ring_id", "tier", "confidence", "ring_score", "ring_size", "publication"]
AWKWARD = ["=1+1", "+49", "-5", "@x", 'a "quoted" one', "with, comma", "zwölf", "line\nfeed"]


@pytest.fixture
def publication(tmp_path: Path) -> Publication:
    mixed = {"a": "core", "b": "member", "c": "core", "d": "possible"}
    found = findings(mixed, names("x", 5), AWKWARD)
    return writer.write(found, tmp_path / "publications", run_id(0), None)


def read(path: Path) -> pl.DataFrame:
    if path.suffix == ".csv":
        return pl.read_csv(path)
    return pl.read_ndjson(path) if path.suffix == ".jsonl" else pl.read_parquet(path)


@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".parquet"])
def test_every_format_holds_the_same_rows_of_all_tiers(
    publication: Publication, tmp_path: Path, suffix: str
) -> None:
    path = tmp_path / f"members{suffix}"
    assert members.write(publication, path, NOTHING) == 17
    made = read(path)
    assert made.columns == COLUMNS
    assert made["account_id"].to_list() == publication.members["account_id"].to_list()
    assert sorted(made["tier"].unique()) == ["core", "member", "possible"]
    row = made.row(by_predicate=pl.col("account_id") == "b", named=True)
    ring = publication.members.filter(pl.col("account_id") == "b")["ring_id"][0]
    assert row == {
        "account_id": "b",
        "ring_id": ring,
        "tier": "member",
        "confidence": 0.75,
        "ring_score": 0.9,
        "ring_size": 3,
        "publication": run_id(0),
    }


def test_rows_are_in_the_order_of_the_publication(publication: Publication, tmp_path: Path) -> None:
    path = tmp_path / "members.parquet"
    members.write(publication, path, NOTHING)
    made = pl.read_parquet(path)
    assert made["ring_size"].is_sorted(descending=True)
    small = made.filter(pl.col("ring_size") == 3)
    assert small["tier"].to_list() == ["core", "core", "member", "possible"]


@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".parquet"])
def test_equal_publications_give_equal_bytes(publication: Publication, tmp_path: Path, suffix: str) -> None:
    paths = [tmp_path / f"{name}{suffix}" for name in "ab"]
    for path in paths:
        members.write(publication, path, NOTHING)
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_account_ids_are_written_as_they_are(publication: Publication, tmp_path: Path) -> None:
    for suffix in (".csv", ".jsonl", ".parquet"):
        path = tmp_path / f"members{suffix}"
        members.write(publication, path, NOTHING)
        assert set(AWKWARD) <= set(read(path)["account_id"])


def test_a_line_of_jsonl_is_one_object(publication: Publication, tmp_path: Path) -> None:
    path = tmp_path / "members.jsonl"
    members.write(publication, path, NOTHING)
    lines = path.read_text().splitlines()
    assert len(lines) == 17
    assert list(json.loads(lines[0])) == COLUMNS


@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".parquet"])
def test_a_publication_without_rings_is_a_file_without_rows(tmp_path: Path, suffix: str) -> None:
    empty = writer.write(findings(), tmp_path / "publications", run_id(0), None)
    path = tmp_path / f"members{suffix}"
    assert members.write(empty, path, NOTHING) == 0
    assert path.exists()
    if suffix != ".jsonl":
        assert read(path).columns == COLUMNS


def test_parts_make_one_file(
    publication: Publication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, parts = tmp_path / "whole.csv", tmp_path / "parts.csv"
    members.write(publication, whole, NOTHING)
    monkeypatch.setattr(members, "PART", 4)
    told: list[tuple[int, int]] = []
    members.write(publication, parts, NOTHING, lambda done, total: told.append((done, total)))
    assert parts.read_bytes() == whole.read_bytes()
    assert told == [(4, 17), (8, 17), (12, 17), (16, 17), (17, 17)]


@pytest.mark.parametrize("name", ["members.xlsx", "members", "members.csv.gz"])
def test_another_format_is_refused_and_nothing_is_written(
    publication: Publication, tmp_path: Path, name: str
) -> None:
    with pytest.raises(UnknownFormat, match=r"\.csv, \.jsonl, \.parquet"):
        members.write(publication, tmp_path / name, NOTHING)
    assert not (tmp_path / name).exists()


def test_a_folder_that_is_not_there_is_wrong_use(publication: Publication, tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match="no such folder"):
        members.write(publication, tmp_path / "none" / "members.csv", NOTHING)


def test_what_fails_half_way_leaves_the_old_file(publication: Publication, tmp_path: Path) -> None:
    path = tmp_path / "members.csv"
    path.write_text("old")

    def fail(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        members.write(publication, path, NOTHING, fail)
    assert path.read_text() == "old"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["members.csv", "publications"]


def test_who_was_released_is_in_no_file_and_who_must_not_be_acted_against_is_possible(
    publication: Publication, tmp_path: Path
) -> None:
    path = tmp_path / "members.csv"
    ring = publication.members.filter(pl.col("account_id") == "a")["ring_id"][0]
    stances = {
        key("a"): AccountState("released"),
        key("b"): AccountState(allowlisted=True),
        key("x1"): AccountState("dismissed"),
    }
    assert members.write(publication, path, DecisionState({}, stances)) == 16
    made = {row["account_id"]: row for row in read(path).to_dicts()}
    assert "a" not in made
    assert [made[name]["tier"] for name in ("b", "c", "x0", "x1")] == ["possible", "core", "core", "possible"]
    assert {made["c"]["ring_id"], made["b"]["ring_id"]} == {ring}
    assert (made["c"]["ring_size"], made["c"]["ring_score"]) == (3, 0.9)


def test_nobody_of_a_dismissed_ring_is_enforceable_not_even_who_was_confirmed_alone(
    publication: Publication, tmp_path: Path
) -> None:
    path = tmp_path / "members.parquet"
    ring = publication.members.filter(pl.col("account_id") == "a")["ring_id"][0]
    members.write(
        publication, path, DecisionState({ring: "dismissed"}, {key("c"): AccountState("confirmed")})
    )
    made = read(path)
    own = made.filter(pl.col("ring_id") == ring)
    assert own["tier"].to_list() == ["possible"] * 4
    assert set(made.filter(pl.col("ring_id") != ring)["tier"]) == {"core"}
