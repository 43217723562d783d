"""Each rule of our own, and code that breaks it."""

import ast
import subprocess
from pathlib import Path

import pytest

from tools import rules
from tools.rules import Breach, Source


def source(text: str, path: str = "linkage/weigh.py") -> Source:
    return Source(path, ast.parse(text))


def said(found: object) -> list[str]:
    assert not isinstance(found, Breach)
    return [str(each) for each in found]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "query",
    [
        "SELECT account FROM facts",
        "select account from facts where kind = 'ip'",
        "INSERT OR IGNORE INTO facts VALUES (1)",
        "UPDATE facts SET count = 2",
        "DELETE FROM facts",
        "CREATE TABLE facts (account INTEGER)",
        "PRAGMA journal_mode = WAL",
        "MATCH (a:Account) RETURN a",
        "UNWIND $rows AS row",
    ],
)
def test_a_query_outside_the_graph_and_the_ledger_is_found(query: str) -> None:
    text = f"statement = {query!r}"
    assert len(said(rules.queries(source(text)))) == 1
    assert said(rules.queries(source(text, "linkage/graph/sql.py"))) == []


def test_prose_that_speaks_of_selecting_is_no_query() -> None:
    text = '"""Select the rows from a table."""\nMESSAGE = "the accounts come from another place"'
    assert said(rules.queries(source(text))) == []


@pytest.mark.parametrize(
    "call",
    [
        'log.info("loaded", email=value)',
        'log.warning("bad", cell=row.phone)',
        'self.logger.error("bad", value=row.user_agent)',
        'logging.error(f"cannot read {line}")',
    ],
)
def test_a_raw_value_in_a_log_call_is_found(call: str) -> None:
    assert said(rules.logged(source(call)))


def test_counts_and_codes_may_be_logged() -> None:
    text = 'log.info("loaded", feed=feed, rows=counts.rows, columns=len(email))\nmath.log(email)'
    assert said(rules.logged(source(text))) == []


@pytest.mark.parametrize("read", ["import os\nos.environ['HOME']", "from os import getenv", "os.getenv('X')"])
def test_the_environment_is_read_by_settings_alone(read: str) -> None:
    assert said(rules.environment(source(read)))
    assert said(rules.environment(source(read, "linkage/settings.py"))) == []


@pytest.mark.parametrize("path", ["linkage/utils.py", "linkage/community/louvain.py", "api/helpers.py"])
def test_a_module_whose_name_says_nothing_is_found(path: str) -> None:
    assert said(rules.named(source("", path)))
    assert said(rules.named(source("", "linkage/weigh.py"))) == []


@pytest.mark.parametrize(
    "line",
    [
        "--index-url https://py" + "pi.org/simple",
        "resolved: https://registry.npm" + "js.org/x",
        "cd /ro" + "ot/project",
        "DATA=/wo" + "rk/shared/data",
        "see /ho" + "me/someone/notes.txt",
    ],
)
def test_a_registry_and_a_path_of_one_machine_are_found(line: str) -> None:
    assert len(said(rules.foreign("Makefile", f"fine\n{line}"))) == 1


@pytest.mark.parametrize(
    "line", ["GET /v1/accounts/{id}", "the .work/ folder", "docs/home/page.md", "a/work/b"]
)
def test_routes_and_relative_paths_are_fine(line: str) -> None:
    assert said(rules.foreign("README.md", line)) == []


def test_a_tree_with_a_breach_fails_and_names_the_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "linkage").mkdir()
    (tmp_path / "linkage" / "weigh.py").write_text("import os\n\nHOME = os.environ['HOME']\n")
    assert rules.main([str(tmp_path)]) == 1
    assert "linkage/weigh.py:3" in capsys.readouterr().err


def test_a_file_that_git_ignores_is_not_looked_at(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    (tmp_path / ".gitignore").write_text("left/\n")
    (tmp_path / "left").mkdir()
    (tmp_path / "left" / "note.txt").write_text("/ho" + "me/someone\n")
    assert rules.main([str(tmp_path)]) == 0


def test_this_project_breaks_none() -> None:
    assert said(rules.breaches(Path(__file__).parents[2])) == []
