"""Links by who holds what, and what a detector makes of them."""

from collections.abc import Iterable, Sequence
from random import Random

import polars as pl

from linkage import tables
from linkage.detect import detect

Value = tuple[Iterable[int], float]
"""Holders of a value, and the bits it says."""


def links(values: Iterable[Value]) -> pl.DataFrame:
    """`tables.LINKS` of those values, keys 1001 and on."""
    rows = [
        (account, 1_001 + number, "card", "payment", bits, len(holders), None, None)
        for number, (some, bits) in enumerate(values)
        for holders in [sorted(set(some))]
        for account in holders
    ]
    return pl.DataFrame(rows, tables.LINKS, orient="row").sort("value", "account")


def clique(accounts: Iterable[int], values: int = 4, bits: float = 16.0) -> list[Value]:
    """Accounts that all hold the same few values."""
    held = list(accounts)
    return [(held, bits) for _ in range(values)]


def dealt(accounts: Sequence[int], hand: int, rounds: int, rng: Random) -> list[Value]:
    """Accounts that share values at random, `hand` on each, and hold one of each round."""
    made: list[Value] = []
    for _ in range(rounds):
        order = rng.sample(accounts, len(accounts))
        made += [(order[at : at + hand], 16.0) for at in range(0, len(order), hand)]
    return made


def found(table: pl.DataFrame, detector: str = "leiden", seed: int = 1) -> list[set[int]]:
    """Communities as sets of accounts, the largest first."""
    labelled = detect(table, detector, seed)
    sets = [set(accounts) for accounts in labelled.group_by("community").agg("account")["account"]]
    return sorted(sets, key=lambda each: (-len(each), min(each)))
