"""What holds for a part whatever its rows, in whatever order; and that nothing raw is in it."""

import random

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkage import tables
from linkage.normalise import normalise
from linkage.normalise.feeds import FEEDS
from tests.normalise.build import PEPPER, frame

Row = dict[str, object]
RAW = (
    "Maria.Lopez@Firm-of-Lopez.com",
    "+44 7700 900123",
    "Maria López",
    "card_Q7xZ",
    "203.0.113.77",
    "dev-77aa",
    None,
)
OTHER = (
    "transfer",
    "referral",
    "fraud",
    "banned",
    "active",
    "closed",
    "us",
    "GB",
    "424242",
    "AS64496",
    "vpn",
    "n/a",
    "?!",
)
COLUMNS: dict[str, tuple[str, ...]] = {
    "accounts": ("created_at", "email", "phone", "full_name", "country", "plan", "status", "signup_ip",
                 "signup_device_id", "signup_user_agent", "organization", "referrer", "invited_by",
                 "verification_method", "verification_result", "verification_document"),
    "billing": ("at", "amount", "card_fingerprint", "card_bin", "payer_name", "payer_email",
                "billing_address", "tax_id", "outcome", "funding"),
    "devices": ("device_id", "user_agent", "first_seen", "last_seen"),
    "network": ("ip", "asn", "country", "network_type", "first_seen", "last_seen", "hits"),
    "usage": ("hour", "requests", "output_tokens", "model", "prompt_template",
              "ip", "client", "key_id", "channel", "capability"),
    "relations": ("other_id", "kind", "at", "amount"),
    "labels": ("label", "at"),
    "facts": ("kind", "value", "at", "count"),
}  # fmt: skip
TIMES = {"created_at", "at", "first_seen", "last_seen", "hour", "hits", "requests", "output_tokens", "count"}


def rows_of(feed: str) -> st.SearchStrategy[list[Row]]:
    """Rows of a feed, of few accounts and few values, so that they meet.

    A long table takes hardly longer than a short one: so few examples are as many rows in less time.
    """

    def cell(name: str) -> st.SearchStrategy[object]:
        if name in TIMES:
            return st.one_of(st.none(), st.integers(-(10**6), 2 * 10**9))
        if name == "amount":
            return st.one_of(st.none(), st.floats(-100, 100))
        if name in ("kind", "plan", "model"):  # the platform's own words, shown as they are
            return st.sampled_from(OTHER)
        return st.sampled_from((*RAW, *OTHER))

    columns: dict[str, st.SearchStrategy[object]] = {name: cell(name) for name in COLUMNS[feed]}
    account: st.SearchStrategy[object] = st.sampled_from(("u1", "u2", "u3"))
    if "other_id" in columns:
        columns["other_id"] = account
    return st.lists(st.fixed_dictionaries({"account_id": account, **columns}), min_size=12, max_size=36)


def test_the_columns_tried_are_all_that_are_read() -> None:
    assert set(COLUMNS) == set(FEEDS)
    for feed, told in FEEDS.items():
        named = {source.column for source in told.sources} | {told.first, told.last, told.count} - {None}
        assert named <= set(COLUMNS[feed])


@settings(deadline=None, max_examples=11)
@pytest.mark.parametrize("feed", sorted(FEEDS))
@given(st.data(), st.randoms(use_true_random=False))
def test_neither_order_nor_repetition_of_rows_shows(
    feed: str, data: st.DataObject, draw: random.Random
) -> None:
    rows = data.draw(rows_of(feed))
    shuffled = [*rows, *draw.sample(rows, len(rows) // 2)]
    draw.shuffle(shuffled)
    one, _ = normalise(feed, frame(*rows), PEPPER)
    two, _ = normalise(feed, frame(*shuffled), PEPPER)
    for name, table in one.tables().items():
        assert table.schema == pl.Schema(getattr(tables, name.upper()))
        assert table.equals(two.tables()[name])


@settings(deadline=None, max_examples=11)
@pytest.mark.parametrize("feed", sorted(FEEDS))
@given(st.data())
def test_nothing_raw_is_in_any_table(feed: str, data: st.DataObject) -> None:
    part, aside = normalise(feed, frame(*data.draw(rows_of(feed))), PEPPER)
    written = " ".join(str(table.to_dicts()) for table in (*part.tables().values(), aside)).casefold()
    for raw in ("maria.lopez", "7700900123", "7700 900123", "lópez", "card_q7xz", "203.0.113.77", "dev-77aa"):
        assert raw not in written


@pytest.mark.parametrize("feed", sorted(FEEDS))
def test_no_rows_make_an_empty_part_of_the_right_columns(feed: str) -> None:
    one = frame({"account_id": "u1", **dict.fromkeys(COLUMNS[feed])})
    part, aside = normalise(feed, one.clear(), PEPPER)
    assert aside.is_empty()
    for name, table in part.tables().items():
        assert table.is_empty()
        assert table.schema == pl.Schema(getattr(tables, name.upper()))
