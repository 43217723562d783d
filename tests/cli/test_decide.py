"""Decisions and the allowlist from the command line."""

import pytest

from linkage.ledger.decisions.overlay import read_overlay
from tests.api.world import World
from tests.cli.conftest import Run, ring_of


def test_a_decision_is_kept_and_laid_over_at_once(run: Run, world: World) -> None:
    ring = ring_of(run, "farm-1")
    made = run("decide", "confirm", ring, "--reason", "one card", "--json").document
    assert (made["decision"], made["ring"], made["author"], made["reason"]) == (2, ring, "cli", "one card")
    assert made["evidence"]["summary"]["accounts"] == 4
    laid = read_overlay(world.settings.overlay)
    assert laid is not None
    assert laid["rings"] == {ring: "confirmed"}
    assert ring in run("decisions").out


def test_a_decision_is_undone_by_its_number(run: Run, world: World) -> None:
    run("decide", "release", "farm-1", "--reason", "appeal")
    assert run("decide", "undo", "2", "--reason", "mistaken").code == 0
    document = run("decisions", "--json").document["decisions"]
    assert [(each["action"], each["undone_by"]) for each in document] == [("undo", None), ("release", 3)]
    assert run("decide", "undo", "2", "--reason", "again").code == 1
    assert run("decide", "undo", "farm-1", "--reason", "again").code == 2


def test_two_accounts_or_an_account_and_a_ring_are_not_the_same(run: Run, world: World) -> None:
    ring = ring_of(run, "mill-1")
    for other in ("farm-2", ring):
        assert run("decide", "not_same", "farm-1", other, "--reason", "two families").code == 0
    document = run("decisions", "--json").document["decisions"]
    assert [(each["account_id"], each["other_id"], each["ring"]) for each in document] == [
        ("farm-1", None, ring),
        ("farm-1", "farm-2", None),
    ]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("ban", "farm-1", "--reason", "x"), 2),
        (("confirm", "farm-1"), 2),
        (("confirm", "farm-1", "--reason", " "), 2),
        (("confirm", "R-00000000", "--reason", "x"), 1),
        (("confirm", "nobody", "--reason", "x"), 1),
        (("not_same", "farm-1", "--reason", "x"), 2),
    ],
)
def test_what_cannot_be_decided_is_refused(
    run: Run, world: World, arguments: tuple[str, ...], code: int
) -> None:
    assert run("decide", *arguments).code == code
    assert run("decisions", "--json").document == {"decisions": []}


def test_the_allowlist_is_added_to_and_taken_from(run: Run, world: World) -> None:
    world.newcomers(8, "new-1")
    made = run("allow", "farm-1", "--reason", "partner", "--until", "2099-01-31", "--json").document
    assert made["expires_at"] == "2099-01-31T00:00:00Z"
    assert run("allow", "new-1", "--reason", "partner").code == 0
    held = run("allowlist", "--json").document["allowlist"]
    assert [each["account_id"] for each in held] == ["new-1", "farm-1"]
    assert run("allow", "farm-1", "--remove", "--reason", "over").code == 0
    assert [each["account_id"] for each in run("allowlist", "--json").document["allowlist"]] == ["new-1"]
    assert len(run("allowlist", "--all", "--json").document["allowlist"]) == 3


def test_an_account_nobody_loaded_or_an_end_that_is_past_is_not_listed(run: Run, world: World) -> None:
    assert run("allow", "nobody", "--reason", "partner").code == 1
    assert run("allow", "farm-1", "--reason", "partner", "--until", "2020-01-31").code == 2
    assert run("allow", "farm-1", "--remove", "--reason", "over").code == 1
