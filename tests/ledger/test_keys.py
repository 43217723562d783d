"""Keys: made once, kept as a digest, revoked for good."""

import re
from pathlib import Path

import pytest
from sqlalchemy import select

from linkage.errors import NotFound, WrongUse
from linkage.ledger import Ledger, keys
from linkage.ledger.models import ApiKey
from tests.ledger.moments import NOW, later


def test_a_key_has_a_prefix_to_find_it_by_and_32_random_bytes(ledger: Ledger) -> None:
    made = [keys.create_key(ledger, "enforcer", ["enforce"], NOW) for _ in range(20)]
    assert all(re.fullmatch(r"lk_[a-z2-7]{8}_[a-z2-7]{52}", each) for each in made)
    assert len(set(made)) == 20


def test_the_ledger_keeps_no_key_but_its_digest(ledger: Ledger, tmp_path: Path) -> None:
    token = keys.create_key(ledger, "enforcer", ["enforce"], NOW)
    (row,) = keys.keys(ledger)
    assert row.prefix == keys.prefix_of(token)
    assert keys.matches(token, row.digest)
    assert not keys.matches(token[:-1] + "7a"[token[-1] == "7"], row.digest)
    ledger.close()
    secret = token.rpartition("_")[2].encode()
    assert all(secret not in path.read_bytes() for path in tmp_path.iterdir())


def test_a_key_does_not_show_its_digest_when_printed(ledger: Ledger) -> None:
    keys.create_key(ledger, "enforcer", ["enforce"], NOW)
    (row,) = keys.keys(ledger)
    assert row.digest not in repr(row)


def test_scopes_are_kept_once_each_and_in_their_order(ledger: Ledger) -> None:
    keys.create_key(
        ledger, "ops", ["operate", "enforce", "operate"], NOW, owner_kind="person", expires_at=later()
    )
    (row,) = keys.keys(ledger)
    assert row.scopes == ["enforce", "operate"]
    assert (row.name, row.owner_kind, row.created_at, row.expires_at) == ("ops", "person", NOW, later())


@pytest.mark.parametrize("scopes", [[], ["everything"], ["enforce", "Enforce"]])
def test_a_key_without_a_known_scope_is_refused(ledger: Ledger, scopes: list[str]) -> None:
    with pytest.raises(WrongUse, match="enforce, investigate, export, approve, operate"):
        keys.create_key(ledger, "enforcer", scopes, NOW)
    assert keys.keys(ledger) == []


def test_a_key_is_somebodys(ledger: Ledger) -> None:
    with pytest.raises(WrongUse, match="name"):
        keys.create_key(ledger, "  ", ["enforce"], NOW)
    with pytest.raises(WrongUse, match="person"):
        keys.create_key(ledger, "x", ["enforce"], NOW, owner_kind="robot")


@pytest.mark.parametrize("text", ["", "lk", "lk_", "lk_short_secret", "lk_abcdefgh_", "xx_abcdefgh_secret"])
def test_what_has_not_the_form_of_a_key_has_no_prefix(text: str) -> None:
    assert keys.prefix_of(text) is None


def test_a_revoked_key_stays_revoked_since_the_first_time(ledger: Ledger) -> None:
    token = keys.create_key(ledger, "enforcer", ["enforce"], NOW)
    prefix = keys.prefix_of(token) or ""
    keys.revoke_key(ledger, prefix, later(1))
    keys.revoke_key(ledger, prefix, later(2))
    assert keys.keys(ledger)[0].revoked_at == later(1)
    with pytest.raises(NotFound):
        keys.revoke_key(ledger, "abcdefgh", NOW)


def test_the_last_use_of_a_key_never_goes_back(ledger: Ledger) -> None:
    prefix = keys.prefix_of(keys.create_key(ledger, "enforcer", ["enforce"], NOW)) or ""
    keys.used(ledger, {prefix: later(5), "unknown0": NOW})
    keys.used(ledger, {prefix: later(3)})
    with ledger.read() as session:
        assert session.scalars(select(ApiKey.last_used)).one() == later(5)
