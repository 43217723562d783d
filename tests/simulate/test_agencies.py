"""Honest agencies: hundreds of clients on a few cards, who share little else."""

from collections.abc import Callable

import polars as pl

from .conftest import Written

World = Callable[..., Written]


def clients(world: World) -> Written:
    return world("agencies", 20_000)


def test_an_agency_has_many_clients_and_they_are_honest(world: World) -> None:
    mine = clients(world).truth.filter(pl.col("role") == "client")
    assert 80 <= len(mine) <= 800
    assert mine["ring"].null_count() == len(mine)


def test_few_cards_pay_for_the_clients_of_an_agency(world: World) -> None:
    written = clients(world)
    paid = written.feed("billing").join(written.truth.filter(pl.col("role") == "client"), on="account_id")
    assert paid["card_fingerprint"].n_unique() < paid["account_id"].n_unique() / 3


def test_most_clients_are_declared(world: World) -> None:
    written = clients(world)
    mine = set(written.truth.filter(pl.col("role") == "client")["account_id"])
    told = set(
        written.feed("relations").filter(pl.col("kind").is_in(["reseller", "delegated"]))["account_id"]
    )
    assert told <= mine
    assert 0.6 < len(told) / len(mine) < 0.9


def test_no_other_scene_has_clients(world: World) -> None:
    assert "client" not in set(world("campaigns", 20_000).truth["role"])
