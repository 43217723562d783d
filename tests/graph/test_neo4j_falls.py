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

from linkage.errors import StoreUnavailable
from linkage.graph import Access, Store, open_store
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


def test_a_server_that_hangs_or_dies_is_said_to_be_away_and_loses_nothing(own: Own) -> None:
    with closing(own.open()) as store:
        load(store, "kept", part([*holds(1, 100), *holds(2, 100)]))
        kept = contents(store)
        own.tell(signal.SIGSTOP)
        assert refused(lambda: store.shared(99)) < 15
        assert refused(own.open) < 8
        own.tell(signal.SIGCONT)
        assert contents(store) == kept
        death = Timer(1.0, own.tell, [signal.SIGKILL])
        death.start()
        done = loaded_until_it_falls(store)
        death.join()
        own.child.wait()
        assert refused(lambda: store.shared(99)) < 8
        own.up()
        there = {each.id for each in store.batches()}
        assert {"kept", *done} <= there
        load(store, f"big{len(done)}", *(big("big", place) for place in range(3)))
        again = contents(store)
        assert set(kept["accounts"]) <= set(again["accounts"])
        assert len(again["accounts"]) == len(kept["accounts"]) + 900
