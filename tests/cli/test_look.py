"""Looking at what was published."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from linkage.hashing import account_key
from linkage.ledger import notes
from linkage.ledger.decisions.record import Author, Spoken
from tests.api.world import RINGS, World
from tests.cli.conftest import Run, ring_of


def test_rings_are_listed_the_largest_first(run: Run, world: World) -> None:
    document = run("rings", "--json").document
    assert document["total"] == 2
    assert [each["size"] for each in document["rings"]] == [4, 2]


def test_a_limit_says_what_it_leaves_out(run: Run, world: World) -> None:
    done = run("rings", "--limit", "1")
    assert "not shown: 1 more" in done.out
    assert run("rings", "--limit", "1", "--json").document["total"] == 2


def test_a_ring_is_shown_in_full(run: Run, world: World) -> None:
    document = run("show", ring_of(run, "farm-1"), "--json").document
    assert {each["account_id"] for each in document["members"]["items"]} == {f"farm-{n}" for n in range(1, 6)}
    assert document["ties"]["items"][0]["masked"] == "masked card"
    assert document["ties"]["items"][0]["members"] == 5
    assert document["ignored"][0]["reason"].startswith("ignored: 4,812")
    assert document["sentences"]


def test_a_ring_reads_well_to_people(run: Run, world: World) -> None:
    done = run("show", ring_of(run, "mill-1"))
    assert "links (" in done.out
    assert "mill-2" in done.out
    assert "4,812 unrelated accounts" in done.out


def test_an_account_is_shown_with_its_ties(run: Run, world: World) -> None:
    document = run("show", "farm-2", "--json").document
    assert document["standing"]["tier"] in {"core", "member", "possible"}
    assert {each["kind"] for each in document["ties"]["items"]} == {"card", "device", "ip"}


def test_an_account_in_no_ring_says_so(run: Run, world: World) -> None:
    done = run("show", "honest-1")
    assert done.code == 0
    assert "honest-1 is in no ring" in done.out
    assert run("show", "honest-1", "--json").document["ring"] is None


def test_what_is_neither_is_not_found_and_not_echoed(run: Run, world: World) -> None:
    done = run("show", "someone@example.com")
    assert done.code == 1
    assert "someone" not in done.err


def test_why_tells_what_ties_two(run: Run, world: World) -> None:
    document = run("why", "farm-1", "farm-2", "--json").document
    assert document["bits"] == pytest.approx(14.25 + 9.5 + 4.0)
    assert {each["group"] for each in document["groups"]} == {"payment", "device", "network"}
    assert document["ignored"][0]["holders"] == 4812


def test_why_of_two_strangers_says_that_nothing_counts(run: Run, world: World) -> None:
    done = run("why", "farm-1", "mill-1")
    assert "no significant links" in done.out


def test_why_of_an_account_never_seen_fails(run: Run, world: World) -> None:
    assert run("why", "farm-1", "nobody").code == 1


def test_a_ring_is_drawn_to_a_file(run: Run, world: World, tmp_path: Path) -> None:
    assert run("show", "farm-1", "--plot", "ring.svg").code == 0
    assert "4 accounts" in (tmp_path / "ring.svg").read_text()


def test_a_picture_in_another_format_is_wrong_use(run: Run, world: World, tmp_path: Path) -> None:
    assert run("show", "farm-1", "--picture", "ring.png").code == 2
    assert run("show", "honest-1", "--picture", "ring.svg").code == 1
    assert not (tmp_path / "ring.svg").exists()


@pytest.mark.parametrize(
    "call", [("rings",), ("show", "farm-1"), ("why", "a", "b"), ("export", "members", "-o", "x.csv")]
)
def test_before_the_first_publication_each_says_what_to_do(run: Run, call: tuple[str, ...]) -> None:
    done = run(*call)
    assert done.code == 1
    assert "linkage detect" in done.err


def test_a_ring_that_was_taken_up_leads_to_the_one_it_is_now(run: Run, tmp_path: Path) -> None:
    made = World(tmp_path / ".linkage")
    made.publish()
    old = ring_of(run, "mill-1")
    made.publish({"farm": (*RINGS["farm"], *RINGS["mill"])})
    document = run("show", old, "--json").document
    assert document["ring_id"] == ring_of(run, "farm-1") == ring_of(run, "mill-1")
    assert document["ring_id"] != old


def test_an_account_is_shown_with_what_it_hangs_on(run: Run, world: World) -> None:
    document = run("show", "farm-4", "--json").document
    assert [each["masked"] for each in document["counterfactual"]["without"]] == ["masked card"]
    assert "Without card masked card" in run("show", "farm-4").out


def test_why_says_what_each_of_the_two_hangs_on(run: Run, world: World) -> None:
    assert (
        "farm-4: Without card masked card this account would leave the ring"
        in run("why", "farm-1", "farm-4").out
    )


def test_why_not_tells_what_a_possible_member_failed(run: Run, world: World) -> None:
    document = run("why-not", "farm-5", "--json").document
    assert [each["code"] for each in document["conditions"]] == ["only_network", "held_first"]
    assert [each["kind"] for each in document["conditions"][1]["values"]] == ["device"]
    assert "Only network or place counts" in run("why-not", "farm-5").out


def test_why_not_of_a_ring_says_what_is_shared_with_it(run: Run, world: World) -> None:
    document = run("why-not", "honest-0", ring_of(run, "farm-1"), "--json").document
    assert [each["code"] for each in document["conditions"]] == ["nothing_shared"]


def test_why_not_of_a_member_says_that_it_is_one(run: Run, world: World) -> None:
    assert "All checks passed" in run("why-not", "farm-1").out


def test_why_not_of_what_is_not_there_fails(run: Run, world: World) -> None:
    assert run("why-not", "nobody").code == 1
    assert run("why-not", "farm-1", "R-00000000").code == 1


def test_a_decision_is_told_first_and_the_owner_is_told_nothing_of_the_ring(run: Run, world: World) -> None:
    run("decide", "release", "farm-1", "--reason", "appeal upheld")
    run("allow", "farm-2", "--reason", "a partner")
    assert [each["code"] for each in run("why-not", "farm-1", "--json").document["conditions"]] == [
        "released"
    ]
    assert "allowlisted: The account is on the allowlist" in run("why-not", "farm-2").out
    codes = [run("statement", each, "--json").document["code"] for each in ("farm-1", "farm-2", "farm-3")]
    assert codes == ["clear", "clear", "linked"]


def test_a_statement_is_the_same_for_all_in_one_position(run: Run, world: World) -> None:
    assert run("statement", "farm-1").out == run("statement", "mill-2").out
    assert run("statement", "honest-1", "--json").document["code"] == "clear"
    assert run("statement", "nobody").code == 1


def test_what_people_decided_is_shown_beside_what_the_run_found(run: Run, world: World) -> None:
    ring = ring_of(run, "farm-1")
    assert run("decide", "release", "farm-2", "--reason", "she called").code == 0
    assert run("decide", "dismiss", ring_of(run, "mill-1"), "--reason", "a club").code == 0
    states = {each["ring_id"]: each["state"] for each in run("rings", "--json").document["rings"]}
    assert (states[ring], states[ring_of(run, "mill-1")]) == ("proposed", "dismissed")
    members = {each["account_id"]: each for each in run("show", ring, "--json").document["members"]["items"]}
    assert (members["farm-2"]["run_tier"], members["farm-2"]["tier"]) == ("core", None)
    assert members["farm-1"]["run_tier"] == members["farm-1"]["tier"]
    account = run("show", "farm-2", "--json").document
    assert (account["decided"], account["standing"]["tier"]) == ("released", None)
    assert "released: look-ups answer no ring" in run("show", "farm-2").out
    assert "dismissed: look-ups answer possible" in run("show", "mill-1").out
    assert run("show", "farm-1", "--json").document["decided"] is None


def test_notes_on_an_account_are_shown_with_it_and_steer_no_terminal(run: Run, world: World) -> None:
    spoken = Spoken(Author(), "look again \x1b[31min a week", datetime.now(UTC))
    for account in ("farm-2", "honest-1"):
        notes.add(world.ledger, account, account_key(account), spoken)
        done = run("show", account)
        assert "by cli: look again" in done.out
        assert "\x1b[31m" not in done.out
        (note,) = run("show", account, "--json").document["notes"]
        assert note["name"] == "cli"


def test_whether_a_ring_is_closed_stands_in_the_list_as_in_the_ring(run: Run, world: World) -> None:
    ring = run("rings", "--json").document["rings"][0]
    shown = run("show", ring["ring_id"], "--json").document
    assert (ring["closed"], ring["growth"]) == (shown["closed"], shown["growth"]) == (False, None)
    assert "closed" in run("rings").out


ODD = ("farm-1\nfarm-9 is released", "farm-2\rx", "farm-3\ty", "farm-4\x1b[31m", "farm-5\u202e")


def test_an_id_with_line_ends_stays_on_one_line_wherever_it_is_shown(run: Run, world: World) -> None:
    world.publish({"farm": ODD, "mill": ("mill-1", "mill-2", "mill-3\n4")})
    first, second = ODD[0], ODD[1]
    calls = (
        *(("show", first), ("why", first, second), ("why-not", "mill-3\n4"), ("find", "card=masked card")),
        *(("decide", "confirm", first, "--reason", "so"), ("allow", second, "--reason", "so")),
        *(("allowlist",), ("decisions",), ("changes",), ("show", ring_of(run, first))),
    )
    for call in calls:
        done = run(*call)
        assert done.code == 0, (call, done.err)
        assert not {"\r", "\t", "\x1b", "\u202e"} & set(done.out), call
        assert not [line for line in done.out.splitlines() if line.strip().startswith("farm-9")], call
        assert "\n4" not in done.out, call
    assert r"farm-1\x0afarm-9 is released" in run("show", first).out
