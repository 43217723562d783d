"""Every change of membership, exactly once and in order: found by comparing with what was last answered.

What is answered of each account in a ring is kept (`members`), and whatever may move it, a switch of the
publication, a decision, an entry of the allowlist that begins or ends, compares with it and notes the
difference in its own transaction. So nothing is told twice, and nothing is lost.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import polars as pl
from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from linkage.ledger.audit.cover import SELF, covering, noted
from linkage.ledger.audit.log import Act
from linkage.ledger.db import bulk
from linkage.ledger.db.decision_models import ChangeRow, MemberRow
from linkage.ledger.db.session import Ledger
from linkage.ledger.decisions import effective, erased
from linkage.ledger.decisions.policy import DecisionState
from linkage.ledger.decisions.state import PART, About, decision_state
from linkage.printable import stamp

RUN, ROLLBACK, DECISION, ALLOWLIST, EXPIRY = "run", "rollback", "decision", "allowlist", "expiry"
ERASURE = "erasure"

MEMBERS = {"account": pl.Int64(), "account_id": pl.String(), "ring_id": pl.String(), "tier": pl.String()}
"""The members of a publication, as the ledger is told of them."""

SHOWN_MEMBERS = {**MEMBERS, "shown": pl.String(), "until": pl.Datetime("us", "UTC")}
"""Columns of the table of members."""

CHANGES = {
    "account_id": pl.String(),
    "ring_id": pl.String(),
    "before": pl.String(),
    "after": pl.String(),
}


@dataclass(frozen=True)
class Cause:
    """What moved something, and when."""

    cause: str
    by: str
    at: datetime


def switch(session: Session, members: pl.DataFrame, cause: Cause) -> int:
    """Make these the members (columns of `MEMBERS`) of what is served; how many changes that is.

    Accounts that were erased stay away, though an older publication, or a run that had begun, still has them.
    """
    old, new = _held(session), members.select(pl.col(name).cast(kind) for name, kind in MEMBERS.items())
    new = new.filter(~pl.col("account").is_in(erased.keys(session)))
    same = old.join(new, on=list(MEMBERS), how="semi")
    come = _plain(new.join(same, on="account", how="anti"))
    gone = old.join(same, on="account", how="anti").select("account")
    (bulk.drop if same.height else bulk.clear)(session, MemberRow, gone)
    bulk.add(session, MemberRow, come)
    # Only now: whether a verdict on a ring holds depends on who is in it.
    return _lay(session, pl.concat([same, come]), old, cause)


def of_ring(ring_id: str) -> ColumnElement[bool]:
    """The members of a ring."""
    return MemberRow.ring_id == ring_id


def refresh(session: Session, where: Sequence[ColumnElement[bool]], cause: Cause) -> int:
    """Look again at what is answered of some members, after a decision; how many changes that is."""
    old = _held(session, or_(*where)) if where else pl.DataFrame(schema=SHOWN_MEMBERS)
    return _lay(session, old, old, cause)


def forget(session: Session, account: int, name: str, cause: Cause) -> None:
    """Drop an account from the members, and tell the feed under a name that is not its id."""
    old = _held(session, MemberRow.account == account).with_columns(account_id=pl.lit(name))
    bulk.drop(session, MemberRow, old.select("account"))
    _note(session, difference(old, old.clear()), cause)


def among(accounts: Sequence[int]) -> list[ColumnElement[bool]]:
    """The members that are among these accounts."""
    return [MemberRow.account.in_(accounts[start : start + PART]) for start in range(0, len(accounts), PART)]


def expire(ledger: Ledger, now: datetime) -> int:
    """Note what changed because entries of the allowlist ended; how many changes that is."""
    due = MemberRow.until <= now
    with ledger.read() as session:
        if session.scalar(select(MemberRow.account).where(due).limit(1)) is None:
            return 0
    with ledger.write() as session, covering(session, Act(SELF, "expire"), now):
        return refresh(session, [due], Cause(EXPIRY, stamp(now), now))


def difference(old: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    """Columns of `CHANGES`, by account; who moves from ring to ring leaves the one before he is in the other."""
    keys = ["account_id", "ring_id"]
    before, after = (
        each.filter(pl.col("shown").is_not_null()).select(*keys, name="shown") for each in (old, new)
    )
    both = before.join(after, on=keys, how="full", coalesce=True, suffix="_now")
    moved = both.filter(pl.col("name").ne_missing(pl.col("name_now")))
    order = moved.sort("account_id", pl.col("name_now").is_not_null(), "ring_id")
    return order.select(*keys, before="name", after="name_now")


def _held(session: Session, where: ColumnElement[bool] | None = None) -> pl.DataFrame:
    query = select(*(getattr(MemberRow, name) for name in SHOWN_MEMBERS))
    return bulk.columns(session, query if where is None else query.where(where), SHOWN_MEMBERS)


def _plain(members: pl.DataFrame) -> pl.DataFrame:
    """Members as they are answered when nobody decided anything; columns of `SHOWN_MEMBERS`."""
    return members.with_columns(shown=pl.col("tier"), until=pl.lit(None, SHOWN_MEMBERS["until"])).select(
        list(SHOWN_MEMBERS)
    )


def _lay(session: Session, held: pl.DataFrame, old: pl.DataFrame, cause: Cause) -> int:
    """Lay what is in force over members as they are held, and note what differs from the old; how many changes."""
    about = None
    if held.height <= PART:
        about = About(held["ring_id"].unique().sort().to_list(), held["account"].to_list())
    new = _effective(held, decision_state(session, cause.at, about))
    moved = new.join(held, on=list(SHOWN_MEMBERS), how="anti", nulls_equal=True)
    bulk.change(session, MemberRow, moved.select("account", "shown", "until"))
    return _note(session, difference(old, new), cause)


def _effective(members: pl.DataFrame, states: DecisionState) -> pl.DataFrame:
    """Members under their effective tiers; columns of `SHOWN_MEMBERS`."""
    ends = [(key, each.until) for key, each in states.accounts.items() if each.until]
    until = pl.DataFrame(
        ends, schema={name: SHOWN_MEMBERS[name] for name in ("account", "until")}, orient="row"
    )
    plain = members.select(list(MEMBERS))
    shown = plain.with_columns(effective.tiers(plain, states).alias("shown"))
    return shown.join(until, on="account", how="left", maintain_order="left").select(list(SHOWN_MEMBERS))


def _note(session: Session, moved: pl.DataFrame, cause: Cause) -> int:
    """Add changes to the feed, in their order."""
    last = session.scalar(select(func.max(ChangeRow.seq))) or 0
    told = {"at": cause.at.astimezone(UTC), "cause": cause.cause, "by": cause.by}
    rows = moved.with_row_index("seq", last + 1).with_columns(
        pl.lit(each).alias(name) for name, each in told.items()
    )
    bulk.add(session, ChangeRow, rows)
    noted(session, rows)
    return rows.height


def before(ledger: Ledger, at: datetime) -> int:
    """Number of the last change before a moment; 0 where there is none."""
    with ledger.read() as session:
        return session.scalar(select(func.max(ChangeRow.seq)).where(ChangeRow.at < at.astimezone(UTC))) or 0


def feed(ledger: Ledger, after: int, limit: int) -> tuple[list[ChangeRow], int]:
    """At most `limit` changes after that number, in their order; and the number of the newest there is."""
    with ledger.read() as session:
        query = select(ChangeRow).where(ChangeRow.seq > after).order_by(ChangeRow.seq).limit(limit)
        found = list(session.scalars(query))
        return found, session.scalar(select(func.max(ChangeRow.seq))) or 0
