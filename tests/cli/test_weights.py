"""What each kind says, as people and programs are told."""

from pathlib import Path
from random import Random

import polars as pl
import pytest

from linkage.cli.weights import BEFORE
from tests.api.world import World
from tests.cli.conftest import Run


@pytest.fixture
def loaded(run: Run, tmp_path: Path) -> None:
    """A home with people who are there twice, of whom only undeclared kinds are known."""
    rng = Random(2)
    kinds = {"passport": 400, "birth": 400, "given": 40, "street": 100}
    facts = [
        (f"{person}-{record}", kind, f"{kind} {of}")
        for person in range(400)
        for kind, variety in kinds.items()
        for of in [person if variety == 400 else rng.randrange(variety)]
        for record in (1, 2, 3)
        if rng.random() < 0.9
    ]
    folder = tmp_path / "input"
    folder.mkdir()
    pl.DataFrame(facts, ["account_id", "kind", "value"], orient="row").write_csv(folder / "facts.csv")
    assert run("ingest", folder).code == 0
    assert run("detect").code == 0


def test_the_table_tells_what_every_kind_says_and_what_that_rests_on(run: Run, loaded: None) -> None:
    rows = {row["kind"]: row for row in run("weights", "--json").document["weights"]}
    assert sorted(rows) == ["birth", "given", "passport", "street"]
    assert rows["given"]["prior"] == rows["passport"]["prior"] == 12
    assert max(rows["given"]["learned"], rows["street"]["learned"]) < rows["passport"]["learned"]
    assert 350 < rows["passport"]["values"] <= 400
    assert rows["passport"]["crowds"] == 0
    assert rows["given"]["pairs"] > 100
    assert rows["given"]["rests_on"].endswith("pairs that agree on two other groups")


def test_people_read_a_table(run: Run, loaded: None) -> None:
    out = run("weights").out
    assert "bits by prior" in out
    assert "passport" in out
    assert "pairs that agree on two other groups" in out


def test_a_publication_that_kept_no_table_tells_its_values_and_that_it_kept_none(
    run: Run, tmp_path: Path
) -> None:
    World(tmp_path / ".linkage").publish()
    rows = run("weights", "--json").document["weights"]
    assert {"card", "device", "ip"} <= {row["kind"] for row in rows}
    assert {row["rests_on"] for row in rows} == {BEFORE}
    assert {row["learned"] for row in rows} == {None}
    assert run("weights").code == 0


def test_without_a_publication_it_says_so(run: Run) -> None:
    assert run("weights").code != 0
