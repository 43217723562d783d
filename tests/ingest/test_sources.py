import os
from pathlib import Path

import polars as pl
import pytest

from linkage.errors import NoFeed, UnknownFormat, WrongUse
from linkage.ingest import sources
from linkage.ingest.columnar import Columnar
from linkage.ingest.delimited import Delimited
from linkage.ingest.jsonlines import JsonLines
from linkage.ingest.mapping import Mapping
from linkage.ingest.query import Query
from tests.ingest import build


def found(*paths: object, mapping: Mapping | None = None) -> list[tuple[str, str]]:
    """Feed and label of each source."""
    listed = sources.find([str(path) for path in paths], mapping or Mapping(), print)
    return [(each.feed, each.label) for each in listed]


def touch(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).touch()


def test_a_folder_is_loaded_by_stem_in_the_order_of_the_feeds(tmp_path: Path) -> None:
    touch(
        tmp_path, "usage.parquet", "accounts-2.csv.gz", "labels.jsonl.zst", "accounts-1.csv", "network/x.csv"
    )
    assert found(tmp_path) == [
        ("accounts", "accounts-1.csv"),
        ("accounts", "accounts-2.csv.gz"),
        ("network", "x.csv"),
        ("usage", "usage.parquet"),
        ("labels", "labels.jsonl.zst"),
    ]


def test_files_that_are_no_feed_are_named_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    touch(
        tmp_path,
        "accounts.csv",
        "README.md",
        "usage.ods",
        ".hidden",
        "_SUCCESS",
        "network/notes.txt",
        "other/a.csv",
    )
    assert len(found(tmp_path)) == 1
    said = capsys.readouterr().out.splitlines()
    assert said == [
        "README.md is not a feed: skipped",
        "network/notes.txt is not a feed: skipped",
        "other is not a feed: skipped",
        "usage.ods is not a feed: skipped",
    ]


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("usage.parquet", Columnar),
        ("usage.csv", Delimited),
        ("USAGE.CSV.GZ", Delimited),
        ("usage.jsonl.zst", JsonLines),
    ],
)
def test_the_format_is_told_by_the_suffix(tmp_path: Path, name: str, table: type) -> None:
    touch(tmp_path, name)
    [source] = sources.find([f"usage={tmp_path / name}"], Mapping(), print)
    assert isinstance(source.table, table)


@pytest.mark.parametrize(
    "name", ["accounts.ods", "accounts", "accounts.csv.bz2", "accounts.parquet.gz", "accounts.gz"]
)
def test_a_named_file_of_an_unknown_format_is_refused(tmp_path: Path, name: str) -> None:
    touch(tmp_path, name)
    with pytest.raises(UnknownFormat, match=name):
        found(tmp_path / name)


def test_a_named_file_that_is_named_like_no_feed_is_refused_with_the_way_out(tmp_path: Path) -> None:
    touch(tmp_path, "people.csv")
    with pytest.raises(WrongUse, match=r"FEED=people\.csv, or under \[files\]"):
        found(tmp_path / "people.csv")
    assert found(f"accounts={tmp_path / 'people.csv'}") == [("accounts", "people.csv")]
    assert found(tmp_path, mapping=Mapping(files={"people": "accounts"})) == [("accounts", "people.csv")]


def test_a_text_is_a_feed_where_it_is_called_so_and_a_note_elsewhere(tmp_path: Path) -> None:
    touch(tmp_path, "accounts.txt", "billing.tsv", "usage-notes.txt", "zahlungen.txt", "network/liesmich.txt")
    assert found(tmp_path) == [("accounts", "accounts.txt"), ("billing", "billing.tsv")]
    named = Mapping(files={"zahlungen.txt": "billing"})
    assert ("billing", "zahlungen.txt") in found(tmp_path, mapping=named)
    assert found(f"usage={tmp_path / 'usage-notes.txt'}") == [("usage", "usage-notes.txt")]


def test_nothing_to_load_is_said(tmp_path: Path) -> None:
    touch(tmp_path, "README.md")
    touch(tmp_path, "accounts.ods")
    with pytest.raises(
        NoFeed, match=r"no feed at .*README\.md is not a feed: skipped; accounts\.ods is not a feed"
    ):
        found(tmp_path)
    with pytest.raises(NoFeed, match="does not exist"):
        found(tmp_path / "accounts.csv")


def test_a_database_is_named_with_its_query_or_in_the_mapping() -> None:
    mapping = Mapping.model_validate(
        {"sources": {"crm": {"url": "sqlite://", "query": "select 1", "feed": "accounts"}}}
    )
    assert found("usage=sqlite:///x.db#select 1 as a", mapping=mapping) == [
        ("accounts", "crm"),
        ("usage", "usage by SQL"),
    ]
    [source] = sources.find(["usage=sqlite:///x.db#select '#' as a"], Mapping(), print)
    assert source.table == Query("usage by SQL", "sqlite:///x.db", "select '#' as a")


def test_a_database_without_a_query_is_refused_without_its_password() -> None:
    with pytest.raises(WrongUse, match="name the query too") as raised:
        found("usage=postgresql://user:hunter2@host/db")
    assert "hunter2" not in str(raised.value)


def test_folders_that_say_a_column_are_parts_of_a_feed(tmp_path: Path) -> None:
    rows = pl.DataFrame({"account_id": ["u1"]})
    for name in (
        "accounts/country=DE/p.csv",
        "accounts/country=__HIVE_DEFAULT_PARTITION__/p.csv",
        "accounts/p.csv",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        rows.write_csv(tmp_path / name)
    touch(tmp_path, "accounts/_SUCCESS", "accounts/.p.crc")
    for path in (tmp_path, tmp_path / "accounts", f"accounts={tmp_path / 'accounts'}"):
        parts = sources.find([str(path)], Mapping(), print)
        assert [each.label for each in parts] == [
            "country=DE/p.csv", "country=__HIVE_DEFAULT_PARTITION__/p.csv", "p.csv",
        ]  # fmt: skip
        cells = [build.rows(each.table, each.table.columns() or []) for each in parts]
        assert cells == [[(2, "u1", "DE")], [(2, "u1", None)], [(2, "u1")]]
        assert len({each.table.digest() for each in parts}) == 3
    assert parts[0].table.columns(["account_id"]) == ["account_id", "country"]


def test_a_folder_named_like_a_file_is_a_feed(tmp_path: Path) -> None:
    (tmp_path / "accounts.parquet").mkdir()
    touch(tmp_path, "accounts.parquet/part-0.parquet", "accounts.parquet/2026/part-1.parquet")
    expected = [("accounts", "2026/part-1.parquet"), ("accounts", "part-0.parquet")]
    assert found(tmp_path) == found(tmp_path / "accounts.parquet") == expected


def test_a_delta_table_is_no_folder_of_files(tmp_path: Path) -> None:
    (tmp_path / "usage" / "_delta_log").mkdir(parents=True)
    touch(tmp_path, "usage/part-0.parquet")
    [source] = sources.find([str(tmp_path)], Mapping(), print)
    for ask in (source.table.columns, source.table.digest, lambda: build.rows(source.table, ["hour"])):
        with pytest.raises(WrongUse, match="is a Delta table"):
            ask()


def test_pipes_and_devices_are_no_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    touch(tmp_path, "accounts.csv")
    os.mkfifo(tmp_path / "billing.csv")
    assert found(tmp_path) == [("accounts", "accounts.csv")]
    assert "billing.csv is a pipe or a device: skipped" in capsys.readouterr().out
    with pytest.raises(WrongUse, match="a pipe or a device"):
        found(tmp_path / "billing.csv")
    with pytest.raises(WrongUse, match="a pipe or a device"):
        found("accounts=/dev/zero")


def test_a_name_that_is_no_text_or_steers_a_terminal_is_shown_escaped(tmp_path: Path) -> None:
    for name in (b"accounts-\xff.csv", b"accounts-\x1b[31m.csv", "accounts-\u202e.csv".encode()):
        (tmp_path / os.fsdecode(name)).touch()
    assert [label for _, label in found(tmp_path)] == [
        r"accounts-\x1b[31m.csv", r"accounts-\u202e.csv", r"accounts-\xff.csv",
    ]  # fmt: skip


def test_a_link_to_nowhere_is_not_passed_over(tmp_path: Path) -> None:
    (tmp_path / "accounts.csv").symlink_to(tmp_path / "gone.csv")
    assert found(tmp_path) == [("accounts", "accounts.csv")]


def test_a_folder_may_be_named_as_a_feed(tmp_path: Path) -> None:
    touch(tmp_path, "part-0.parquet", "part-1.parquet")
    assert found(f"usage={tmp_path}") == [("usage", "part-0.parquet"), ("usage", "part-1.parquet")]
