"""Tenths of worlds are pooled by members, and drawn."""

import re
from typing import Any
from xml.etree import ElementTree

import pytest

from bench.quality import calibration, plot
from tests.bench.rows import row


def tenths(*each: tuple[int, float, float]) -> list[dict[str, Any]]:
    return [{"members": members, "said": said, "so": so} for members, said, so in each]


ROWS = [
    row(calibration=tenths((10, 0.5, 0.4), (10, 0.9, 0.9))),
    row("slow", calibration=tenths((20, 0.7, 0.9), (60, 0.99, 1.0))),
]


def test_pieces_are_pooled_in_order_of_confidence_and_none_is_lost() -> None:
    pooled = calibration.pool(calibration.pieces(ROWS))
    assert [calibration.members(each) for each in pooled] == [10, 20, 10, 60]
    assert [calibration.mean(each, "said") for each in pooled] == sorted(
        calibration.mean(each, "said") for each in pooled
    )


def test_worlds_of_one_confidence_are_weighed_by_their_members() -> None:
    rows = [row(seed=seed, calibration=tenths((seed, 0.9, seed / 4))) for seed in (1, 3)]
    found = calibration.pieces(rows)
    assert calibration.mean(found, "so") == pytest.approx((1 * 0.25 + 3 * 0.75) / 4)


def test_what_is_off_is_the_mean_distance_from_what_was_said() -> None:
    found = calibration.pieces(ROWS)
    assert calibration.off(found) == pytest.approx((10 * 0.1 + 20 * 0.2 + 60 * 0.01) / 100)
    assert calibration.off([]) is None


def test_a_tenth_names_the_scenes_at_its_ends() -> None:
    rows = [row(calibration=tenths((50, 0.9, 0.5))), row("slow", calibration=tenths((50, 0.9, 1.0)))]
    found = calibration.pieces(rows)
    assert calibration.ends(found) == ("0.5000 ours campaigns", "1.0000 slow")


def test_a_scene_in_which_nobody_was_found_is_no_error() -> None:
    assert "| honest | 0 | – |" in calibration.by_scene([row("honest")])


def test_the_plot_is_well_formed_and_has_a_dot_for_every_piece() -> None:
    made = ElementTree.fromstring(plot.draw(ROWS))
    radii = [each.get("r") for each in made.iter() if each.tag.endswith("circle")]
    assert (radii.count("3"), radii.count("6")) == (4, 4)


def test_what_is_as_said_lies_on_the_diagonal() -> None:
    x, y = plot.place(0.9, 0.9)
    assert x - plot.MARGIN == pytest.approx(plot.SIDE - (y - plot.MARGIN))


def test_a_share_of_all_is_drawn_at_the_end_of_the_scale() -> None:
    assert plot.place(0.5, 1.0)[1] == plot.MARGIN


def test_nothing_measured_is_an_empty_plot() -> None:
    assert not re.search("<circle", plot.draw([]))
