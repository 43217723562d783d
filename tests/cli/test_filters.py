"""Filters and orders of the lists of the command line: what is asked for comes, in order; a wrong word is named."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.api.exported import Desk
from tests.api.world import World
from tests.cli.conftest import Run, ring_of

LATER = "2100-01-01"


@pytest.fixture
def desk(world: World) -> Iterator[Desk]:
    """People who confirmed every ring."""
    with world.client() as client:
        made = Desk(client, world)
        made.confirm()
        yield made


def ids(run: Run, command: str, name: str) -> list[Any]:
    """One field of each row of the one list that a command says."""
    done = run(*command.split(), "--json")
    assert done.code == 0, done.out
    (rows,) = (each for each in done.document.values() if isinstance(each, list))
    return [each[name] for each in rows]


def test_exports_are_filtered_and_ordered(run: Run, desk: Desk) -> None:
    first, second = desk.requested(), desk.requested(action="suspend", days=30)
    third = desk.previewed(ground="payment_fraud")["id"]
    assert ids(run, "exports list", "id") == [third, second, first]
    assert ids(run, "exports list --sort at --limit 2", "id") == [first, second]
    assert ids(run, "exports list --state previewed", "id") == [third]
    assert ids(run, "exports list --action suspend", "id") == [second]
    assert ids(run, "exports list --ground payment_fraud --kind action --author rex", "id") == [third]
    assert ids(run, "exports list --kind revocation", "id") == []
    assert ids(run, f"exports list --since {LATER}", "id") == []


def test_appeals_are_listed_filtered_and_ordered(run: Run, desk: Desk) -> None:
    export = desk.produced()["id"]
    wanted = [{"export": export, "account_id": each, "text": "Not me."} for each in ("farm-1", "farm-2")]
    for each in wanted:
        assert desk.client.post("/v1/appeals", json=each, headers=desk.headers("tool")).status_code == 201
    assert ids(run, "appeals", "account_id") == ["farm-2", "farm-1"]
    asked = f"appeals --sort at --state open --author tool --ground coordinated_fraud --export {export}"
    assert ids(run, asked, "account_id") == ["farm-1", "farm-2"]
    assert ids(run, "appeals --state granted", "account_id") == []
    assert ids(run, f"appeals --since {LATER}", "account_id") == []
    assert "farm-1" in run("appeals").out


def test_decisions_are_filtered_and_ordered(run: Run, desk: Desk) -> None:
    newest = ids(run, "decisions", "decision")
    assert newest == sorted(newest, reverse=True)
    assert ids(run, "decisions --sort at", "decision") == newest[::-1]
    ring = ring_of(run, "farm-1")
    assert ids(run, f"decisions --about {ring}", "ring") == [ring]
    run("decide", "watch", "farm-2", "--reason", "odd")
    assert ids(run, "decisions --action watch", "account_id") == ["farm-2"]
    assert ids(run, "decisions --author ines", "decision") == newest
    assert ids(run, f"decisions --since {LATER}", "decision") == []


@pytest.mark.parametrize("all", ["", " --all"])
def test_the_allowlist_is_filtered_and_ordered(run: Run, world: World, all: str) -> None:
    for each in ("farm-1", "mill-1"):
        assert run("allow", each, "--reason", "a partner").code == 0
    assert ids(run, f"allowlist{all}", "account_id") == ["mill-1", "farm-1"]
    assert ids(run, f"allowlist{all} --sort at", "account_id") == ["farm-1", "mill-1"]
    assert ids(run, f"allowlist{all} --limit 1", "account_id") == ["mill-1"]
    assert ids(run, f"allowlist{all} --author nobody", "account_id") == []
    assert ids(run, f"allowlist{all} --since {LATER}", "account_id") == []


def test_rings_and_cases_are_filtered_and_ordered(run: Run, world: World) -> None:
    farm, mill = ring_of(run, "farm-1"), ring_of(run, "mill-1")
    run("decide", "dismiss", mill, "--reason", "a family")
    for command in ("rings", "cases"):
        assert ids(run, f"{command} --state dismissed", "ring_id") == [mill]
        assert ids(run, f"{command} --state proposed", "ring_id") == [farm]
        assert ids(run, f"{command} --since {LATER}", "ring_id") == []
    by_size = {each["ring_id"]: each["size"] for each in run("rings", "--json").document["rings"]}
    for sort, falls in (("size", False), ("-size", True)):
        assert ids(run, f"rings --sort {sort}", "ring_id") == sorted(
            by_size, key=by_size.__getitem__, reverse=falls
        )
    assert set(ids(run, "rings --kind card", "ring_id")) <= {farm, mill}
    assert ids(run, "rings --kind nothing", "ring_id") == []
    assert set(ids(run, "cases --sort -opened_at", "ring_id")) == {farm, mill}


@pytest.mark.parametrize(
    "command",
    [
        "exports list --state previewd",
        "exports list --ground fraude",
        "appeals --state opened",
        "decisions --action confirmed",
        "decisions --sort newest",
        "allowlist --since yesterday",
        "rings --state odd",
        "rings --sort id",
        "cases --sort age",
    ],
)
def test_a_word_that_is_none_is_named_with_those_there_are(run: Run, world: World, command: str) -> None:
    done = run(*command.split())
    assert done.code == 2
    assert "is one of" in done.err or "takes a time such as" in done.err
