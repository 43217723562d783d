"""Honest people whose keys and cards a ring uses: the files show it, and the truth says they are honest."""

from collections.abc import Callable

import polars as pl

from .conftest import Written, number

World = Callable[..., Written]


def test_owners_of_stolen_keys_are_strangers_and_a_crowd(world: World) -> None:
    written = world("stolen-keys", 20_000)
    assert 25 <= len(written.crowd("stolen")) <= 60
    assert written.crowd("stolen") == written.of("stranger")


def test_a_stolen_key_is_used_from_a_rings_exits_after_its_owner_had_it(world: World) -> None:
    written = world("stolen-keys", 20_000)
    door = pl.when(pl.col("ip").str.contains(":")).then(pl.col("ip").str.extract(r"^(\w+:\w+:\w+:\w+):"))
    seen = (
        written.feed("network").with_columns(door=door.otherwise("ip")).join(written.truth, on="account_id")
    )
    seen = seen.with_columns(pl.col("account_id").is_in(written.crowd("stolen")).alias("stolen"))
    exits = seen.filter(pl.col("network_type").is_in(["residential", "hosting"]))
    shared = exits.filter((pl.col("ring").is_not_null()).sum().over("door") >= 2, pl.col("stolen"))
    assert set(shared["account_id"]) == written.crowd("stolen")
    first = seen.filter("stolen").group_by("account_id").agg(pl.min("first_seen").alias("own"))
    late = shared.join(first, on="account_id")
    assert number((late["first_seen"] > late["own"]).mean()) > 0.95


def test_a_stolen_key_asks_what_the_ring_asks(world: World) -> None:
    written = world("stolen-keys", 20_000)
    used = written.feed("usage").join(written.truth, on="account_id")
    share = pl.col("ring").is_not_null().mean().over("prompt_template")
    ours = used.with_columns(share=share).filter(pl.col("share") > 0.5, pl.col("ring").is_null())
    assert len(set(ours["account_id"]) & written.crowd("stolen")) > 0.6 * len(written.crowd("stolen"))


def test_a_stolen_card_pays_for_its_owner_and_for_accounts_of_one_ring(world: World) -> None:
    written = world("charge-backs", 20_000)
    paid = written.feed("billing").join(written.truth, on="account_id")
    cards = paid.group_by("card_fingerprint").agg(
        owners=pl.col("account_id").filter(pl.col("ring").is_null()).unique(),
        rings=pl.col("ring").drop_nulls().n_unique(),
        thieves=pl.col("account_id").filter(pl.col("ring").is_not_null()).n_unique(),
    )
    stolen = cards.filter(pl.col("owners").list.len() > 0, pl.col("thieves") > 0)
    assert number(stolen["rings"].max()) == 1
    assert number(stolen["thieves"].max()) <= 6
    assert written.crowd("cardholder") <= set(stolen["owners"].explode())
    assert written.crowd("cardholder") == written.of("stranger")


def test_most_payments_by_stolen_cards_are_charged_back_and_few_others(world: World) -> None:
    written = world("charge-backs", 20_000)
    paid = written.feed("billing").join(written.truth, on="account_id")
    back = paid.filter(pl.col("amount") < 0)
    ringed = back.filter(pl.col("ring").is_not_null())
    assert len(ringed) > 0.25 * paid.filter(pl.col("ring").is_not_null(), pl.col("amount") > 0).height
    honest = back.filter(pl.col("ring").is_null())
    assert set(honest["account_id"]) == written.crowd("disputed")
    assert 0 < len(honest) < 0.01 * paid.filter(pl.col("ring").is_null()).height
