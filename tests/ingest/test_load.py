from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkage.errors import NoFeed, PepperChanged
from linkage.graph import open_store
from linkage.graph.store import Store
from linkage.ingest.load import Loaded, Options, reingest
from linkage.normalise import epoch
from tests.ingest import build
from tests.ingest.world import PEPPER, Aside, assert_same, bring, people, read


@pytest.mark.parametrize("suffix", build.SUFFIXES)
def test_every_format_brings_the_same(tmp_path: Path, store: Store, suffix: str) -> None:
    [loaded] = bring(store, build.written(tmp_path / f"accounts{suffix}", people()))
    assert (loaded.feed, loaded.file) == ("accounts", f"accounts{suffix}")
    assert (loaded.counts.rows, loaded.counts.accepted) == (6, 6)
    assert loaded.batch.seq == 1
    other = open_store(f"sqlite:///{tmp_path / 'other.sqlite'}")
    bring(other, build.written(tmp_path / "accounts.parquet", people()))
    assert_same(read(store), read(other))
    assert read(store)[0].height > 0
    other.close()


def test_no_feed_leaves_nothing_written(tmp_path: Path, store: Store) -> None:
    with pytest.raises(NoFeed):
        bring(store, tmp_path / "nothing")
    assert store.batches() == []


def test_another_pepper_is_refused_until_everything_is_loaded_anew(tmp_path: Path, store: Store) -> None:
    path = build.written(tmp_path / "accounts.csv", people())
    bring(store, path)
    before = read(store)
    other = Options(b"another pepper, just as long as it")
    with pytest.raises(PepperChanged, match="linkage reingest"):
        bring(store, path, options=other)
    assert_same(read(store), before)
    [loaded] = reingest([str(path)], store, Aside(), other)
    assert loaded.counts.accepted == 6
    assert store.epoch() == epoch(other.pepper)
    assert read(store)[0].height == before[0].height
    assert set(read(store)[0]["value"]).isdisjoint(before[0]["value"])


def test_a_database_is_loaded_like_a_file(tmp_path: Path, store: Store) -> None:
    people().write_database("people", f"sqlite:///{tmp_path / 'x.db'}", engine="adbc")
    path = f"accounts=sqlite:///{tmp_path / 'x.db'}#select * from people order by account_id"
    [loaded] = bring(store, path)
    assert loaded.counts.accepted == 6
    [again] = bring(store, path)
    assert again.repeated


ODD = [
    "u1,2024-01-01,a@example.com\n",
    "u1,2024-01-01,a@example.com\n",
    "u2,soon,b@example.com\n",
    ",,\n",
    "\n",
]
ODD += [
    'u3,2024-01-01,"a@example.com\n',
    'u4,1706659200,"c@\nexample.com"\n',
    "u5\n",
    "u6,2024-01-01,a@example.com\n",
]
ODD += ["u7,2024-01-01,d@example.com\n", "x@example.com,,\n", '"u8",2024-01-01,d@example.com\n']


@pytest.mark.slow
@settings(deadline=None, max_examples=10)
@given(st.lists(st.sampled_from(ODD), max_size=12), st.integers(1, 6))
def test_neither_order_nor_split_nor_size_of_chunks_changes_what_is_read(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str], size: int
) -> None:
    folder = tmp_path_factory.mktemp("law")
    shuffled = sorted(lines)
    cut = len(lines) // 2
    header = "account_id,created_at,email\n"
    for name, rows in {
        "a/accounts": lines,
        "b/accounts-1": shuffled[:cut],
        "b/accounts-2": shuffled[cut:],
    }.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / f"{name}.csv").write_text(header + "".join(rows))
    sound = not any('"a@' in line for line in lines)
    whole, split = (open_store(f"sqlite:///{folder / name}.sqlite") for name in ("whole", "split"))
    for loaded in [
        *bring(whole, folder / "a"),
        *bring(split, folder / "b", options=Options(PEPPER, chunk_rows=size)),
    ]:
        counts = loaded.counts
        assert counts.rows == counts.accepted + counts.duplicate + counts.quarantined
        assert min(counts.accepted, counts.duplicate, counts.quarantined, counts.cells) >= 0
    if sound:
        assert_same(read(whole), read(split))
    whole.close()
    split.close()


def test_options_do_not_show_the_pepper() -> None:
    assert "pepper for the tests" not in repr(replace(Options(PEPPER), batch="x"))


def test_each_table_is_told_of_when_it_is_in(tmp_path: Path, store: Store) -> None:
    told: list[Loaded] = []
    paths = [build.written(tmp_path / f"accounts-{part}.csv", people(part)) for part in (1, 2)]
    loaded = bring(store, *paths, options=Options(PEPPER, done=told.append))
    assert told == loaded
