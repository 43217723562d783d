"""A sceptic's answers on a simulated platform, as the command line tells them."""

import os
import shutil
from pathlib import Path
from typing import Any, Final

import polars as pl
import pytest

from tests import warm
from tests.cli.conftest import PEPPER, Run

pytestmark = pytest.mark.slow

COMMAND: Final = "import os, sys; os.chdir(sys.argv.pop(1)); from linkage.cli import main; main()"
PATIENCE: Final = 300.0
"""Seconds for one command."""
RAW: dict[str, tuple[str, ...]] = {
    "accounts": ("email", "phone", "full_name", "signup_ip", "signup_device_id"),
    "billing": ("card_fingerprint", "payer_name", "payer_email", "billing_address"),
    "devices": ("device_id", "user_agent"),
    "network": ("ip",),
    "usage": ("prompt_template",),
}
"""Columns of which nothing may be told."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a world of four thousand accounts and a home it was loaded into, made once."""
    folder = tmp_path_factory.mktemp("made")
    size = ("--accounts", "4000", "--seed", "3", "--scene", "campaigns")
    for call in (("simulate", "world", *size), ("ingest", "world/input")):
        told(folder, *call)
    return folder


def told(folder: Path, *words: str) -> bytes:
    """What a command says that ends well, run in that folder in a process of its own."""
    environment = {**os.environ, "LINKAGE_PEPPER": PEPPER, "LINKAGE_HOME": ".linkage"}
    with (folder / "errors").open("wb") as errors:
        done = warm.start(COMMAND, [str(folder), *words], environment, errors.fileno())
    out = done.communicate(PATIENCE)
    assert done.returncode == 0, (folder / "errors").read_text()
    return out.encode()


@pytest.fixture(scope="module")
def said(made: Path) -> bytes:
    """What the command answers to machines, with its defaults."""
    return told(made, "trust", "--json")


@pytest.fixture(scope="module")
def document(said: bytes) -> Any:
    """The same, read."""
    import orjson

    return orjson.loads(said)


@pytest.fixture
def loaded(made: Path, run: Run, tmp_path: Path) -> Path:
    """The home in the folder the commands run in."""
    return Path(shutil.copytree(made / ".linkage", tmp_path / ".linkage"))


@pytest.fixture(scope="module")
def detected(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home of the same with what was detected in it published, made once."""
    folder = tmp_path_factory.mktemp("detected")
    shutil.copytree(made / ".linkage", folder / ".linkage")
    told(folder, "detect")
    return folder / ".linkage"


@pytest.fixture
def published(detected: Path, run: Run, tmp_path: Path) -> Path:
    """That home in the folder the commands run in."""
    return Path(shutil.copytree(detected, tmp_path / ".linkage"))


def test_planted_rings_are_found_and_planted_honest_groups_are_not(document: Any) -> None:
    rings = {(each["style"], each["band"]): each["share"] for each in document["power"]["rings"]}
    assert rings["cards crossing devices", "10–29"] > 0.4
    assert rings["cheap: one thing shared", "10–29"] == 0.0
    whole = next(each for each in document["power"]["honest"] if each["sort"] == "all sorts")
    assert whole["accounts"] > 100
    assert whole["share"] < 0.05
    assert document["power"]["runs"] == 12


def test_what_is_told_of_a_size_is_no_more_than_all_styles_give(document: Any) -> None:
    sizes = document["power"]["sizes"]
    assert [each["band"] for each in sizes] == ["3–5", "6–9", "10–29", "30–99"]
    assert all(each["careful"] <= each["share"] + 0.05 for each in sizes)


def test_every_feed_is_left_out_once(document: Any) -> None:
    left_out = document["left_out"]
    assert [each["feed"] for each in left_out] == ["accounts", "billing", "devices", "network", "usage"]
    assert all(each["remain"] + each["gone"] == document["flagged"] > 50 for each in left_out)
    assert (
        document["worth"]["limits"][0]
        == "the feed facts has no data: rings that share only its values cannot be found"
    )


def test_the_same_seed_says_the_same_byte_by_byte_and_publishes_nothing(
    loaded: Path, run: Run, said: bytes
) -> None:
    assert run("trust", "--json").out.encode() == said
    assert run("rings").code != 0


def test_nothing_raw_is_told(said: bytes, made: Path) -> None:
    text = said.decode()
    for feed, columns in RAW.items():
        table = pl.read_parquet(made / "world" / "input" / f"{feed}.parquet")
        for column in columns:
            values = table[column].cast(pl.String).drop_nulls().unique().to_list()
            long = [each for each in values if len(each) > len("unknown")]
            assert len(long) > 3
            assert [each for each in long if each in text] == []


def test_people_are_told_each_answer(loaded: Path, run: Run) -> None:
    done = run("trust", "--quick", "--seed", "2")
    assert done.code == 0
    for words in (
        "what is known of 4,000 accounts",
        "planted rings",
        "planted honest groups",
        "nearest misses",
        "weakest rings",
        "without each feed: not measured: --quick",
        "backtest: not measured: --quick",
        "times its share",
    ):
        assert words in done.out


def test_nothing_loaded_is_no_answer(run: Run) -> None:
    done = run("trust")
    assert done.code == 1
    assert "nothing is loaded yet" in done.err


def test_a_publication_keeps_its_nearest_misses_and_tells_them_at_once(
    loaded: Path, run: Run, document: Any
) -> None:
    assert run("trust", "--published").code == 1
    assert run("detect").code == 0
    kept = run("trust", "--published", "--json").document
    assert kept["publication"] == run("rings", "--json").document["publication"]
    assert kept["nearest_misses"] == document["nearest_misses"] != []
    assert [each["accounts"] for each in kept["weakest_rings"]] == [
        each["accounts"] for each in document["weakest_rings"]
    ]
    assert {"card", "device", "ip"} <= {each["kind"] for each in kept["kinds"]}
    out = run("trust", "--published").out
    assert "nearest misses" in out
    assert kept["weakest_rings"][0]["ring_id"] in out


def test_an_erased_account_is_named_no_more(published: Path, run: Run, document: Any) -> None:
    gone = document["nearest_misses"][0]["examples"][0]
    assert run("erase", gone, "--reason", "asked for").code == 0
    for words in (("trust", "--published"), ("trust", "--quick")):
        done = run(*words, "--json")
        assert done.code == 0
        assert gone not in done.out
