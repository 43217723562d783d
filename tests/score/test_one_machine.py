"""Accounts that share one machine, one address and one card: an operator's, or people that somebody set up."""

import pytest

from tests.score.build import DAY, START, World
from tests.score.test_rivals import margin, own, story

ACCOUNTS = range(14)


def on_one_machine(days: float, country: str | None = None) -> World:
    """Fourteen accounts with a device and an address in common, a name and a mailbox of each one's own, opened evenly
    over so many days."""
    world = World()
    for kind in ("device", "ip"):
        world.share(kind, ACCOUNTS)
    own(world, ACCOUNTS, "email", "name")
    for account in ACCOUNTS:
        world.measure(account, created_at=START + int(account * days * DAY / 14), country=country)
    return world


@pytest.mark.parametrize("days", [0.04, 0.2])
def test_one_card_beside_them_for_people_of_other_names_and_mailboxes_is_an_operators(days: float) -> None:
    world = on_one_machine(days)
    world.share("card", ACCOUNTS)
    assert margin(world, ACCOUNTS) > 0


@pytest.mark.parametrize("days", [0.04, 3, 200])
def test_people_whom_somebody_sets_up_pay_for_themselves_or_not_at_all(days: float) -> None:
    pupils, customers = on_one_machine(days, "DE"), on_one_machine(days, "DE")
    own(customers, ACCOUNTS, "card")
    assert margin(pupils, ACCOUNTS) < 0
    assert margin(customers, ACCOUNTS) < 0


def test_mailboxes_of_one_rare_domain_are_one_customers_service_accounts() -> None:
    strewn, firm = on_one_machine(0.2), on_one_machine(0.2)
    for world in (strewn, firm):
        world.share("card", ACCOUNTS)
    firm.share("email_domain", ACCOUNTS)
    assert margin(strewn, ACCOUNTS) > 0 > margin(firm, ACCOUNTS)
    assert story(firm, ACCOUNTS) == "one customer's service accounts"


def test_a_family_on_its_machine_is_a_household() -> None:
    world, family = World(), range(5)
    for kind in ("device", "ip", "card", "surname"):
        world.share(kind, family)
    own(world, family, "email", "name")
    for account in family:
        world.measure(account, created_at=START + account * 600, country="DE")
    assert margin(world, family) < -3
    assert story(world, family) == "a household"
