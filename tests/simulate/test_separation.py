"""No attribute gives a ring away by itself.

What is held here of "no single value or column separates better than 1 in 20":

- a value (of any column, or derived as a normaliser would: mail domain, shape, number block, BIN, subnet,
  day and hour) that most of whose holders are ring accounts is held by at most one ring account in twenty.
  The cards, devices and exits of an operator are such values, and there are many; none finds a ring alone;
- a number (rows, requests, addresses, countries, devices, payments, spans of time) has no threshold past
  which most are ring accounts and one ring account in twenty lies; nor has one of its twenty bins.

`status` and `labels` are what became of an account, not what it brought along, and are left out.
"""

from collections.abc import Callable, Iterator

import polars as pl
import pytest

from .conftest import Written

World = Callable[..., Written]
Column = tuple[str, pl.DataFrame, pl.Expr]

SHARE = 1 / 20
ACCOUNTS = 60_000
SCENES = ("campaigns", "evasive", "small")


def categories(world: Written) -> Iterator[Column]:
    """Every column, and what follows from it, as text."""
    accounts, billing, network = world.feed("accounts"), world.feed("billing"), world.feed("network")
    devices, usage, relations = world.feed("devices"), world.feed("usage"), world.feed("relations")
    mail, at = pl.col("email").str.to_lowercase(), pl.col("created_at").str.to_datetime(time_zone="UTC")
    hour = pl.from_epoch("hour")
    for name in ("country", "organization", "referrer", "plan", "full_name", "phone"):
        yield name, accounts, pl.col(name).str.to_lowercase().fill_null("none")
    for name in ("signup_ip", "signup_device_id", "signup_user_agent"):
        yield name, accounts, pl.col(name)
    yield "domain", accounts, mail.str.extract("@(.*)")
    yield (
        "shape",
        accounts,
        mail.str.replace("@.*", "").str.replace_all("[a-z]+", "a").str.replace_all("[0-9]+", "9"),
    )
    yield "block", accounts, pl.col("phone").str.replace_all("[^0-9]", "").str.head(7)
    yield "day", accounts, at.dt.date()
    yield "hour of sign-up", accounts, at.dt.truncate("1h")
    yield "hour of the day", accounts, at.dt.hour()
    yield "weekday", accounts, at.dt.weekday()
    for name in (
        "currency",
        "card_bin",
        "amount",
        "card_fingerprint",
        "payer_name",
        "billing_address",
        "tax_id",
    ):
        yield name, billing, pl.col(name)
    for name in ("ip", "asn", "country", "network_type"):
        yield f"network {name}", network, pl.col(name).str.replace("AS", "")
    yield "subnet", network, pl.col("ip").str.extract(r"^(\d+\.\d+\.\d+)\.|^(\w+:\w+:\w+:\w+):")
    yield "device", devices, pl.col("device_id")
    yield "profile", devices, pl.col("user_agent")
    for name in ("model", "prompt_template"):
        yield name, usage, pl.col(name)
    for name, moment in (
        ("usage hour", hour),
        ("usage day", hour.dt.date()),
        ("hour of use", hour.dt.hour()),
    ):
        yield name, usage, moment
    yield "relation", relations, pl.col("kind")


def numbers(world: Written) -> pl.DataFrame:
    """One row an account with every number that can be counted of it, 0 where there is none."""
    usage = (
        world.feed("usage")
        .group_by("account_id")
        .agg(
            rows=pl.len(),
            requests=pl.sum("requests"),
            peak=pl.max("requests"),
            tokens=pl.max("output_tokens"),
            templates=pl.n_unique("prompt_template"),
            models=pl.n_unique("model"),
            span=pl.max("hour") - pl.min("hour"),
            hours=(pl.col("hour") // 3_600 % 24).n_unique(),
            evenness=pl.std("requests") / pl.mean("requests"),
        )
    )
    network = (
        world.feed("network")
        .group_by("account_id")
        .agg(
            addresses=pl.len(),
            networks=pl.n_unique("asn"),
            countries=pl.n_unique("country"),
            hits=pl.sum("hits"),
            stay=pl.max("last_seen") - pl.min("first_seen"),
        )
    )
    devices = world.feed("devices").group_by("account_id").agg(devices=pl.len())
    billing = (
        world.feed("billing")
        .group_by("account_id")
        .agg(payments=pl.len(), largest=pl.max("amount"), cards=pl.n_unique("card_fingerprint"))
    )
    created = world.feed("accounts").select(
        "account_id", created=pl.col("created_at").str.to_datetime(time_zone="UTC").dt.timestamp("ms")
    )
    table = world.truth.select("account_id", bad=pl.col("ring").is_not_null())
    for each in (usage, network, devices, billing, created):
        table = table.join(each, on="account_id", how="left", maintain_order="left")
    return table.drop("account_id").fill_null(0)


@pytest.mark.parametrize("scene", SCENES)
def test_no_value_of_any_column_gives_a_ring_away(world: World, scene: str) -> None:
    written = world(scene, ACCOUNTS)
    truth = written.truth.select("account_id", bad=pl.col("ring").is_not_null())
    most = SHARE * int(truth["bad"].sum())
    telling = []
    for name, table, value in categories(written):
        held = (
            table.select("account_id", value=value.cast(pl.String))
            .drop_nulls()
            .unique()
            .join(truth, on="account_id")
        )
        counts = held.group_by("value").agg(pl.len(), pl.sum("bad"))
        found = counts.filter((pl.col("bad") > most) & (pl.col("bad") * 2 > pl.col("len")))
        telling += [(name, *row) for row in found.iter_rows()]
    assert telling == []


@pytest.mark.parametrize("scene", SCENES)
def test_no_number_gives_a_ring_away(world: World, scene: str) -> None:
    table = numbers(world(scene, ACCOUNTS))
    most = SHARE * int(table["bad"].sum())
    telling = []
    for name in table.columns[1:]:
        for downwards in (False, True):
            steps = table.group_by(name).agg(pl.len(), pl.sum("bad")).sort(name, descending=downwards)
            sums = steps.select(pl.col("bad", "len").cum_sum())
            if sums.filter((pl.col("bad") > most) & (pl.col("bad") * 2 > pl.col("len"))).height:
                telling.append(name)
        bins = table.select("bad", bin=pl.col(name).rank("dense") * 20 // (pl.col(name).n_unique() + 1))
        shares = bins.group_by("bin").agg(pl.len(), pl.sum("bad"))
        if shares.filter((pl.col("bad") > most) & (pl.col("bad") * 2 > pl.col("len"))).height:
            telling.append(f"{name} in bins")
    assert telling == []


def test_the_test_would_notice_a_value_that_does(world: World) -> None:
    truth = world().truth.with_columns(value=pl.when(pl.col("ring").is_not_null()).then(pl.lit("x")))
    held = truth.drop_nulls("value")
    assert len(held) > SHARE * truth["ring"].count()
