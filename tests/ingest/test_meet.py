from pathlib import Path

import polars as pl
import pytest

from linkage.graph.store import Store
from linkage.ingest import meet
from tests.ingest import build
from tests.ingest.world import bring


def load(store: Store, folder: Path, feed: str, *ids: str) -> list[meet.Unmet]:
    frame = pl.DataFrame({"account_id": ids, "device_id": [f"device-{at}" for at in range(len(ids))]})
    path = build.written(folder / f"{feed}-{abs(hash(ids))}.parquet", frame)
    return meet.unmet(store, bring(store, path))


@pytest.mark.parametrize(
    ("stranger", "known", "way", "shapes"),
    [
        ("00123", "123", "leading zeros", ("00999", "999")),
        ("123", "00123", "leading zeros", ("999", "00999")),
        ("123.0", "123", "`.0`", ("999.0", "999")),
        (" Acc1  ", "Acc1", "blanks", ("␣Aaa9␣␣", "Aaa9")),
        ("ACC1", "acc1", "case", ("AAA9", "aaa9")),
        ("cafe\u0301-1", "caf\u00e9-1", "unicode form", ("aaaa◌-9", "aaaa-9")),
        ("acc1   ", "ACC1", "blanks", ("aaa9␣␣␣", "AAA9")),
    ],
)
def test_ids_that_differ_in_how_they_are_written_are_told_by_shape(
    stranger: str, known: str, way: str, shapes: tuple[str, str]
) -> None:
    assert meet.near(pl.Series([stranger]), pl.Series([known, "other"])) == [meet.Near(way, 1, shapes)]


def test_others_are_near_to_nobody() -> None:
    assert meet.near(pl.Series(["x1", "000", "1230"]), pl.Series(["123", "x2"])) == []


def test_accounts_that_no_accounts_feed_names_are_counted(tmp_path: Path, store: Store) -> None:
    assert load(store, tmp_path, "devices", "00123", "x1", "u1") == []  # nothing to compare with yet
    [found] = load(store, tmp_path, "accounts", "123", "u1")
    assert (found.feed, found.accounts, found.unmet) == ("devices", 3, 2)
    assert [(each.way, each.accounts) for each in found.near] == [("leading zeros", 1)]
    first, second = found.sentences()
    assert first == "2 of 3 accounts in devices are in no accounts feed"
    assert "(`00999`, known as `999`): write it as text" in second
    assert load(store, tmp_path, "devices", "u1", "123") == []
    assert [each.unmet for each in load(store, tmp_path, "devices", "U1")] == [1]


def test_a_shape_shows_nothing_of_the_value() -> None:
    assert meet.shape("Anna.Smith@firm-7.com") == "Aaaa.Aaaaa@aaaa-9.aaa"
    assert meet.shape("9" * 40) == "9" * 24 + "…"
