"""Writers take turns on either database, so that nobody skips what another was about to commit."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import polars as pl
import pytest
from sqlalchemy import text

from linkage.errors import LedgerUnavailable, Refused
from linkage.ledger import Ledger, open_ledger
from linkage.ledger.audit import log
from linkage.ledger.db.breaker import Patience
from linkage.ledger.db.decision_models import DecisionRow
from linkage.ledger.decisions import overlay, record
from linkage.ledger.keys import api_keys
from linkage.ledger.runs import batches, publications
from tests.ledger.deciding import ONE, issue, on_ring, publish
from tests.ledger.moments import NOW, later
from tests.ledgers import Databases

WRITERS, EACH = 4, 15


@pytest.fixture
def other(ledger: Ledger, url: str) -> Iterator[Ledger]:
    """The same ledger, reached by connections of its own."""
    opened = open_ledger(url)
    yield opened
    opened.close()


def note(ledger: Ledger, subject: str) -> int:
    with ledger.write() as session:
        return log.append(session, log.Act("k1", "note", subject), NOW).seq


def test_many_writers_make_one_chain(url: str, ledger: Ledger) -> None:
    doors = [open_ledger(url) for _ in range(WRITERS)]
    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(lambda at: [note(doors[at], f"{at}-{each}") for each in range(EACH)], range(WRITERS)))
    for door in doors:
        door.close()
    chain = log.verify(ledger)
    assert (chain.entries, chain.broken_at) == (WRITERS * EACH, None)
    assert len({row.subject for row in log.entries(ledger, 1000)}) == WRITERS * EACH


def test_a_place_is_not_taken_before_the_places_below_it_are_there_to_read(
    ledger: Ledger, other: Ledger
) -> None:
    """Or a reader that has seen the higher would never look for the lower."""
    publish(ledger, "r1", ONE)
    reached, go = Event(), Event()

    def slow() -> int:
        with ledger.write() as session:
            first = log.append(session, log.Act("cli", "decide confirm", "R-1"), NOW).seq
            session.add(
                DecisionRow(
                    seq=first, at=NOW, action="confirm", reason="", author="a", name="a", ring_id="R-1"
                )
            )
            session.flush()
            reached.set()
            assert go.wait(10)
        return first

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(slow)
        assert reached.wait(10)
        second = pool.submit(on_ring, other, "dismiss")
        before = overlay.snapshot(other, later())
        go.set()
        assert second.result() > first.result()
    assert before["upto"] == "0.1"
    after = overlay.snapshot(other, later(), before)
    assert after["upto"] == f"{second.result()}.1"
    assert sorted(row.action for row in record.decisions(other)) == ["confirm", "dismiss"]


def test_overlays_read_while_others_decide_miss_nothing_in_the_end(ledger: Ledger, other: Ledger) -> None:
    rings = {f"R-{each}": {f"a{each}": "core"} for each in range(1, 13)}
    publish(ledger, "r1", rings)
    done = Event()

    def follow() -> overlay.Snapshot:
        last = overlay.snapshot(other, later())
        while not done.is_set():
            last = overlay.snapshot(other, later(), last)
        return overlay.snapshot(other, later(), last)

    with ThreadPoolExecutor(4) as pool:
        following = pool.submit(follow)
        try:
            list(pool.map(lambda ring: on_ring(ledger, "dismiss", ring), rings))
        finally:
            done.set()
        assert set(following.result()["rings"]) == set(overlay.snapshot(ledger, later())["rings"])


def test_of_two_publications_told_at_once_the_newest_switch_is_the_one_that_stands(
    ledger: Ledger, other: Ledger
) -> None:
    with ThreadPoolExecutor(2) as pool:
        told = pool.map(lambda each: publish(each[0], each[1], ONE), [(ledger, "r1"), (other, "r2")])
        list(told)
    newest = publications.served(ledger)
    assert newest is not None
    assert [row.id for row in publications.runs(ledger, {"published"})] == [newest.run]


def test_one_publication_told_twice_at_once_is_there_once(ledger: Ledger, other: Ledger) -> None:
    with ThreadPoolExecutor(2) as pool:
        list(
            pool.map(
                lambda door: publications.record_publication(door, issue("r1", ONE), NOW), (ledger, other)
            )
        )
    assert len(publications.publications(ledger)) == 1


@pytest.mark.parametrize("attempt", range(5))
def test_nobody_gets_both_scopes_by_asking_for_them_at_once(
    ledger: Ledger, other: Ledger, attempt: int
) -> None:
    def make(door: Ledger, scope: str) -> bool:
        try:
            api_keys.create_key(door, "Alice", [scope], NOW, owner_kind="person")
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        made = [pool.submit(make, ledger, "operate"), pool.submit(make, other, "approve")]
        assert sorted(each.result() for each in made) == [False, True]


def test_a_reader_sees_one_moment_however_long_it_reads(ledger: Ledger, other: Ledger) -> None:
    note(ledger, "first")
    with other.read() as session:
        assert log.head(session)[0] == 1
        note(ledger, "second")
        assert log.head(session)[0] == 1
        assert len(list(session.scalars(text("SELECT seq FROM audit")))) == 1


@pytest.mark.postgres
def test_who_waits_too_long_for_a_turn_is_told_so(databases: Databases) -> None:
    with databases.migrated() as url:
        holding, waiting = open_ledger(url), open_ledger(url, Patience(silence=5, turn=0.2))
        with holding.write(), pytest.raises(LedgerUnavailable, match="lock timeout"), waiting.write():
            raise AssertionError("it was not its turn")
        assert note(waiting, "now") == 1
        holding.close()
        waiting.close()


def test_what_is_told_at_once_of_one_batch_is_there_once(ledger: Ledger, other: Ledger) -> None:
    cells = pl.DataFrame({"row": [1, 2], "column": ["email", None], "code": ["bad", "bad"]})
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda door: batches.quarantine(door, "b1", cells), (ledger, other)))
    assert batches.quarantined(ledger).height == 2
