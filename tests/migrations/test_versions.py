"""The migrations make the tables of the models, up, down and up again, also when they are cut off."""

import multiprocessing
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, inspect, text

import migrations
from linkage.errors import LedgerUnavailable, WrongUse
from linkage.ledger import check, open_ledger, upgrade
from linkage.ledger.db.models import Base
from linkage.ledger.db.session import connect
from tools.wheel import MOVED


def engine(folder: Path) -> Engine:
    return connect(f"sqlite:///{folder / 'ledger.sqlite'}")


def tables(made: Engine) -> set[str]:
    return set(inspect(made).get_table_names()) - {"alembic_version"}


def test_the_migrations_make_exactly_the_tables_of_the_models(tmp_path: Path) -> None:
    made = engine(tmp_path)
    upgrade.upgrade(made)
    assert tables(made) == set(Base.metadata.tables)
    assert check.differences(made) == []


def test_a_table_that_differs_is_seen(tmp_path: Path) -> None:
    made = engine(tmp_path)
    upgrade.upgrade(made)
    with made.begin() as connection:
        connection.execute(text("ALTER TABLE runs ADD COLUMN colour TEXT"))
        connection.execute(text("DROP INDEX ix_rings_state"))
    assert len(check.differences(made)) == 2


def test_the_check_passes_as_it_is_run_by_make() -> None:
    check.main()


def test_down_takes_all_away_and_up_makes_it_again(tmp_path: Path) -> None:
    made = engine(tmp_path)
    upgrade.upgrade(made)
    upgrade.downgrade(made)
    assert tables(made) == set()
    upgrade.upgrade(made)
    assert check.differences(made) == []


def test_an_embedded_ledger_upgrades_itself_and_only_once(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'ledger.sqlite'}"
    for _ in range(2):
        open_ledger(url).close()
        made = connect(url)
        assert upgrade.revision(made) == upgrade.head()
        made.dispose()


def test_an_upgrade_cut_off_anywhere_leaves_nothing_and_can_be_run_again(tmp_path: Path) -> None:
    made = engine(tmp_path)
    left = 0

    def cut(*given: object) -> None:
        nonlocal left
        if "CREATE" in str(given[2]):
            left -= 1
            if left == 0:
                raise KeyboardInterrupt

    event.listen(made, "before_cursor_execute", cut)
    for after in (1, 2, 5, 9):
        left = after
        with pytest.raises(KeyboardInterrupt):
            upgrade.upgrade(made)
        assert tables(made) == set()
        assert upgrade.revision(made) is None
    left = 10_000
    upgrade.upgrade(made)
    assert check.differences(made) == []


def opened(url: str) -> None:
    open_ledger(url).close()


def test_processes_that_open_a_new_ledger_at_once_do_not_get_in_each_others_way(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'ledger.sqlite'}"
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=opened, args=(url,)) for _ in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0]


def test_a_ledger_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'ledger.sqlite'}"
    open_ledger(url).close()
    made = connect(url)
    with made.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(WrongUse, match="newer version"):
        open_ledger(url)
    made.dispose()


def test_a_server_that_is_behind_is_not_upgraded_but_told_how(tmp_path: Path) -> None:
    made = engine(tmp_path)
    made.dialect.name = "postgresql"  # what decides; no server is needed to be refused
    with pytest.raises(WrongUse, match=r"python -m linkage\.ledger\.upgrade"):
        upgrade.ensure(made)
    assert tables(engine(tmp_path)) == set()


def test_a_ledger_in_use_is_one_that_is_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("linkage.ledger.db.session.PATIENCE", 0.05)
    blocking, waiting = engine(tmp_path), engine(tmp_path)
    with blocking.connect() as connection:
        connection.execution_options(linkage_writes=True).execute(text("SELECT 1"))
        with pytest.raises(LedgerUnavailable, match="locked"):
            upgrade.ensure(waiting)


def test_the_command_upgrades_the_ledger_of_the_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LINKAGE_HOME", str(tmp_path))
    upgrade.main()
    assert upgrade.revision(engine(tmp_path)) == upgrade.head()


def test_the_command_says_in_one_line_what_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINKAGE_LEDGER_URL", "nosuchdatabase://host/name")
    with pytest.raises(SystemExit, match="not upgraded: the ledger's URL"):
        upgrade.main()


def test_the_migrations_are_part_of_the_wheel() -> None:
    assert "migrations" in MOVED  # as `linkage.migrations`; tests/tools/test_wheel.py builds it
    assert (Path(migrations.__path__[0]) / "env.py").is_file()
