"""Never-ban beats confirm, confirm beats propose; and who disagrees disputes."""

import pytest

from linkage.ledger import Ledger
from linkage.ledger.decisions import record
from linkage.ledger.decisions.policy import AccountState, DecisionState, effective_tier
from linkage.ledger.decisions.record import Subject
from linkage.ledger.decisions.state import decision_state
from tests.ledger.deciding import ONE, listed, on_account, on_ring, person, publish, snapshot, spoken
from tests.ledger.moments import later


def now(ledger: Ledger, minute: int = 5) -> DecisionState:
    with ledger.read() as session:
        return decision_state(session, later(minute))


TIER: list[tuple[AccountState, str | None, str | None]] = [
    (AccountState(), None, "core"),
    (AccountState(), "confirmed", "core"),
    (AccountState(), "disputed", "core"),
    (AccountState(), "dismissed", "possible"),
    (AccountState("confirmed"), "dismissed", "possible"),
    (AccountState("disputed"), "dismissed", "possible"),
    (AccountState("dismissed"), "confirmed", "possible"),
    (AccountState("released"), "confirmed", None),
    (AccountState("confirmed", allowlisted=True), "confirmed", "possible"),
    (AccountState(allowlisted=True), None, "possible"),
    (AccountState("released", allowlisted=True), None, None),
    (AccountState(not_of=("R-1",)), "confirmed", None),
    (AccountState(not_of=("R-2",)), None, "core"),
]


@pytest.mark.parametrize(("account", "state", "tier"), TIER)
def test_what_is_answered_of_a_core_account(
    account: AccountState, state: str | None, tier: str | None
) -> None:
    assert effective_tier(account, state, "R-1", "core") == tier


def test_nothing_makes_a_possible_member_enforceable() -> None:
    for account in (AccountState(), AccountState("confirmed"), AccountState(allowlisted=True)):
        assert effective_tier(account, "confirmed", "R-1", "possible") == "possible"


def test_nothing_was_decided_in_a_fresh_ledger(ledger: Ledger) -> None:
    assert now(ledger) == DecisionState()


def test_a_ring_is_what_people_last_said_of_it(ledger: Ledger) -> None:
    publish(ledger, "r1", ONE)
    on_ring(ledger, "watch")
    assert now(ledger).rings == {}
    first = on_ring(ledger, "confirm")
    assert now(ledger).rings == {"R-1": "confirmed"}
    second = on_ring(ledger, "dismiss")
    assert now(ledger).rings == {"R-1": "dismissed"}
    record.undo(ledger, second, spoken())
    assert now(ledger).rings == {"R-1": "confirmed"}
    record.undo(ledger, first, spoken())
    assert now(ledger).rings == {}


def test_two_people_who_disagree_dispute_it_and_two_keys_of_one_do_not(ledger: Ledger) -> None:
    publish(ledger, "r1", ONE)
    on_ring(ledger, "confirm", author=person(ledger, "Ada"))
    on_ring(ledger, "dismiss", author=person(ledger, "Ada"))
    assert now(ledger).rings == {"R-1": "dismissed"}
    on_ring(ledger, "confirm", author=person(ledger, "Grace"))
    assert now(ledger).rings == {"R-1": "disputed"}


def test_a_release_holds_against_a_later_confirmation(ledger: Ledger) -> None:
    publish(ledger, "r1", ONE)
    made = on_account(ledger, "release", "a1")
    on_account(ledger, "confirm", "a1")
    assert now(ledger).accounts[1].decided == "released"
    record.undo(ledger, made, spoken())
    assert now(ledger).accounts[1].decided == "confirmed"


def test_a_ring_that_is_released_lets_go_of_the_accounts_it_had(ledger: Ledger) -> None:
    publish(ledger, "r1", ONE)
    on_ring(ledger, "release")
    assert {each: stance.decided for each, stance in now(ledger).accounts.items()} == dict.fromkeys(
        (1, 2, 3), "released"
    )


def test_an_account_may_be_kept_from_rings_and_on_the_allowlist_for_a_while(ledger: Ledger) -> None:
    publish(ledger, "r1", ONE)
    about = Subject("R-1", "a1", 1)
    record.record(ledger, "not_same", about, snapshot(ledger, "a2", "a3"), spoken())
    listed(ledger, "a1", ends=10)
    assert now(ledger).accounts == {1: AccountState(None, True, ("R-1",), later(10))}
    assert now(ledger, 11).accounts == {1: AccountState(not_of=("R-1",))}


def test_a_verdict_lapses_when_more_than_a_quarter_of_the_ring_is_new(ledger: Ledger) -> None:
    publish(ledger, "r1", ONE)
    on_ring(ledger, "confirm")
    publish(ledger, "r2", {"R-1": {**ONE["R-1"], "a5": "member"}})
    assert now(ledger).rings == {"R-1": "confirmed"}
    publish(ledger, "r3", {"R-1": {**ONE["R-1"], "a5": "member", "a6": "member"}})
    assert now(ledger).rings == {}
    publish(ledger, "r4", {"R-1": {"a1": "core"}})
    assert now(ledger).rings == {"R-1": "confirmed"}
