"""What a reviewer needs of the accounts of a sample: what ties each to its ring, and what speaks against it."""

from collections.abc import Iterable

import polars as pl

from linkage.explain import answers
from linkage.explain.sentences import label
from linkage.publication.reader import Publication

COLUMNS = {
    **{"account": pl.Int64(), "ring_says": pl.String(), "bits": pl.Float64(), "links": pl.String()},
    **{"ignored": pl.String(), "without": pl.String()},
}
"""`links` are values, each with who else holds it; `without` says how much of it could be wrong."""


def rows(publication: Publication, accounts: Iterable[int]) -> pl.DataFrame:
    """The evidence on each of some accounts, in words; values are masked as everywhere."""
    return pl.DataFrame([_row(publication, each) for each in accounts], schema=COLUMNS, orient="row")


def _row(publication: Publication, account: int) -> tuple[object, ...]:
    found = answers.of_account(publication, account)
    ring = publication.rings.row(publication.ring_of(account), named=True)
    without = found.counterfactual.sentence if found.counterfactual else None
    return (
        account,
        "; ".join(ring["sentences"]),
        found.bits,
        _links(found.ties),
        _ignored(found.ignored),
        without,
    )


def _links(ties: Iterable[answers.Tie]) -> str:
    return "; ".join(
        f"{label(each.kind, each.masked)} ({each.bits:.1f} bits, {each.members} of {each.holders} holders are members)"
        for each in ties
    )


def _ignored(values: Iterable[answers.Value]) -> str:
    return "; ".join(f"{label(each.kind, each.masked)}: {each.verdict}" for each in values)
