"""A write is done once however often it is sent, and cut off anywhere it is done or not done."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import event

from linkage.errors import IdempotencyKeyReused, NotFound, StillRunning
from linkage.ledger import Ledger, open_ledger
from linkage.ledger.audit import log
from linkage.ledger.keys import api_keys, idempotency
from linkage.ledger.keys.idempotency import KEPT, Act, Answer, Asked, Running, asked
from tests.ledger.moments import NOW, later

NOTE = asked("person:alice", "key-1", "POST", "/v1/notes", b'{"a": 1, "b": 2}')


def once(ledger: Ledger, write: Asked, act: Act, now: datetime) -> Answer:
    """In a process of its own, as it were."""
    return idempotency.once(ledger, Running(), write, act, now)


def note(ledger: Ledger) -> Answer:
    """An act written for a transaction of its own."""
    with ledger.write() as session:
        row = log.append(session, log.Act("k1", "note"), NOW)
    return Answer(201, b"entry %d" % row.seq)


def entries(ledger: Ledger) -> int:
    return log.verify(ledger).entries


def test_a_write_sent_again_is_not_done_again_and_is_answered_the_same(ledger: Ledger) -> None:
    first, second = once(ledger, NOTE, note, NOW), once(ledger, NOTE, note, later())
    assert first == Answer(201, b"entry 1")
    assert second == Answer(201, b"entry 1", replayed=True)
    assert entries(ledger) == 1


def test_what_was_answered_outlives_the_process(ledger: Ledger, url: str) -> None:
    once(ledger, NOTE, note, NOW)
    ledger.close()
    again = open_ledger(url)
    assert once(again, NOTE, note, later()).replayed
    assert entries(again) == 1
    again.close()


@pytest.mark.parametrize(
    "other",
    [
        asked("person:alice", "key-1", "POST", "/v1/notes", b'{"a": 1, "b": 3}'),
        asked("person:alice", "key-1", "POST", "/v1/other", b'{"a": 1, "b": 2}'),
        asked("person:alice", "key-1", "PUT", "/v1/notes", b'{"a": 1, "b": 2}'),
    ],
)
def test_another_request_under_the_same_key_is_refused(ledger: Ledger, other: Asked) -> None:
    once(ledger, NOTE, note, NOW)
    with pytest.raises(IdempotencyKeyReused):
        once(ledger, other, note, NOW)
    assert entries(ledger) == 1


@pytest.mark.parametrize(
    "other",
    [
        asked("person:bob", "key-1", "POST", "/v1/notes", b'{"a": 1, "b": 2}'),
        asked("person:alice", "key-2", "POST", "/v1/notes", b'{"a": 1, "b": 2}'),
    ],
)
def test_another_owner_or_another_key_is_another_write(ledger: Ledger, other: Asked) -> None:
    once(ledger, NOTE, note, NOW)
    assert not once(ledger, other, note, NOW).replayed
    assert entries(ledger) == 2


def test_one_document_spelt_in_two_ways_is_one_body() -> None:
    assert asked("person:alice", "key-1", "POST", "/v1/notes", b'{"b":2,"a":1}') == NOTE


def test_a_body_that_is_no_json_counts_as_it_is() -> None:
    one, two = (asked("o", "k", "POST", "/", body) for body in (b"x", b" x"))
    assert one != two


def test_neither_key_nor_body_is_kept_as_it_was_sent(embedded: str, tmp_path: Path) -> None:
    ledger = open_ledger(embedded)
    write = asked("person:alice", "alice@example.com", "POST", "/v1/notes", b'{"secret": "hunter2"}')
    once(ledger, write, note, NOW)
    ledger.close()
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"alice@example.com" not in kept
    assert b"hunter2" not in kept


def test_after_its_time_an_answer_is_dropped_and_the_key_is_a_new_write(ledger: Ledger) -> None:
    once(ledger, NOTE, note, NOW)
    assert once(ledger, NOTE, note, NOW + KEPT - (later() - NOW)).replayed
    assert not once(ledger, NOTE, note, NOW + KEPT).replayed
    assert entries(ledger) == 2


def test_what_is_refused_changes_nothing_and_the_same_key_may_be_sent_again(ledger: Ledger) -> None:
    def refuse(within: Ledger) -> Answer:
        note(within)
        raise NotFound("no such thing")

    with pytest.raises(NotFound):
        once(ledger, NOTE, refuse, NOW)
    assert entries(ledger) == 0
    assert not once(ledger, NOTE, note, NOW).replayed


def test_acts_of_several_transactions_are_done_together_or_not_at_all(ledger: Ledger) -> None:
    def both(within: Ledger) -> Answer:
        api_keys.create_key(within, "bot", ["enforce"], NOW)
        assert len(api_keys.keys(within)) == 1
        api_keys.revoke_key(within, "aaaaaaaa", NOW)
        return Answer(201, b"")

    with pytest.raises(NotFound):
        once(ledger, NOTE, both, NOW)
    assert (api_keys.keys(ledger), entries(ledger)) == ([], 0)


def test_without_a_key_an_act_is_whole_and_done_each_time(ledger: Ledger) -> None:
    assert [idempotency.whole(ledger, note).body for _ in range(2)] == [b"entry 1", b"entry 2"]


def test_a_write_that_is_under_way_is_not_begun_again() -> None:
    running = Running()
    with running.alone(NOTE):
        with pytest.raises(StillRunning), running.alone(NOTE):
            pass
        with running.alone(Asked("person:bob", NOTE.key, NOTE.request)):
            pass
    with running.alone(NOTE):
        pass


class Cut(BaseException):
    """The end of the process."""


@pytest.mark.parametrize("statement", range(1, 9))
def test_a_write_cut_off_at_any_statement_is_done_or_not_and_its_key_says_which(
    ledger: Ledger, statement: int
) -> None:
    left = statement

    def cut(*_: object) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            raise Cut

    event.listen(ledger.engine, "before_cursor_execute", cut)
    done = tried(lambda: once(ledger, NOTE, note, NOW))
    event.remove(ledger.engine, "before_cursor_execute", cut)
    assert entries(ledger) == int(done)
    assert once(ledger, NOTE, note, NOW).replayed is done
    assert entries(ledger) == 1


def tried(call: Callable[[], object]) -> bool:
    try:
        call()
    except Cut:
        return False
    return True


def test_of_many_ledgers_that_are_sent_the_same_write_one_does_it(ledger: Ledger, url: str) -> None:
    doors = [open_ledger(url) for _ in range(4)]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda at: once(doors[at % 4], NOTE, note, NOW), range(40)))
    for door in doors:
        door.close()
    assert {each.body for each in answers} == {b"entry 1"}
    assert sum(not each.replayed for each in answers) == 1
    assert entries(ledger) == 1
