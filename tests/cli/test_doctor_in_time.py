"""A doctor says in time what is wrong with a server that hangs, is dead or is locked, in a process of its own too."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from threading import Event
from time import monotonic

import psycopg
import pytest

from linkage.errors import StoreUnavailable, UnknownBatch
from linkage.graph import health, open_graph
from linkage.home import findings
from linkage.ledger import upgrade
from linkage.ledger.db.session import connect
from linkage.settings import Settings
from tests.cli.conftest import Run
from tests.cli.test_doctor import away, told
from tests.graph.build import holds, load, part
from tests.ledgers import Databases, url
from tests.stopping import Stoppable, stoppable
from tools.servers.process import free_port

ALLOWED = 3.0
"""Seconds, beside what it needs to begin."""
BREAKS: dict[str, Callable[[Stoppable], None]] = {"hung": Stoppable.hang, "killed": Stoppable.kill}

LATE = """
import sys, threading

class Watch:
    def find_spec(self, name, *_):
        if threading.current_thread() is not threading.main_thread():
            print("late:", name, file=sys.stderr)

sys.meta_path.insert(0, Watch())
from linkage.cli import main
main(["doctor", "--json"])
"""
"""A doctor that tells of every module that one of its threads is the first to need."""


@pytest.fixture(scope="module")
def server() -> Iterator[Stoppable]:
    with stoppable() as made:
        yield made


@pytest.fixture
def both(server: Stoppable, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The URL of a PostgreSQL with graph and ledger, which is set and was looked at while it was well."""
    place = url(server.address, "postgres")
    monkeypatch.setenv("LINKAGE_GRAPH_URL", place)
    monkeypatch.setenv("LINKAGE_LEDGER_URL", place)
    engine = connect(place)
    upgrade.upgrade(engine)
    engine.dispose()
    open_graph(Settings()).close()
    yield place
    server.back()


@pytest.mark.postgres
@pytest.mark.xdist_group("stoppable")
@pytest.mark.parametrize("way", BREAKS)
def test_a_postgres_that_hangs_or_is_dead_is_told_with_what_to_do(
    way: str, run: Run, server: Stoppable, both: str
) -> None:
    assert run("doctor", "--json").code == 0
    BREAKS[way](server)
    done, seconds = away(run)
    assert done.code == 1
    assert seconds < ALLOWED
    for name in ("graph", "ledger"):
        [found] = told(done, name)
        assert found["well"] is False
        assert found["advice"].startswith(f"check LINKAGE_{name.upper()}_URL")
        assert found["advice"].endswith("that the server is up")
    assert server.address.password not in done.out + done.err


@pytest.mark.postgres
def test_a_graph_that_somebody_locks_is_told_without_what_is_in_it(
    run: Run, databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(findings, "COUNTED", 0.5)
    with databases.empty() as place:
        monkeypatch.setenv("LINKAGE_GRAPH_URL", place)
        with closing(open_graph(Settings())) as store:
            load(store, "one", part(holds(1, 100)))
        with psycopg.connect(place) as connection:
            connection.execute("LOCK TABLE graph.accounts IN ACCESS EXCLUSIVE MODE")
            done, seconds = away(run)
        assert "was not counted" in told(done, "graph")[0]["says"]
        assert told(done, "graph layout")[0]["well"] is True
        assert seconds < ALLOWED


def test_what_says_nothing_is_given_up_and_what_answers_is_answered() -> None:
    never, began = Event(), monotonic()
    with pytest.raises(StoreUnavailable, match="did not answer"):
        health.within(0.1, lambda: never.wait(10))
    assert monotonic() - began < 2
    never.set()
    assert health.within(5, lambda: 7) == 7

    def refused() -> None:
        raise UnknownBatch("no")

    with pytest.raises(UnknownBatch):
        health.within(5, refused)


@pytest.mark.parametrize("graph", ["bolt://127.0.0.1", "postgresql://me@127.0.0.1"])
def test_in_a_process_of_its_own_no_two_threads_import_what_they_need(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, graph: str
) -> None:
    """Two that import at once what imports one another find half a module each, now and then."""
    monkeypatch.setenv("LINKAGE_GRAPH_URL", f"{graph}:{free_port()}/x")
    monkeypatch.setenv("LINKAGE_LEDGER_URL", f"postgresql://me@127.0.0.1:{free_port()}/x")
    monkeypatch.setenv("LINKAGE_HOME", str(tmp_path))
    monkeypatch.chdir(Path(__file__).parents[2])
    done = subprocess.run([sys.executable, "-c", LATE], capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    late = {line.removeprefix("late: ") for line in done.stderr.splitlines()}
    ours = ("linkage", "sqlalchemy", "polars", "numpy", "pyarrow", "alembic", "neo4j", "psycopg")
    assert not {name for name in late if name.partition(".")[0] in ours}
