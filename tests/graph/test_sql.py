"""The SQL store against the world: killed, locked, full, damaged, read while another process writes."""

import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from linkage.errors import Refused, StoreUnavailable, WrongUse
from linkage.graph import Store, open_store
from linkage.graph.driver import Database, Prepared
from linkage.graph.sqlite import Sqlite
from linkage.model import Batch
from tests.graph.build import EPOCH, contents, holds, load, part
from tests.graph.loader import big

PARTS = 3
Contents = dict[str, list[tuple[object, ...]]]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "home" / "graph.sqlite"


@pytest.fixture
def url(path: Path) -> str:
    return f"sqlite:///{path}?timeout=0.2"


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    opened = open_store(url)
    yield opened
    opened.close()


def loader(url: str, statement: str = "", limit: str = "") -> subprocess.Popen[str]:
    """A loading process that has opened its store; it dies before that statement, or has that limit."""
    command = [sys.executable, "-m", "tests.graph.loader", url, "big", str(PARTS), *statement.split()]
    shell = ["bash", "-c", f'{limit} exec "$@"', "loader", *command] if limit else command
    process = subprocess.Popen(shell, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "open\n"
    return process


def finish(process: subprocess.Popen[str]) -> str:
    """What it had to say at its end."""
    out, err = process.communicate(timeout=60)
    return out + err


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Contents:
    """What an undisturbed load leaves."""
    store = open_store(f"sqlite:///{tmp_path_factory.mktemp('whole') / 'graph.sqlite'}")
    load(store, "big", *(big("big", place) for place in range(PARTS)))
    read = contents(store)
    store.close()
    return read


@pytest.mark.parametrize("statement", [4, 9, 50, 97])
def test_a_load_that_was_killed_is_as_if_it_never_began(url: str, whole: Contents, statement: int) -> None:
    process = loader(url, statement=str(statement))
    assert "done" not in finish(process)
    assert process.returncode == -signal.SIGKILL
    store = open_store(url)
    assert store.watermark() == 0
    assert {name for name, rows in store.counts().items() if rows} == set()
    load(store, "big", *(big("big", place) for place in range(PARTS)))
    assert contents(store) == whole
    store.close()


def test_a_process_killed_after_its_commit_loses_nothing(url: str) -> None:
    code = (
        "import os, sys; from linkage.graph import open_store; from tests.graph.build import *\n"
        "load(open_store(sys.argv[1]), 'a', part([*holds(1, 100), *holds(2, 100)])); os.kill(os.getpid(), 9)"
    )
    assert subprocess.run([sys.executable, "-c", code, url], check=False).returncode == -signal.SIGKILL
    store = open_store(url)
    assert store.held(1).shared["account"].to_list() == [1, 2]
    assert not store.begin(Batch("a", "facts", EPOCH))
    store.close()


def test_one_process_reads_while_another_loads(url: str, store: Store) -> None:
    load(store, "a", part([*holds(1, 5), *holds(2, 5)]))
    before = contents(store, 1)
    process = loader(url.replace("0.2", "30"))
    while process.poll() is None:
        assert contents(store, 1) == before
    assert "done" in finish(process)
    assert contents(store, 1) == before
    assert store.watermark() == 2


def test_a_batch_is_loaded_by_one_process_at_a_time(url: str, store: Store) -> None:
    other = open_store(url)
    batch = Batch("a", "facts", EPOCH)
    store.begin(batch)
    with pytest.raises(Refused):
        other.begin(batch)
    assert other.begin(Batch("b", "facts", EPOCH))
    store.abandon(batch)
    assert other.begin(batch)
    other.close()


def test_a_batch_that_another_process_committed_meanwhile_is_not_committed_again(
    path: Path, store: Store
) -> None:
    batch = Batch("a", "facts", EPOCH)
    store.begin(batch)
    store.write(batch, part(holds(1, 100)))
    database = Database(Sqlite(path, 1))
    row = "INSERT INTO batches VALUES (1, 'a', 'facts', '0badcafe/1', 1, 'committed', 1)"
    with database.transaction("write") as session:
        session.run(Prepared(row, (), {}))
    assert store.commit(batch).seq == 1
    assert store.accounts(99).is_empty()
    database.close()


def test_the_file_is_for_its_owner_alone(path: Path, store: Store) -> None:
    load(store, "a", part(holds(1, 100)))
    batch = Batch("b", "facts", EPOCH)
    store.begin(batch)
    store.write(batch, part(holds(1, 100)))
    for each in [path.parent, *path.parent.rglob("*")]:
        assert stat.S_IMODE(each.stat().st_mode) & 0o077 == 0 or each.suffix == ".arrow", each
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_nothing_is_left_beside_the_database_after_a_commit(path: Path, store: Store) -> None:
    load(store, "a", part(holds(1, 100)))
    assert list((path.parent / "graph.sqlite.parts").iterdir()) == []


def test_a_locked_database_is_said_to_be_away(path: Path, store: Store) -> None:
    database = Database(Sqlite(path, 1))
    with database.transaction("write"), pytest.raises(StoreUnavailable):
        load(store, "a", part(holds(1, 100)))
    database.close()
    assert load(store, "a", part(holds(1, 100))).seq == 1


def test_a_file_that_is_no_database_is_said_to_be_away(path: Path, url: str) -> None:
    path.parent.mkdir()
    path.write_bytes(b"no database at all" * 1_000)
    with pytest.raises(StoreUnavailable):
        open_store(url)


def test_a_folder_that_cannot_be_made_is_said_to_be_away(path: Path, url: str) -> None:
    path.parent.write_text("a file where the home should be")
    with pytest.raises(StoreUnavailable):
        open_store(url)


def test_a_database_that_vanished_is_said_to_be_away(path: Path, url: str) -> None:
    open_store(url).close()
    database = Database(Sqlite(path, 1))
    for each in path.parent.glob("graph.sqlite*"):
        each.unlink() if each.is_file() else each.rmdir()
    with pytest.raises(StoreUnavailable), database.transaction():
        pass


def test_a_full_disk_is_said_and_leaves_the_store_as_it_was(url: str, store: Store) -> None:
    load(store, "a", part([*holds(1, 5), *holds(2, 5)]))
    before = contents(store)
    process = loader(url, limit="ulimit -f 200; trap '' XFSZ;")
    told = finish(process)
    assert "StoreUnavailable" in told
    assert "done" not in told
    assert contents(store) == before
    assert load(store, "big", big("big", 0)).seq == 2


def test_a_graph_of_a_newer_version_is_refused(path: Path, url: str) -> None:
    open_store(url).close()
    database = Database(Sqlite(path, 1))
    with database.transaction("write") as session:
        session.run(Prepared("UPDATE meta SET value = '99' WHERE key = 'schema'", (), {}))
    database.close()
    with pytest.raises(WrongUse, match="newer"):
        open_store(url)


@pytest.mark.parametrize("wrong", ["sqlite://", "sqlite:///:memory:", "mysql://host/x", "no url"])
def test_only_a_file_of_sqlite_is_a_graph(wrong: str) -> None:
    with pytest.raises(WrongUse):
        open_store(wrong)
