"""How a ledger on PostgreSQL is reached, and what is never said of it."""

import socket
import time
import tomllib
from collections.abc import Generator, Iterator
from importlib.metadata import version
from inspect import isgeneratorfunction, signature
from pathlib import Path
from threading import Thread
from types import SimpleNamespace

import psycopg
import pytest
from packaging.requirements import Requirement
from sqlalchemy import make_url, text

from linkage.errors import LedgerUnavailable, WrongUse
from linkage.ledger import open_ledger, upgrade
from linkage.ledger.db.breaker import AWAY, SERVING, CircuitBreaker
from linkage.ledger.db.server import Silent, listening, named, options
from linkage.ledger.db.session import Ledger, connect
from tests.ledger.test_turns import note
from tests.ledgers import Databases

PROJECT = Path(__file__).parents[2] / "pyproject.toml"
SECRET = "hunter2-s3cret"


@pytest.fixture
def mute() -> Iterator[int]:
    """A port that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield int(listener.getsockname()[1])


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_a_url_may_leave_out_its_driver(scheme: str) -> None:
    url = named(make_url(f"{scheme}://me:{SECRET}@db/x"))
    assert (url.drivername, url.password) == ("postgresql+psycopg", SECRET)


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql+psycopg2://me:{SECRET}@db/x",
        f"postgresql+asyncpg://me:{SECRET}@db/x",
        f"mysql://me:{SECRET}@db/x",
        f"postgresql://me:{SECRET}@{SECRET}@db/x",
        f"postgresql://me:{SECRET}@db:{SECRET}/x",
        f"postgresql//me:{SECRET}@db/x",
    ],
)
def test_a_url_that_is_none_is_refused_without_showing_its_password(url: str) -> None:
    with pytest.raises(WrongUse) as caught:
        open_ledger(url)
    assert SECRET not in str(caught.value)
    assert "URL" in str(caught.value)


def test_what_a_url_sets_itself_is_kept() -> None:
    url = make_url("postgresql://db/x?options=-c%20search_path%3Dfraud")
    assert options(url, SERVING).startswith("-c search_path=fraud -c statement_timeout=")


def test_a_server_that_never_says_a_word_is_away_within_two_seconds(mute: int) -> None:
    began = time.monotonic()
    with pytest.raises(LedgerUnavailable) as caught:
        open_ledger(f"postgresql://me:{SECRET}@127.0.0.1:{mute}/x")
    assert time.monotonic() - began < 2
    assert SECRET not in str(caught.value)


def test_psycopg_still_connects_and_waits_by_what_is_overridden() -> None:
    """`_connect_gen` is private: the versions that are taken end below the first that was not tried."""
    extras = tomllib.loads(PROJECT.read_text())["project"]["optional-dependencies"]["postgres"]
    [taken] = [each.specifier for each in map(Requirement, extras) if each.name == "psycopg"]
    assert taken.contains(version("psycopg"))
    assert not taken.contains("3.4.0")
    assert isgeneratorfunction(psycopg.Connection._connect_gen)
    assert list(signature(psycopg.Connection.wait).parameters)[1] == "gen"


def test_a_port_where_nobody_listens_is_away_at_once(mute: int) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(LedgerUnavailable):
        open_ledger(f"postgresql://me:{SECRET}@127.0.0.1:{port}/x")


@pytest.mark.postgres
def test_a_wrong_password_is_told_without_it(databases: Databases) -> None:
    with databases.migrated() as url:
        wrong = make_url(url).set(password=SECRET).render_as_string(hide_password=False)
        with pytest.raises(LedgerUnavailable, match="password authentication failed") as caught:
            open_ledger(wrong)
    assert SECRET not in str(caught.value)


@pytest.mark.postgres
def test_a_server_without_the_tables_is_told_how_they_are_made(databases: Databases) -> None:
    with databases.empty() as url:
        with pytest.raises(WrongUse, match=r"python -m linkage\.ledger\.upgrade"):
            open_ledger(url)
        engine = connect(url)
        upgrade.upgrade(engine)
        engine.dispose()
        open_ledger(url).close()


@pytest.mark.postgres
def test_a_statement_that_takes_too_long_is_ended_by_the_server(databases: Databases) -> None:
    with databases.migrated() as url:
        ledger = open_ledger(url, SERVING)
        began = time.monotonic()
        with pytest.raises(LedgerUnavailable), ledger.read() as session:
            session.execute(text("SELECT pg_sleep(30)"))
        assert time.monotonic() - began < 2
        time.sleep(0.3)
        assert note(ledger, "after") == 1
        ledger.close()


@pytest.mark.postgres
def test_a_connection_that_was_cut_is_made_anew_without_a_word(databases: Databases) -> None:
    with databases.migrated() as url:
        ledger = open_ledger(url)
        note(ledger, "before")
        databases.run(
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{make_url(url).database}'"
        )
        assert note(ledger, "after") == 2
        ledger.close()


def test_once_it_is_away_one_tries_and_the_others_are_told_at_once(
    mute: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("linkage.ledger.db.breaker.PAUSE", 0.0)
    ledger = Ledger(connect(f"postgresql://me@127.0.0.1:{mute}/x"))
    with pytest.raises(LedgerUnavailable):
        ledger.ready()

    def tries() -> None:
        with pytest.raises(LedgerUnavailable, match="no answer"):
            ledger.ready()

    trying = Thread(target=tries)
    trying.start()
    time.sleep(0.3)
    began = time.monotonic()
    with pytest.raises(LedgerUnavailable, match=AWAY):
        ledger.ready()
    assert time.monotonic() - began < 0.6
    trying.join()
    ledger.close()


def test_just_after_it_was_away_nobody_tries() -> None:
    breaker = CircuitBreaker()
    breaker.trip()
    with pytest.raises(LedgerUnavailable, match=AWAY), breaker.attempt():
        raise AssertionError("it was tried")


def test_who_finds_it_back_opens_it_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("linkage.ledger.db.breaker.PAUSE", 0.0)
    breaker = CircuitBreaker()
    breaker.trip()
    assert breaker.is_open()
    with breaker.attempt():
        assert not breaker.is_open()
    assert not breaker.is_open()


def test_a_server_that_goes_on_talking_is_listened_to_until_it_is_silent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def talk() -> Generator[str, bool, None]:
        while True:
            yield "more"

    now = [0.0]
    monkeypatch.setattr("linkage.ledger.db.server.time", SimpleNamespace(monotonic=lambda: now[0]))
    said = listening(talk(), 5.0)
    next(said)
    for ready in (True, False, True, False):
        now[0] += 4.0
        said.send(ready)
    now[0] += 4.0
    with pytest.raises(Silent, match="5 seconds"):
        said.send(False)
