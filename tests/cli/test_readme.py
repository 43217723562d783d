"""README's examples run as they stand."""

import re
import shlex
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.test_serve import asked, serving
from tests.commands import wrong

TEXT = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")


def block(heading: str) -> list[str]:
    """The lines of the first block of code under a heading."""
    return TEXT.partition(f"## {heading}\n")[2].partition("```\n")[2].partition("```")[0].splitlines()


def test_own_data_is_answered_in_three_commands(run: Run, tmp_path: Path) -> None:
    lines = [
        line.removeprefix(".venv/bin/linkage ").split() for line in block("Your own data, in three commands")
    ]
    assert run("feeds", "--example", "path/to/feeds").code == 0
    assert [words[0] for words in lines] == ["ingest", "detect", "serve"]
    for words in lines[:-1]:
        done = run(*words)
        assert done.code == 0, done.err
    (shown,) = re.findall(r"`linkage (keys create NAME --scope enforce)`", TEXT)
    key = run(*shown.split()).out.strip()
    with serving(tmp_path / ".linkage") as (url, _):
        status, answer = asked(f"{url}/v1/accounts/never-seen", key)
    assert status == 404
    assert isinstance(answer, dict)
    assert answer["code"] == "unknown-account"


def test_the_answer_shown_has_the_fields_of_the_contract() -> None:
    import json

    shown = json.loads(TEXT.partition("```json\n")[2].partition("```")[0])
    contract = json.loads((Path(__file__).parents[2] / "docs" / "openapi.json").read_text())
    assert shown.keys() == contract["components"]["schemas"]["Account"]["properties"].keys()


PROSE = re.sub(r"^```.*?^```$", "", TEXT, flags=re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("said", sorted(set(re.findall(r"`linkage ([^`]*)`", PROSE))))
def test_every_command_that_is_named_can_be_typed(said: str) -> None:
    words = ["1" if word == "N" else word for word in shlex.split(said.replace("…", "why"))]
    told = wrong(words)
    assert told is None or told.endswith("MissingParameter"), told
