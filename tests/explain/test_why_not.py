"""What people decided comes first in why an account is not enforceable, and what a run found after it."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from linkage.explain import sentences
from linkage.explain.why_not import WhyNot, why_not
from linkage.ledger.decisions.policy import AccountState, DecisionState
from linkage.model import Failure
from linkage.publication import writer
from linkage.publication.reader import Publication
from tests.publication.builders import findings, key, names, run_id

MIXED = {"a": "core", "b": "member", "c": "core", "d": "possible"}


@pytest.fixture(scope="module")
def publication(tmp_path_factory: pytest.TempPathFactory) -> Publication:
    folder: Path = tmp_path_factory.mktemp("publications")
    return writer.write(findings(MIXED, names("x", 5)), folder, run_id(0), None)


def ring_of(publication: Publication, name: str) -> str:
    row = publication.row(key(name))
    assert row is not None
    return str(publication.rings["ring_id"][int(publication.accounts["ring"][row])])


def asked(
    publication: Publication,
    name: str,
    stance: AccountState | None = None,
    states: Mapping[str, str] | None = None,
    ring: int | None = None,
) -> WhyNot:
    accounts = {} if stance is None else {key(name): stance}
    return why_not(publication, key(name), ring, DecisionState(states or {}, accounts))


def codes(found: WhyNot) -> list[str]:
    return [each.code.value for each in found.conditions]


@pytest.mark.parametrize(
    ("stance", "expected"),
    [
        (AccountState("released"), ["released"]),
        (AccountState(allowlisted=True), ["allowlisted"]),
        (AccountState("dismissed"), ["dismissed"]),
        (AccountState("released", allowlisted=True), ["released", "allowlisted"]),
        (AccountState("confirmed"), []),
        (AccountState("disputed"), []),
    ],
)
def test_a_decision_that_holds_an_account_back_is_told_by_its_code(
    publication: Publication, stance: AccountState, expected: list[str]
) -> None:
    found = asked(publication, "a", stance)
    assert codes(found) == expected
    assert found.enforceable == (not expected)
    if expected:
        assert found.sentence == sentences.FAILURES[Failure(expected[0])]
        assert all(each.values.is_empty() for each in found.conditions)


def test_a_dismissal_of_the_ring_holds_back_all_in_it_also_who_was_confirmed_alone(
    publication: Publication,
) -> None:
    states = {ring_of(publication, "a"): "dismissed"}
    assert codes(asked(publication, "a", states=states)) == ["dismissed"]
    assert codes(asked(publication, "x0", states=states)) == []
    assert codes(asked(publication, "a", AccountState("confirmed"), states)) == ["dismissed"]


def test_not_the_same_operator_is_told_of_that_ring_alone(publication: Publication) -> None:
    own, other = ring_of(publication, "a"), ring_of(publication, "x0")
    at = publication.ring_row(other)
    assert codes(asked(publication, "a", AccountState(not_of=(own,)))) == ["not_same"]
    assert asked(publication, "a", AccountState(not_of=(other,))).enforceable
    assert codes(asked(publication, "a", AccountState(not_of=(other,)), ring=at)) == [
        "not_same",
        "nothing_shared",
    ]


def test_who_was_kept_out_of_a_ring_is_not_told_that_he_shares_too_little(publication: Publication) -> None:
    found = asked(publication, "stranger0", AccountState(not_of=("R-1",)))
    assert codes(found)[0] == "not_same"
    assert "no_community" not in codes(found)


def test_what_the_run_found_comes_after_what_people_decided(publication: Publication) -> None:
    assert codes(asked(publication, "stranger0")) == ["nothing_shared"]
    found = asked(publication, "stranger0", AccountState(allowlisted=True))
    assert codes(found) == ["allowlisted", "nothing_shared"]


def test_whom_a_run_held_back_for_a_decision_that_is_undone_is_told_to_wait(publication: Publication) -> None:
    found = asked(publication, "d")
    assert (codes(found), found.enforceable, found.sentence) == ([], False, sentences.KEPT_OUT)
    assert codes(asked(publication, "d", AccountState("released"))) == ["released"]


def test_a_newcomer_on_the_allowlist_is_told_so(publication: Publication) -> None:
    found = asked(publication, "nobody", AccountState(allowlisted=True))
    assert (codes(found), found.enforceable) == (["allowlisted"], False)
