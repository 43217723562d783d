"""Rings come whole or in pieces; nothing is drawn twice, and crowds tie nobody."""

import numpy as np
import polars as pl
import pytest

from linkage.explain import canvas
from linkage.hashing import account_key as key
from linkage.publication.reader import Publication
from tests.api.world import EXIT, World, value


@pytest.fixture(scope="module")
def publication(tmp_path_factory: pytest.TempPathFactory) -> Publication:
    return World(tmp_path_factory.mktemp("home")).publish()


def row(publication: Publication, member: str) -> int:
    at = publication.row(key(member))
    assert at is not None
    return int(publication.accounts["ring"][at])


def test_a_ring_is_drawn_with_all_that_two_of_it_share(publication: Publication) -> None:
    found = canvas.whole(publication, row(publication, "farm-1"))
    assert set(found.accounts["account_id"]) == {f"farm-{each}" for each in range(1, 6)}
    tying = found.values.filter(~pl.col("crowd"))
    assert set(tying["value"]) == {value("farm", place) for place in (1, 2, 3)}
    assert found.links.height == 15
    assert found.left_out == 0
    assert found.accounts["x"].null_count() == tying["x"].null_count() == 0


def test_a_crowd_is_a_badge_without_links(publication: Publication) -> None:
    found = canvas.whole(publication, row(publication, "farm-1"))
    (crowd,) = found.values.filter("crowd").to_dicts()
    assert (crowd["value"], crowd["members"], crowd["holders"]) == (EXIT, 5, 4812)
    assert EXIT not in found.links["value"]
    assert canvas.holders(publication, EXIT).is_empty()


def test_the_pieces_of_a_ring_hold_each_account_once(publication: Publication) -> None:
    ring = row(publication, "farm-1")
    found = canvas.folded(publication, ring, 10)
    assert int(found.pieces["accounts"].sum()) + found.loose == 5
    unfolded = [
        canvas.piece(publication, ring, each, 10).accounts["account"] for each in found.pieces["value"]
    ]
    assert pl.concat(unfolded).n_unique() == 5


def test_accounts_of_pieces_there_is_no_room_for_go_with_a_near_one(publication: Publication) -> None:
    """Three cards in a chain of devices: with room for one card, the others' accounts go with it."""
    held = pl.DataFrame(
        {
            "account": [1, 2, 3, 4, 5, 6, 7, 3, 4, 5, 6, 8, 9],
            "value": [10, 10, 10, 20, 20, 30, 30, 40, 40, 50, 50, 60, 60],
            "bits": [9.0] * 7 + [2.0] * 6,
        },
        schema={"account": pl.Int64, "value": pl.Int64, "bits": pl.Float32},
    )
    counted = held.group_by("value").agg(members=pl.len(), bits=pl.col("bits").max())
    owned = canvas._owned(held, counted)
    found = canvas._spread(held, owned, 1).sort("account")
    assert found.rows() == [(each, 10) for each in range(1, 8)]
    two = canvas._spread(held, owned, 2).sort("account")
    assert two["value"].to_list() == [10, 10, 10, 20, 20, 20, 20]
    assert canvas._bridges(held, two).rows() == [(10, 20, 1)]


def test_pieces_beyond_the_room_are_counted_as_loose(publication: Publication) -> None:
    assert canvas.folded(publication, row(publication, "farm-1"), 0).loose == 5


def test_what_an_account_holds_comes_rarest_first(publication: Publication) -> None:
    found = canvas.around(publication, key("farm-1"))
    assert found["holders"].to_list() == [5, 5, 5, 4812]
    assert found["crowd"].to_list() == [False, False, False, True]


def test_accounts_of_two_rings_share_their_crowd_alone(publication: Publication) -> None:
    found = canvas.among(publication, np.array([key("farm-1"), key("mill-1")]))
    assert found.values["value"].to_list() == [EXIT]
    assert found.links.is_empty()
    assert canvas.among(publication, np.array([key("farm-1"), key("farm-2")])).links.height == 6
