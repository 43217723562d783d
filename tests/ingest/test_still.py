import os
import time
from pathlib import Path

import pytest

from linkage.graph.store import Store
from linkage.ingest import still
from linkage.ingest.delimited import Delimited
from linkage.ingest.load import Options
from tests.ingest import build
from tests.ingest.world import PEPPER, bring


def file(folder: Path, text: bytes, seconds: float, name: str = "accounts.csv") -> Path:
    """A file last changed so many seconds ago."""
    (folder / name).write_bytes(text)
    now = time.time()
    os.utime(folder / name, (now - seconds, now - seconds))
    return folder / name


@pytest.mark.parametrize(
    ("text", "seconds", "said"),
    [
        (b"a\nx\n", 1, "still being written"),
        (b"a\nx", 30, "last line does not end"),
        (b"a\nx\n", 30, None),
        (b"a\rx\r", 30, None),
        ("a\nx\n".encode("utf-16-le"), 30, None),
        ("a\nx".encode("utf-16-le"), 30, "last line does not end"),
        (b"", 30, None),
        (b"a\nx", 2 * still.PATIENCE, None),
        (b"a\nx\n", -5000, None),
    ],
)
def test_a_file_is_left_alone_until_it_is_written(
    tmp_path: Path, text: bytes, seconds: float, said: str | None
) -> None:
    found = still.unready(file(tmp_path, text, seconds), time.time(), 3)
    assert found is None if said is None else said in str(found)


def test_a_row_that_may_be_cut_short_is_set_aside(tmp_path: Path) -> None:
    read = still.Cut(Delimited(file(tmp_path, b"a,b\nx,1\ny,2\nz,3", 0)))
    for size in (1, 2, 100):
        assert build.rows(read, ["a"], size) == [(2, "x"), (3, "y")]
        assert build.aside(read, ["a"], size) == [(4, "cut")]
    assert read.columns() == ["a", "b"]
    assert read.digest() != read.table.digest()


def test_a_scheduled_load_leaves_what_is_being_written_and_believes_no_cut_row(
    tmp_path: Path, store: Store
) -> None:
    told: list[str] = []
    scheduled = Options(PEPPER, still=3, notice=told.append)
    file(tmp_path, b"account_id\nacct-1\nacct-2", 0)
    file(tmp_path, b"account_id,device_id\nacct-1,d1\n", 30, "devices.csv")
    assert [each.feed for each in bring(store, tmp_path, options=scheduled)] == ["devices"]
    assert told[-1:] == ["accounts.csv waits for the next round: it is still being written"]
    file(tmp_path, b"account_id\nacct-1\nacct-2", 2 * still.PATIENCE)
    assert [each.counts.quarantined for each in bring(store, tmp_path, options=scheduled)] == [1, 0]
    file(tmp_path, b"account_id\nacct-1\nacct-23\n", 30)
    bring(store, tmp_path, options=scheduled)
    assert store.accounts(store.watermark())["account_id"].sort().to_list() == ["acct-1", "acct-23"]


def test_a_file_that_changes_while_it_is_read_leaves_nothing(tmp_path: Path, store: Store) -> None:
    path = file(tmp_path, b"account_id\nacct-1\n", 30)

    def grow(*_: object) -> None:
        path.write_bytes(b"account_id\nacct-1\nacct-2\n")

    failed: list[str] = []
    options = Options(PEPPER, progress=grow, failed=lambda label, error: failed.append(f"{label}: {error}"))
    assert bring(store, path, options=options) == []
    assert "changed while it was read" in failed[0]
    assert store.batches() == []
