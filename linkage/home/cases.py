"""The queue of cases: every published ring with its owner, age, size, money and use at stake."""

import polars as pl

from linkage.ledger import Ledger, cases, closed
from linkage.ledger.decisions import effective
from linkage.ledger.decisions.policy import CONFIRMED, DISMISSED, DecisionState
from linkage.model import ENFORCEABLE
from linkage.publication.profiles import stakes
from linkage.publication.reader import Publication

OPEN, TAKEN, CLOSED = "open", "taken", "closed"
"""States of a case: nobody's, somebody's, done with."""
GONE = ("banned", "closed")
"""States of an account on the platform in which nothing is left to be done."""
CASES = (
    *("ring_id", "case", "state", "owner", "opened_at", "acted_at", "score", "size", "core", "member"),
    *("closed_accounts", "paying", "paid_days", "used_hours", "summary"),
)
"""Columns of the queue. `case` is the state of the case, `state` what was decided about the ring."""


def queue(publication: Publication, ledger: Ledger, states: DecisionState) -> pl.DataFrame:
    """The cases of a publication, those with most at stake first; columns `CASES`.

    A case is closed once its ring was dismissed, once somebody closed it and the decision still holds, or by itself
    once all core and member accounts, after decisions, are closed: by receipts of a ban, or as the platform told with
    the feeds.
    """
    members = publication.seen(publication.members)
    proved = members.filter(pl.col("tier").is_in(ENFORCEABLE))
    decided = pl.DataFrame(
        list(states.rings.items()), schema={"ring_id": pl.String(), "state": pl.String()}, orient="row"
    )
    joined = publication.rings
    for each in (
        cases.last_acts(ledger),
        cases.opened(ledger),
        stakes(proved, publication.profiles),
        _closed(publication, ledger, effective.members(members, states)),
        decided,
    ):
        joined = joined.join(each, on="ring_id", how="left", maintain_order="left")
    counts = ("closed_accounts", "paying", "paid_days", "used_hours")
    known = joined.with_columns(
        pl.col(counts).fill_null(0),
        pl.col("state").fill_null("proposed"),
        pl.col("shut", "done").fill_null(False),
    )
    return known.with_columns(case=_case()).select(CASES).sort(*ORDER, descending=[True, True, True, False])


ORDER = ("paid_days", "used_hours", "size", "ring_id")
"""What is at stake, in order."""


def _case() -> pl.Expr:
    held = pl.col("shut") & pl.col("state").is_in([CONFIRMED, DISMISSED])
    over = held | pl.col("done") | (pl.col("state") == DISMISSED)
    owned = pl.when(pl.col("owner").is_not_null()).then(pl.lit(TAKEN)).otherwise(pl.lit(OPEN))
    return pl.when(over).then(pl.lit(CLOSED)).otherwise(owned)


def _closed(publication: Publication, ledger: Ledger, members: pl.DataFrame) -> pl.DataFrame:
    """How many core and member accounts of each ring are closed, and whether all are.

    Columns ring_id, closed_accounts, done.
    """
    told = publication.profiles.filter(pl.col("status").is_in(GONE))["account"]
    with ledger.read() as session:
        shut = pl.concat([told, closed.accounts(session)])
    counts = closed.counted(members.filter(pl.col("tier").is_in(ENFORCEABLE)), shut)
    return counts.select("ring_id", closed_accounts="closed", done=closed.DONE)
