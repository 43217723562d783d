"""What is set, what can be reached, what is missing, what to do."""

import socket
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import neo4j
import psycopg
import pytest
from sqlalchemy import text

from linkage.cli.doctor import without_password
from linkage.graph import open_graph
from linkage.graph.neo4j import schema
from linkage.home import findings
from linkage.ledger import open_ledger, upgrade
from linkage.ledger.db.session import connect
from linkage.normalise import epoch
from linkage.settings import Settings
from tests import servers
from tests.cli.conftest import PEPPER, Done, Run
from tests.graph.build import holds, load, part
from tests.graph.empty import bolt, sql
from tests.ledgers import Databases
from tools.servers.process import Address, free_port

ALLOWED = 2.0
"""Seconds in which a doctor says that a server is away, beside what it needs to begin."""


def told(done: Done, name: str) -> list[dict[str, Any]]:
    """The findings of that name."""
    return [each for each in done.document["findings"] if each["name"] == name]


def away(run: Run) -> tuple[Done, float]:
    """What a doctor finds, and the seconds it took, once everything is imported."""
    began = time.monotonic()
    return run("doctor", "--json"), time.monotonic() - began


@pytest.fixture
def neo4j_home(
    neo4j_server: Address, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, pytestconfig: pytest.Config
) -> Iterator[neo4j.Driver]:
    """A graph with one fact in a Neo4j that is set, and a driver to break it with."""
    secret = tmp_path / "password"
    secret.write_text(neo4j_server.password)
    monkeypatch.setenv("LINKAGE_GRAPH_URL", bolt(neo4j_server))
    monkeypatch.setenv("LINKAGE_GRAPH_PASSWORD_FILE", str(secret))
    auth = (neo4j_server.user, neo4j_server.password)
    with (
        servers.alone("neo4j", servers.shared(pytestconfig)),
        neo4j.GraphDatabase.driver(bolt(neo4j_server), auth=auth) as driver,
    ):
        driver.execute_query("MATCH (n) CALL (n) { DETACH DELETE n }")
        with closing(open_graph(Settings())) as store:
            load(store, "one", part(holds(1, 100)), epoch=epoch(PEPPER.encode()))
        yield driver
        for statement in schema.statements():
            driver.execute_query(statement)
        driver.execute_query("MATCH (n) CALL (n) { DETACH DELETE n }")


@pytest.fixture
def postgres_ledger(databases: Databases, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The URL of a migrated ledger on a PostgreSQL, which is set."""
    with databases.migrated() as url:
        monkeypatch.setenv("LINKAGE_LEDGER_URL", url)
        yield url


def test_a_fresh_home_is_well_and_stays_as_it_is(run: Run, tmp_path: Path) -> None:
    done = run("doctor", "--json")
    assert done.code == 0
    assert done.document["well"] is True
    assert [each["name"] for each in done.document["findings"]] == [
        *("python", "packages", "home", "pepper", "graph", "ledger", "publication")
    ]
    assert done.document["versions"]["linkage"]
    assert list(tmp_path.iterdir()) == []


def test_a_home_in_use_is_well(run: Run) -> None:
    home = Path(".linkage")
    with closing(open_graph(Settings(home=home))) as store:
        load(store, "one", part(holds(1, 100)), epoch=epoch(PEPPER.encode()))
    open_ledger(Settings(home=home).ledger).close()
    done = run("doctor", "--json")
    assert done.code == 0
    assert "1 accounts" in told(done, "graph")[0]["says"]
    assert told(done, "graph layout")[0]["says"].endswith("complete")
    assert told(done, "migrations")[0]["says"].endswith("the newest")


def test_an_embedded_ledger_of_an_old_version_is_told_and_not_changed(run: Run) -> None:
    Path(".linkage").mkdir()
    engine = connect(Settings(home=Path(".linkage")).ledger)
    upgrade.upgrade(engine, "0003")
    before = upgrade.revision(engine)
    done = run("doctor", "--json")
    assert done.code == 0
    assert "next command" in told(done, "migrations")[0]["says"]
    assert upgrade.revision(engine) == before
    engine.dispose()


def test_a_ledger_of_a_newer_version_is_not_well(run: Run) -> None:
    Path(".linkage").mkdir()
    engine = connect(Settings(home=Path(".linkage")).ledger)
    upgrade.upgrade(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    done = run("doctor", "--json")
    assert done.code == 1
    assert told(done, "migrations")[0]["advice"] == "upgrade linkage"


def test_too_little_room_is_told_with_what_is_asked(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(findings, "SPARE", 10**18)
    done = run("doctor", "--json")
    assert done.code == 1
    [found] = told(done, "home")
    assert "1,000,000,000.0 GB asked for a run" in found["says"]
    assert "make room" in found["advice"]


def test_a_package_that_is_too_old_or_not_there_is_named() -> None:
    assert findings.lack("polars>=1.30") is None
    assert findings.lack("psycopg[binary]>=3.2") is None
    assert findings.lack("polars>=99.1") is not None
    assert findings.lack("no-such-package>=1.0") == "no-such-package is not installed"
    assert findings.lack("no-such-package>=1.0; sys_platform == 'win32'") is None


@pytest.mark.parametrize(("ahead", "well"), [(0.2, True), (-4.0, True), (7.0, False), (-90.0, False)])
def test_a_clock_may_be_five_seconds_off(ahead: float, well: bool) -> None:
    found = findings.clock("ledger", ahead)
    assert found.well is well
    assert (found.advice is None) is well


@pytest.mark.neo4j
def test_a_neo4j_is_looked_at_whole(run: Run, neo4j_home: neo4j.Driver) -> None:
    done = run("doctor", "--json")
    assert done.code == 0, done.out
    assert told(done, "graph")[0]["says"].startswith(f"Neo4j {servers.version('neo4j')}")
    assert "1 accounts" in told(done, "graph")[0]["says"]
    assert told(done, "gds")[0]["says"].startswith(f"GDS {servers.version('gds')}")
    assert told(done, "graph layout") == [
        {
            "name": "graph layout",
            "well": True,
            "says": "constraints and indexes: complete",
            "advice": None,
        }
    ]
    assert told(done, "graph clock")[0]["well"] is True


@pytest.mark.neo4j
@pytest.mark.parametrize(
    ("broken", "statement"),
    [
        ("DROP CONSTRAINT value_once", "CREATE CONSTRAINT value_once"),
        ("DROP INDEX account_by_account_id", "CREATE INDEX account_by_account_id"),
    ],
)
def test_what_neo4j_lacks_is_told_with_the_statement_that_makes_it(
    run: Run, neo4j_home: neo4j.Driver, broken: str, statement: str
) -> None:
    neo4j_home.execute_query(broken)
    done = run("doctor", "--json")
    assert done.code == 1
    [found] = told(done, "graph layout")
    assert found["advice"].startswith(f"run in cypher-shell: {statement}")
    neo4j_home.execute_query(found["advice"].partition(": ")[2])
    assert run("doctor").code == 0


@pytest.mark.neo4j
def test_a_neo4j_nobody_used_yet_is_well_and_stays_empty(run: Run, neo4j_home: neo4j.Driver) -> None:
    neo4j_home.execute_query("MATCH (n) DETACH DELETE n")
    done = run("doctor", "--json")
    assert done.code == 0, done.out
    assert "not made yet" in told(done, "graph")[0]["says"]
    assert neo4j_home.execute_query("MATCH (n) RETURN count(n)").records[0][0] == 0


@pytest.mark.neo4j
def test_a_neo4j_that_refuses_the_password_is_told_in_time(
    run: Run, neo4j_home: neo4j.Driver, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    wrong = tmp_path / "wrong"
    wrong.write_text("hunter2-hunter2")
    monkeypatch.setenv("LINKAGE_GRAPH_PASSWORD_FILE", str(wrong))
    done, seconds = away(run)
    assert done.code == 1
    assert "LINKAGE_GRAPH_PASSWORD_FILE" in told(done, "graph")[0]["advice"]
    assert seconds < ALLOWED
    assert "hunter2" not in done.out + done.err


@pytest.mark.postgres
def test_a_ledger_on_postgres_is_looked_at_whole(run: Run, postgres_ledger: str) -> None:
    done = run("doctor", "--json")
    assert done.code == 0, done.out
    assert told(done, "ledger")[0]["says"].startswith("PostgreSQL 1")
    assert told(done, "migrations")[0]["well"] is True
    assert told(done, "ledger clock")[0]["well"] is True


@pytest.mark.postgres
def test_an_old_migration_on_postgres_is_told_with_the_command(run: Run, postgres_ledger: str) -> None:
    engine = connect(postgres_ledger)
    upgrade.downgrade(engine, "0003")
    engine.dispose()
    done = run("doctor", "--json")
    assert done.code == 1
    assert told(done, "migrations")[0]["advice"] == findings.UPGRADE


@pytest.mark.postgres
def test_a_table_that_is_gone_is_named(run: Run, postgres_ledger: str) -> None:
    engine = connect(postgres_ledger)
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE lookups"))
    engine.dispose()
    done = run("doctor", "--json")
    assert done.code == 1
    assert told(done, "ledger tables")[0]["says"] == "missing: lookups"


@pytest.mark.postgres
def test_a_password_that_postgres_refuses_is_told_and_not_shown(
    run: Run, postgres_server: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = f"postgresql+psycopg://{postgres_server.user}:hunter2@127.0.0.1:{postgres_server.port}/postgres"
    monkeypatch.setenv("LINKAGE_LEDGER_URL", wrong)
    monkeypatch.setenv("LINKAGE_GRAPH_URL", wrong.replace("+psycopg", ""))
    done, seconds = away(run)
    assert done.code == 1
    for name in ("graph", "ledger"):
        assert told(done, name)[0]["well"] is False
        assert f"LINKAGE_{name.upper()}_URL" in told(done, name)[0]["advice"]
    assert seconds < ALLOWED
    assert "hunter2" not in done.out + done.err


@pytest.mark.postgres
def test_a_graph_on_postgres_that_lost_a_table_is_told(
    run: Run, databases: Databases, postgres_server: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    with databases.empty() as url:
        monkeypatch.setenv("LINKAGE_GRAPH_URL", url)
        assert "not made yet" in told(run("doctor", "--json"), "graph")[0]["says"]
        with closing(open_graph(Settings())) as store:
            load(store, "one", part(holds(1, 100)), epoch=epoch(PEPPER.encode()))
        assert run("doctor", "--json").code == 0
        name = url.rpartition("/")[2]
        place = sql(postgres_server, name)
        with psycopg.connect(place, password=postgres_server.password, autocommit=True) as connection:
            connection.execute("DROP INDEX graph.relations_by_other")
        done = run("doctor", "--json")
        assert done.code == 1
        assert told(done, "graph layout")[0]["says"] == "missing: relations_by_other"


def test_servers_that_are_not_there_are_told_in_time(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    run("doctor")
    monkeypatch.setenv("LINKAGE_GRAPH_URL", f"bolt://127.0.0.1:{free_port()}")
    monkeypatch.setenv("LINKAGE_LEDGER_URL", f"postgresql+psycopg://me:secret-word@127.0.0.1:{free_port()}/x")
    done, seconds = away(run)
    assert done.code == 1
    for name in ("graph", "ledger"):
        assert f"LINKAGE_{name.upper()}_URL" in told(done, name)[0]["advice"]
    assert seconds < ALLOWED
    assert "secret-word" not in done.out + done.err


def test_servers_that_take_connections_and_say_nothing_are_told_in_time(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("doctor")
    with socket.create_server(("127.0.0.1", 0)) as dumb:
        port = dumb.getsockname()[1]
        monkeypatch.setenv("LINKAGE_GRAPH_URL", f"bolt://127.0.0.1:{port}")
        monkeypatch.setenv("LINKAGE_LEDGER_URL", f"postgresql+psycopg://me@127.0.0.1:{port}/x")
        done, seconds = away(run)
    assert done.code == 1
    assert {each["name"] for each in done.document["findings"] if not each["well"]} == {"graph", "ledger"}
    assert seconds < ALLOWED


def test_what_cannot_be_reached_is_exit_1_with_advice(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINKAGE_GRAPH_URL", "nonsense")
    done = run("doctor")
    assert done.code == 1
    assert "LINKAGE_GRAPH_URL" in done.out


def test_no_secret_is_shown(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINKAGE_LEDGER_URL", "postgresql+nothing://linkage:hunter2@127.0.0.1:1/linkage")
    monkeypatch.setenv("LINKAGE_GRAPH_PASSWORD", "hunter3")
    monkeypatch.setenv("LINKAGE_LEDGER_PASSWORD", "hunter4")
    for arguments in (("doctor",), ("doctor", "--json")):
        done = run(*arguments)
        assert "hunter" not in done.out + done.err
        assert "for-tests-only" not in done.out


@pytest.mark.parametrize(
    "url",
    ["postgresql://linkage:hunter2@127.0.0.1:1/linkage", "postgresql://linkage:hunter2@127.0.0.1:x/linkage"],
)
def test_a_server_that_is_away_is_told_without_its_password(
    run: Run, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("LINKAGE_LEDGER_URL", url)
    for arguments in (("doctor",), ("rings",), ("keys", "list"), ("decisions",)):
        done = run(*arguments)
        assert done.code in (1, 2)
        assert "hunter2" not in done.out + done.err


def test_a_pepper_file_open_to_others_is_told(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "pepper"
    path.write_text("0123456789abcdef0123456789abcdef")
    path.chmod(0o644)
    monkeypatch.delenv("LINKAGE_PEPPER")
    monkeypatch.setenv("LINKAGE_PEPPER_FILE", str(path))
    done = run("doctor")
    assert done.code == 1
    assert "chmod 600" in done.out
    path.chmod(0o600)
    assert "mode 0600" in told(run("doctor", "--json"), "pepper")[0]["says"]


def test_a_pepper_that_is_too_short_is_told(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINKAGE_PEPPER", "short")
    done = run("doctor", "--json")
    assert done.code == 1
    assert "shorter than 16 bytes" in told(done, "pepper")[0]["says"]


def test_looking_makes_no_pepper(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("LINKAGE_PEPPER")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    assert run("doctor").code == 0
    assert not (tmp_path / "config").exists()


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("sqlite:///a/b.sqlite", "sqlite:///a/b.sqlite"),
        ("postgresql://me:secret@db/x", "postgresql://me:***@db/x"),
        ("postgresql://me@db/x", "postgresql://me@db/x"),
        ("postgresql://me:se/cr?e#t@db/x", "postgresql://me:***@db/x"),
        ("postgresql://me:se@cret@db/x", "postgresql://me:***@db/x"),
        (
            "postgresql://me@db/x?password=secret&sslmode=require",
            "postgresql://me@db/x?password=***&sslmode=require",
        ),
        ("postgresql://me:[secret@db/x", "postgresql://me:***@db/x"),
        ("bolt://me:secret@db:7687", "bolt://me:***@db:7687"),
    ],
)
def test_a_password_is_blanked(url: str, shown: str) -> None:
    assert without_password(url) == shown
