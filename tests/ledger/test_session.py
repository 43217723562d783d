"""Transactions, errors and the file of an embedded ledger."""

import threading
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text

from linkage.errors import LedgerUnavailable, WrongUse
from linkage.ledger import Ledger, open_ledger
from linkage.ledger.db.models import QuarantineRow

CELL = {"batch": "b", "row": 1, "column": "email", "code": "unreadable"}


def modes(folder: Path) -> set[int]:
    return {path.stat().st_mode & 0o777 for path in folder.glob("ledger.sqlite*")}


def test_nobody_else_can_read_the_files_of_an_embedded_ledger(embedded: str, tmp_path: Path) -> None:
    ledger = open_ledger(embedded)
    with ledger.write() as session:
        session.execute(insert(QuarantineRow), [CELL])
        assert modes(tmp_path) == {0o600}
        assert len(list(tmp_path.glob("ledger.sqlite*"))) == 3
    ledger.close()


def test_a_ledger_that_others_could_read_is_closed_to_them(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    path.touch(mode=0o644)
    open_ledger(f"sqlite:///{path}").close()
    assert modes(tmp_path) == {0o600}


def test_readers_do_not_wait_for_a_writer(ledger: Ledger) -> None:
    with ledger.write() as writing:
        writing.execute(insert(QuarantineRow), [CELL])
        with ledger.read() as reading:
            assert reading.scalars(select(QuarantineRow)).all() == []
    with ledger.read() as reading:
        assert len(reading.scalars(select(QuarantineRow)).all()) == 1


def test_what_fails_leaves_nothing_behind(ledger: Ledger) -> None:
    def fail() -> None:
        with ledger.write() as session:
            session.execute(insert(QuarantineRow), [CELL])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with ledger.read() as session:
        assert session.scalars(select(QuarantineRow)).all() == []


def test_writers_take_turns_from_their_first_statement(ledger: Ledger) -> None:
    def count_up() -> None:
        for _ in range(20):
            with ledger.write() as session:
                row = len(session.scalars(select(QuarantineRow)).all())
                session.execute(insert(QuarantineRow), [{**CELL, "row": row}])

    threads = [threading.Thread(target=count_up) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with ledger.read() as session:
        assert sorted(row.row for row in session.scalars(select(QuarantineRow))) == list(range(60))


def test_an_error_of_the_database_does_not_quote_the_values(ledger: Ledger) -> None:
    with pytest.raises(LedgerUnavailable) as caught, ledger.write() as session:
        session.execute(insert(QuarantineRow), [{**CELL, "batch": "secret"}] * 2)
    assert "secret" not in str(caught.value)
    assert "secret" not in str(caught.value.__cause__)


def test_a_file_that_is_no_database_is_a_ledger_that_is_away(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    path.write_bytes(b"not a database, and long enough to look like one" * 100)
    with pytest.raises(LedgerUnavailable):
        open_ledger(f"sqlite:///{path}")


def test_a_folder_that_cannot_be_made_is_a_ledger_that_is_away(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(LedgerUnavailable, match="cannot be opened"):
        open_ledger(f"sqlite:///{tmp_path / 'file' / 'ledger.sqlite'}")


@pytest.mark.parametrize("url", ["", "no url", "nosuchdatabase://host/name"])
def test_a_url_that_names_no_database_is_wrong_use(url: str) -> None:
    with pytest.raises(WrongUse):
        open_ledger(url)


def test_a_ledger_says_whether_it_answers(ledger: Ledger) -> None:
    ledger.ready()
    with ledger.write() as session:
        session.execute(text("DROP TABLE quarantine"))
    with pytest.raises(LedgerUnavailable), ledger.read() as session:
        session.scalars(select(QuarantineRow)).all()
