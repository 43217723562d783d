"""Keys: made once, kept as a digest, revoked for good."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Unpack

import pytest
from sqlalchemy import select

from linkage.errors import Barred, LacksScope, NotFound, Refused, UnknownKey, WrongUse
from linkage.ledger import Ledger, open_ledger
from linkage.ledger.audit import log
from linkage.ledger.db.models import ApiKey
from linkage.ledger.db.session import Within
from linkage.ledger.keys import api_keys
from tests.keys import prefix_of
from tests.ledger.moments import NOW, later


def test_a_key_has_a_prefix_to_find_it_by_and_32_random_bytes(ledger: Ledger) -> None:
    made = [api_keys.create_key(ledger, "enforcer", ["enforce"], NOW) for _ in range(20)]
    assert all(re.fullmatch(r"lk_[a-z2-7]{8}_[a-z2-7]{52}", each) for each in made)
    assert len(set(made)) == 20


def test_the_ledger_keeps_no_key_but_its_digest(embedded: str, tmp_path: Path) -> None:
    ledger = open_ledger(embedded)
    token = api_keys.create_key(ledger, "enforcer", ["enforce"], NOW)
    (row,) = api_keys.keys(ledger)
    assert row.prefix == prefix_of(token)
    assert api_keys.matches(token, row.digest)
    assert not api_keys.matches(token[:-1] + "7a"[token[-1] == "7"], row.digest)
    ledger.close()
    secret = token.rpartition("_")[2].encode()
    assert all(secret not in path.read_bytes() for path in tmp_path.iterdir())


def test_a_key_does_not_show_its_digest_when_printed(ledger: Ledger) -> None:
    api_keys.create_key(ledger, "enforcer", ["enforce"], NOW)
    (row,) = api_keys.keys(ledger)
    assert row.digest not in repr(row)


def test_scopes_are_kept_once_each_and_in_their_order(ledger: Ledger) -> None:
    api_keys.create_key(
        ledger, "ops", ["operate", "enforce", "operate"], NOW, owner_kind="person", expires_at=later()
    )
    (row,) = api_keys.keys(ledger)
    assert row.scopes == ["enforce", "operate"]
    assert (row.name, row.owner_kind, row.created_at, row.expires_at) == ("ops", "person", NOW, later())


@pytest.mark.parametrize("scopes", [[], ["everything"], ["enforce", "Enforce"]])
def test_a_key_without_a_known_scope_is_refused(ledger: Ledger, scopes: list[str]) -> None:
    with pytest.raises(WrongUse, match="enforce, investigate, export, approve, operate"):
        api_keys.create_key(ledger, "enforcer", scopes, NOW)
    assert api_keys.keys(ledger) == []


def test_a_key_is_somebodys(ledger: Ledger) -> None:
    with pytest.raises(WrongUse, match="name"):
        api_keys.create_key(ledger, "  ", ["enforce"], NOW)
    with pytest.raises(WrongUse, match="person"):
        api_keys.create_key(ledger, "x", ["enforce"], NOW, owner_kind="robot")


def test_a_revoked_key_stays_revoked_since_the_first_time(ledger: Ledger) -> None:
    token = api_keys.create_key(ledger, "enforcer", ["enforce"], NOW)
    prefix = prefix_of(token)
    api_keys.revoke_key(ledger, prefix, later(1))
    api_keys.revoke_key(ledger, prefix, later(2))
    assert api_keys.keys(ledger)[0].revoked_at == later(1)
    with pytest.raises(NotFound):
        api_keys.revoke_key(ledger, "abcdefgh", NOW)


def test_the_last_use_of_a_key_never_goes_back(ledger: Ledger) -> None:
    prefix = prefix_of(api_keys.create_key(ledger, "enforcer", ["enforce"], NOW))
    api_keys.used(ledger, {prefix: later(5), "unknown0": NOW})
    api_keys.used(ledger, {prefix: later(3)})
    with ledger.read() as session:
        assert session.scalars(select(ApiKey.last_used)).one() == later(5)


def made(ledger: Ledger, name: str, *scopes: str, **terms: Unpack[api_keys.Terms]) -> str:
    """Prefix of a new key."""
    return prefix_of(api_keys.create_key(ledger, name, scopes, NOW, **terms))


def row(ledger: Ledger, prefix: str) -> ApiKey:
    return next(each for each in api_keys.keys(ledger) if each.prefix == prefix)


def approver(ledger: Ledger, prefix: str) -> str:
    with ledger.read() as session:
        return api_keys.approver(session, prefix, NOW)


def test_what_is_done_to_keys_is_audited_with_who_did_it(ledger: Ledger) -> None:
    boss = made(ledger, "boss", "operate")
    bot = made(ledger, "bot", "enforce", made_by=boss)
    new = prefix_of(api_keys.rotate_key(ledger, bot, NOW, timedelta(0), boss))
    api_keys.revoke_key(ledger, new or "", NOW, boss)
    api_keys.revoke_key(ledger, new or "", later(), boss)
    found = [(each.actor, each.action, each.subject) for each in reversed(log.entries(ledger, 10))]
    assert found == [
        ("cli", "create key", boss),
        (boss, "create key", bot),
        (boss, "rotate key", f"{bot} {new}"),
        (boss, "revoke key", new),
    ]


def test_a_key_that_is_refused_leaves_nothing(ledger: Ledger) -> None:
    made(ledger, "alice", "operate", owner_kind="person")
    with pytest.raises(Refused):
        made(ledger, "alice", "approve", owner_kind="person")
    assert len(api_keys.keys(ledger)) == log.verify(ledger).entries == 1


def test_a_rotated_key_has_all_the_old_one_had_and_both_are_good_for_a_while(ledger: Ledger) -> None:
    old = made(ledger, "bot", "enforce", "export", per_minute=600)
    new = prefix_of(api_keys.rotate_key(ledger, old, NOW, timedelta(minutes=30)))
    before, after = row(ledger, old), row(ledger, new)
    assert (after.name, after.owner_kind, after.scopes) == ("bot", "service", ["enforce", "export"])
    assert (after.per_minute, after.expires_at, after.replaces) == (600, None, old)
    assert api_keys.good(before, later(29))
    assert not api_keys.good(before, later(30))
    assert api_keys.good(after, later(10_000))


def test_a_rotated_key_lives_as_long_again_and_the_old_one_no_longer_than_it_would_have(
    ledger: Ledger,
) -> None:
    old = made(ledger, "bot", "enforce", expires_at=later(60))
    with ledger.write() as session:
        new = prefix_of(api_keys.rotate_key(Within(session), old, later(50), timedelta(days=1)))
    assert row(ledger, old).expires_at == later(60)
    assert row(ledger, new).expires_at == later(110)


def test_a_key_that_is_no_longer_good_is_not_rotated(ledger: Ledger) -> None:
    gone, over = made(ledger, "a", "enforce"), made(ledger, "b", "enforce", expires_at=NOW)
    api_keys.revoke_key(ledger, gone, NOW)
    for prefix in (gone, over):
        with pytest.raises(Refused, match="keys create"):
            api_keys.rotate_key(ledger, prefix, NOW, timedelta(0))
    with pytest.raises(NotFound):
        api_keys.rotate_key(ledger, "aaaaaaaa", NOW, timedelta(0))
    with pytest.raises(WrongUse):
        api_keys.rotate_key(ledger, gone, NOW, timedelta(-1))


def test_nobody_makes_keys_and_approves_with_one_key(ledger: Ledger) -> None:
    for kind in api_keys.OWNERS:
        with pytest.raises(WrongUse, match="who creates keys cannot approve"):
            made(ledger, "alice", "approve", "operate", owner_kind=kind)


@pytest.mark.parametrize(
    "again", ["AnnLee", "ann  lee", "Ann\u00a0Lee", "Ann\u200bLee", "\uff21nn Lee", "ANN LEE"]
)
def test_a_person_under_another_spelling_is_the_same_person(ledger: Ledger, again: str) -> None:
    made(ledger, "Ann Lee", "operate", owner_kind="person")
    with pytest.raises(Refused, match="nobody may hold both"):
        made(ledger, again, "approve", owner_kind="person")
    assert made(ledger, "Ann Lea", "approve", owner_kind="person")


@pytest.mark.parametrize(("first", "second"), [("operate", "approve"), ("approve", "operate")])
def test_a_person_does_not_do_so_with_two_keys_either(ledger: Ledger, first: str, second: str) -> None:
    made(ledger, "alice", first, owner_kind="person")
    with pytest.raises(Refused, match="revoke that key first"):
        made(ledger, " Alice", second, owner_kind="person")
    made(ledger, "alice", "enforce", first, owner_kind="person")
    made(ledger, "bob", second, owner_kind="person")
    assert len(api_keys.keys(ledger)) == 3


def test_a_person_may_change_sides_when_no_key_was_made(ledger: Ledger) -> None:
    api_keys.revoke_key(ledger, made(ledger, "alice", "operate", owner_kind="person"), NOW)
    assert approver(ledger, made(ledger, "alice", "approve", owner_kind="person")) == "alice"


def test_whose_key_made_a_key_never_approves(ledger: Ledger) -> None:
    boss = made(ledger, "alice", "operate", owner_kind="person")
    made(ledger, "bot", "enforce", made_by=boss)
    api_keys.revoke_key(ledger, boss, NOW)
    with pytest.raises(Refused, match="created keys"):
        made(ledger, "alice", "approve", owner_kind="person")


def test_a_person_approves_by_name_and_a_service_does_not(ledger: Ledger) -> None:
    assert approver(ledger, made(ledger, "alice", "approve", owner_kind="person")) == "alice"
    with pytest.raises(Barred, match="service"):
        approver(ledger, made(ledger, "bot", "approve"))
    with pytest.raises(LacksScope):
        approver(ledger, made(ledger, "carol", "export", owner_kind="person"))
    with pytest.raises(LacksScope):
        approver(ledger, "aaaaaaaa")


def test_who_made_a_key_after_he_was_given_approval_approves_no_more(ledger: Ledger) -> None:
    voice = made(ledger, "alice", "approve", owner_kind="person")
    made(ledger, "puppet", "approve", owner_kind="person", made_by=voice)
    with pytest.raises(Barred, match="someone else"):
        approver(ledger, voice)


def test_keys_are_made_with_a_good_key_that_may_operate(ledger: Ledger) -> None:
    token = api_keys.create_key(ledger, "boss", ["operate"], NOW)
    assert api_keys.maker(ledger, token, NOW) == prefix_of(token)
    with pytest.raises(LacksScope):
        api_keys.maker(ledger, api_keys.create_key(ledger, "bot", ["enforce"], NOW), NOW)
    api_keys.revoke_key(ledger, prefix_of(token), NOW)
    with pytest.raises(UnknownKey):
        api_keys.maker(ledger, token, NOW)


def test_a_limit_of_nothing_is_refused(ledger: Ledger) -> None:
    with pytest.raises(WrongUse, match="limit"):
        made(ledger, "bot", "enforce", per_minute=0)
