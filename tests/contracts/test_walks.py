"""What every graph store promises of neighbours and paths."""

from dataclasses import replace

import polars as pl

from linkage.graph import Store
from tests.graph.build import holds, load, part


def test_neighbours_are_those_who_hold_the_same_values(store: Store) -> None:
    load(store, "b", part([*holds(1, 100, 200), *holds(2, 100, 101), *holds(3, 101), *holds(4, 300)]))
    near = store.neighbours([1])
    assert near.accounts.rows() == [(1, "id-1"), (2, "id-2")]
    assert near.values["value"].to_list() == [100, 200]
    assert near.facts.select("account", "value").rows() == [(1, 100), (2, 100), (1, 200)]
    assert not near.truncated
    assert store.neighbours([1], depth=2).accounts["account"].to_list() == [1, 2, 3]
    assert store.neighbours([77]).accounts.is_empty()


def test_a_crowd_is_not_opened_without_bound(store: Store) -> None:
    crowd = [fact for account in range(50) for fact in holds(account, 100)]
    load(store, "b", part([*crowd, *holds(49, 200), *holds(60, 200)]))
    near = store.neighbours([49], limit=5)
    assert near.truncated
    assert near.accounts["account"].to_list() == [0, 1, 2, 49, 60]
    assert (49, 100) in near.facts.select("account", "value").rows()


def test_who_holds_a_value_or_what_it_follows_from_is_told_with_their_ids(store: Store) -> None:
    facts = [*holds(1, 100), *holds(2, 101, 300), *holds(3, 102), *holds(4, 300)]
    load(store, "b", part(facts, [(100, 300), (101, 300), (100, 301)]))
    assert store.holders([102]).rows() == [(3, 102, "id-3")]
    assert store.holders([300, 301, 777]).rows() == [
        (1, 300, "id-1"),
        (1, 301, "id-1"),
        (2, 300, "id-2"),
        (4, 300, "id-4"),
    ]
    assert store.holders([300], limit=2)["account"].to_list() == [1, 2]
    assert store.holders([]).is_empty()


def test_who_held_a_value_in_a_batch_that_was_withdrawn_does_not_hold_it(store: Store) -> None:
    load(store, "a", part(holds(1, 100), [(100, 300)]))
    load(store, "b", part(holds(2, 101), [(101, 300)]))
    store.withdraw("b")
    assert store.holders([100, 101, 300]).select("account", "value").rows() == [(1, 100), (1, 300)]


def test_who_holds_values_of_a_label_is_told_with_their_kind(store: Store) -> None:
    made = part([*holds(1, 102), *holds(2, 101, 200), *holds(3, 103), *holds(4, 100)], [(103, 104)])
    alike = made.values.with_columns(
        mask=pl.when(pl.col("value") == 103).then("mask").otherwise(pl.lit("c•"))
    )
    load(store, "a", replace(made, values=alike))
    load(store, "b", part(holds(5, 104)))
    store.withdraw("b")
    found = store.labelled(["card", "no-kind"], "c•")
    assert found.columns == ["account", "value", "account_id", "kind"]
    assert found.rows() == [(4, 100, "id-4", "card"), (2, 101, "id-2", "card"), (1, 102, "id-1", "card")]
    assert store.labelled(["card", "ip"], "c•", limit=2)["account"].to_list() == [4, 2]
    assert store.labelled(["ip"], "c•").rows() == [(2, 200, "id-2", "ip")]
    assert store.labelled(["card"], "c").is_empty()
    assert store.labelled(["no-kind"], "c•").is_empty()


def test_a_path_is_the_shortest_and_runs_account_value_account(store: Store) -> None:
    chain = [*holds(1, 100), *holds(2, 100, 101), *holds(3, 101, 102), *holds(4, 102)]
    load(store, "b", part([*chain, *holds(1, 200), *holds(3, 200), *holds(9, 900)]))
    assert store.path(1, 4) == [1, 200, 3, 102, 4]
    assert store.path(4, 1) == [4, 102, 3, 200, 1]
    assert store.path(1, 1) == [1]
    assert store.path(1, 9) == []
    assert store.path(1, 77) == []


def test_a_path_gives_up_at_its_limit_and_crosses_no_crowd(store: Store) -> None:
    chain = [fact for step in range(20) for fact in holds(step, 100 + step, 101 + step)]
    crowd = [fact for account in range(1000, 1600) for fact in holds(account, 900)]
    load(store, "b", part([*chain, *crowd]))
    assert len(store.path(0, 19)) == 39
    assert store.path(0, 19, limit=5) == []
    assert store.path(1000, 1001) == []
