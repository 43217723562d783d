"""The allowlist is only ever added to; the newest entry of an account counts, until it ends."""

import pytest

from linkage.errors import NotFound, WrongUse
from linkage.ledger import Ledger
from linkage.ledger.audit import log
from linkage.ledger.decisions import allowlist
from linkage.ledger.decisions.allowlist import Entry
from tests.ledger.deciding import ONE, listed, publish, spoken
from tests.ledger.moments import later


def names(ledger: Ledger, minute: int) -> list[str]:
    return [row.account_id for row in allowlist.holding(ledger, later(minute))]


def test_an_entry_holds_until_it_ends(ledger: Ledger) -> None:
    listed(ledger, "a1", ends=10)
    listed(ledger, "a2")
    assert names(ledger, 9) == ["a2", "a1"]
    assert names(ledger, 10) == ["a2"]


def test_the_newest_entry_of_an_account_counts(ledger: Ledger) -> None:
    listed(ledger, "a1", ends=10)
    listed(ledger, "a1", ends=20)
    assert names(ledger, 15) == ["a1"]
    allowlist.allow(ledger, Entry("a1", 1, listed=False), spoken(2))
    assert names(ledger, 15) == []
    assert [row.listed for row in allowlist.entries(ledger)] == [False, True, True]


def test_each_entry_is_audited_and_numbered_by_that(ledger: Ledger) -> None:
    assert [listed(ledger, "a1"), listed(ledger, "a2")] == [1, 2]
    chain = log.verify(ledger)
    assert (chain.entries, chain.broken_at) == (2, None)


def test_what_is_not_on_the_list_cannot_be_taken_off(ledger: Ledger) -> None:
    listed(ledger, "a1", ends=10)
    for entry, minute in ((Entry("a2", 2, listed=False), 2), (Entry("a1", 1, listed=False), 11)):
        with pytest.raises(NotFound):
            allowlist.allow(ledger, entry, spoken(minute))
    assert log.verify(ledger).entries == 1


def test_an_end_that_is_past_is_wrong_use(ledger: Ledger) -> None:
    publish(ledger, "r1", ONE)
    with pytest.raises(WrongUse):
        listed(ledger, "a1", minute=5, ends=5)


def test_pages_go_on_before_the_last_that_was_shown(ledger: Ledger) -> None:
    made = [listed(ledger, each) for each in ("a1", "a2", "a3")]
    assert [row.seq for row in allowlist.entries(ledger, before=made[2], limit=1)] == [made[1]]
