"""Why not: what accounts that are not proved failed, told by the functions that decided."""

import polars as pl

from linkage.model import MIN_RING, Failure, Group
from linkage.score import gate
from linkage.score.gate import KEY
from linkage.score.members import MIN_BITS, Belonging

TOLD = {
    "account": pl.Int64(),
    "codes": pl.List(pl.String()),
    "bits": pl.Float32(),
    "groups": pl.UInt8(),
    "group": pl.String(),
    "first": pl.List(pl.Int64()),
}
"""Columns of what was found of an account: those of `tables.FAILED` that the proof knows."""


def failed(
    found: Belonging, marked: pl.DataFrame, counted: pl.DataFrame, passed: pl.DataFrame, least: int
) -> pl.DataFrame:
    """What everyone failed that was judged and did not pass: `TOLD`, each account once."""
    small = passed.filter(pl.len().over("community") < MIN_RING).join(found.members, on=KEY)
    cut = small.select("account", "bits", "groups", codes=one(Failure.SMALL_RING))
    few = pl.when(pl.col("bits") < MIN_BITS).then(one(Failure.FEW_BITS)).otherwise(one(Failure.SMALL_RING))
    pruned = found.dropped.select("account", "bits", codes=few)
    lone = Failure.ONE_GROUP if least > 1 else Failure.ONE_VALUE
    stopped = at_gate(found.members.join(passed, on=KEY, how="anti"), marked, counted, lone)
    return pl.concat([shaped(each) for each in (cut, pruned, stopped)])


def at_gate(out: pl.DataFrame, marked: pl.DataFrame, counted: pl.DataFrame, lone: Failure) -> pl.DataFrame:
    """What those who belong and do not pass the gate failed there; `lone` if one group counts for them."""
    own = counted.join(out, on=KEY, how="semi")
    kinds = own.group_by(KEY).agg(group=gate.evidence_group().unique())
    one_kind = pl.when(pl.col("group").list.len() == 1).then(pl.col("group").list.first())
    kinds = kinds.select(*KEY, groups=pl.col("group").list.len().cast(pl.UInt8), group=one_kind)
    many = pl.col("others") >= gate.WITNESSES
    doubted = marked.join(out, on=KEY, how="semi").filter(pl.col("eligible") & pl.col("first") & many)
    doubted = doubted.join(own, on=[*KEY, "value"], how="anti")
    first = doubted.group_by(KEY).agg(first=pl.col("value").sort())
    found = out.join(kinds, on=KEY, how="left").join(first, on=KEY, how="left")
    network = pl.col("group") == Group.NETWORK.value
    nothing = pl.col("groups").is_null()
    code = pl.when(nothing).then(one(Failure.NOTHING_COUNTS)).when(network).then(one(Failure.ONLY_NETWORK))
    late = pl.when(pl.col("first").is_not_null()).then(one(Failure.HELD_FIRST))
    code = code.when((pl.col("groups") > 1) & (lone is Failure.ONE_GROUP)).then(one(Failure.PLANTED))
    codes = pl.concat_list(code.otherwise(one(lone)), late.otherwise(pl.lit([], TOLD["codes"])))
    return found.select("account", "bits", pl.col("groups").fill_null(0), "group", "first", codes=codes)


def one(code: Failure) -> pl.Expr:
    """A list of one code."""
    return pl.lit([code.value], TOLD["codes"])


def shaped(frame: pl.DataFrame) -> pl.DataFrame:
    """The columns of `TOLD`, null where there is nothing to tell."""
    known = [
        pl.col(name).cast(kind) if name in frame.columns else pl.lit(None, kind).alias(name)
        for name, kind in TOLD.items()
    ]
    return frame.select(known)


def latest(rounds: list[pl.DataFrame], communities: pl.DataFrame, proved: pl.DataFrame) -> pl.DataFrame:
    """Of each account of a community of three or more that is not proved, what it failed last: `TOLD`.

    One that nothing was found of was tied to pieces too small to be a ring.
    """
    every = communities.filter(pl.len().over("community") >= MIN_RING).select("account")
    told = pl.concat(rounds).unique("account", keep="last", maintain_order=True)
    lost = every.join(told, on="account", how="anti").with_columns(codes=one(Failure.SMALL_RING))
    return pl.concat([told, shaped(lost)]).join(proved, on="account", how="anti").sort("account")
