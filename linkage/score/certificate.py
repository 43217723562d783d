"""The certificate: the fewest values without which a member no longer passes the gate.

The community is held fixed: all other members, their values, and the match weight of each value stay as they are. A
value that is removed is gone for this one member, and with it what is derived from it. Which value a derived one
follows from is not known here. So a derived value falls with any other value of its group, and those of one group,
which may all follow from one value that nobody shares, are removed as one. So the certificate is never too large.

Sets of values are tried by size, smallest first, each judged by the gate's own functions. Only sets that leave the
member insufficient (`gate.judged`) can drop it, and so only those are tried that hold all values that count by
themselves but those of one group.
"""

from dataclasses import dataclass

import polars as pl

from linkage.model import Group
from linkage.score import gate
from linkage.score.gate import KEY

LARGEST = 4
"""Values of the certificate of those whom no smaller set drops: it means four or more (0014)."""

TRIED = 5_000
"""Most sets tried of one member at one size; one who has more gets the largest number that is proved (0014)."""

BLOCK = 50_000
"""Sets judged in one go; bounds memory."""

SET = ["set"]

UNIT = pl.UInt16()


@dataclass(frozen=True)
class Certified:
    """The certificates of members."""

    members: pl.DataFrame
    """account, certificate: 1 to `LARGEST`."""
    values: pl.DataFrame
    """account, value, certificate: of the smallest sets that drop a member the one with the
    strongest values, for each member that has a certificate less than `LARGEST`; derived values that fall as one
    are all there."""


@dataclass(frozen=True)
class Bench:
    """The ties and members by which sets are judged."""

    ties: pl.DataFrame
    """Marked ties of the members that matter to the gate, with `unit`: what is removed as one, the strongest 0."""
    units: pl.DataFrame
    """account, unit, group."""
    partners: pl.DataFrame
    vouchers: pl.DataFrame
    members: pl.DataFrame
    """community, account, rhythm, alike, sufficient, peers, usual."""
    least: int


def certify(ties: pl.DataFrame, members: pl.DataFrame, least: int) -> Certified:
    """Certificates of members that passed, on the ties of everyone who belongs.

    `members` are community, account, rhythm, alike and, as `gate.passed` has them, sufficient, peers and usual.
    """
    bench = prepared(ties, members, least)
    left = starts(bench)
    dropped = []
    for size in range(1, LARGEST):
        found = smallest(left, bench, size)
        dropped.append(found.with_columns(certificate=pl.lit(size, pl.UInt8)))
        left = left.join(found, on=KEY, how="anti")
    return certified(pl.concat(dropped), bench)


def prepared(ties: pl.DataFrame, members: pl.DataFrame, least: int) -> Bench:
    """The `Bench` of those members."""
    marked = gate.mark(ties)
    matters = pl.col("eligible") | (~gate.of(Group.NETWORK) & (pl.col("others") >= gate.WITNESSES))
    own = marked.filter(matters).join(members, on=KEY, how="semi")
    named = own.with_columns(name=pl.when(~pl.col("derived")).then("value"))
    order = [*KEY, "match_weight", "name", "text"]
    units = named.group_by(*KEY, "group", "name").agg(pl.col("match_weight").max())
    units = units.with_columns(text=pl.col("group").cast(pl.String))
    units = units.sort(order, descending=[False, True, False, False], nulls_last=True)
    units = units.with_columns(unit=pl.int_range(pl.len(), dtype=UNIT).over(KEY))
    units = units.select(*KEY, "unit", "group", "name")
    tied = named.join(units, on=[*KEY, "group", "name"], nulls_equal=True).drop("name")
    return Bench(tied, units.drop("name"), gate.partners(marked), gate.vouchers(marked), members, least)


def starts(bench: Bench) -> pl.DataFrame:
    """What a set must hold to make a member insufficient, each way there is: account, forced (units, fewer than
    `LARGEST`), fewest first.

        of the values that count by themselves, what may be left           for whom
        those of one group, network and place as one                       sufficient members, two groups asked for
        one of them, or all of the network                                 sufficient members, one group asked for
        those that could have been planted                                 sufficient members who are not plausible
        all                                                                members without such values, insufficient,
                                                                           or unlike
    """
    values = deciding(bench)
    free = bench.members.select(KEY).join(values, on=KEY, how="anti")
    free = free.with_columns(forced=pl.lit([], pl.List(UNIT)))
    every = pl.concat([all_but_one_class(values), all_unforgeable(values), free])
    return every.filter(pl.col("forced").list.len() < LARGEST).sort(*KEY, pl.col("forced").list.len())


def deciding(bench: Bench) -> pl.DataFrame:
    """Values that count by themselves, of sufficient members who are not unlike the others: account, unit, forgeable,
    plausible (the member), class (values of one class may be left together: a group, or a unit where the data knows
    one group)."""
    sufficient = bench.members.filter("sufficient")
    if bench.least > 1:
        together = gate.evidence_group()
        sufficient = sufficient.filter(~gate.unlike())
    else:
        unit = pl.col("unit").cast(pl.String)
        together = pl.when(gate.of(Group.NETWORK)).then(pl.lit(Group.NETWORK.value)).otherwise(unit)
    sufficient = sufficient.select(*KEY, plausible=gate.plausible())
    values = bench.ties.filter("independent").join(sufficient, on=KEY)
    return values.select(*KEY, "unit", "forgeable", "plausible", together.alias("class"))


def all_but_one_class(values: pl.DataFrame) -> pl.DataFrame:
    """For each class of `deciding`, all units of the other classes: account, forced."""
    classes = values.select(*KEY, "class").unique()
    others = classes.join(values, on=KEY).filter(pl.col("class") != pl.col("class_right"))
    forced = others.group_by(*KEY, "class").agg(forced=pl.col("unit").sort())
    found = classes.join(forced, on=[*KEY, "class"], how="left").drop("class")
    return found.with_columns(pl.col("forced").fill_null(pl.lit([], pl.List(UNIT))))


def all_unforgeable(values: pl.DataFrame) -> pl.DataFrame:
    """For members who are not plausible, all units of `deciding` that nobody could plant: account, forced."""
    doubted = values.filter(~pl.col("plausible")).group_by(KEY)
    return doubted.agg(forced=pl.col("unit").filter(~pl.col("forgeable")).sort())


def smallest(left: pl.DataFrame, bench: Bench, size: int) -> pl.DataFrame:
    """Members of `left` (account, forced) that a set of `size` units drops: account, gone (the first such set).

    Those with more than `TRIED` sets are among them, without a set.
    """
    ready = left.filter(pl.col("forced").list.len() <= size)
    heavy = with_too_many(ready, bench.units, size)
    sets = subsets(ready.join(heavy, on=KEY, how="anti"), bench.units, size)
    dropping = [fails(some, bench) for some in sets.iter_slices(BLOCK)]
    found = pl.concat(dropping or [sets]).unique(KEY, keep="first", maintain_order=True).select(*KEY, "gone")
    return pl.concat([found, heavy.with_columns(gone=pl.lit(None, pl.List(UNIT)))])


def with_too_many(ready: pl.DataFrame, units: pl.DataFrame, size: int) -> pl.DataFrame:
    """Members with more than `TRIED` sets of `size` units that hold what is forced: account."""
    forced = pl.col("forced").list.len().cast(pl.Int64)
    counted = ready.join(units.group_by(KEY).agg(n=pl.len().cast(pl.Int64)), on=KEY)
    tries = counted.group_by(KEY).agg(tries=choices(pl.col("n") - forced, size - forced).sum())
    return tries.filter(pl.col("tries") > TRIED).select(KEY)


def choices(units: pl.Expr, picks: pl.Expr) -> pl.Expr:
    """How many sets of so many units there are, for 0 to 3 picks: the binomial coefficient."""
    pairs = units * (units - 1) // 2
    few = pl.when(picks == 0).then(1).when(picks == 1).then(units)
    return few.when(picks == 2).then(pairs).otherwise(pairs * (units - 2) // 3)


def subsets(starts: pl.DataFrame, units: pl.DataFrame, size: int) -> pl.DataFrame:
    """All sets of that size that hold what is forced: account, gone, set; strongest first."""
    parts = []
    for free in range(size + 1):
        some = starts.filter(pl.col("forced").list.len() == size - free)
        some = some.with_columns(gone="forced", last=pl.lit(-1, pl.Int32))
        for _ in range(free):
            some = some.join(units.select(*KEY, "unit"), on=KEY)
            some = some.filter(
                (pl.col("unit").cast(pl.Int32) > pl.col("last"))
                & ~pl.col("forced").list.contains(pl.col("unit"))
            )
            some = some.with_columns(gone=pl.concat_list("gone", "unit"), last=pl.col("unit").cast(pl.Int32))
            some = some.drop("unit")
        parts.append(some.select(*KEY, pl.col("gone").list.sort()))
    places = [pl.col("gone").list.get(place).alias(f"{place}") for place in range(size)]
    ordered = pl.concat(parts).with_columns(places).sort(*KEY, *(f"{place}" for place in range(size)))
    kept = ordered.unique([*KEY, *(f"{place}" for place in range(size))], keep="first", maintain_order=True)
    return kept.select(*KEY, "gone", set=pl.int_range(pl.len(), dtype=pl.UInt32))


def fails(sets: pl.DataFrame, bench: Bench) -> pl.DataFrame:
    """The sets without which their member does not pass."""
    gone = sets.select(*KEY, "set", unit="gone").explode("unit", empty_as_null=False)
    fallen = gone.join(bench.units, on=[*KEY, "unit"]).select("set", "group").unique()
    held = sets.select(*KEY, *SET).join(bench.ties, on=KEY)
    held = held.join(gone.select("set", "unit"), on=["set", "unit"], how="anti")
    stays = held.filter("derived").join(fallen, on=["set", "group"], how="anti")
    held = pl.concat([held.filter(~pl.col("derived")), stays])
    members = sets.select(*KEY, *SET).join(bench.members, on=KEY)
    like = gate.vouched_by_marks(members, SET)
    counted = gate.counted(held, bench.partners, bench.vouchers, like, SET)
    further = gate.further_evidence(held, counted, members, SET)
    found = gate.judged(counted, further, bench.least, SET)
    found = found.join(members.select("set", "peers", "usual"), on="set")
    passing = found.filter(gate.passing(bench.least)).select("set")
    return sets.join(passing, on="set", how="anti", maintain_order="left")


def certified(dropped: pl.DataFrame, bench: Bench) -> Certified:
    """Certificates of all members, and the values of the sets that drop them."""
    least = bench.members.select(KEY).join(dropped.select(*KEY, "certificate"), on=KEY, how="left")
    found = dropped.explode("gone", empty_as_null=False).drop_nulls("gone").rename({"gone": "unit"})
    values = bench.ties.select(*KEY, "unit", "value").join(found, on=[*KEY, "unit"])
    return Certified(
        least.with_columns(pl.col("certificate").fill_null(LARGEST)),
        values.select(*KEY, "value", "certificate").sort(*KEY, "value"),
    )
