"""A Neo4j that hangs, dies in the middle of a load, and comes back."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from threading import Timer

import pytest
from pydantic import SecretStr

from linkage.cli import findings
from linkage.cli.doctor import looked
from linkage.cli.session import Session
from linkage.errors import StoreUnavailable
from linkage.graph import Access, Store, open_store
from linkage.settings import Settings
from tests.graph.build import contents, holds, load, part
from tests.graph.empty import bolt
from tests.graph.loader import big
from tools.servers.neo4j import Neo4j
from tools.servers.process import Address, await_ready, end

pytestmark = [pytest.mark.neo4j, pytest.mark.slow]


class Own:
    """A server of this test's own, to be treated badly."""

    def __init__(self, folder: Path) -> None:
        self.server = Neo4j(heap="512m", cache="64m")
        self.server.prepare(folder / "server")
        self._parts = folder / "parts"
        self.up()

    def up(self) -> None:
        """Start it, again on the same folder."""
        self.child = self.server.start()
        await_ready(self.server, self.child, self.server.log)

    def open(self) -> Store:
        """The store on it."""
        there = self.server.address(self.child.pid)
        return open_store(bolt(there), 5, Access(there.user, SecretStr(there.password), self._parts))

    def tell(self, what: signal.Signals) -> None:
        """Send it a signal."""
        os.kill(self.child.pid, what)


@pytest.fixture
def own(neo4j_server: Address, tmp_path: Path) -> Iterator[Own]:
    made = Own(tmp_path)
    yield made
    made.tell(signal.SIGCONT) if made.child.poll() is None else None
    end(made.child, made.server.ending)


def refused(call: Callable[[], object]) -> float:
    """Seconds until it was said that the store is away."""
    start = time.monotonic()
    with pytest.raises(StoreUnavailable):
        call()
    return time.monotonic() - start


def loaded_until_it_falls(store: Store) -> list[str]:
    """Names of the batches that were acknowledged."""
    done: list[str] = []
    try:
        while True:
            done.append(load(store, f"big{len(done)}", *(big("big", place) for place in range(3))).id)
    except StoreUnavailable:
        return done


def doctor(own: Own) -> tuple[list[findings.Finding], float]:
    """What a doctor finds of the graph, and the seconds it took."""
    there = own.server.address(own.child.pid)
    settings = Settings(graph_url=bolt(there), graph_user=there.user, graph_password=there.password)
    began = time.monotonic()
    found = [each for each in looked(Session(settings)) if each.name == "graph"]
    assert there.password not in str(found)
    return found, time.monotonic() - began


def away(own: Own) -> None:
    """It is told in time that the server is, and what to do."""
    [found], seconds = doctor(own)
    assert found.well is False
    assert found.advice is not None
    assert found.advice.startswith("check LINKAGE_GRAPH_URL")
    assert seconds < 3


def test_a_server_that_hangs_or_dies_is_said_to_be_away_and_loses_nothing(own: Own) -> None:
    with closing(own.open()) as store:
        load(store, "kept", part([*holds(1, 100), *holds(2, 100)]))
        kept = contents(store)
        own.tell(signal.SIGSTOP)
        assert refused(lambda: store.shared(99)) < 15
        assert refused(own.open) < 8
        away(own)
        own.tell(signal.SIGCONT)
        assert contents(store) == kept
        death = Timer(1.0, own.tell, [signal.SIGKILL])
        death.start()
        done = loaded_until_it_falls(store)
        death.join()
        own.child.wait()
        away(own)
        assert refused(lambda: store.shared(99)) < 8
        own.up()
        there = {each.id for each in store.batches()}
        assert {"kept", *done} <= there
        load(store, f"big{len(done)}", *(big("big", place) for place in range(3)))
        again = contents(store)
        assert set(kept["accounts"]) <= set(again["accounts"])
        assert len(again["accounts"]) == len(kept["accounts"]) + 900
