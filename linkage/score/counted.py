"""Whom and what the sentences on a community count, said where it is not its proved accounts and its evidence alone."""

import re
from collections.abc import Iterable, Mapping

import polars as pl

from linkage.score.phrases import FIELD, MANY, ONE
from linkage.score.sharing import SORTS

APART = "these sentences count the {} accounts that fit, {} of them proved (core or member)"
"""Where accounts that fit were not proved."""

PARTED = "these sentences count the {} accounts of the largest of {} groups that were merged, {} in all"
"""Where the ring was merged, and its sentences are those of one part."""

ASIDE = "of the shared values in these sentences, these count as evidence: {}"
"""Where not every shared value counts by itself, as those in the ring's tables do."""


def _pattern(words: str) -> re.Pattern[str]:
    """What a sentence of these words looks like."""
    return re.compile(
        FIELD.sub(lambda name: f"(?P<{name[1]}>{'.+' if name[1] == 'part' else '[0-9]+'})", words) + "$"
    )


STATED = [
    (sort, _pattern(words))
    for sort, words in (*ONE.items(), *MANY.items())
    if sort in ONE  # the others are on accounts alone
]
"""Sentences on shared values, by the sort of value."""


def told(scores: pl.DataFrame, proved: pl.DataFrame, ties: pl.DataFrame | None = None) -> pl.DataFrame:
    """Scores whose sentences end with what they count: which values are evidence, by the `ties` of those proved, and
    their `fit` accounts, in `parts` that were merged.

    `proved` (community, account) are those that a ring's size counts. Nothing is said where both are as many.
    """
    sizes = proved.group_by("community").agg(proved=pl.len())
    sized = scores.join(sizes, on="community", how="left", maintain_order="left")
    if ties is not None:
        sized = sized.with_columns(sentences=pl.Series(aside(sized, ties), dtype=pl.List(pl.String)))
    said = pl.concat_list("sentences", sentence())
    apart = (pl.col("fit") != pl.col("proved")).fill_null(False)
    return sized.with_columns(sentences=pl.when(apart).then(said).otherwise("sentences")).drop("proved")


def sentence() -> pl.Expr:
    """How many accounts the sentences count, and how many are proved."""
    parted = pl.format(PARTED, "fit", "parts", "proved")
    return pl.when(pl.col("parts") > 1).then(parted).otherwise(pl.format(APART, "fit", "proved"))


def aside(scores: pl.DataFrame, ties: pl.DataFrame) -> list[list[str]]:
    """The sentences of each community, with how many of the values they speak of count; not of a merged one."""
    counting = evidence(ties)
    rows = scores.select("community", "parts", "sentences").iter_rows()
    return [
        said if parts > 1 else [*said, *fewer(said, counting.get(community, {}))]
        for community, parts, said in rows
    ]


def evidence(ties: pl.DataFrame) -> Mapping[int, Mapping[str, int]]:
    """How many values count for a community and two of its proved accounts hold, by their sort."""
    values = ties.group_by("community", "kind", "group", "value").agg(pl.len(), pl.col("counts").any())
    each = values.filter(pl.col("counts") & (pl.col("len") > 1))
    kinds = each.group_by("community", pl.col("kind", "group").cast(pl.String)).agg(n=pl.len())
    found: dict[int, dict[str, int]] = {}
    for community, kind, group, n in kinds.iter_rows():
        sorts, sort = found.setdefault(community, {}), SORTS.get(kind, group)
        sorts[sort] = max(n, sorts.get(sort, 0))  # an address is of two kinds
    return found


def fewer(said: Iterable[str], counting: Mapping[str, int]) -> list[str]:
    """The sentence on values that do not count, where there are any among those that sentences speak of."""
    spoken = dict(found for each in said if (found := stated(each)) is not None)
    short = [
        f"{counting.get(sort, 0)} of {n} {sort}" for sort, n in spoken.items() if counting.get(sort, 0) < n
    ]
    return [ASIDE.format(", ".join(short))] if short else []


def stated(told: str) -> tuple[str, int] | None:
    """The sort of shared values a sentence is on, and how many it says there are; None for any other sentence."""
    for sort, pattern in STATED:
        found = pattern.search(told)
        if found is not None:
            parts = found.groupdict()
            return parts.get("part") or sort, int(parts.get("values") or 1)
    return None
