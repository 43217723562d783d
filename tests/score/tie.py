"""Ties of one community, value by value, as the gate takes them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import polars as pl

from linkage.score import gate
from linkage.score.certificate import certify

LATER = 1_000
"""When a holder was first seen with a value unless a test says otherwise."""

FORGEABLE = ("identity", "device", "place")
"""Groups whose values an outsider could copy."""

SCHEMA = {
    "community": pl.Int64(),
    "account": pl.Int64(),
    "value": pl.Int64(),
    "kind": pl.Categorical(),
    "group": pl.Categorical(),
    "crowd": pl.Boolean(),
    "forgeable": pl.Boolean(),
    "derived": pl.Boolean(),
    "first_seen": pl.Int64(),
    "others": pl.UInt32(),
    "match_weight": pl.Float64(),
}


LIVES = {"community": pl.Int64(), "account": pl.Int64(), "rhythm": pl.Float64(), "alike": pl.Float64()}


@dataclass(frozen=True)
class Tie:
    """One value and since when each account holds it."""

    group: str
    holders: Mapping[int, int | None]
    crowd: bool = False
    derived: bool = False
    match_weight: float = 10.0


def tie(
    group: str,
    accounts: Iterable[int],
    first: int | None = None,
    *,
    crowd: bool = False,
    derived: bool = False,
) -> Tie:
    """A value all hold since `LATER`, but for the account named as first."""
    return Tie(group, {each: 1 if each == first else LATER for each in accounts}, crowd, derived)


def ties(values: Iterable[Tie]) -> pl.DataFrame:
    """`members.Belonging.ties` of community 0."""
    rows = [
        (
            *(0, account, number, each.group, each.group, each.crowd, each.group in FORGEABLE, each.derived),
            *(at, len(each.holders) - 1, each.match_weight),
        )
        for number, each in enumerate(values)
        for account, at in sorted(each.holders.items())
        if len(each.holders) > 1
    ]
    return pl.DataFrame(rows, SCHEMA, orient="row")


def counting(found: pl.DataFrame, members: pl.DataFrame | None = None) -> pl.DataFrame:
    """The ties that count, as `proof` asks the gate for them; marks of `members`, if given, vouch for some."""
    marked, like = gate.mark(found), gate.vouched_by_marks(lives({}) if members is None else members)
    return gate.counted(marked, gate.partners(marked), gate.vouchers(marked), like)


def judged(counted: pl.DataFrame, least: int = 2) -> pl.DataFrame:
    """Who passes on what counts, with nothing that speaks beside it."""
    everyone = counted.select("community", "account").unique()
    nothing = {
        "alike": pl.lit(0.0),
        "second": pl.lit(False),
        "second_to_network": pl.lit(False),
        "second_by_marks": pl.lit(False),
        "akin": pl.lit(False),
        "plausible": pl.lit(True),
        "tolerable": pl.lit(True),
    }
    return gate.passed(counted, everyone.with_columns(**nothing), least)


def lives(like: Mapping[int, float], hours: Mapping[int, float] = {}) -> pl.DataFrame:
    """Members of community 0 whose marks and hours say so many bits, `members.Belonging.members`."""
    rows = [(0, account, float(hours.get(account, 0.0)), bits) for account, bits in like.items()]
    return pl.DataFrame(rows, LIVES, orient="row")


def second(
    values: Iterable[Tie], like: Mapping[int, float], hours: Mapping[int, float] = {}, *, last: bool = True
) -> set[int]:
    """Who passes on values, and on marks and hours that say so many bits for each; nothing of the others."""
    found = ties(values)
    like = {**dict.fromkeys(found["account"], 0.0), **like}
    members = lives(like, hours)
    counted = counting(found, members if last else None)
    further = gate.further_evidence(gate.mark(found), counted, members)
    return set(gate.passed(counted, further, 2, last=last)["account"])


def passing(values: Iterable[Tie], least: int = 2) -> dict[int, int]:
    """Who passes with nothing slight beside what counts, and each one's certificate."""
    table = ties(values)
    passed = judged(counting(table), least)
    members = passed.with_columns(rhythm=pl.lit(0.0), alike=pl.lit(0.0))
    return dict(certify(table, members, least).members.select("account", "certificate").rows())
