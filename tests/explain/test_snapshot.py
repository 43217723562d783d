"""The evidence as it stands: a digest that changes with it, and what a person would say."""

import pytest

from linkage.errors import UnknownAccount
from linkage.explain import snapshot
from linkage.ledger.decisions.record import Subject
from linkage.publication.reader import Publication
from tests.publication.builders import findings, key, names
from tests.publication.conftest import Home

X, Y = names("x", 4), names("y", 3)


def published(home: Home, *rings: list[str] | dict[str, str], minute: int = 0) -> Publication:
    home.run(minute, findings(*rings))
    found = home.serving()
    assert found is not None
    return found


def account(name: str) -> Subject:
    return Subject(None, name, key(name))


def ring(publication: Publication, name: str) -> Subject:
    row = publication.accounts.row(publication.row(key(name)) or 0, named=True)
    return Subject(publication.rings["ring_id"][row["ring"]])


def test_a_ring_is_judged_on_its_core_and_members(home: Home) -> None:
    publication = published(home, {**dict.fromkeys(X, "core"), "z1": "possible"}, Y)
    found = snapshot.of(publication, ring(publication, "x0"))
    assert set(found.accounts) == {key(each) for each in X}
    assert (found.publication, found.summary["accounts"]) == (publication.run, 4)
    assert found.summary["kinds"] == ["card"]
    assert found.code == publication.manifest.versions["linkage"]


def test_the_accounts_of_a_ring_nobody_of_which_is_enforceable_are_all_of_them(home: Home) -> None:
    publication = published(home, dict.fromkeys(X, "possible"))
    found = snapshot.of(publication, ring(publication, "x0"))
    assert set(found.accounts) == {key(each) for each in X}


def test_each_subject_has_a_digest_of_its_own_that_can_be_made_again(home: Home) -> None:
    publication = published(home, X, Y)
    pair = Subject(None, "x0", key("x0"), "x1", key("x1"))
    away = Subject(ring(publication, "y0").ring_id, "x0", key("x0"))
    subjects = [ring(publication, "x0"), ring(publication, "y0"), account("x0"), account("x1"), pair]
    made = [snapshot.of(publication, each) for each in subjects]
    again = Publication.open(home.folder, publication.run)
    assert [each.digest for each in made] == [snapshot.of(again, each).digest for each in subjects]
    assert len({each.digest for each in made}) == len(subjects)
    assert set(snapshot.of(publication, away).accounts) == {key(each) for each in Y}


def test_other_evidence_has_another_digest(home: Home) -> None:
    before = published(home, X)
    after = published(home, [*X, "x9"], minute=1)
    assert ring(before, "x0") == ring(after, "x0")
    assert snapshot.of(before, ring(before, "x0")).digest != snapshot.of(after, ring(after, "x0")).digest


def test_an_account_in_no_ring_has_little_to_say(home: Home) -> None:
    found = snapshot.of(published(home, X), account("stranger1"))
    assert (found.summary["sentence"], found.accounts) == ("in no ring", [])


def test_who_was_never_judged_has_no_evidence(home: Home) -> None:
    with pytest.raises(UnknownAccount):
        snapshot.of(published(home, X), account("nobody"))
