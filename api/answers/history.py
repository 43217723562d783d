"""Pages of what only ever grows: decisions, the allowlist, the feed of changes; their cursors always hold."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TypeVar

from pydantic import Field

from api.answers import decisions as judging
from api.answers import lists
from api.answers.lists import Asked, cut
from api.pages import Moment, Page, Paging, encode, page
from api.schemas.decisions import Action, Allowed, Allowlist, Change, Changes, Decision, Decisions
from api.times import stamp
from linkage.errors import NotFound, StaleCursor
from linkage.ledger import Ledger
from linkage.ledger.db.decision_models import AllowRow, ChangeRow, DecisionRow
from linkage.ledger.decisions import allowlist, changes
from linkage.ledger.decisions import record as kept
from linkage.ledger.lists import Wanted

Entry = TypeVar("Entry", DecisionRow, AllowRow)


class About(Asked):
    """Which decisions."""

    about: str | None = Field(
        None, min_length=1, max_length=256, description="Those that name this ring or account."
    )
    action: Action | None = Field(None, description="Those of this kind.")


class Listed(Asked):
    """Which entries of the allowlist."""

    holding: bool = Field(True, description="False for every entry ever made, not those that hold now alone.")


def decisions(ledger: Ledger, asked: About, most: int) -> Decisions:
    """The page of decisions."""
    at = asked.page("decisions", most)
    wanted = kept.Wanted({"action": asked.action}, asked.author, asked.since, asked.sort == "at", asked.about)
    shown, after = cut(at, kept.decisions(ledger, at.start or None, at.limit + 1, wanted))
    undone = kept.undone(ledger, [row.seq for row in shown])
    return Decisions(items=[judging.shape(row, undone) for row in shown], next=after)


def decision(ledger: Ledger, number: int) -> Decision:
    """One decision by its number; raises NotFound."""
    row = _numbered(kept.decisions(ledger, number + 1, 1), number)
    return judging.shape(row, kept.undone(ledger, [row.seq]))


def entry(ledger: Ledger, number: int) -> Allowed:
    """One entry of the allowlist by its number; raises NotFound."""
    return judging.allowed(_numbered(allowlist.entries(ledger, number + 1, 1), number))


def _numbered(found: Sequence[Entry], number: int) -> Entry:
    """The row of that number, of the newest up to it."""
    if not found or found[0].seq != number:
        raise NotFound("Check the number.")
    return found[0]


def listed(ledger: Ledger, asked: Listed, most: int) -> Allowlist:
    """The page of the allowlist."""
    if not asked.holding:
        shown, after = lists.listed(ledger, AllowRow, asked, most)
    else:
        at, wanted = asked.page("holding", most), asked.wanted()
        found = asked.kept(allowlist.holding(ledger, datetime.now(UTC)))
        shown, after = cut(at, [row for row in found[:: -1 if wanted.oldest else 1] if past(row, at, wanted)])
    return Allowlist(items=[judging.allowed(row) for row in shown], next=after)


def past(row: AllowRow, at: Page, wanted: Wanted) -> bool:
    """Whether an entry comes after those of the pages before."""
    return not at.start or (row.seq > at.start if wanted.oldest else row.seq < at.start)


class Since(Paging):
    """Which changes."""

    since: Moment | None = Field(
        None, description="From this time on, with its zone; a cursor goes before it."
    )


def feed(ledger: Ledger, asked: Since, most: int) -> Changes:
    """What changed after a cursor; raises StaleCursor for one past the end, which another ledger gave."""
    at = page(["changes"], asked, most)
    timed = asked.since is not None and asked.cursor is None
    start = changes.before(ledger, asked.since) if timed and asked.since else at.start
    found, last = changes.feed(ledger, start, at.limit)
    if start > last:
        raise StaleCursor("Start again without a cursor: this ledger never gave this one.")
    end = found[-1].seq if found else start
    return Changes(items=[_change(row) for row in found], next=encode(at.question, end), more=end < last)


def _change(row: ChangeRow) -> Change:
    return Change.model_validate(
        {
            "seq": row.seq,
            "at": stamp(row.at),
            "account_id": row.account_id,
            "ring": row.ring_id,
            "before": row.before,
            "after": row.after,
            "cause": row.cause,
            "by": row.by,
        }
    )
