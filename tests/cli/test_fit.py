"""A calibration fitted to labels at home: refused, written, used, forgotten."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from linkage.publication.reader import Publication
from linkage.score.calibration import Calibration
from tests.cli.conftest import Run

FARMS, FAMILIES = 14, 14


def accounts() -> Iterator[tuple[str, int, str]]:
    """Farms of eight and families of four: account, number of its group, what it is."""
    for number in range(FARMS):
        for at in range(8):
            yield f"farm-{number}-{at}", number, "fraud"
    for number in range(FAMILIES):
        for at in range(4):
            yield f"home-{number}-{at}", number, "honest"


def write(folder: Path, labelled: bool) -> Path:
    """Feeds of farms that share cards and devices, families that share all, and loners."""
    folder.mkdir()
    everyone = list(accounts())
    loners = [f"loner-{at}" for at in range(300)]
    ids = [name for name, _, _ in everyone] + loners
    days = [f"2026-0{1 + at * 7 % 9}-1{at % 9}T10:00:00Z" for at in range(len(ids))]
    pl.DataFrame({"account_id": ids, "created_at": days}).write_csv(folder / "accounts.csv")
    owned = [
        (name, f"{what}-{number}-{at % 2 if what == 'fraud' else 0}")
        for at, (name, number, what) in enumerate(everyone)
    ]
    owned += [(name, name) for name in loners]
    paid = [(name, "2026-10-01T00:00:00Z", f"card-of-{own}", f"{own}@example.org") for name, own in owned]
    columns = ["account_id", "at", "card_fingerprint", "payer_email"]
    pl.DataFrame(paid, columns, orient="row").write_csv(folder / "billing.csv")
    machines = [(name, f"device-of-{own}") for name, own in owned]
    pl.DataFrame(machines, ["account_id", "device_id"], orient="row").write_csv(folder / "devices.csv")
    if labelled:
        known = [(name, what) for name, _, what in everyone]
        pl.DataFrame(known, ["account_id", "label"], orient="row").write_csv(folder / "labels.csv")
    return folder


@pytest.fixture
def home(run: Run, tmp_path: Path) -> Path:
    """A home with labels enough."""
    assert run("ingest", write(tmp_path / "feeds", labelled=True)).code == 0
    return tmp_path / ".linkage"


def fingerprint(run: Run, home: Path) -> tuple[str, str]:
    """The settings' digest of a new run, and the digest of what it found."""
    name = run("detect", "--json").document["run"]
    manifest = Publication.open(home / "publications", name).manifest
    return manifest.versions["settings"], manifest.digest


def test_labels_change_the_calibration_which_later_runs_use_until_forgotten(run: Run, home: Path) -> None:
    before = fingerprint(run, home)
    done = run("fit", "--json")
    assert done.code == 0
    document: dict[str, Any] = done.document
    assert min(document["rings"].values()) >= 10
    written = json.loads((home / "weights.json").read_text())
    for name, pair in document["calibration"].items():
        assert pair["before"] == getattr(Calibration(), name)
        assert written[name] == pair["after"]
    assert document["calibration"]["slope"]["after"] > 0
    assert "linkage fit" in written["about"]
    with_own = fingerprint(run, home)
    assert with_own[0] != before[0]
    assert with_own[1] != before[1]
    assert run("fit", "--forget", "--json").document == {"forgotten": True}
    assert fingerprint(run, home) == before


def test_people_see_the_calibration_before_and_after(run: Run, home: Path) -> None:
    out = run("fit").out
    for word in ("before", "after", "slope", "offset", "labelled rings of abuse"):
        assert word in out


def test_the_same_labels_give_the_same_calibration(run: Run, home: Path) -> None:
    first, second = (run("fit", "--json").document for _ in range(2))
    assert first == second


def test_too_few_labels_are_refused_and_nothing_is_written(run: Run, tmp_path: Path) -> None:
    run("ingest", write(tmp_path / "feeds", labelled=False))
    done = run("fit")
    assert done.code == 1
    assert "too few labelled rings" in done.err
    assert not (tmp_path / ".linkage" / "weights.json").exists()


def test_there_is_nothing_to_learn_from_before_anything_is_loaded(run: Run) -> None:
    done = run("fit")
    assert done.code == 1
    assert "linkage ingest" in done.err


def test_forgetting_what_was_never_learned_is_no_failure(run: Run) -> None:
    done = run("fit", "--forget", "--json")
    assert (done.code, done.document) == (0, {"forgotten": False})


def test_a_run_with_a_broken_calibration_says_what_to_do(run: Run, home: Path) -> None:
    (home / "weights.json").write_text("{")
    done = run("detect")
    assert done.code == 1
    assert "linkage fit --forget" in done.err
