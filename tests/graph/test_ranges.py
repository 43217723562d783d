"""Small tables are written and read in one go and large ones range by range: what a graph holds is the same."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import polars as pl
import pytest

from linkage.graph import Store, bulk, cuts, move, open_store, ranges, schema, sums
from linkage.graph.sql import SqlStore
from tests.graph.build import contents, holds, load, part, spent
from tests.graph.loader import big

Ways = tuple[Store, Store]
BATCHES = ("a", "b", "c")


def made(path: Path) -> Store:
    """Three batches with keys in all ranges, the first two folded."""
    store = open_store(f"sqlite:///{path}")
    for name in BATCHES:
        load(store, name, big(name, 0), big(name, 1))
    load(store, "d", part(holds(1, 100), measures=spent(1)))
    store.compact(2)
    return store


@pytest.fixture(scope="module")
def ways(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ways]:
    """A graph written in one go, and one written range by range."""
    folder = tmp_path_factory.mktemp("ways")
    with closing(made(folder / "whole.sqlite")) as whole, pytest.MonkeyPatch.context() as patch:
        by_range(patch)
        with closing(made(folder / "ranges.sqlite")) as apart:
            patch.undo()
            yield whole, apart


def by_range(patch: pytest.MonkeyPatch) -> None:
    """Have every table be a large one."""
    patch.setattr(cuts, "SMALL", -1)
    patch.setattr(bulk, "TOGETHER", 1)


@pytest.mark.parametrize("watermark", [2, 3, 4])
def test_what_is_read_is_the_same_however_it_was_written(ways: Ways, watermark: int) -> None:
    whole, apart = ways
    assert contents(whole, watermark) == contents(apart, watermark)
    assert len(contents(whole, watermark)["shared"]) > 500


def test_what_is_read_is_the_same_however_it_is_read(ways: Ways, monkeypatch: pytest.MonkeyPatch) -> None:
    before = contents(ways[0])
    by_range(monkeypatch)
    assert contents(ways[0]) == before
    assert contents(ways[1]) == before


def test_sums_of_rows_are_the_same(ways: Ways, monkeypatch: pytest.MonkeyPatch) -> None:
    def kept(store: Store) -> dict[tuple[str, int], int]:
        assert isinstance(store, SqlStore)
        with store._database.transaction() as session:
            assert sums.damage(session) is None
            return {at: value for at, value in sums.kept(session).items() if at[0] != schema.BATCHES.name}

    before = kept(ways[0])
    assert kept(ways[1]) == before
    by_range(monkeypatch)
    assert kept(ways[0]) == before


def test_a_move_range_by_range_makes_the_same_graph(
    ways: Ways, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_range(monkeypatch)
    with closing(open_store(f"sqlite:///{tmp_path / 'new.sqlite'}")) as target:
        wanted = move.plan(ways[0], 4)
        move.copy(ways[0], target, wanted)
        move.compare(ways[0], target, wanted)
        assert contents(target) == contents(ways[1])


def test_tables_are_dumped_side_by_side_even_where_one_is_small(
    ways: Ways, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cuts, "SMALL", ways[0].counts()["values"])
    with closing(open_store(f"sqlite:///{tmp_path / 'new.sqlite'}")) as target:
        move.copy(ways[0], target, move.plan(ways[0], 4))
        assert contents(target) == contents(ways[0])


def test_a_table_with_a_row_too_many_is_read_by_ranges(ways: Ways, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = ways[0].counts()["accounts"]
    assert isinstance(ways[0], SqlStore)
    with ways[0]._database.transaction() as session:
        for most, expected in ((rows, ranges.WHOLE), (rows - 1, ranges.RANGES)):
            monkeypatch.setattr(cuts, "SMALL", most)
            assert cuts.within(session, schema.ACCOUNTS) == expected
        assert cuts.within(session, schema.LABELS, schema.ACCOUNTS) == ranges.RANGES


@pytest.mark.parametrize(("most", "expected"), [(1, [2, 3, 1]), (3, [5, 1]), (5, [5, 1]), (6, [6])])
def test_frames_are_put_together_until_they_are_worth_a_statement(
    monkeypatch: pytest.MonkeyPatch, most: int, expected: list[int]
) -> None:
    monkeypatch.setattr(bulk, "TOGETHER", most)
    frames = [pl.DataFrame({"key": keys}) for keys in ([1, 2], [3, 4, 5], [6])]
    found = list(bulk.gathered(iter(frames)))
    assert [each.height for each in found] == expected
    assert pl.concat(found)["key"].to_list() == [1, 2, 3, 4, 5, 6]
