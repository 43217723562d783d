"""What falls over in the rows of an embedded graph is noticed; what was written is believed."""

import random
import shutil
import sqlite3
import struct
from contextlib import closing
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkage.errors import StoreUnavailable
from linkage.graph import Store, open_store, sums
from linkage.graph.health import damage
from linkage.settings import Settings
from tests.graph.build import contents, holds, load, part

READ = 99
"""A watermark above all."""


@pytest.fixture
def file(tmp_path: Path, filled: Path) -> Path:
    """A graph with everything in it, closed."""
    return Path(shutil.copy(filled, tmp_path / "graph.sqlite"))


def opened(path: Path) -> "closing[Store]":
    return closing(open_store(f"sqlite:///{path}"))


def broken(path: Path) -> str | None:
    """What a thorough look finds."""
    return damage(Settings(home=path.parent), every=True)


def change(path: Path, statement: str) -> None:
    """What no program of ours did."""
    with closing(sqlite3.connect(path)) as connection, connection:
        assert connection.execute(statement).rowcount > 0


def test_what_was_written_folded_and_taken_back_is_whole(file: Path) -> None:
    assert broken(file) is None
    with opened(file) as store:
        store.erase(1)
        store.erase(5)
        load(store, "g", part([*holds(9, 100, 777), *holds(4, 777)], [(777, 305)]))
        store.compact(READ)
    assert broken(file) is None
    with opened(file) as store:
        load(store, "n", part(holds(3, 100, 401)), epoch="other/1")
        store.activate("other/1")
        assert contents(store)["shared"] == []
    assert broken(file) is None


def test_a_graph_with_nothing_in_it_is_whole(tmp_path: Path) -> None:
    with opened(tmp_path / "graph.sqlite"):
        pass
    assert broken(tmp_path / "graph.sqlite") is None


CHANGES = {
    "facts": "UPDATE facts SET first_seen = first_seen + 1 WHERE account = 2 AND value = 200",
    "implied": "UPDATE implied SET kind = kind + 1 WHERE value = 100",
    "measures": "UPDATE measures SET paid_days = X'0300000008000000'",
    "relations": "UPDATE relations SET amount = 2.75",
    "labels": "UPDATE labels SET at = NULL WHERE at = 9",
    "exits": "UPDATE exits SET country = 'XD' WHERE country = 'XC'",
}


@pytest.mark.parametrize(("table", "statement"), CHANGES.items(), ids=list(CHANGES))
def test_a_run_does_not_read_what_was_not_written(file: Path, table: str, statement: str) -> None:
    change(file, statement)
    name = "held" if table in ("facts", "implied") else table
    with (
        opened(file) as store,
        pytest.raises(StoreUnavailable, match=f"rows of {table} are not what was written"),
    ):
        getattr(store, name)(READ)
    assert table in str(broken(file))


@pytest.mark.parametrize(
    ("table", "statement"),
    [
        ("values", "UPDATE \"values\" SET mask = 'mask-2p0' WHERE value = 200"),
        ("values", 'UPDATE "values" SET kind = kind + 2 WHERE value = 200'),
        ("kinds", "UPDATE kinds SET name = 'cart' WHERE name = 'card'"),
    ],
)
def test_masks_and_kinds_are_looked_at_before_a_run(file: Path, table: str, statement: str) -> None:
    change(file, statement)
    assert f"rows of {table} are not what was written" in str(damage(Settings(home=file.parent)))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE batches SET seq = seq + 64 WHERE number = 1",
        "UPDATE batches SET state = 'withdrawn' WHERE state = 'committed'",
        "UPDATE batches SET holder = holder + 1 WHERE number = 1",
        "UPDATE batches SET id = id || 'x' WHERE number = 1",
        "UPDATE batches SET epoch = 'other/1' WHERE number = 1",
        "DELETE FROM batches WHERE number = 1",
    ],
)
def test_a_batch_that_is_not_what_was_written_is_found_before_a_run_and_by_the_doctor(
    file: Path, statement: str
) -> None:
    change(file, statement)
    for every in (False, True):
        found = damage(Settings(home=file.parent), every=every)
        assert found == "rows of batches are not what was written"


def test_damage_of_a_batch_outlives_what_is_loaded_and_taken_back_after_it(file: Path) -> None:
    change(file, "UPDATE batches SET seq = seq + 64 WHERE number = 1")
    with opened(file) as store:
        load(store, "g", part(holds(9, 100)))
        store.withdraw("g")
        load(store, "g", part(holds(9, 100)))
    assert "batches" in str(broken(file))


def test_a_graph_that_had_no_sum_of_its_batches_has_one_from_the_next_load_on(file: Path) -> None:
    change(file, "DELETE FROM meta WHERE key = 'sum batches 0'")
    change(file, "UPDATE meta SET value = '2' WHERE key = 'schema'")
    assert broken(file) is None
    with opened(file) as store:
        load(store, "g", part(holds(9, 100)))
    assert broken(file) is None
    change(file, "UPDATE batches SET seq = seq + 64 WHERE number = 1")
    assert "batches" in str(broken(file))


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM seen WHERE account = 7",
        "DELETE FROM holdings WHERE account = 2",
        "DELETE FROM facts WHERE account = 2",
        "UPDATE facts SET batch = 5 WHERE batch = 4",
        "UPDATE facts SET batch = 77 WHERE account = 2",
    ],
)
def test_rows_that_are_gone_or_elsewhere_are_missed(file: Path, statement: str) -> None:
    change(file, statement)
    assert "are not what was written" in str(broken(file))


def test_damage_is_not_folded_into_what_counts_as_written(file: Path) -> None:
    change(file, CHANGES["facts"])
    with opened(file) as store, pytest.raises(StoreUnavailable, match="damaged"):
        store.compact(READ)
    assert "facts" in str(broken(file))


@pytest.fixture
def old(file: Path) -> Path:
    """The same graph as an earlier version left it."""
    change(file, "DELETE FROM meta WHERE key LIKE 'sum %'")
    change(file, "UPDATE meta SET value = '1' WHERE key = 'schema'")
    return file


def test_a_graph_of_an_earlier_version_is_read_as_before(old: Path) -> None:
    change(old, CHANGES["facts"])
    with opened(old) as store:
        assert store.held(READ).shared.height > 0
        load(store, "g", part(holds(9, 100)))
    assert broken(old) is None


def test_a_graph_of_an_earlier_version_has_sums_once_it_is_compacted(old: Path) -> None:
    with opened(old) as store:
        load(store, "g", part(holds(9, 100)))
        store.compact(READ)
        load(store, "h", part(holds(9, 401)))
    assert broken(old) is None
    change(old, "UPDATE facts SET count = count + 1 WHERE account = 9")
    assert "facts" in str(broken(old))


CELLS = {
    "number": st.none() | st.integers(-(2**63), 2**63 - 1),
    "amount": st.none() | st.floats(width=64, allow_nan=False),
    "text": st.none() | st.text(max_size=12),
    "bytes": st.none() | st.binary(max_size=12),
}
SCHEMA = {"number": pl.Int64(), "amount": pl.Float64(), "text": pl.String(), "bytes": pl.Binary()}


@given(st.lists(st.fixed_dictionaries(CELLS), max_size=8), st.randoms(use_true_random=False))
@settings(deadline=None)
def test_a_sum_is_of_the_rows_and_of_no_order(rows: list[dict[str, object]], rng: random.Random) -> None:
    mixed = rng.sample(rows, len(rows))
    at = rng.randint(0, len(rows))
    parts = [pl.DataFrame(each, SCHEMA) for each in (mixed[:at], mixed[at:])]
    assert sums.total(pl.DataFrame(rows, SCHEMA)) == sum(map(sums.total, parts)) % 2**64


@given(st.text(min_size=1, max_size=20), st.data())
@settings(deadline=None)
def test_every_single_bit_of_a_text_counts(text: str, data: st.DataObject) -> None:
    raw = bytearray(text.encode())
    before = sums.total(pl.DataFrame({"mask": [bytes(raw)]}))
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    assert sums.total(pl.DataFrame({"mask": [bytes(raw)]})) != before


def test_values_that_changed_places_between_rows_are_noticed() -> None:
    one, other = pl.DataFrame({"a": [1, 2], "b": [3, 4]}), pl.DataFrame({"a": [1, 2], "b": [4, 3]})
    assert sums.total(one) != sums.total(other)


def test_a_sum_is_the_same_wherever_it_is_made() -> None:
    frame = pl.DataFrame({"a": [1, None], "b": ["mask", ""], "c": [0.5, -0.0]})
    half = struct.unpack("<Q", struct.pack("<d", 0.5))[0]
    mask = sum((byte + 1) * pow(0x100000001B3, place, 2**64) for place, byte in enumerate(b"mask", start=1))
    rows = [(1, mask, half), (0xD6E8FEB86659FD93, 0, 0)]
    expected = sum(
        mixed(sum(mixed(word + STEP * at) for at, word in enumerate(row, start=1))) for row in rows
    )
    assert sums.total(frame) == expected % 2**64


STEP = 0x9E3779B97F4A7C15


def mixed(word: int) -> int:
    """The end of splitmix64, by whole numbers."""
    word %= 2**64
    word = (word ^ (word >> 30)) * 0xBF58476D1CE4E5B9 % 2**64
    word = (word ^ (word >> 27)) * 0x94D049BB133111EB % 2**64
    return word ^ (word >> 31)
