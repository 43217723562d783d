"""What docs/operate.md tells people to type exists, and its table of settings is the settings."""

import re
from pathlib import Path

import pytest

from linkage.settings import Settings
from tests.commands import lines, wrong

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "operate.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
OTHERS = {
    "cp",
    "sqlite3",
    "pg_dump",
    "neo4j-admin",
    "install",
    "for",
    "printf",
    "chmod",
    "chown",
    "cat",
    "END",
}
"""Programs of the system and of the servers."""


def typed() -> list[list[str]]:
    """Every command of every block."""
    return [words for block in BLOCKS for words in lines(block)]


def mentioned() -> list[str]:
    """Commands within sentences and tables, as far as their names go."""
    prose = re.sub(r"^```\n.*?^```$", "", TEXT, flags=re.MULTILINE | re.DOTALL)
    return re.findall(r"`linkage ([a-z][^`]*)`", prose)


def test_there_is_something_to_check() -> None:
    assert len([words for words in typed() if words[0] == "linkage"]) > 25
    assert len(mentioned()) > 15


@pytest.mark.parametrize("words", [each for each in typed() if each[0] == "linkage"], ids=" ".join)
def test_every_command_that_is_shown_can_be_typed(words: list[str]) -> None:
    assert wrong(words[1:]) is None


@pytest.mark.parametrize("said", sorted(set(mentioned())))
def test_every_command_that_is_named_exists_with_its_options(said: str) -> None:
    told = wrong(said.split())
    assert told is None or told.endswith("MissingParameter"), told


def test_other_programs_are_known_ones_and_ours_are_there() -> None:
    for words in typed():
        if words[0] == "linkage" or words[0] in OTHERS:
            continue
        if words[0] == "python":
            assert (ROOT / (words[2].replace(".", "/") + ".py")).exists(), words
        elif words[0] == "make":
            assert re.search(rf"^{words[1]}:", (ROOT / "Makefile").read_text(), re.MULTILINE), words
        else:
            assert words[:2] == ["docker", "compose"], words


def test_what_is_run_in_a_container_is_a_command() -> None:
    runs = [words for words in typed() if words[:4] == ["docker", "compose", "run", "--rm"]]
    assert runs
    assert [told for words in runs if (told := wrong(words[5:]))] == []


def test_the_table_of_settings_is_the_settings() -> None:
    section = TEXT.partition("## Settings\n")[2].partition("\n## ")[0]
    named = set(re.findall(r"`(LINKAGE_[A-Z_]+)`", section))
    assert named == {f"LINKAGE_{each.upper()}" for each in Settings.model_fields}


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("keep", "5"),
        ("publish_at", "0.5"),
        ("chunk_rows", "250,000"),
        ("seed", "1"),
        ("key_limit", "1,200,000"),
    ],
)
def test_defaults_are_those_of_the_code(name: str, shown: str) -> None:
    section = TEXT.partition("## Settings\n")[2].partition("\n## ")[0]
    [row] = [line for line in section.splitlines() if f"`LINKAGE_{name.upper()}`" in line]
    assert shown in row.split("|")[2]
    assert f"{Settings.model_fields[name].default:,}" == shown


def test_every_file_it_points_to_is_there() -> None:
    targets = re.findall(r"\]\((?!https?:)([^)#]+)", TEXT)
    assert targets
    assert [target for target in targets if not (ROOT / "docs" / target).exists()] == []


def test_every_secret_of_the_containers_is_made() -> None:
    import yaml

    composed = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    section = TEXT.partition("## With containers\n")[2].partition("\n## ")[0]
    for name in composed["secrets"]:
        assert name in section
