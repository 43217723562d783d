"""A command as its caller sees it: exit code, stdout, stderr."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import pytest

from linkage.cli import main
from tests.api.world import World
from tests.cli import shaped


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str
    command: str | None = None

    @property
    def document(self) -> Any:
        """The one JSON document on stdout, which keeps the schema of its command."""
        found = orjson.loads(self.out)
        if self.command is not None:
            assert shaped.faults(self.command, found) == []
        return found


Run = Callable[..., Done]

PEPPER = "for-tests-only-0123456789abcdef0123456789"


@pytest.fixture
def run(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[..., Done]:
    """Run a command in an empty folder, with a pepper of its own and nothing else set."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LINKAGE_PEPPER", PEPPER)
    monkeypatch.setenv("COLUMNS", "160")
    for name in ("HOME", "DEBUG", "GRAPH_URL", "LEDGER_URL", "OPERATOR_KEY", "AUDIT_FOLDER"):
        monkeypatch.delenv(f"LINKAGE_{name}", raising=False)

    def call(*arguments: object) -> Done:
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            main([str(each) for each in arguments])
        said = capsys.readouterr()
        code = left.value.code
        left_with = code if isinstance(code, int) else int(code is not None)
        return Done(left_with, said.out, said.err, shaped.name_of([str(each) for each in arguments]))

    return call


@pytest.fixture
def world(run: Run, tmp_path: Path) -> World:
    """The default home of the folder the commands run in, with two rings published."""
    made = World(tmp_path / ".linkage")
    made.publish()
    return made


def ring_of(run: Run, account: str) -> str:
    """The ring of an account."""
    return str(run("show", account, "--json").document["ring"]["ring_id"])
