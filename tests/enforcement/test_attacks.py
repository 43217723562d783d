"""Attacks on the approval of an export: each ends with nothing produced."""

import pytest
from sqlalchemy.exc import DBAPIError

from linkage.errors import LinkageError
from linkage.ledger import exports
from tests.enforcement.asking import ASKING, LARGE, SMALL, Attack, reviewed
from tests.enforcement.attacks import KINDS
from tests.enforcement.by_hand import BY_HAND
from tests.enforcement.home import Home


def test_there_are_fifty_of_them_and_each_is_of_one_kind() -> None:
    told = [attack for attacks in KINDS.values() for attack in attacks]
    assert len(told) >= 50
    assert sorted(each.__name__ for each in told) == sorted(each.__name__ for each in {*ASKING, *BY_HAND})


def nothing_is_out(home: Home) -> None:
    assert list(home.world.settings.exports.glob("*/*.csv")) == []
    assert [row.state for row in exports.listed(home.ledger) if row.state == "produced"] == []


@pytest.mark.parametrize("attack", ASKING, ids=lambda attack: attack.__name__)
def test_an_attack_on_the_approval_fails(home: Home, attack: Attack) -> None:
    with pytest.raises(LinkageError):
        attack(home)
    nothing_is_out(home)


@pytest.mark.parametrize("attack", BY_HAND, ids=lambda attack: attack.__name__)
def test_a_database_that_is_written_by_hand_exports_nothing(either: Home, attack: Attack) -> None:
    with pytest.raises((LinkageError, DBAPIError)):
        attack(either)
    nothing_is_out(either)


@pytest.mark.parametrize("accounts", [SMALL, LARGE])
def test_the_same_home_produces_when_nobody_attacks(either: Home, accounts: int) -> None:
    row = reviewed(either, accounts)
    assert (
        either.produce(either.approve(row, *("ada", "bo")[: 1 + (accounts == LARGE)]).id).state == "produced"
    )
