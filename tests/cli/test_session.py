"""What holds for every command."""

import subprocess
import sys
from pathlib import Path

import pytest

from linkage.cli import PARTS, needed, parser
from linkage.cli.session import Answer, settings_for, write_view
from linkage.errors import WrongUse
from tests.cli.conftest import Run
from tests.cli.shaped import COMMANDS


def test_the_commands_of_the_design_are_there() -> None:
    named = {" ".join(each) for each in COMMANDS}
    assert named >= {
        *("simulate", "ingest", "reingest", "detect", "rings", "show", "why", "export members", "evaluate"),
        *("serve", "demo", "keys create", "quarantine", "publications", "publish", "rollback", "withdraw"),
        *("batches", "compact", "doctor", "fit", "sample"),
    }


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_each_help_shows_home_and_json_and_opens_with_a_sentence(run: Run, command: tuple[str, ...]) -> None:
    done = run(*command, "--help")
    assert done.code == 0
    assert "--home DIR" in done.out
    assert "--json" in done.out
    assert done.out.splitlines()[2].strip()[0].isupper()


@pytest.mark.parametrize(
    "arguments",
    [
        ("--home", "there", "--json", "keys", "list"),
        ("keys", "--home", "there", "--json", "list"),
        ("keys", "list", "--home", "there", "--json"),
        ("--json", "keys", "list", "--home=there"),
    ],
)
def test_home_and_json_stand_before_or_after_the_name(
    run: Run, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    done = run(*arguments)
    assert (done.code, done.document, done.err) == (0, {"keys": []}, "")
    assert (tmp_path / "there" / "ledger.sqlite").exists()
    assert not (tmp_path / ".linkage").exists()


def test_the_nearest_home_wins(run: Run, tmp_path: Path) -> None:
    run("--home", "far", "keys", "list", "--home", "near")
    assert (tmp_path / "near").exists()
    assert not (tmp_path / "far").exists()


def test_home_comes_from_the_environment_too(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LINKAGE_HOME", str(tmp_path / "elsewhere"))
    run("keys", "list")
    assert (tmp_path / "elsewhere" / "ledger.sqlite").exists()


@pytest.mark.parametrize(
    "arguments", [("nonsense",), ("rings", "--nonsense"), ("show",), ("rings", "--limit", "0")]
)
def test_a_call_that_is_wrong_is_exit_2_with_nothing_on_stdout(run: Run, arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert done.code == 2
    assert done.out == ""
    assert done.err


def test_the_version_is_told(run: Run) -> None:
    assert run("--version").out.startswith("linkage ")


def test_a_setting_that_cannot_be_read_is_named_without_its_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINKAGE_WORKERS", "hunter2")
    with pytest.raises(WrongUse, match="LINKAGE_WORKERS") as raised:
        settings_for(None)
    assert "hunter2" not in str(raised.value)


def test_help_loads_nothing_heavy() -> None:
    heavy = "{'polars', 'sqlalchemy', 'fastapi', 'pydantic'}"
    code = f"import sys; from linkage.cli import parser; parser(); sys.exit(bool({heavy} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("part", PARTS)
def test_a_part_has_the_commands_that_are_said_of_it_and_they_are_read_alone(part: str) -> None:
    assert tuple(parser(part).commands) == PARTS[part]
    assert {needed([each, "--help"]) for each in PARTS[part]} == {part}


def test_all_commands_are_read_where_the_first_word_is_none() -> None:
    assert [needed(each) for each in ([], ["--json", "rings"], ["ring"], ["--help"])] == [None] * 4
    assert {each for names in PARTS.values() for each in names} == set(parser().commands)


def test_a_rollback_waits_for_nothing_it_does_not_need() -> None:
    heavy = (
        *("rich.console", "pyarrow.dataset", "adbc_driver_manager", "scipy", "alembic", "phonenumbers"),
        *("linkage.ledger.actions", "linkage.ledger.guards", "linkage.cli.load"),
    )
    code = (
        "import sys; import linkage.cli.publish, linkage.consistency, linkage.home.publish; "
        f"sys.exit(str([each for each in {(*heavy, 'sqlalchemy.dialects.postgresql')} if each in sys.modules]))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert done.stderr.strip() == "[]"


def test_text_goes_out_line_by_line_and_escaped(capsys: pytest.CaptureFixture[str]) -> None:
    write_view(Answer({}, ("one [red]line[/red] :smile: " + "x" * 300, "two\x1b[31m\u202e\n\tthree")))
    assert capsys.readouterr().out == (
        "one [red]line[/red] :smile: " + "x" * 300 + "\ntwo\\x1b[31m\\u202e\n\tthree\n"
    )


def test_a_reader_who_has_had_enough_is_no_failure(tmp_path: Path) -> None:
    call = [sys.executable, "-m", "linkage", "keys", "list", "--json", "--home", str(tmp_path)]
    with subprocess.Popen(call, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        told = process.stderr.read().decode()
    assert process.returncode == 0
    assert "Broken" not in told
