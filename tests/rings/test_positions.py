"""A ring is drawn the same every time, whatever the other rings are, and nothing overlaps."""

import numpy as np
import polars as pl
from scipy.spatial.distance import pdist

from linkage.rings.positions import POSITIONS, positions


def members(*rings: list[int]) -> pl.DataFrame:
    rows = [(ring, account) for ring, accounts in enumerate(rings) for account in accounts]
    return pl.DataFrame(rows, schema={"ring": pl.Int32, "account": pl.Int64}, orient="row")


def links(*held: tuple[int, int]) -> pl.DataFrame:
    return pl.DataFrame(list(held), schema={"account": pl.Int64, "value": pl.Int64}, orient="row")


CHAIN = [(at, 100 + at) for at in range(10)] + [(at + 1, 100 + at) for at in range(10)]
STAR = [(at, 500) for at in range(20, 60)]


def of(frame: pl.DataFrame, ring: int) -> pl.DataFrame:
    return frame.filter(pl.col("ring") == ring).drop("ring")


def test_accounts_and_shared_values_have_a_place() -> None:
    found = positions(members(list(range(11))), links(*CHAIN, (0, 999)))
    assert found.schema == pl.Schema(POSITIONS)
    assert found["account"].drop_nulls().to_list() == list(range(11))
    assert found["value"].drop_nulls().to_list() == list(range(100, 110))


def test_a_ring_is_drawn_as_it_was_when_others_come_and_go() -> None:
    alone = positions(members(list(range(11))), links(*CHAIN))
    beside = positions(members(list(range(20, 60)), list(range(11))), links(*reversed(CHAIN), *STAR))
    assert of(alone, 0).equals(of(beside, 1))


def test_no_two_nodes_overlap_and_the_middle_is_at_nought() -> None:
    found = positions(members(list(range(20, 60))), links(*STAR))
    at = found.select("x", "y").to_numpy()
    assert pdist(at).min() > 0.3
    assert np.allclose(at.mean(axis=0), 0, atol=1e-3)


def test_the_ends_of_a_chain_lie_far_apart() -> None:
    at = positions(members(list(range(11))), links(*CHAIN)).head(11).select("x", "y").to_numpy()
    ends, next_to = np.linalg.norm(at[0] - at[10]), np.linalg.norm(at[0] - at[1])
    assert ends > 3 * next_to


def test_without_rings_there_is_nothing_to_draw() -> None:
    assert positions(members(), links()).is_empty()
