"""A chain is the shortest there is, its steps are real, and its weakest value says most."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linkage import tables
from linkage.explain import path as chains
from linkage.explain.path import Chain, Step, chain
from linkage.publication import writer
from linkage.publication.reader import Publication
from tests.publication.builders import findings, key, run_id

Held = Mapping[int, Sequence[str]]
"""Holders by value; a value says as many bits as its number."""

FOLDERS = iter(range(10**6))


def published(folder: Path, held: Held) -> Publication:
    """A publication of no ring with these links."""
    names = sorted({name for holders in held.values() for name in holders} | {"lone"})
    rows = [
        (key(name), value, "card", "payment", float(value), len(holders), 1, 2)
        for value, holders in held.items()
        for name in sorted(set(holders))
    ]
    accounts = pl.DataFrame({"account": [key(name) for name in names], "account_id": names}).sort("account")
    links = pl.DataFrame(rows, schema=tables.LINKS, orient="row").sort("value", "account")
    found = replace(findings(), accounts=accounts, links=links)
    return writer.write(found, folder / f"{next(FOLDERS)}", run_id(0), None)


def told(found: Chain) -> list[int]:
    return [each.value for each in found.steps]


def shortest(held: Held, start: str, end: str) -> list[list[int]]:
    """Every shortest chain, by trying all."""

    @cache
    def of(name: str) -> list[int]:
        return [value for value, holders in held.items() if name in holders]

    def longer(ways: list[tuple[list[int], str]]) -> Iterator[tuple[list[int], str]]:
        for values, last in ways:
            for value in of(last):
                yield from (([*values, value], name) for name in held[value] if name != last)

    ways: list[tuple[list[int], str]] = [([], start)]
    for _ in range(5):
        ways = list(longer(ways))
        if done := [values for values, last in ways if last == end]:
            return done
    return []


WORLDS = st.dictionaries(
    st.integers(1, 9), st.lists(st.sampled_from("abcdefg"), min_size=2, max_size=3, unique=True), max_size=6
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(WORLDS)
def test_a_chain_is_one_of_the_shortest_and_of_those_the_strongest(
    tmp_path_factory: pytest.TempPathFactory, held: Held
) -> None:
    publication = published(tmp_path_factory.getbasetemp(), held)
    found = chain(publication, key("a"), key("b"))
    every = shortest(held, "a", "b")
    assert bool(found.steps) == bool(every)
    assert not found.truncated
    if every:
        assert len(found.steps) == len(every[0])
        assert min(told(found)) == max(min(values) for values in every)
        assert (found.steps[0].account, found.steps[-1].other) == (key("a"), key("b"))
        assert all(one.other == two.account for one, two in pairwise(found.steps))
        holders = {value: {key(name) for name in names} for value, names in held.items()}
        assert all({each.account, each.other} <= holders[each.value] for each in found.steps)


def row(count: int) -> Held:
    """A row of accounts, each sharing a value with the next."""
    return {at + 1: (f"n{at}", f"n{at + 1}") for at in range(count)}


def test_a_chain_is_the_same_from_either_end(tmp_path: Path) -> None:
    publication = published(tmp_path, row(5))
    there, back = (chain(publication, key(one), key(two)) for one, two in (("n0", "n5"), ("n5", "n0")))
    assert told(there) == [1, 2, 3, 4, 5] == told(back)[::-1]


def test_a_chain_has_an_end(tmp_path: Path) -> None:
    publication = published(tmp_path, row(12))
    assert len(chain(publication, key("n0"), key("n8")).steps) == chains.LONGEST
    assert chain(publication, key("n0"), key("n9")) == Chain([], truncated=True)


def test_nothing_connects_strangers_and_everything_one_with_itself(tmp_path: Path) -> None:
    publication = published(tmp_path, row(2))
    assert chain(publication, key("n0"), key("lone")) == Chain([], truncated=False)
    assert chain(publication, key("n0"), key("nobody")) == Chain([], truncated=False)
    assert chain(publication, key("n0"), key("n0")) == Chain([], truncated=False)


def test_a_value_of_many_is_gone_through_only_where_both_ends_come_upon_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chains, "WIDE", 3)
    publication = published(tmp_path, {1: "abcd", 2: "de", 3: "ax", 4: "xy", 5: "ye", 6: "dfgh"})
    assert chain(publication, key("a"), key("d")).steps == [Step(key("a"), 1, key("d"))]
    around = chain(publication, key("a"), key("e"))
    assert (told(around), around.truncated) == ([3, 4, 5], True)
    assert told(chain(publication, key("b"), key("y"))) == [1, 3, 4]
    assert chain(publication, key("b"), key("f")) == Chain([], truncated=True)


def test_a_search_takes_no_more_room_than_it_may(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chains, "ROOM", 4)
    publication = published(tmp_path, row(6))
    assert chain(publication, key("n0"), key("n6")) == Chain([], truncated=True)
    assert len(chain(publication, key("n0"), key("n2")).steps) == 2


def test_no_chain_goes_through_who_was_erased(tmp_path: Path) -> None:
    publication = published(tmp_path, row(4))
    assert chain(publication.hiding([key("n2")]), key("n0"), key("n4")) == Chain([], truncated=False)
    assert chain(publication.hiding([key("n4")]), key("n0"), key("n4")) == Chain([], truncated=False)
