"""The record of an exported account, and the statement of reasons that is made of it."""

import re
from datetime import timedelta

import pytest

from linkage.enforcement import record
from linkage.hashing import account_key as key
from linkage.ledger.actions import ACTIONS, GROUNDS
from linkage.ledger.exports import Wanted
from tests.enforcement import dsa
from tests.enforcement.home import Home, ring

FIELD = {
    "challenge": ("decision_provision", "DECISION_PROVISION_PARTIAL_SUSPENSION"),
    "throttle": ("decision_provision", "DECISION_PROVISION_PARTIAL_SUSPENSION"),
    "hold_payouts": ("decision_monetary", "DECISION_MONETARY_SUSPENSION"),
    "suspend": ("decision_account", "DECISION_ACCOUNT_SUSPENDED"),
    "ban": ("decision_account", "DECISION_ACCOUNT_TERMINATED"),
}


@pytest.mark.parametrize(("action", "ground"), list(zip(ACTIONS, GROUNDS, strict=True)))
def test_a_statement_of_reasons_keeps_the_rules_of_the_schema(home: Home, action: str, ground: str) -> None:
    home.publish(ring("farm", 5))
    ends = None if action == "ban" else home.clock + timedelta(days=30)
    row = home.produced(Wanted(action, ground, ends_at=ends))
    found = record.record(home.world.settings, home.ledger, row.id, key("farm-00001"))
    said = record.statement(found)
    assert list(dsa.faults(said)) == []
    name, word = FIELD[action]
    assert said[name] == word
    assert said[dsa.ENDS[name]] == (None if ends is None else f"{ends:%Y-%m-%d}")
    assert said["content_date"] == "2026-05-29", "the day from which it shares something"
    assert said["application_date"] == f"{row.frozen_at:%Y-%m-%d}"
    assert not [each for each in ("farm", "masked", "R-", row.id) if each in str(said)]
    words = {**said, "puid": re.sub("^[0-9a-f]{32}$", "", said["puid"])}  # hex digits may spell a short name
    assert "ada" not in str(words)


def test_a_rule_that_is_broken_is_seen() -> None:
    assert (
        len(
            list(
                dsa.faults(
                    dict.fromkeys(
                        [*dsa.DECISIONS, *dsa.ENDS.values(), "puid", "content_type", "category_specification"]
                    )
                )
            )
        )
        > 10
    )
