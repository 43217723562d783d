"""Labels tell values apart; a ring was last seen when one of its accounts last did something."""

import polars as pl

from linkage import tables
from linkage.publication.labels import active, apart

SPRING = 1_780_000_000


def test_two_values_of_one_label_get_a_tag_each() -> None:
    masks = pl.DataFrame(
        {
            "value": [0x3FA9C1, 0x112233, 5, 6],
            "kind": ["ip", "ip", "ip", "card"],
            "mask": ["45.83.12.x", "45.83.12.x", "45.83.13.x", None],
        }
    )
    shown = apart(masks)["mask"].to_list()
    assert shown == ["45.83.12.x #c1a93f", "45.83.12.x #332211", "45.83.13.x", None]
    assert apart(masks.reverse())["mask"].to_list()[::-1] == shown


def test_a_ring_was_last_seen_when_its_accounts_last_did_something() -> None:
    measures = pl.DataFrame(
        {
            "account": [1, 2, 3],
            "created_at": [SPRING, SPRING + 60, SPRING],
            "hours": [None, [SPRING // 3_600 + 2_400], [SPRING // 3_600 + 9_000]],
        },
        schema_overrides=tables.MEASURES,
    ).with_columns(paid_days=pl.lit(None, tables.MEASURES["paid_days"]))
    members = pl.DataFrame(
        {"account": [1, 2, 3], "community": [1, 1, 1], "tier": ["core", "member", "possible"]}
    )
    rings = pl.DataFrame({"community": [1], "last_seen": [SPRING + 60]})
    shared = pl.DataFrame({"account": [1, 3], "last_seen": [SPRING + 90, SPRING + 10**8]})
    last = (SPRING // 3_600 + 2_400) * 3_600
    assert active(rings, members, shared, measures)["last_seen"].to_list() == [last]
    assert active(rings, members, shared, measures.head(1))["last_seen"].to_list() == [SPRING + 90]
