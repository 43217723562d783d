"""The Neo4j store against the world: away, refused, killed, raced for, taken over."""

import os
import signal
import subprocess
import sys
import time
from contextlib import closing
from threading import Thread

import pytest
from pydantic import SecretStr

from linkage.errors import StoreUnavailable, WrongUse
from linkage.graph import Access, Store, is_there, open_store
from linkage.graph.neo4j import schema, write_lease
from linkage.graph.neo4j.driver import Server, Where, ask
from linkage.graph.neo4j.store import Neo4jStore
from linkage.model import Batch
from tests.graph.build import EPOCH, contents, holds, load, part
from tests.graph.empty import Empty, asked, bolt
from tests.graph.loader import big
from tools.servers.process import Address, free_port

pytestmark = pytest.mark.neo4j
PARTS = 3


def whole(store: Store) -> None:
    load(store, "big", *(big("big", place) for place in range(PARTS)))


def test_a_server_that_is_not_there_is_said_to_be_away_at_once() -> None:
    start = time.monotonic()
    with pytest.raises(StoreUnavailable):
        open_store(f"bolt://127.0.0.1:{free_port()}", access=Access("neo4j", SecretStr("secret-word")))
    assert time.monotonic() - start < 2


def test_a_wrong_password_is_said_and_never_shown(neo4j_server: Address) -> None:
    for url in (bolt(neo4j_server), bolt(neo4j_server).replace("//", "//neo4j:secret-word@")):
        with pytest.raises(WrongUse) as error:
            open_store(url, access=Access("neo4j", SecretStr("secret-word")))
        assert "secret-word" not in str(error.value)
        assert "LINKAGE_GRAPH_PASSWORD_FILE" in str(error.value)


@pytest.mark.parametrize("wrong", ["bolt://", "bolt:///folder", "neo4j://"])
def test_a_url_without_a_host_is_refused(wrong: str) -> None:
    with pytest.raises(WrongUse):
        open_store(wrong)


def test_a_url_is_taken_apart() -> None:
    found = Where.of("neo4j+s://me:se%40cret@host:7687/graph")
    assert found == Where("neo4j+s://host:7687", "graph", "me", "se@cret")
    assert Where.of("bolt://host:7687?database=other").database == "other"
    assert is_there("bolt://host:7687")


def test_analysts_find_labels_types_constraints_and_indexes(store: Store, server: Server) -> None:
    load(store, "a", part([(1, 100, 5, 6, 3)], [(100, 300)]))
    query = "MATCH (a:Account)-[r:HAS_CARD]->(v:Value:Card) RETURN a.account_id, v.mask, r.batch, r.count"
    assert asked(server, query) == [["id-1", "mask-100", 1, 3]]
    assert asked(server, "MATCH (:Card)-[:IMPLIES]->(v:Device) RETURN v.key") == [[300]]
    made = {name for [name] in asked(server, "SHOW CONSTRAINTS YIELD name")}
    assert made >= {f"{label.lower()}_once" for label in schema.UNIQUE}
    assert {name for [name] in asked(server, "SHOW INDEXES YIELD name")} >= {"account_by_account_id"}


@pytest.mark.parametrize(
    ("kind", "label", "held"),
    [
        ("email_domain", "EmailDomain", "HAS_EMAIL_DOMAIN"),
        ("account", "AccountKind", "HAS_ACCOUNT"),
        ("a`]->() DETACH DELETE n //", "ADETACHDELETEN", "HAS_A_DETACH_DELETE_N"),
        ("\\u0060", "U0060", "HAS_U0060"),
        ("…", "Other", "HAS_OTHER"),
    ],
)
def test_no_kind_can_end_a_name(kind: str, label: str, held: str) -> None:
    assert (schema.label(kind), schema.holds(kind)) == (label, held)


def test_a_kind_that_tries_is_a_kind_like_others(store: Store) -> None:
    odd = "x`) DETACH DELETE n //' \\u0027"
    made = part([*holds(1, 100), *holds(2, 100)])
    facts, values = (
        each.with_columns(kind=each["kind"].str.replace("card", odd, literal=True))
        for each in (made.facts, made.values)
    )
    batch = Batch("odd", "facts", EPOCH)
    store.begin(batch)
    store.write(batch, type(made)(accounts=made.accounts, facts=facts, values=values))
    store.commit(batch)
    assert store.held(1).shared["kind"].unique().to_list() == [odd]
    assert store.neighbours([1]).facts["kind"].unique().to_list() == [odd]


def test_a_load_that_was_killed_is_as_if_it_never_began(place: Empty, store: Store, server: Server) -> None:
    before = contents(store)
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.graph.bolt_loader", place.url, str(PARTS), "6"],
        env={**os.environ, **place.environment()},
        stdout=subprocess.PIPE,
        text=True,
    )
    out, _ = process.communicate(timeout=120)
    assert process.returncode == -signal.SIGKILL
    assert "done" not in out
    assert contents(store) == before
    assert store.watermark() == 0
    assert asked(server, "MATCH (r:Rows) RETURN r.state") == [["open"]]
    whole(store)
    assert asked(server, "MATCH (r:Rows) RETURN r.state") == [["live"]]
    after = contents(store)
    with place.store() as fresh:
        whole(fresh)
        assert contents(fresh) == after


def test_two_processes_that_load_take_turns_and_lose_nothing(place: Empty, store: Store) -> None:
    def write(name: str, account: int) -> None:
        with closing(place.open()) as mine:
            load(mine, name, part([*holds(account, 100, 200), *holds(account + 1, 100)]))

    threads = [Thread(target=write, args=(f"b{number}", number)) for number in range(6)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert [each.seq for each in store.batches()] == [1, 2, 3, 4, 5, 6]
    assert store.held(99).shared.height == 7 + 6


def test_who_waits_too_long_for_the_lease_is_told(
    place: Empty, store: Store, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(write_lease, "LEASE", 60.0)  # a busy machine may read for longer than 4 seconds
    load(store, "a", part(holds(1, 100)))
    with write_lease.Leases(server).take(1), closing(place.open(patience=0.2)) as hurried:
        assert contents(hurried) == contents(store)
        with pytest.raises(StoreUnavailable, match="Another process"):
            hurried.erase(1)
    assert store.erase(1)


def test_who_was_silent_too_long_is_stopped(
    store: Store, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(write_lease, "LEASE", 0.05)
    with write_lease.Leases(server).take(1) as slow:
        slow.run(lambda transaction: None)
        time.sleep(0.1)
        load(store, "a", part(holds(1, 100)))
        with pytest.raises(StoreUnavailable, match="Another process"):
            slow.run(lambda transaction: None)
    assert store.accounts(1).height == 1


def test_a_turn_that_could_not_be_given_back_is_taken_over_by_its_own_store_alone(
    place: Empty, store: Store, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(store, "a", part(holds(1, 100)))
    leases = write_lease.Leases(server)
    with monkeypatch.context() as broken, leases.take(1):
        broken.setattr(write_lease, "_GIVE", "RETURN 1/0")
    with closing(place.open(patience=0.2)) as other, pytest.raises(StoreUnavailable, match="Another process"):
        other.erase(1)
    with leases.take(0.2) as mine:
        mine.run(lambda transaction: None)
    assert load(store, "b", part(holds(1, 100))).seq == 2


def test_a_step_whose_answer_got_lost_is_not_done_twice(store: Store, server: Server) -> None:
    done: list[int] = []
    with write_lease.Leases(server).take(1) as mine:
        mine.once(lambda transaction: done.append(1))
        mine._step -= 1
        mine.once(lambda transaction: done.append(2))
        mine.once(lambda transaction: done.append(3))
    assert done == [1, 3]
    assert store.watermark() == 0


def test_a_graph_of_a_newer_version_is_refused(place: Empty, store: Store, server: Server) -> None:
    server.write(lambda transaction: ask(transaction, "MATCH (s:Store) SET s.schema = 99"))
    with pytest.raises(WrongUse, match="newer"):
        place.open()


def test_a_walk_ends_by_its_time_on_the_server(server: Server) -> None:
    query = "UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b RETURN sum(a * b)"
    start = time.monotonic()
    with pytest.raises(StoreUnavailable, match="TransactionTimedOut"):
        server.read(lambda transaction: ask(transaction, query), timeout=0.5)
    assert time.monotonic() - start < 10


def test_a_reader_meets_no_half_of_a_change(place: Empty, store: Store) -> None:
    assert isinstance(store, Neo4jStore)
    load(store, "a", part([*holds(1, 100), *holds(2, 100)]))
    load(store, "b", part([*holds(1, 100), *holds(3, 100)]))
    expected = contents(store)
    stop = False

    def fold() -> None:
        with closing(place.open()) as other:
            for number in range(3):
                load(other, f"more{number}", part(holds(1, 100)))
                other.compact(99)
        nonlocal stop
        stop = True

    folding = Thread(target=fold)
    folding.start()
    while not stop:
        assert contents(store) == expected
    folding.join()
    assert contents(store) == expected
