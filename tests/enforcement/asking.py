"""Attacks on the approval of an export through the service."""

import atexit
import shutil
import tempfile
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from pathlib import Path
from threading import Thread
from typing import Final

from linkage.errors import LinkageError
from linkage.ledger import approvals, exports
from linkage.ledger.actions import ExportRow
from linkage.ledger.decisions.record import Author, Spoken
from linkage.ledger.keys import api_keys
from tests.api.world import World
from tests.enforcement.home import Home, ring
from tests.keys import prefix_of

SMALL, LARGE = 5, 120
"""Accounts for which one person is enough, and two are needed."""

Attack = Callable[[Home], object]


def reviewed(home: Home, accounts: int) -> ExportRow:
    """An export whose sample was reviewed; a home of files in which nothing is yet has it by copying one, made once."""
    if home.world.ledger_url is not None or home.world.home.exists():
        home.publish(ring("farm", accounts))
        return home.reviewed()
    made = _reviewed(accounts)
    shutil.copytree(made.world.home, home.world.home)
    home.people, home.clock, home.world.clock = dict(made.people), made.clock, made.world.clock
    return exports.listed(home.ledger)[0]


@cache
def _reviewed(accounts: int) -> Home:
    """The home that is copied, with its ledger closed."""
    folder = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, folder)
    made = Home(World(folder / "home"))
    made.publish(ring("farm", accounts))
    made.reviewed()
    made.ledger.close()
    return made


def one_person_twice(home: Home) -> None:
    row = reviewed(home, LARGE)
    home.approve(row, "ada", "ada")


def two_keys_of_one_person(home: Home) -> None:
    row = reviewed(home, LARGE)
    home.approve(row, "ada")
    other = prefix_of(api_keys.create_key(home.ledger, "ada", ["approve"], home.clock, owner_kind="person"))
    approvals.approve(home.ledger, row.id, row.digest, Spoken(Author(other or ""), "x", home.clock))


def two_spellings_of_one_person(home: Home) -> None:
    row = reviewed(home, LARGE)
    home.approve(row, "ada", " Ada  ")


def a_rotated_key(home: Home) -> None:
    row = reviewed(home, LARGE)
    home.approve(row, "ada")
    fresh = prefix_of(api_keys.rotate_key(home.ledger, home.key("ada"), home.clock, timedelta(hours=1)))
    approvals.approve(home.ledger, row.id, row.digest, Spoken(Author(fresh or ""), "x", home.clock))


def the_requester(home: Home) -> None:
    home.approve(reviewed(home, SMALL), "rex")


def the_requester_under_another_spelling(home: Home) -> None:
    home.approve(reviewed(home, SMALL), "REX ")


def the_requesters_other_key(home: Home) -> None:
    row = reviewed(home, SMALL)
    other = prefix_of(api_keys.create_key(home.ledger, "rex", ["approve"], home.clock, owner_kind="person"))
    approvals.approve(home.ledger, row.id, row.digest, Spoken(Author(other or ""), "x", home.clock))


def a_service(home: Home) -> None:
    home.key("robot", "approve", kind="service")
    home.approve(reviewed(home, SMALL), "robot")


def without_the_scope(home: Home) -> None:
    home.key("ivy", "investigate")
    home.approve(reviewed(home, SMALL), "ivy")


def a_revoked_key(home: Home) -> None:
    row = reviewed(home, SMALL)
    api_keys.revoke_key(home.ledger, home.key("ada"), home.clock)
    home.approve(row, "ada")


def a_key_that_ended(home: Home) -> None:
    row = reviewed(home, SMALL)
    api_keys.rotate_key(home.ledger, home.key("ada"), home.clock, timedelta(0))
    home.clock += timedelta(hours=1)
    home.approve(row, "ada")


def a_key_of_nobody(home: Home) -> None:
    row = reviewed(home, SMALL)
    approvals.approve(home.ledger, row.id, row.digest, Spoken(Author("nobody00"), "x", home.clock))


def the_command_line(home: Home) -> None:
    row = reviewed(home, SMALL)
    approvals.approve(home.ledger, row.id, row.digest, Spoken(Author(), "x", home.clock))


def who_makes_keys(home: Home) -> None:
    row = reviewed(home, SMALL)
    maker = home.key("ada")
    api_keys.create_key(home.ledger, "x", ["enforce"], home.clock, made_by=maker)
    home.approve(row, "ada")


def who_makes_keys_under_another_spelling(home: Home) -> None:
    row = reviewed(home, SMALL)
    api_keys.create_key(home.ledger, "x", ["enforce"], home.clock, made_by=home.key("Ann Lee"))
    home.approve(row, "AnnLee")


def a_name_with_an_invisible_letter(home: Home) -> None:
    row = reviewed(home, LARGE)
    home.approve(row, "ada", "a\u200bda")


def a_name_in_wide_letters(home: Home) -> None:
    row = reviewed(home, LARGE)
    home.approve(row, "ada", "\uff21\uff44\uff41")


def who_made_the_requesters_key(home: Home) -> None:
    home.key("ada")
    made = api_keys.create_key(
        home.ledger, "rex", ["export"], home.clock, owner_kind="person", made_by=home.key("ada")
    )
    home.people["rex"] = prefix_of(made)
    home.approve(reviewed(home, SMALL), "ada")


def another_digest(home: Home) -> None:
    row = reviewed(home, SMALL)
    approvals.approve(home.ledger, row.id, "0" * 64, home.by("ada"))


def the_digest_of_another_export(home: Home) -> None:
    first = reviewed(home, SMALL)
    second = home.reviewed()
    approvals.approve(home.ledger, second.id, first.digest, home.by("ada"))


def before_the_preview(home: Home) -> None:
    home.publish(ring("farm", SMALL))
    home.approve(home.request(), "ada")


def before_the_review(home: Home) -> None:
    home.publish(ring("farm", SMALL))
    home.approve(home.previewed(), "ada")


def with_one_account_unreviewed(home: Home) -> None:
    home.publish(ring("farm", SMALL))
    row = home.previewed()
    for account in row.sample[1:]:
        home.review(row, account)
    home.approve(row, "ada")


def with_one_account_reviewed_twice(home: Home) -> None:
    home.publish(ring("farm", SMALL))
    row = home.previewed()
    for account in row.sample[1:]:
        home.review(row, account)
    home.review(row, row.sample[1], name="rolf")
    home.approve(row, "ada")


def over_an_honest_account(home: Home) -> None:
    row = reviewed(home, SMALL)
    home.review(row, row.sample[0], "honest", "rolf")
    home.approve(row, "ada")


def a_review_taken_back(home: Home) -> None:
    home.publish(ring("farm", SMALL))
    row = home.previewed()
    home.review(row, row.sample[0], "honest")
    home.review(row, row.sample[0], "fraud")


def a_self_review(home: Home) -> None:
    home.publish(ring("farm", SMALL))
    row = home.previewed()
    for account in row.sample:
        home.review(row, account, name="rex")
    home.approve(row, "ada")


def a_review_by_a_service(home: Home) -> None:
    home.key("robot", "investigate", kind="service")
    home.publish(ring("farm", SMALL))
    row = home.previewed()
    home.review(row, row.sample[0], name="robot")


def a_review_of_an_account_that_was_not_drawn(home: Home) -> None:
    home.publish(ring("farm", LARGE))
    row = home.previewed()
    for account in range(1, row.to_review + 1):
        home.review(row, account)
    home.approve(row, "ada", "bo")


def too_late(home: Home) -> None:
    row = reviewed(home, SMALL)
    home.clock += exports.OPEN
    home.approve(row, "ada")


def produced_too_late(home: Home) -> None:
    row = home.approve(reviewed(home, SMALL), "ada")
    home.clock += exports.OPEN
    home.produce(row.id)


def of_one_that_was_cancelled(home: Home) -> None:
    row = reviewed(home, SMALL)
    exports.cancel(home.ledger, row.id, home.by("rex"))
    home.approve(row, "ada")


def produced_with_one_of_two(home: Home) -> None:
    home.produce(home.approve(reviewed(home, LARGE), "ada").id)


def produced_without_any(home: Home) -> None:
    home.produce(reviewed(home, SMALL).id)


def noted_as_produced_without_any(home: Home) -> None:
    row = reviewed(home, SMALL)
    exports.produced(home.ledger, row.id, {"name": "x", "rows": 5, "bytes": 1, "sha256": "0"}, home.by("rex"))


def a_race(home: Home) -> None:
    """Twenty threads approve at once with one person's key; were it counted twice, two would be there."""
    row = reviewed(home, LARGE)
    said = home.by("ada")

    def one() -> None:
        try:
            approvals.approve(home.ledger, row.id, row.digest, said)
        except LinkageError:
            return

    threads = [Thread(target=one) for _ in range(20)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    home.produce(row.id)


def a_selection_swapped(home: Home) -> None:
    row = home.approve(reviewed(home, SMALL), "ada")
    home.publish(ring("farm", SMALL) | ring("mill", 4))
    larger = home.previewed()
    folder = home.world.settings.exports
    (folder / row.id / f"selection-{row.selection[:16]}.arrow").write_bytes(
        (folder / larger.id / f"selection-{larger.selection[:16]}.arrow").read_bytes()
    )
    home.produce(row.id)


ASKING: Final[tuple[Attack, ...]] = (
    *(one_person_twice, two_keys_of_one_person, two_spellings_of_one_person, a_rotated_key),
    *(the_requester, the_requester_under_another_spelling, the_requesters_other_key, a_service),
    *(without_the_scope, a_revoked_key, a_key_that_ended, a_key_of_nobody, the_command_line),
    *(who_makes_keys, who_made_the_requesters_key, another_digest, the_digest_of_another_export),
    *(before_the_preview, before_the_review, with_one_account_unreviewed, with_one_account_reviewed_twice),
    *(over_an_honest_account, a_review_taken_back, a_self_review, a_review_by_a_service),
    *(a_review_of_an_account_that_was_not_drawn, too_late, produced_too_late, of_one_that_was_cancelled),
    *(produced_with_one_of_two, produced_without_any, noted_as_produced_without_any, a_race),
    *(a_selection_swapped, who_makes_keys_under_another_spelling, a_name_with_an_invisible_letter),
    a_name_in_wide_letters,
)
"""Attacks through the service."""
