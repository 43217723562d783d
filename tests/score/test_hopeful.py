"""Communities in which nobody can pass are known before anybody is judged."""

import polars as pl
import pytest

from linkage.model import Group
from linkage.score.gate import hopeful

NETWORK, DEVICE = Group.NETWORK.value, Group.DEVICE.value


def ties(rows: list[tuple[int, str, float, int]]) -> pl.DataFrame:
    """Ties of one community, each on a value of its own: account, group, bits, others."""
    made = pl.DataFrame(rows, ["account", "group", "match_weight", "others"], orient="row")
    return made.with_columns(pl.col("group").cast(pl.Categorical), community=pl.lit(7), crowd=pl.lit(False))


@pytest.mark.parametrize(
    ("rows", "there"),
    [
        ([(each, DEVICE, 9.0, 2) for each in range(3)], True),
        ([(each, DEVICE, 9.0, 2) for each in range(2)], False),
        ([(each, DEVICE, 9.0, 1) for each in range(3)], False),
        ([(each, DEVICE, 9.0, 1) for each in (0, 0, 1, 1, 2, 2)], True),
        ([(each, DEVICE, 4.0, 2) for each in range(3)], False),
        ([(each, NETWORK, 9.0, 2) for each in range(9)], False),
    ],
    ids=["three on one device", "two", "pairs", "each with two others", "a weak value", "one exit"],
)
def test_three_accounts_must_hold_what_may_count(
    rows: list[tuple[int, str, float, int]], there: bool
) -> None:
    assert hopeful(ties(rows))["community"].to_list() == [7] * there
