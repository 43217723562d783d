"""Attacks on the approval of an export by writing to the database, around the service."""

from typing import Final

from sqlalchemy import text

from linkage.ledger import approvals
from linkage.ledger.actions import ExportRow
from linkage.ledger.decisions.record import Author, Spoken
from tests.enforcement.asking import LARGE, SMALL, Attack, reviewed
from tests.enforcement.home import Home, ring

APPROVAL: Final = """INSERT INTO export_approvals (seq, export, digest, reason, author, name, person, at)
SELECT :seq, id, :digest, 'x', :author, :name, :person, at FROM exports"""


def write(home: Home, statement: str, **values: object) -> None:
    """Write to the database by hand, around the service."""
    with home.ledger.write() as session:
        session.execute(text(statement), values)


def forged(home: Home, row: ExportRow, name: str, person: str | None = None, seq: int = 9_001) -> None:
    write(
        home,
        APPROVAL,
        seq=seq,
        digest=row.digest,
        author=home.key(name),
        name=name,
        person=person or name,
    )


def who_operates(home: Home) -> None:
    row = reviewed(home, SMALL)
    home.key("ada", "approve")
    write(home, "UPDATE api_keys SET scopes = '[\"operate\"]' WHERE prefix = :key", key=home.key("ada"))
    home.approve(row, "ada")


def a_role_changed_between(home: Home) -> None:
    row = reviewed(home, LARGE)
    home.approve(row, "ada")
    write(home, "UPDATE api_keys SET scopes = '[\"enforce\"]' WHERE prefix = :key", key=home.key("bo"))
    home.approve(row, "bo")


def an_owner_changed_between(home: Home) -> None:
    row = reviewed(home, LARGE)
    home.approve(row, "ada")
    write(home, "UPDATE api_keys SET name = 'ada' WHERE prefix = :key", key=home.key("bo"))
    home.approve(row, "bo")


def replayed_on_another_export(home: Home) -> None:
    first = home.approve(reviewed(home, SMALL), "ada")
    second = home.reviewed()
    write(
        home,
        "INSERT INTO export_approvals SELECT 9001, :to, digest, reason, author, name, person, at "
        "FROM export_approvals WHERE export = :old",
        to=second.id,
        old=first.id,
    )
    home.produce(second.id)


def written_by_hand_as_approved(home: Home) -> None:
    row = reviewed(home, SMALL)
    write(home, "UPDATE exports SET state = 'approved'")
    home.produce(row.id)


def written_by_hand_as_produced(home: Home) -> None:
    row = reviewed(home, SMALL)
    write(home, "UPDATE exports SET state = 'produced'")
    home.produce(row.id)


def written_by_hand_as_another_sort(home: Home) -> None:
    row = reviewed(home, SMALL)
    write(home, "UPDATE exports SET kind = 'revocation'")
    home.produce(row.id)


def written_by_hand_as_smaller(home: Home) -> None:
    row = home.approve(reviewed(home, LARGE), "ada")
    write(home, "UPDATE exports SET accounts = 99")
    home.produce(row.id)


def written_by_hand_with_another_action(home: Home) -> None:
    row = home.approve(reviewed(home, SMALL), "ada")
    write(home, "UPDATE exports SET action = 'suspend'")
    home.produce(row.id)


def written_by_hand_with_other_rings(home: Home) -> None:
    row = home.approve(reviewed(home, SMALL), "ada")
    write(home, 'UPDATE exports SET asked = \'{"format": "csv", "waves": [1.0], "hold": 0, "window": 9}\'')
    home.produce(row.id)


def written_by_hand_with_no_review(home: Home) -> None:
    home.publish(ring("farm", SMALL))
    row = home.previewed()
    write(home, "UPDATE exports SET to_review = 0")
    home.approve(row, "ada")


def written_by_hand_as_reviewed(home: Home) -> None:
    home.publish(ring("farm", SMALL))
    row = home.previewed()
    write(
        home,
        """INSERT INTO export_reviews (seq, export, digest, account, verdict, reason, author, name, person, at)
        SELECT 9001, id, digest, 1, 'fraud', 'x', author, name, person, at FROM exports""",
    )
    home.approve(row, "ada")


def forged_of_the_requester(home: Home) -> None:
    forged(home, reviewed(home, SMALL), "rex")


def forged_of_a_service(home: Home) -> None:
    home.key("robot", "approve", kind="service")
    forged(home, reviewed(home, SMALL), "robot")


def forged_under_another_name(home: Home) -> None:
    row = reviewed(home, LARGE)
    home.approve(row, "ada")
    forged(home, row, "ada", "somebody")


def forged_of_a_person_who_never_spoke(home: Home) -> None:
    row = reviewed(home, SMALL)
    forged(home, row, "ada")
    write(home, "UPDATE exports SET state = 'approved'")
    home.produce(row.id)


def an_approval_edited(home: Home) -> None:
    row = reviewed(home, LARGE)
    home.approve(row, "ada")
    write(home, "UPDATE export_approvals SET person = 'bo', name = 'bo'")


def an_honest_review_deleted(home: Home) -> None:
    row = reviewed(home, SMALL)
    home.review(row, row.sample[0], "honest", "rolf")
    write(home, "DELETE FROM export_reviews WHERE verdict = 'honest'")
    home.produce(home.approve(row, "ada").id)


def triggers_dropped(home: Home) -> None:
    row = reviewed(home, SMALL)
    embedded = home.ledger.engine.dialect.name == "sqlite"
    off = (
        "DROP TRIGGER export_approved" if embedded else "ALTER TABLE exports DISABLE TRIGGER export_approved"
    )
    write(home, off)
    write(home, "UPDATE exports SET state = 'approved'")
    home.produce(row.id)


def a_trigger_replaced_by_one_that_refuses_nothing(home: Home) -> None:
    row = reviewed(home, SMALL)
    if home.ledger.engine.dialect.name == "sqlite":
        off, event = "DROP TRIGGER approval_counts", "INSERT ON export_approvals FOR EACH ROW"
        does = "BEGIN SELECT 1; END"
    else:
        off, event = (
            "DROP TRIGGER approval_counts ON export_approvals",
            "UPDATE ON export_approvals FOR EACH ROW",
        )
        does = "EXECUTE FUNCTION suppress_redundant_updates_trigger()"
    write(home, off)
    write(home, f"CREATE TRIGGER approval_counts BEFORE {event} {does}")
    home.produce(home.approve(row, "ada").id)


def a_key_written_by_hand(home: Home) -> None:
    row = reviewed(home, LARGE)
    home.approve(row, "ada")
    write(
        home,
        "INSERT INTO api_keys (prefix, digest, name, owner_kind, scopes, created_at, folded_name) "
        "SELECT 'byhand00', 'x', 'carl', 'person', scopes, created_at, 'carl' FROM api_keys WHERE prefix = :key",
        key=home.key("ada"),
    )
    approvals.approve(home.ledger, row.id, row.digest, Spoken(Author("byhand00"), "x", home.clock))
    home.produce(row.id)


def a_key_kept_under_another_person(home: Home) -> None:
    row = reviewed(home, LARGE)
    home.approve(row, "ada")
    home.key("ADA")
    write(home, "UPDATE api_keys SET folded_name = 'carl' WHERE prefix = :key", key=home.key("ADA"))
    home.approve(row, "ADA")


def forged_of_one_person_under_two_spellings(home: Home) -> None:
    row = reviewed(home, LARGE)
    home.approve(row, "Ann Lee")
    forged(home, row, "ann LEE", "annlee")
    write(home, "UPDATE exports SET state = 'approved'")
    home.produce(row.id)


BY_HAND: Final[tuple[Attack, ...]] = (
    *(who_operates, a_role_changed_between, an_owner_changed_between, replayed_on_another_export),
    *(written_by_hand_as_approved, written_by_hand_as_produced, written_by_hand_as_another_sort),
    *(written_by_hand_as_smaller, written_by_hand_with_another_action, written_by_hand_with_other_rings),
    *(written_by_hand_with_no_review, written_by_hand_as_reviewed, forged_of_the_requester),
    *(forged_of_a_service, forged_under_another_name, forged_of_a_person_who_never_spoke),
    *(an_approval_edited, an_honest_review_deleted, triggers_dropped),
    *(a_trigger_replaced_by_one_that_refuses_nothing, a_key_written_by_hand),
    *(a_key_kept_under_another_person, forged_of_one_person_under_two_spellings),
)
"""Attacks that write to the database around the service."""
