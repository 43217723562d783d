"""What holds of what every command answers: its schema, the form of times, tables on a narrow terminal."""

import io
import re
from collections.abc import Callable, Iterator
from typing import Any

import orjson
import pytest
from rich.console import Console

from linkage.cli.shapes import SHAPES
from linkage.cli.shapes.words import TIME
from linkage.cli.tables import LONGEST
from tests.cli import every, shaped
from tests.cli.conftest import PEPPER

DATE = re.compile(r"^\d{4}-\d\d-\d\d")
NAMES = {" ".join(each) for each in shaped.COMMANDS}


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Iterator[every.Every]:
    """Every command, run once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("every"))
        patch.setenv("LINKAGE_PEPPER", PEPPER)
        patch.setenv("LINKAGE_HOME", "home")
        patch.setenv("LINKAGE_EXPORT_PAYING", "1")
        with every.recording(patch) as made:
            every.played(made)
            yield made


def test_every_command_has_a_schema() -> None:
    assert SHAPES.keys() == NAMES | {"error"}


def test_every_command_was_run(done: every.Every) -> None:
    assert NAMES - {name for name, _ in done.texts} == every.ELSEWHERE


def test_every_document_keeps_its_schema(done: every.Every) -> None:
    assert [each for name, text in done.texts for each in shaped.faults(name, orjson.loads(text))] == []


def texts(document: Any) -> Iterator[str]:
    """Every text in a document."""
    if isinstance(document, str):
        yield document
    elif isinstance(document, dict | list):
        for each in document.values() if isinstance(document, dict) else document:
            yield from texts(each)


def test_every_time_has_one_form(done: every.Every) -> None:
    found = [(name, each) for name, said in done.texts for each in texts(orjson.loads(said))]
    odd = [(name, each) for name, each in found if DATE.match(each) and not re.match(TIME, each)]
    assert odd == []
    assert sum(bool(DATE.match(each)) for _, each in found) > 100


def drawn(view: Any, width: int) -> list[str]:
    """The lines of a table on a terminal."""
    out = io.StringIO()
    Console(file=out, width=width, highlight=False, emoji=False, markup=False).print(view)
    return [line.rstrip() for line in out.getvalue().splitlines()]


def test_every_table_fits_a_terminal_of_80_columns_and_breaks_no_name(done: every.Every) -> None:
    tables = [view for _, answer in done.answers for view in answer.view if not isinstance(view, str)]
    assert len(tables) > 40
    for each in tables:
        narrow, wide = drawn(each, 80), drawn(each, 1000)
        assert max(map(len, narrow)) <= 80, narrow
        names = {word for line in wide for word in line.split()}
        told = "\n".join(narrow).partition("left out for want of room")[0].split()
        broken = {word for word in told if word not in names and not any(map(split(word), names))}
        assert not broken, (broken, narrow)


def split(part: str) -> Callable[[str], bool]:
    """Whether a part is a rule between lines, or of a word that is too long to stay whole."""
    return lambda word: set(part) == {"─"} or (part in word and len(word) > LONGEST)
