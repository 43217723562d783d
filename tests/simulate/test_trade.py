"""How operators come by accounts and spare them, as the files show it."""

from collections.abc import Callable

import polars as pl

from .conftest import KEYS, Written, number

World = Callable[..., Written]


def created(written: Written) -> pl.DataFrame:
    """Accounts with their ring and the second of their sign-up."""
    at = pl.col("created_at").str.to_datetime(time_zone="UTC").dt.timestamp("ms") // 1_000
    return written.feed("accounts").with_columns(born=at).join(written.truth, on="account_id")


def test_bought_accounts_were_opened_by_honest_people_at_any_time(world: World) -> None:
    rows = created(world("resold", 20_000)).drop_nulls("ring")
    assert rows["ring"].n_unique() >= 5
    spans = rows.group_by("ring").agg(days=(pl.max("born") - pl.min("born")) / 86_400)
    assert number(spans["days"].median()) > 60
    own = rows.group_by("ring").agg(pl.n_unique("signup_device_id") / pl.len())["signup_device_id"]
    assert number(own.min()) > 0.8


def test_they_share_machines_and_exits_only_after_they_were_sold(world: World) -> None:
    written = world("resold", 20_000)
    devices = written.feed("devices").with_columns(key=KEYS["devices"], at=pl.col("first_seen") // 1_000)
    devices = devices.join(created(written).select("account_id", "born", "ring"), on="account_id").drop_nulls(
        "ring"
    )
    shared = devices.filter(pl.n_unique("account_id").over("ring", "key") >= 3)
    assert shared["account_id"].n_unique() > 30
    assert number(((shared["at"] - shared["born"]) / 86_400).min()) >= 14


def test_each_account_of_a_ring_invites_eight_at_most(world: World) -> None:
    written = world("invitations", 20_000)
    ring = written.truth.select("account_id", "ring").drop_nulls()
    ties = written.feed("relations").filter(pl.col("kind") == "referral").join(ring, on="account_id")
    ties = ties.join(ring.rename({"account_id": "other_id", "ring": "by"}), on="other_id")
    assert ties.filter(pl.col("ring") == pl.col("by"))["account_id"].n_unique() > 0.95 * len(ring) - 10
    codes = written.feed("accounts").join(ring, on="account_id").drop_nulls("referrer")
    sizes = codes.filter(pl.col("referrer").str.starts_with("invite-")).group_by("referrer").len()["len"]
    assert number(sizes.max()) == 8


def test_parts_of_a_ring_work_in_turn(world: World) -> None:
    written = world("rested", 20_000)
    used = written.feed("usage").join(written.truth, on="account_id").drop_nulls("ring")
    week = (pl.col("hour") - 1_735_689_600) // 86_400 // 7 % 4
    turns = used.group_by("account_id").agg(pl.len(), week.n_unique().alias("turns"))
    assert number(turns["turns"].max()) == 1
    parts = used.group_by("ring").agg(pl.n_unique("account_id"), week.n_unique().alias("parts"))
    assert (parts.filter(pl.col("account_id") >= 30)["parts"] == 4).all()


def test_prepaid_rings_pay_with_a_card_an_account(world: World) -> None:
    written = world("prepaid", 20_000)
    paid = written.feed("billing").join(written.truth, on="account_id").drop_nulls("ring")
    assert number(paid.group_by("card_fingerprint").agg(pl.n_unique("account_id"))["account_id"].max()) == 1
    assert paid["card_bin"].n_unique() <= 9


def test_a_moving_ring_asks_for_a_new_model_within_a_day(world: World) -> None:
    written = world("new-model", 20_000)
    day = (pl.col("hour") - 1_735_689_600) / 86_400
    used = (
        written.feed("usage")
        .join(written.truth, on="account_id")
        .with_columns(newest=pl.col("model") == "model-4", bad=pl.col("ring").is_not_null())
    )
    after = used.filter(day.is_between(350.5, 370))
    share = dict(after.group_by("bad").agg(pl.col("newest").mean()).iter_rows())
    assert share[True] > 0.75
    assert share[False] < share[True] - 0.1


def test_everything_lives_on_one_platform(world: World) -> None:
    written = world("everyday", 20_000)
    crowds = set(written.crowds["crowd"])
    assert {"class", "firm", "service", "fair", "relatives", "stolen", "cardholder", "gift"} <= crowds
    assert written.truth["ring"].drop_nulls().n_unique() > 15
