"""Migrations of a ledger that is in use: up, down and up again with rows in every table, killed half-way too."""

import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from sqlalchemy import Engine, Inspector, inspect

from linkage.ledger import check, upgrade
from linkage.ledger.db.breaker import MIGRATING
from linkage.ledger.db.session import connect
from tests.ledgers import BOTH, Databases, nothing
from tests.migrations.filling import ROWS, Contents, contents, fill

ROOT = Path(__file__).parents[2]
STEPS = tuple(f"{step:04}" for step in range(1, 16))


@pytest.fixture(params=BOTH)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database with nothing in it."""
    with nothing(request, tmp_path) as made:
        yield made


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    made = connect(url, MIGRATING)
    yield made
    made.dispose()


def common(found: Contents, other: Contents) -> Contents:
    """Of the tables that both have, the columns both have: those that came later come last."""
    return {
        name: [row[: len(other[name][0])] for row in rows]
        for name, rows in found.items()
        if name in other and rows
    }


def test_the_steps_here_are_all_there_are() -> None:
    assert upgrade.head() == STEPS[-1]


def test_rows_outlive_every_step_up_and_down_and_up_again(engine: Engine) -> None:
    for step in STEPS:
        before = contents(engine) if step != STEPS[0] else {}
        upgrade.upgrade(engine, step)
        assert common(contents(engine), before) == before
        fill(engine)
    full = contents(engine)
    assert {len(rows) for rows in full.values()} == {ROWS}
    for step in [*STEPS[-2::-1], "base"]:
        upgrade.downgrade(engine, step)
        if step != "base":
            left = contents(engine)
            assert left == common(full, left)
    upgrade.upgrade(engine)
    assert check.differences(engine) == []
    assert {len(rows) for rows in contents(engine).values()} == {0}
    fill(engine)
    assert {len(rows) for rows in contents(engine).values()} == {ROWS}


def moved(url: str, way: str, to: str, after: int) -> int:
    """Move it in a process of its own, which is killed after so many statements; how that ended."""
    call = [sys.executable, "-m", "tests.migrations.cutting", url, way, to, str(after)]
    return subprocess.run(call, cwd=ROOT, check=False).returncode


@pytest.mark.parametrize(
    ("since", "way", "to", "after"),
    [("0003", "up", "head", 4), ("0006", "down", "0003", 4), ("0005", "down", "0004", 3)],
)
def test_a_migration_that_is_killed_changed_nothing_and_can_be_run_again(
    url: str, engine: Engine, since: str, way: str, to: str, after: int
) -> None:
    upgrade.upgrade(engine, since)
    fill(engine)
    before = contents(engine)
    engine.dispose()
    assert moved(url, way, to, after) == -signal.SIGKILL
    assert upgrade.revision(engine) == since
    assert contents(engine) == before
    {"up": upgrade.upgrade, "down": upgrade.downgrade}[way](engine, to)
    assert upgrade.revision(engine) == (upgrade.head() if to == "head" else to)
    upgrade.upgrade(engine)
    assert check.differences(engine) == []


def test_two_who_upgrade_at_once_do_it_once(url: str, engine: Engine) -> None:
    call = [sys.executable, "-m", "linkage.ledger.upgrade"]
    both = [
        subprocess.Popen(call, cwd=ROOT, env={"LINKAGE_LEDGER_URL": url, "PATH": ""}, stderr=subprocess.PIPE)
        for _ in range(2)
    ]
    assert [(each.communicate()[1], each.returncode) for each in both] == [(b"", 0)] * 2
    assert check.differences(engine) == []


@pytest.mark.postgres
def test_tables_mean_the_same_on_both(databases: Databases, tmp_path: Path) -> None:
    with databases.migrated() as there:
        engines = [connect(there), connect(f"sqlite:///{tmp_path / 'ledger.sqlite'}")]
        upgrade.upgrade(engines[1])
        server, embedded = (meaning(inspect(each)) for each in engines)
        assert check.differences(engines[0]) == []
        for each in engines:
            each.dispose()
    assert server == embedded


def meaning(found: Inspector) -> Mapping[str, object]:
    """Columns and whether they may be empty, keys, references, what is unique and what is indexed, by table."""
    return {
        table: (
            [(each["name"], each["nullable"]) for each in found.get_columns(table)],
            found.get_pk_constraint(table)["constrained_columns"],
            sorted(
                (each["constrained_columns"], each["referred_table"], each["referred_columns"])
                for each in found.get_foreign_keys(table)
            ),
            sorted(each["column_names"] for each in found.get_unique_constraints(table)),
            sorted(each["column_names"] for each in found.get_indexes(table) if not each["unique"]),
        )
        for table in sorted(found.get_table_names())
    }
