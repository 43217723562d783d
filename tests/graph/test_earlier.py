"""A graph that a version without exits wrote is read, loaded upon and looked at as before."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from linkage import tables
from linkage.graph import health, open_store
from linkage.graph.health import damage
from linkage.settings import Settings
from tests.graph.build import contents, frame, holds, load, part
from tests.graph.empty import empty
from tools.servers.process import Address


@pytest.fixture
def earlier(tmp_path: Path, filled: Path) -> Path:
    """The file of such a graph, with everything in it that there was."""
    path = Path(shutil.copy(filled, tmp_path / "graph.sqlite"))
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DROP TABLE exits")
        connection.execute("DELETE FROM meta WHERE key LIKE 'sum exits %'")
        connection.execute("UPDATE meta SET value = '3' WHERE key = 'schema'")
    return path


def version(path: Path) -> str:
    with closing(sqlite3.connect(path)) as connection:
        return str(connection.execute("SELECT value FROM meta WHERE key = 'schema'").fetchone()[0])


def test_no_account_of_it_was_seen_anywhere_and_all_else_is_as_it_was(earlier: Path, filled: Path) -> None:
    with (
        closing(open_store(f"sqlite:///{filled}")) as there,
        closing(open_store(f"sqlite:///{earlier}")) as old,
    ):
        assert contents(old) == {**contents(there), "exits": []}
    assert damage(Settings(home=earlier.parent), every=True) is None


def test_it_is_of_this_version_once_an_account_of_it_was_seen_somewhere(earlier: Path) -> None:
    with closing(open_store(f"sqlite:///{earlier}")) as store:
        load(store, "g", part(holds(9, 100)))
    assert version(earlier) == "3"
    with closing(open_store(f"sqlite:///{earlier}")) as store:
        load(store, "h", part(others=[9], exits=frame(tables.EXITS, [(9, "XA")])))
    assert version(earlier) == "4"
    with closing(open_store(f"sqlite:///{earlier}")) as store:
        assert store.exits(99).rows() == [(9, "XA")]
        store.compact(99)
        assert store.exits(99).rows() == [(9, "XA")]
    assert damage(Settings(home=earlier.parent), every=True) is None


def test_it_is_read_where_nothing_can_be_written(earlier: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("linkage.graph.sqlite.readonly", lambda _: True)
    with closing(open_store(f"sqlite:///{earlier}")) as store:
        assert store.exits(99).schema == tables.EXITS
        assert store.exits(99).is_empty()
        assert [each.height for each in store.dump("exits", [1])] == [0] * len(
            list(store.dump("labels", [1]))
        )
        assert store.labels(99).height == 2


def test_the_doctor_misses_nothing_in_it(earlier: Path) -> None:
    assert health.look(Settings(home=earlier.parent), 1.0).missing == ()


@pytest.mark.postgres
def test_one_on_a_server_gets_its_table_when_it_is_opened(
    request: pytest.FixtureRequest, postgres_server: Address
) -> None:
    with empty("postgres", request) as place:
        with place.store() as store:
            load(store, "a", part(holds(1, 100)))
        with psycopg.connect(place.url, password=postgres_server.password) as connection:
            connection.execute("DROP TABLE graph.exits")
        with closing(place.open()) as store:
            assert store.exits(9).is_empty()
            load(store, "b", part(others=[1], exits=frame(tables.EXITS, [(1, "XA")])))
            assert store.exits(9).rows() == [(1, "XA")]
