"""What every graph store promises; one suite over all of them."""

from contextlib import closing
from typing import Any

import polars as pl
import pytest

from linkage import tables
from linkage.errors import Refused, UnknownBatch
from linkage.graph import Store
from linkage.model import Batch
from linkage.tables import Normalised
from tests.graph.build import EPOCH, contents, frame, holds, load, measured, part
from tests.graph.empty import Empty


def shared(store: Store, watermark: int = 99) -> list[tuple[int, int]]:
    return store.held(watermark).shared.select("value", "account").rows()


def test_an_empty_store_is_read_as_empty_tables(store: Store) -> None:
    assert store.watermark() == 0
    assert store.epoch() is None
    assert store.batches() == []
    assert set(store.counts().values()) == {0}
    assert store.held(0).shared.schema == pl.Schema(tables.SHARED)
    assert store.measures(0).schema == pl.Schema(tables.MEASURES)
    assert store.relations(0).schema == pl.Schema(tables.RELATIONS)
    assert store.labels(0).schema == pl.Schema(tables.LABELS)
    assert store.exits(0).schema == pl.Schema(tables.EXITS)
    assert store.accounts(0).schema == pl.Schema(tables.ACCOUNTS)


def test_a_batch_is_invisible_until_it_is_committed(store: Store) -> None:
    batch = Batch("b", "facts", EPOCH)
    assert store.begin(batch)
    store.write(batch, part([*holds(1, 100), *holds(2, 100)]))
    assert store.accounts(99).is_empty()
    assert shared(store) == []
    assert store.commit(batch) == Batch("b", "facts", EPOCH, seq=1)
    assert shared(store) == [(100, 1), (100, 2)]


def test_the_first_batch_makes_its_epoch_the_active_one(store: Store) -> None:
    load(store, "b", part(holds(1, 100)))
    assert store.epoch() == EPOCH


def test_a_committed_batch_is_not_opened_again(store: Store) -> None:
    first = load(store, "b", part(holds(1, 100)))
    assert not store.begin(Batch("b", "facts", EPOCH))
    assert store.batches() == [first]


def test_a_batch_that_is_not_open_takes_no_part(store: Store) -> None:
    with pytest.raises(Refused):
        store.write(Batch("b", "facts", EPOCH), part(holds(1, 100)))
    with pytest.raises(Refused):
        store.commit(Batch("b", "facts", EPOCH))


def test_an_abandoned_batch_leaves_nothing(store: Store) -> None:
    batch = Batch("b", "facts", EPOCH)
    store.begin(batch)
    store.write(batch, part(holds(1, 100)))
    store.abandon(batch)
    store.abandon(batch)
    assert set(store.counts().values()) == {0}


def test_beginning_again_drops_what_an_interrupted_load_left(store: Store) -> None:
    batch = Batch("b", "facts", EPOCH)
    store.begin(batch)
    store.write(batch, part(holds(1, 100)))
    load(store, "b", part(holds(2, 200)))
    assert store.accounts(99)["account"].to_list() == [2]


def test_an_empty_batch_is_a_batch(store: Store) -> None:
    assert load(store, "b", Normalised()).seq == 1
    assert not store.begin(Batch("b", "facts", EPOCH))


def test_facts_merge_by_earliest_latest_and_largest(store: Store) -> None:
    load(store, "a", part([(1, 100, 5, 6, 3), (2, 100, None, None, 1)]))
    load(store, "b", part([(1, 100, 4, None, 1), (1, 100, 9, 9, 2), (2, 100, 7, None, 1)]))
    assert store.held(2).shared.rows() == [(1, 100, "card", 4, 9, 3), (2, 100, "card", 7, None, 1)]


def test_measures_merge_by_rank_largest_and_union(store: Store) -> None:
    early = measured(1, created_at=9, status="banned", plan="a", paid_days=[3, 1], peak_tokens=5)
    late = measured(
        1, created_at=4, status="closed", plan="b", largest_amount=2.5, paid_days=[2, 3], hours=[7]
    )
    load(store, "a", part(others=[1], measures=frame(tables.MEASURES, [early])))
    load(store, "b", part(others=[1], measures=frame(tables.MEASURES, [late, measured(1, hours=[])])))
    assert store.measures(1).rows() == [(1, 9, "banned", "a", None, None, [1, 3], None, 5, None)]
    assert store.measures(2).rows() == [(1, 4, "banned", "b", None, 2.5, [1, 2, 3], None, 5, [7])]


def test_relations_and_labels_merge_by_pair_and_label(store: Store) -> None:
    for name, at, amount in (("a", 5, 1.5), ("b", 3, None)):
        relations = frame(
            tables.RELATIONS, [(1, 2, "transfer", at, at, amount), (2, 1, "transfer", 1, 1, 9.0)]
        )
        labels = frame(tables.LABELS, [(1, "fraud", at), (1, "banned", None)])
        load(store, name, part(others=[1, 2], relations=relations, labels=labels))
    assert store.relations(2).rows() == [(1, 2, "transfer", 3, 5, 1.5), (2, 1, "transfer", 1, 1, 9.0)]
    assert store.labels(2).rows() == [(1, "banned", None), (1, "fraud", 3)]


def test_the_countries_of_an_account_are_a_set_that_goes_with_its_batches(store: Store) -> None:
    for name, rows in (("a", [(1, "XB"), (2, "XA")]), ("b", [(1, "XA"), (1, "XB")])):
        load(store, name, part(others=[1, 2], exits=frame(tables.EXITS, rows)))
    assert store.exits(1).rows() == [(1, "XB"), (2, "XA")]
    assert store.exits(2).rows() == [(1, "XA"), (1, "XB"), (2, "XA")]
    store.withdraw("b")
    assert store.exits(2).rows() == [(1, "XB"), (2, "XA")]
    assert store.erase(1)
    assert store.exits(2).rows() == [(2, "XA")]


def test_the_countries_of_accounts_tie_them_to_nobody(store: Store) -> None:
    load(store, "a", part(others=[1, 2], exits=frame(tables.EXITS, [(1, "XA"), (2, "XA")])))
    assert store.held(1).shared.is_empty()
    assert store.neighbours([1], depth=2).accounts["account"].to_list() == [1]
    assert store.path(1, 2) == []


def test_a_value_held_once_ties_nobody(store: Store) -> None:
    load(store, "b", part([*holds(1, 100, 200), *holds(2, 200)]))
    assert shared(store) == [(200, 1), (200, 2)]


def test_what_an_account_holds_alone_is_told_by_its_kind(store: Store) -> None:
    load(store, "b", part([*holds(1, 100, 200), *holds(2, 200)]))
    own = store.held(1).own
    assert own.schema == pl.Schema(tables.OWN)
    assert own.rows() == [(1, "card")]
    assert store.held(0).own.is_empty()


def test_who_holds_a_value_holds_what_follows_from_it(store: Store) -> None:
    pairs = [(100, 300), (101, 300), (102, 301)]
    load(store, "b", part([(1, 100, 5, 6, 1), (2, 101, None, 8, 2), (3, 102, 1, 1, 1)], pairs))
    assert store.held(1).shared.rows() == [(1, 300, "device", 5, 6, 1), (2, 300, "device", None, 8, 2)]


def test_what_follows_merges_with_what_is_held_itself(store: Store) -> None:
    load(store, "a", part([(1, 100, 5, 6, 1), (1, 300, 2, 3, 4)], [(100, 300)]))
    load(store, "b", part([(2, 300, 8, 8, 1)]))
    assert store.held(1).shared.is_empty()
    assert store.held(2).shared.rows() == [(1, 300, "device", 2, 6, 4), (2, 300, "device", 8, 8, 1)]


def test_what_one_batch_implies_holds_for_the_facts_of_another(store: Store) -> None:
    load(store, "a", part([*holds(1, 100), *holds(2, 101)], [(101, 300)]))
    load(store, "b", part(implied=[(100, 300)]))
    assert shared(store, 1) == []
    assert shared(store, 2) == [(300, 1), (300, 2)]


def test_a_read_sees_exactly_up_to_its_watermark(store: Store) -> None:
    load(store, "a", part(holds(1, 100)))
    load(store, "b", part(holds(2, 100), others=[3]))
    before = contents(store, 1)
    load(store, "c", part([*holds(4, 100), (1, 100, 1, 99, 9)]))
    assert contents(store, 1) == before
    assert store.accounts(1)["account"].to_list() == [1]
    assert store.accounts(2)["account"].to_list() == [1, 2, 3]
    assert shared(store, 2) == [(100, 1), (100, 2)]
    assert store.watermark() == 3


def test_a_withdrawn_batch_takes_along_what_it_alone_brought(store: Store) -> None:
    load(store, "a", part([*holds(1, 100), *holds(2, 100)], [(100, 300)]))
    before, counts = contents(store), store.counts()
    bad = load(store, "b", part([*holds(2, 100, 200), *holds(3, 200)], [(200, 301), (100, 300)]))
    assert store.withdraw("b") == bad
    assert contents(store) == before
    assert store.counts() == counts
    assert store.values(pl.Series([100, 200, 300, 301]))["value"].to_list() == [100, 300]


def test_a_withdrawn_batch_may_come_again_and_comes_last(store: Store) -> None:
    load(store, "a", part(holds(1, 100)))
    load(store, "b", part(holds(2, 100)))
    store.withdraw("b")
    assert store.watermark() == 1
    assert load(store, "b", part(holds(2, 100))).seq == 3
    assert [each.id for each in store.batches()] == ["a", "b"]


def test_only_a_committed_batch_can_be_withdrawn(store: Store) -> None:
    load(store, "a", part(holds(1, 100)))
    store.withdraw("a")
    for name in ("a", "never"):
        with pytest.raises(UnknownBatch):
            store.withdraw(name)


def test_folding_changes_no_read_and_saves_rows(store: Store) -> None:
    rows = [*holds(1, 100), *holds(2, 100, 200)]
    measures = frame(tables.MEASURES, [measured(1, status="active", hours=[4])])
    labels = frame(tables.LABELS, [(1, "fraud", 5)])
    relations = frame(tables.RELATIONS, [(1, 2, "transfer", 1, 1, None)])
    load(store, "a", part(rows, [(100, 300)], measures=measures, labels=labels, relations=relations))
    load(store, "b", part(rows, [(100, 300)], measures=measures, labels=labels, relations=relations))
    load(store, "c", part(holds(3, 100)))
    load(store, "d", part(others=[3], exits=frame(tables.EXITS, [(3, "XA")])))
    load(store, "e", part(others=[3], exits=frame(tables.EXITS, [(3, "XA"), (3, "XB")])))
    reads = [contents(store, watermark) for watermark in (2, 3, 5)]
    assert store.compact(2) > 0
    assert [contents(store, watermark) for watermark in (2, 3, 5)] == reads
    assert store.compact(2) == 0
    assert store.compact(5) > 0
    assert contents(store, 5) == reads[-1]


def test_a_folded_batch_stays_a_duplicate_and_cannot_be_withdrawn(store: Store) -> None:
    loaded = [load(store, name, part(holds(1, 100))) for name in "ab"]
    store.compact(2)
    assert store.batches() == loaded
    for batch in loaded:
        assert not store.begin(Batch(batch.id, batch.feed, batch.epoch))
        with pytest.raises(UnknownBatch):
            store.withdraw(batch.id)


def test_folding_twice_keeps_what_was_folded_first(store: Store) -> None:
    for account, name in enumerate("abc"):
        load(store, name, part(holds(account, 100)))
        store.compact(99)
    assert shared(store) == [(100, 0), (100, 1), (100, 2)]
    load(store, "d", part(holds(9, 100)))
    store.withdraw("d")
    assert shared(store) == [(100, 0), (100, 1), (100, 2)]


def test_another_epoch_is_read_only_once_it_is_active(store: Store) -> None:
    load(store, "a", part([*holds(1, 100), *holds(2, 100)], [(100, 300)]))
    before = contents(store)
    load(store, "a", part([*holds(1, 101), *holds(3, 101)], [(101, 301)]), epoch="new/2")
    assert contents(store) == before
    assert store.neighbours([1]).values["value"].to_list() == [100]
    store.activate("new/2")
    assert store.epoch() == "new/2"
    assert store.accounts(99)["account"].to_list() == [1, 3]
    assert shared(store) == [(101, 1), (101, 3), (301, 1), (301, 3)]
    assert store.values(pl.Series([100, 300])).is_empty()
    assert [each.epoch for each in store.batches()] == ["new/2"]


def test_values_are_described_by_kind_and_mask(store: Store) -> None:
    load(store, "b", part(holds(1, 100, 200)))
    found = store.values(pl.Series([200, 100, 100, 999]))
    assert found.schema == pl.Schema(tables.VALUES)
    assert found.rows() == [(100, "card", "mask-100"), (200, "ip", "mask-200")]


def test_an_erased_account_is_gone_from_every_table(store: Store) -> None:
    relations = frame(tables.RELATIONS, [(1, 2, "transfer", 1, 1, None), (2, 1, "referral", 1, 1, None)])
    labels = frame(tables.LABELS, [(1, "fraud", 5)])
    measures = frame(tables.MEASURES, [measured(1, status="active")])
    rows = [*holds(1, 100, 101, 200), *holds(2, 200)]
    more: dict[str, Any] = {"relations": relations, "labels": labels, "measures": measures}
    load(store, "a", part(rows, [(100, 300), (101, 301), (200, 301)], **more))
    load(store, "b", part(holds(1, 200)))
    assert store.erase(1)
    assert not store.erase(1)
    kept = {"accounts": 1, "values": 2, "facts": 1, "implied": 1, "measures": 0, "relations": 0, "labels": 0}
    assert store.counts() == {**kept, "batches": 2}
    assert store.values(pl.Series([100, 101, 200, 300, 301]))["value"].to_list() == [200, 301]


def test_what_was_committed_is_there_when_the_store_is_opened_again(place: Empty, store: Store) -> None:
    load(store, "a", part([*holds(1, 100), *holds(2, 100)]))
    before = contents(store)
    with closing(place.open()) as again:
        assert contents(again) == before
        assert load(again, "b", part(holds(3, 900))).seq == 2
