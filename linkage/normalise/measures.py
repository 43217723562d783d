"""What is known of an account beside its facts: its measures, its ties to others, its labels, and its exits."""

import polars as pl

from linkage.kinds import country, text
from linkage.normalise import cells
from linkage.normalise.feeds import LABELS, RELATIONS, STATUSES
from linkage.normalise.tokens import account_keys
from linkage.tables import EXITS, MEASURES
from linkage.tables import LABELS as LABEL_TABLE
from linkage.tables import RELATIONS as RELATION_TABLE

DAY, HOUR = 86_400, 3_600


def _col(rows: pl.DataFrame, name: str, dtype: pl.DataType) -> pl.Expr:
    """A column in the type given; nulls where the feed has none of that name."""
    return (pl.col(name) if name in rows.columns else pl.lit(None)).cast(dtype, strict=False)


def _spread(raw: pl.Series, once: pl.Series, clean: pl.Series) -> pl.Series:
    """Cleaned distinct cells, back at every row."""
    table = pl.DataFrame({"raw": once, "clean": clean}, schema={"raw": pl.String, "clean": pl.String})
    return raw.to_frame("raw").join(table, on="raw", how="left", maintain_order="left", nulls_equal=True)[
        "clean"
    ]


def word(rows: pl.DataFrame, name: str, known: tuple[str, ...] | None) -> tuple[pl.Series, pl.DataFrame]:
    """A column of folded words, null where none of the known ones; and the cells set aside for that."""
    if name not in rows.columns:
        return pl.repeat(None, rows.height, dtype=pl.String, eager=True), pl.DataFrame(schema=cells.ASIDE)
    raw = rows[name].cast(pl.String)
    once = raw.unique(maintain_order=True)
    if name == "country":
        clean = country.clean(once)
    else:
        clean = text.fold(once)
        clean = text.label(clean) if known is None else text.unless(~text.among(clean, known), clean)
    value = _spread(raw, once, clean)
    bad = value.is_null() & ~_spread(raw, once, text.tidy(once)).is_null()
    return value, cells.aside(rows["row"], name, bad)


def accounts(rows: pl.DataFrame) -> tuple[pl.DataFrame, list[pl.DataFrame]]:
    """Measures of the `accounts` feed, and cells set aside."""
    status, bad_status = word(rows, "status", STATUSES)
    place, bad_place = word(rows, "country", None)
    plan, bad_plan = word(rows, "plan", None)
    created = rows.select("account", _col(rows, "created_at", pl.Int64()).alias("created_at"))
    frame = created.with_columns(plan=plan, country=place, status=status.cast(pl.Enum(STATUSES)))
    merged = frame.group_by("account").agg(
        pl.col("created_at").min(),
        # An Enum's physical order is its rank.
        pl.col("status").to_physical().max(),
        pl.col("plan").max(),
        pl.col("country").max(),
    )
    ranks = dict(enumerate(STATUSES))
    named = pl.col("status").replace_strict(ranks, default=None, return_dtype=pl.String)
    return _whole(merged.with_columns(named)), [bad_status, bad_place, bad_plan]


def billing(rows: pl.DataFrame) -> pl.DataFrame:
    """Largest amount, and days with a payment: a refund is none."""
    amount = _col(rows, "amount", pl.Float64()).fill_nan(None)
    frame = rows.select("account", amount.alias("amount"), _col(rows, "at", pl.Int64()).alias("at"))
    day = (pl.col("at") // DAY).filter(pl.col("amount").is_null() | (pl.col("amount") > 0))
    merged = frame.group_by("account").agg(
        pl.col("amount").max().alias("largest_amount"), _union(day, "paid_days")
    )
    return _whole(merged)


def usage(rows: pl.DataFrame) -> pl.DataFrame:
    """Busy hours, and the busiest by requests and by tokens."""
    number = pl.Int64()
    frame = rows.select(
        "account",
        _col(rows, "hour", number).alias("hour"),
        _col(rows, "requests", number).alias("peak_requests"),
        _col(rows, "output_tokens", number).alias("peak_tokens"),
    )
    hour = _union(pl.col("hour") // HOUR, "hours")
    return _whole(frame.group_by("account").agg(hour, pl.col("peak_requests", "peak_tokens").max()))


def _union(each: pl.Expr, name: str) -> pl.Expr:
    """Distinct numbers of a group, ascending."""
    return each.cast(pl.Int32, strict=False).drop_nulls().unique().sort().alias(name)


def _whole(merged: pl.DataFrame) -> pl.DataFrame:
    """`tables.MEASURES` by account, without rows that say nothing; empty lists are null."""
    frame = merged.select(_col(merged, name, dtype).alias(name) for name, dtype in MEASURES.items())
    lists = [name for name, dtype in MEASURES.items() if isinstance(dtype, pl.List)]
    frame = frame.with_columns(pl.when(pl.col(name).list.len() > 0).then(pl.col(name)) for name in lists)
    said = pl.any_horizontal(pl.exclude("account").is_not_null())
    return frame.filter(said).sort("account")


def relations(rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """`tables.RELATIONS`, merged, and the cells set aside; nobody is related to himself."""
    kind, bad = word(rows, "kind", RELATIONS)
    at = _col(rows, "at", pl.Int64())
    frame = rows.with_columns(
        other=account_keys(rows["other_id"].cast(pl.String)),
        kind=kind,
        first_seen=at,
        last_seen=at,
        amount=_col(rows, "amount", pl.Float64()).fill_nan(None),
    )
    frame = frame.filter(pl.col("account") != pl.col("other")).drop_nulls("kind")
    merged = frame.group_by("account", "other", "kind").agg(
        pl.col("first_seen").min(), pl.col("last_seen").max(), pl.col("amount").max()
    )
    return merged.select(*RELATION_TABLE).cast(pl.Schema(RELATION_TABLE)).sort(
        "account", "other", "kind"
    ), bad


def labels(rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """`tables.LABELS` by earliest time, and the cells set aside."""
    label, bad = word(rows, "label", LABELS)
    frame = rows.select("account", label.alias("label"), _col(rows, "at", pl.Int64()).alias("at"))
    merged = frame.drop_nulls("label").group_by("account", "label").agg(pl.col("at").min())
    return merged.select(*LABEL_TABLE).cast(pl.Schema(LABEL_TABLE)).sort("account", "label"), bad


def exits(rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """`tables.EXITS`: the countries that an account was seen in, and the cells set aside."""
    place, bad = word(rows, "country", None)
    frame = rows.select("account", country=place).drop_nulls("country").unique()
    return frame.cast(pl.Schema(EXITS)).sort("account", "country"), bad
