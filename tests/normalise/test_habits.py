"""The optional columns become facts of kinds with a stated group; nothing raw of a document or a key is kept."""

import polars as pl
import pytest

from linkage.kinds import KINDS
from linkage.normalise import normalise

PEPPER = b"for the tests of columns alone, long enough"

COLUMNS = {
    "accounts": {
        "invited_by": ("acc-1", "inviter", "behaviour"),
        "verification_method": ("Document", "verification_method", "identity"),
        "verification_result": ("passed", "verification_result", "identity"),
        "verification_document": ("C01X00T47", "document", "identity"),
    },
    "billing": {"outcome": ("disputed", "outcome", "payment"), "funding": ("prepaid", "funding", "payment")},
    "usage": {
        "ip": ("45.83.12.7", "ip", "network"),
        "client": ("sdk-python/1.4.2", "client", "device"),
        "key_id": ("key_01H8", "api_key", "identity"),
        "channel": ("api", "channel", "behaviour"),
        "capability": ("coding", "capability", "behaviour"),
    },
}
CASES = [(feed, column, *told) for feed, columns in COLUMNS.items() for column, told in columns.items()]


@pytest.mark.parametrize(("feed", "column", "raw", "kind", "group"), CASES)
def test_a_column_is_a_fact_of_its_kind(feed: str, column: str, raw: str, kind: str, group: str) -> None:
    rows = pl.DataFrame({"row": [1, 2], "account_id": ["a", "b"], column: [raw, raw]})
    part, aside = normalise(feed, rows.with_columns(pl.col("row").cast(pl.UInt64)), PEPPER)
    assert aside.is_empty()
    held = part.facts.filter(pl.col("kind").cast(pl.String) == kind)
    assert held["account"].n_unique() == 2
    assert held["value"].n_unique() == 1
    assert str(KINDS[kind].group) == group
    if kind in {"document", "api_key", "inviter"}:
        assert raw.lower() not in str(part.values.to_dicts()).lower()


def test_the_new_words_of_relations_networks_and_status_are_read() -> None:
    rows = pl.DataFrame(
        {"row": [1], "account_id": ["a"], "status": ["suspended"]}, schema_overrides={"row": pl.UInt64}
    )
    part, aside = normalise("accounts", rows, PEPPER)
    assert (part.measures["status"].to_list(), aside.height) == (["suspended"], 0)
    tie = pl.DataFrame(
        {"row": [1], "account_id": ["a"], "other_id": ["b"], "kind": ["invitation"]},
        schema_overrides={"row": pl.UInt64},
    )
    assert normalise("relations", tie, PEPPER)[0].relations["kind"].to_list() == ["invitation"]
    net = pl.DataFrame(
        {"row": [1], "account_id": ["a"], "ip": ["45.83.12.7"], "network_type": ["residential_proxy"]},
        schema_overrides={"row": pl.UInt64},
    )
    assert "residential_proxy" in normalise("network", net, PEPPER)[0].values["mask"].to_list()
