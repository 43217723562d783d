"""Which ring is which, from one run to the next."""

import random
import re
from collections.abc import Mapping

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from linkage.rings import lineage
from linkage.rings.lineage import Lineage

Cores = Mapping[str, range | list[int]]


def past(rings: Cores) -> pl.DataFrame:
    rows = [(ring, account) for ring, accounts in rings.items() for account in accounts]
    return pl.DataFrame(rows, schema=lineage.CORES, orient="row")


def present(*communities: range | list[int]) -> pl.DataFrame:
    rows = [(min(accounts), account) for accounts in communities for account in accounts]
    return pl.DataFrame(rows, schema={"community": pl.Int64, "account": pl.Int64}, orient="row")


def ids(found: Lineage) -> dict[int, str]:
    return dict(found.ids.iter_rows())


def told(found: Lineage) -> list[tuple[object, ...]]:
    return found.events.rows()


def test_a_ring_that_did_not_change_keeps_its_id_and_has_no_event() -> None:
    found = lineage.match(past({"A": range(5)}), present(range(5)), frozenset({"A"}))
    assert ids(found) == {0: "A"}
    assert told(found) == []


def test_a_new_ring_gets_an_id_made_from_its_core() -> None:
    found = lineage.match(past({}), present(range(3), range(10, 14)), frozenset())
    first, second = ids(found).values()
    assert all(re.fullmatch(r"R-[0-9A-HJKMNP-TV-Z]{8}", each) for each in (first, second))
    assert first != second
    assert sorted(told(found)) == sorted([(first, "born", None, 0, 3), (second, "born", None, 0, 4)])
    again = lineage.match(past({}), present(range(10, 14)), frozenset())
    assert ids(again) == {10: second}


def test_an_id_that_was_ever_given_is_not_given_anew() -> None:
    first = ids(lineage.match(past({}), present(range(3)), frozenset()))[0]
    second = ids(lineage.match(past({}), present(range(3)), frozenset({first})))[0]
    third = ids(lineage.match(past({}), present(range(3)), frozenset({first, second})))[0]
    assert len({first, second, third}) == 3


def test_growing_and_shrinking_are_told_with_the_size_of_the_core() -> None:
    found = lineage.match(
        past({"A": range(4), "B": range(10, 16)}), present(range(9), range(10, 13)), frozenset()
    )
    assert ids(found) == {0: "A", 10: "B"}
    assert told(found) == [("A", "grown", None, 4, 9), ("B", "shrunk", None, 6, 3)]


def test_of_a_ring_that_splits_the_piece_with_most_of_its_core_keeps_the_id() -> None:
    found = lineage.match(past({"A": range(10)}), present(range(4), range(4, 10)), frozenset())
    new = ids(found)[0]
    assert ids(found)[4] == "A"
    assert told(found) == sorted(
        [("A", "shrunk", None, 10, 6), ("A", "split", new, 10, 6), (new, "born", "A", 0, 4)]
    )


def test_rings_that_merge_go_on_as_the_one_that_gave_most_of_its_core() -> None:
    found = lineage.match(past({"A": range(4), "B": range(4, 10)}), present(range(10)), frozenset())
    assert ids(found) == {0: "B"}
    assert told(found) == [("A", "merged", "B", 4, 10), ("B", "grown", None, 6, 10)]


def test_a_ring_no_longer_found_is_gone_and_its_core_is_kept() -> None:
    found = lineage.match(past({"A": range(3), "B": range(5, 8)}), present(range(5, 8)), frozenset())
    assert told(found) == [("A", "gone", None, 3, 0)]
    assert found.gone.rows() == [("A", 0), ("A", 1), ("A", 2)]


def test_a_ring_that_comes_back_is_known_again() -> None:
    gone = past({"A": range(3), "B": range(5, 8)})
    found = lineage.match(past({}), present(range(4)), frozenset({"A", "B"}), gone)
    assert ids(found) == {0: "A"}
    assert told(found) == [("A", "born", None, 0, 4)]
    assert found.gone["ring_id"].unique().to_list() == ["B"]


def test_a_living_ring_comes_before_one_that_is_gone() -> None:
    found = lineage.match(past({"A": range(4)}), present(range(4)), frozenset(), past({"B": range(4)}))
    assert ids(found) == {0: "A"}


def test_an_operator_who_keeps_a_third_of_his_core_keeps_the_id() -> None:
    replaced = [*range(4), *range(100, 108)]
    assert ids(lineage.match(past({"A": range(12)}), present(replaced), frozenset())) == {0: "A"}


def test_less_than_a_third_of_the_smaller_core_is_another_ring() -> None:
    found = lineage.match(past({"A": range(12)}), present([*range(3), *range(100, 109)]), frozenset())
    assert ids(found)[0] != "A"
    assert [event for _, event, *_ in told(found)].count("gone") == 1


def test_one_account_does_not_carry_the_id_of_a_large_ring() -> None:
    found = lineage.match(past({"A": range(1000)}), present([5, 2000, 2001]), frozenset())
    assert ids(found)[5] != "A"


def test_a_core_of_one_account_keeps_its_id() -> None:
    assert ids(lineage.match(past({"A": [1]}), present([1]), frozenset())) == {1: "A"}


def test_accounts_that_an_attacker_adds_do_not_take_an_id_away() -> None:
    flooded = [*range(6), *range(1000, 3000)]
    found = lineage.match(
        past({"A": range(6), "B": range(10, 16)}), present(flooded, range(10, 16)), frozenset()
    )
    assert ids(found) == {0: "A", 10: "B"}


def test_only_cores_are_compared_and_the_surest_tier_where_there_is_none() -> None:
    rows = [
        ("A", 1, "core"),
        ("A", 2, "member"),
        ("B", 4, "possible"),
        ("B", 3, "member"),
        ("C", 5, "possible"),
    ]
    members = pl.DataFrame(
        rows, schema={"ring_id": pl.String, "account": pl.Int64, "tier": pl.String}, orient="row"
    )
    assert lineage.cores(members, "ring_id").rows() == [("A", 1), ("B", 3), ("C", 5)]


def test_a_run_that_changes_a_hundredth_of_the_accounts_keeps_99_of_100_ids() -> None:
    chance = random.Random(7)
    rings = {
        f"R{number}": list(range(number * 100, number * 100 + chance.randint(3, 40))) for number in range(500)
    }
    changed = [
        sorted({account if chance.random() > 0.01 else account + 60_000 for account in accounts})
        for accounts in rings.values()
    ]
    found = lineage.match(past(rings), present(*changed), frozenset(rings))
    kept = sum(ring in rings for ring in ids(found).values())
    assert kept >= 495


PARTITIONS = st.lists(st.integers(0, 5), min_size=0, max_size=30)
"""Which ring each account is in."""


def parts(labels: list[int]) -> dict[int, list[int]]:
    return {label: [row for row, each in enumerate(labels) if each == label] for label in sorted(set(labels))}


@settings(deadline=None)
@given(PARTITIONS, PARTITIONS, st.randoms(use_true_random=False))
def test_ids_are_one_to_one_and_do_not_depend_on_the_order_of_rows(
    before: list[int], after: list[int], chance: random.Random
) -> None:
    old = past({f"R{label}": accounts for label, accounts in parts(before).items()})
    new = present(*parts(after).values())
    known = frozenset(old["ring_id"])
    found = lineage.match(old, new, known)
    assert found.ids["ring_id"].is_unique().all()
    assert found.ids["community"].to_list() == sorted(new["community"].unique())
    one, two = (frame.sample(fraction=1, shuffle=True, seed=chance.randint(0, 99)) for frame in (old, new))
    again = lineage.match(one, two, known)
    assert again.ids.equals(found.ids)
    assert again.events.equals(found.events)
    assert again.gone.equals(found.gone)


@settings(deadline=None)
@given(PARTITIONS, PARTITIONS)
def test_every_ring_lasts_is_born_merges_or_goes(before: list[int], after: list[int]) -> None:
    old = past({f"R{label}": accounts for label, accounts in parts(before).items()})
    found = lineage.match(old, present(*parts(after).values()), frozenset())
    ended = set(found.events.filter(pl.col("event").is_in(["gone", "merged"]))["ring_id"])
    born = set(found.events.filter(pl.col("event") == "born")["ring_id"])
    now, was = set(found.ids["ring_id"]), set(old["ring_id"])
    assert now == (was - ended) | born
    assert not born & was
    others = set(found.events.filter(pl.col("event") == "merged")["other"])
    assert others <= now


@settings(deadline=None)
@given(PARTITIONS)
def test_the_same_rings_again_change_nothing(labels: list[int]) -> None:
    rings = parts(labels)
    found = lineage.match(
        past({f"R{label}": each for label, each in rings.items()}), present(*rings.values()), frozenset()
    )
    assert told(found) == []
