"""Members are shown in bulk as each of them is shown alone."""

from itertools import product

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from linkage.ledger.db.session import Ledger
from linkage.ledger.decisions import effective
from linkage.ledger.decisions.overlay import Snapshot, snapshot
from linkage.ledger.decisions.policy import AccountState, DecisionState, effective_tier
from linkage.model import TIERS
from tests.ledger.deciding import ONE, listed, on_account, publish

RINGS = ("R-1", "R-2")
MEMBERS = pl.DataFrame(
    [
        (ring, RINGS[ring], 10 * ring + 3 * place + number, tier)
        for ring, (place, tier), number in product(range(2), enumerate(TIERS), range(3))
    ],
    schema={"ring": pl.Int32, "ring_id": pl.String, "account": pl.Int64, "tier": pl.String},
    orient="row",
)
WORDS = st.sampled_from([None, "released", "confirmed", "dismissed", "disputed"])
STANCES = st.builds(AccountState, WORDS, st.booleans(), st.sets(st.sampled_from(RINGS)).map(tuple))
STATES = st.sampled_from(["confirmed", "dismissed", "disputed"])
DECIDED = st.builds(
    DecisionState,
    st.dictionaries(st.sampled_from([*RINGS, "R-3"]), STATES),
    st.dictionaries(st.sampled_from([*MEMBERS["account"], 99]), STANCES),
)


@given(DECIDED)
def test_members_in_bulk_are_shown_as_each_alone(decided: DecisionState) -> None:
    alone = [
        (row["account"], tier)
        for row in MEMBERS.to_dicts()
        for tier in [
            effective_tier(
                decided.of(row["account"]),
                decided.rings.get(row["ring_id"]),
                row["ring_id"],
                row["tier"],
            )
        ]
        if tier is not None
    ]
    made = effective.members(MEMBERS, decided)
    assert made.schema == MEMBERS.schema
    assert sorted(made.select("account", "tier").rows()) == sorted(alone)
    order = [(row["ring"], TIERS.index(row["tier"]), row["account"]) for row in made.to_dicts()]
    assert order == sorted(order)


def test_what_was_written_into_the_overlay_is_what_is_in_force(ledger: Ledger) -> None:
    publish(ledger, "r1", ONE)
    assert effective.upto(snapshot(ledger)) == 0
    on_account(ledger, "release", "a1")
    last = listed(ledger, "a2")
    state = snapshot(ledger)
    assert effective.upto(state) == last
    assert effective.state_of(state) == DecisionState(
        {}, {1: AccountState("released"), 2: AccountState(allowlisted=True)}
    )


def test_an_overlay_of_the_first_form_says_that_nothing_was_decided() -> None:
    first: Snapshot = {"version": 1, "keys": [], "upto": "", "rings": {}, "accounts": {}, "erased": []}
    assert (effective.upto(first), effective.state_of(first)) == (0, DecisionState())
