"""Notes on single accounts: added by who may investigate, audited, without personal data, gone with an erasure."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from linkage.errors import WrongUse
from linkage.hashing import account_key as key
from linkage.ledger import notes
from linkage.ledger.audit import log
from tests.api.exported import Desk
from tests.api.world import RINGS, World

TEXT = "its owner answered the challenge, look again in a week"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    world = World(tmp_path)
    world.publish(RINGS)
    with world.client() as client:
        yield Desk(client, world)


def note(desk: Desk, said: str = TEXT, account: str = "farm-1", status: int = 201) -> str:
    path = f"/v1/accounts/{account}/notes"
    answer = desk.client.post(path, json={"text": said}, headers=desk.headers("ines"))
    assert answer.status_code == status, answer.text
    return answer.text


def there(desk: Desk, account: str) -> int:
    path = f"/v1/accounts/{account}/notes"
    return desk.client.get(path, headers=desk.headers("ines")).status_code


def texts(desk: Desk, query: str = "") -> list[str]:
    found = desk.get("ines", f"/v1/accounts/farm-1/notes{query}")
    return [each["text"] for each in found["items"]]


def test_notes_are_kept_newest_first_with_who_made_them(desk: Desk) -> None:
    note(desk)
    note(desk, "seen again")
    assert texts(desk) == ["seen again", TEXT]
    assert texts(desk, "?limit=1") == ["seen again"]
    (made, _) = desk.get("ines", "/v1/accounts/farm-1/notes")["items"]
    assert (made["name"], made["account_id"]) == ("ines", "farm-1")
    assert desk.get("ines", "/v1/accounts/farm-2/notes")["items"] == []


def test_a_note_is_audited_without_its_text_and_covered(desk: Desk) -> None:
    note(desk)
    ledger = desk.world.ledger
    (entry,) = log.entries(ledger, 10, log.Act("", "note account"))
    assert (entry.subject, TEXT in entry.purpose) == ("farm-1", False)
    assert log.verify(ledger).whole
    with ledger.write() as session:
        session.execute(text("UPDATE account_notes SET text = 'nothing to see'"))
    assert log.verify(ledger).strays == (f"account_notes {entry.seq} was edited",)


def test_an_account_never_seen_has_no_notes(desk: Desk) -> None:
    note(desk, account="nobody-1", status=404)
    assert there(desk, "nobody-1") == 404


def test_an_erasure_empties_them_and_the_audit_holds(desk: Desk) -> None:
    note(desk, "is called Farm One")
    told = desk.world.headers("operate")
    desk.client.app.state.live.catch_up()  # type: ignore[attr-defined]
    answer = desk.client.post("/v1/accounts/farm-1/erase", json={"reason": "asked"}, headers=told)
    assert answer.status_code == 201
    ledger = desk.world.ledger
    assert [(each.text, each.account_id) for each in notes.of(ledger, key("farm-1"))] == [("", None)]
    assert there(desk, "farm-1") == 404
    note(desk, status=404)
    assert log.verify(ledger).whole


RAW = (
    "write to jane.doe@example.com",
    "called +44 7911 123456 twice",
    "card 4242 4242 4242 4242",
    "card 4242424242424242 again",
    "always from 203.0.113.77",
    "from 2001:db8:85a3:0:0:8a2e:370:7334",
)
PLAIN = (
    "since 2026-11-22 16:20:09, 3 of 4 on 203.0.113.x",
    "see X-000042-0a1b2c3d and R-7Q2M9KXA, batch 1234567890123456",
    "paid 1,204.50 EUR on 2026-11-22 2026-11-23",
    "card •••• 4242 #3fa9c1",
)


@pytest.mark.parametrize("said", RAW)
def test_what_looks_like_somebodys_own_value_is_refused_and_not_said_again(desk: Desk, said: str) -> None:
    answer = note(desk, said, status=422)
    assert "personal data" in answer
    assert said.split()[-1] not in answer
    assert texts(desk) == []
    ring = desk.get("ines", "/v1/accounts/farm-1")["ring"]
    assert desk.post("ines", "/v1/cases", action="note", ring=ring, reason=said).status_code == 422


@pytest.mark.parametrize("said", PLAIN)
def test_dates_ids_and_masked_values_are_no_personal_data(said: str) -> None:
    assert notes.impersonal(said) == said


def test_a_digit_that_does_not_fit_makes_no_card() -> None:
    with pytest.raises(WrongUse, match="card"):
        notes.impersonal("4242 4242 4242 4242")
    notes.impersonal("4242 4242 4242 4243")
