"""The queue of cases from the command line."""

from datetime import UTC, datetime

from linkage.ledger import cases
from linkage.ledger.decisions.record import Author, Spoken
from tests.api.world import World
from tests.cli.conftest import Run, ring_of


def test_the_queue_is_listed_by_state_and_owner(run: Run, world: World) -> None:
    farm, mill = ring_of(run, "farm-1"), ring_of(run, "mill-1")
    cases.act(world.ledger, "take", farm, Spoken(Author(), "mine", datetime.now(UTC)))
    run("decide", "dismiss", mill, "--reason", "a family")
    told = {each["ring_id"]: each["case"] for each in run("cases", "--json").document["cases"]}
    assert told == {farm: "taken", mill: "closed"}
    assert [each["ring_id"] for each in run("cases", "--owner", "cli", "--json").document["cases"]] == [farm]
    assert run("cases", "--case", "closed").out.count("R-") == 1
    assert run("cases", "--case", "lost").code == 2
