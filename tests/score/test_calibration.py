"""From margins to scores, and what labels make of that."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from linkage.errors import Refused
from linkage.score import calibration
from linkage.score.calibration import Calibration
from tests.score.build import World


def scores(made: Calibration, *margins: float) -> list[float]:
    frame = pl.DataFrame({"margin": list(margins)}, schema={"margin": pl.Float64})
    return frame.select(made.score(pl.col("margin"))).to_series().to_list()


def labelled(rings: int, homes: int) -> tuple[pl.DataFrame, pl.DataFrame, World]:
    """Margins, members and labels: rings at 4 to 8 bits, homes at −4 to −8."""
    world, rows, margins = World(), [], []
    for number in range(rings + homes):
        first = number * 10
        rows += [(first, first + at) for at in range(4)]
        bad = number < rings
        world.labelled += [(first + at, "fraud" if bad else "honest") for at in range(4)]
        margins.append((first, (4.0 + number % 5) * (1 if bad else -1)))
    members = pl.DataFrame(rows, {"community": pl.Int64, "account": pl.Int64}, orient="row")
    return pl.DataFrame(margins, {"community": pl.Int64, "margin": pl.Float64}, orient="row"), members, world


def test_no_margin_is_an_even_score_and_a_larger_one_is_never_lower() -> None:
    found = scores(Calibration(), -900.0, -8.0, 0.0, 8.0, 900.0)
    assert found == sorted(found)
    assert found[2] == 0.5
    assert 0 <= found[0] < 0.001 < 0.999 < found[-1] <= 1


def test_labels_that_margins_tell_apart_make_them_surer() -> None:
    margins, members, world = labelled(30, 30)
    found = calibration.fit(margins, members, world.about, "from a test")
    assert (found.abuse, found.honest) == (30, 30)
    assert found.calibration.slope > Calibration().slope
    assert found.calibration.fitted
    assert not Calibration().fitted


def test_labels_that_contradict_margins_flatten_them() -> None:
    margins, members, world = labelled(30, 30)
    turned = margins.with_columns(-pl.col("margin"))
    found = calibration.fit(turned, members, world.about, "from a test").calibration
    assert 0 < found.slope < Calibration().slope


def test_too_few_labelled_rings_are_refused() -> None:
    margins, members, world = labelled(9, 30)
    with pytest.raises(Refused, match="9 of abuse and 30 of honest"):
        calibration.fit(margins, members, world.about, "from a test")


def test_a_calibration_is_read_as_it_was_written(tmp_path: Path) -> None:
    made = Calibration(0.5, -1.5, "from a test")
    (tmp_path / "weights.json").write_bytes(calibration.text(made))
    assert calibration.read(tmp_path / "weights.json") == made
    assert calibration.read(tmp_path / "none.json") == Calibration()


def test_a_file_that_is_none_is_refused_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "weights.json").write_text('{"slope": "steep"}')
    with pytest.raises(Refused, match="linkage fit --forget"):
        calibration.read(tmp_path / "weights.json")


def test_a_logistic_fit_finds_the_odds_of_its_labels() -> None:
    rng = np.random.default_rng(3)
    margin = rng.uniform(-10, 10, 4_000)
    abuse = rng.random(4_000) < 1 / (1 + np.exp2(-(0.6 * margin - 1)))
    slope, offset = calibration.logistic(margin, abuse)
    assert slope == pytest.approx(0.6, abs=0.05)
    assert offset == pytest.approx(-1, abs=0.2)
