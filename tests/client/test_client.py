"""What the client asks of a service that runs, it is answered as its shapes say."""

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from importlib import resources
from uuid import uuid4

import pytest

from linkage.client import (
    Filter,
    IdempotencyKeyReused,
    LacksScope,
    NotFound,
    Of,
    StaleCursor,
    UnknownAccount,
    UnknownKey,
    UnknownRing,
    Unsendable,
    WrongRequest,
)
from linkage.client.client import Client
from linkage.ledger.audit import log
from tests.api.world import HONEST, RINGS, World
from tests.client.conftest import SLOW, Clients


def test_an_account_is_answered_with_what_may_be_done_about_it(asking: Clients) -> None:
    client = asking("enforce")
    core, possible, honest, new = map(client.account, ("farm-1", "farm-5", "honest-1", "new-1"))
    assert (core.tier, core.enforceable, core.reasons) == ("core", True, ("shared_payment", "burst"))
    assert core.published_at.tzinfo is not None
    assert (possible.tier, possible.enforceable) == ("possible", False)
    assert (honest.ring, honest.judged, honest.enforceable) == (None, True, False)
    assert (new.ring, new.judged, new.enforceable) == (None, False, False)


def test_an_answer_that_still_holds_is_not_sent_again(asking: Clients) -> None:
    client = asking("enforce")
    first = client.account("mill-1")
    assert first.etag
    assert client.account("mill-1", held=first) is first
    assert client.account("mill-2", held=first).account_id == "mill-2"


def test_many_are_answered_in_their_order_across_batches(asking: Clients) -> None:
    client = asking("enforce")
    ids = [*HONEST, *RINGS["mill"], "nobody", "..", "a/b", *RINGS["mill"]]
    found = list(client.accounts(iter(ids), batch=4))
    assert [each.account_id for each in found] == ids
    assert [each.known for each in found].count(False) == 3
    assert found[20].ring == client.account("mill-1").ring
    assert list(client.accounts([])) == []


def test_many_and_one_are_answered_alike(asking: Clients) -> None:
    client = asking("enforce")
    for found in client.accounts(["farm-1", "honest-2", "new-1"]):
        alone = client.account(found.account_id)
        assert {**vars(found), "etag": alone.etag} == vars(alone)


def test_evidence_is_read_for_the_purpose_stated(asking: Clients, world: World) -> None:
    client = asking("investigate")
    found = client.stating("appeal 4711").evidence("farm-1")
    assert (found.tier, {each.kind for each in found.ties}) == ("core", {"card", "device", "ip"})
    assert found.counterfactual is not None
    assert found.ignored[0].verdict.startswith("ignored: 4,812")
    newest = max(log.entries(world.ledger, 1000, log.Act("", "read evidence")), key=lambda row: row.seq)
    assert newest.purpose == "appeal 4711"


def test_investigators_are_told_why_and_why_not(asking: Clients) -> None:
    client = asking("investigate")
    why = client.why("farm-1", "farm-2")
    assert (why.ring, len(why.ties)) == (client.account("farm-1").ring, 3)
    assert [each.code for each in client.why_not("farm-5").conditions] == ["only_network", "held_first"]
    assert client.why_not("honest-2", ring=why.ring).ring == why.ring
    assert client.statement("farm-1").code == "linked"


def test_investigators_are_told_how_two_are_connected(asking: Clients) -> None:
    client = asking("investigate")
    found = client.path("farm-1", "farm-2")
    assert [(each.account_id, each.kind, each.other_id) for each in found.steps] == [
        ("farm-1", "card", "farm-2")
    ]
    assert not client.path("farm-1", "mill-1").connected


def test_rings_and_members_are_all_told_whatever_a_page_holds(asking: Clients) -> None:
    client, slowly = asking("investigate"), asking("investigate", page=1)
    farm = client.account("farm-1").ring or ""
    whole = list(client.rings()), list(client.members(farm))
    assert (list(slowly.rings()), list(slowly.members(farm))) == whole
    assert [each.size for each in whole[0]] == [4, 2]
    assert sorted(each.account_id for each in whole[1]) == list(RINGS["farm"])
    assert client.ring(whole[0][0].ring_id).summary == "5 accounts on one card"
    assert [each.size for each in client.rings(Filter(max_size=3, tier="core"))] == [2]


def test_the_feed_goes_on_where_its_cursor_is(asking: Clients) -> None:
    client = asking("enforce", "investigate", page=3)
    feed = client.changes()
    told = list(feed)
    assert [each.seq for each in told] == list(range(1, len(told) + 1))
    assert {each.account_id for each in told} >= {*RINGS["farm"], *RINGS["mill"]}
    client.decide("release", Of(account_id="mill-2"), "appeal upheld")
    news = list(client.changes(feed.cursor))
    assert [(each.account_id, each.after, each.cause) for each in news] == [("mill-2", None, "decision")]
    assert list(feed) == news


def test_who_stops_within_a_page_is_told_all_of_it_again(asking: Clients) -> None:
    feed = asking("enforce").changes()
    first = next(iter(feed))
    assert feed.cursor is None
    assert next(iter(feed)) == first


def test_a_decision_under_a_key_is_made_once_and_shows_at_once(asking: Clients) -> None:
    client, key = asking("investigate"), str(uuid4())
    about = Of(account_id="farm-2")
    made = client.decide("release", about, "appeal upheld", key)
    assert (made.action, made.account_id, made.undoes) == ("release", "farm-2", None)
    assert client.account("farm-2").decided == "released"
    assert client.decide("release", about, "appeal upheld", key) == made
    with pytest.raises(IdempotencyKeyReused) as caught:
        client.decide("confirm", about, "no", key)
    assert caught.value.idempotency_key == key
    undone = client.decide("undo", Of(decision=made.decision), "wrong account")
    assert (undone.undoes, client.account("farm-2").tier) == (made.decision, "core")


def test_an_account_on_the_allowlist_is_not_enforceable_until_it_is_taken_off(asking: Clients) -> None:
    client = asking("approve")
    enforce = asking("enforce")
    ends = datetime.now(UTC) + timedelta(days=1)
    entry = client.allow("farm-1", "a partner", until=ends)
    assert entry.listed
    assert entry.expires_at is not None
    assert abs(entry.expires_at - ends) < timedelta(seconds=1)
    assert (enforce.account("farm-1").allowlisted, enforce.account("farm-1").enforceable) == (True, False)
    assert client.disallow("farm-1", "no partner any more").listed is False
    assert enforce.account("farm-1").enforceable


def test_refusals_come_as_errors_of_their_kind_with_the_words_of_the_service(asking: Clients) -> None:
    enforce, investigate = asking("enforce"), asking("investigate")
    with pytest.raises(
        UnknownAccount, match=r"404 unknown-account: Unknown account\. Check the id"
    ) as caught:
        enforce.account("nobody-at-all")
    assert "nobody-at-all" not in str(caught.value)
    with pytest.raises(UnknownRing):
        investigate.ring("R-00000000")
    with pytest.raises(LacksScope, match="investigate"):
        enforce.evidence("farm-1")
    with pytest.raises(WrongRequest):
        investigate.decide("ban", Of(account_id="farm-1"), "no such thing")
    with pytest.raises(StaleCursor):
        list(enforce.changes(f"{'0' * 28}"))


@pytest.mark.parametrize("account_id", [".", "..", "a/b", "../rings", "?", "%2F", "a b", "käthe", "💳"])
def test_an_id_of_any_letters_is_an_id_and_no_path(asking: Clients, account_id: str) -> None:
    with pytest.raises(UnknownAccount):
        asking("enforce").account(account_id)


def test_an_account_with_a_slash_in_its_id_is_answered_like_any_other(asking: Clients) -> None:
    found = asking("enforce").account("new/2")
    assert (found.account_id, found.known, found.judged) == ("new/2", True, False)


def test_no_id_is_no_account(asking: Clients) -> None:
    with pytest.raises(NotFound):
        asking("enforce").account("")


def test_what_cannot_be_sent_is_an_error_of_the_client_too(asking: Clients, world: World) -> None:
    client = asking("investigate")
    asks: list[Callable[[], object]] = [
        lambda: client.account("\ud800"),
        lambda: list(client.accounts(["\ud800"])),
        lambda: client.stating("wozu? Für den Einspruch").evidence("farm-1"),
        lambda: client.stating("two\r\nlines").evidence("farm-1"),
    ]
    for ask in asks:
        with pytest.raises(Unsendable):
            ask()
    with Client("nowhere", world.key("enforce")) as lost, pytest.raises(Unsendable):
        lost.account("farm-1")


def test_a_key_that_is_not_known_is_told_so(address: str) -> None:
    with Client(address, "lk_abc_def", look_up=SLOW) as client, pytest.raises(UnknownKey):
        client.account("farm-1")


def test_a_key_is_read_as_it_comes_out_of_a_file(address: str, world: World) -> None:
    with Client(address, world.key("enforce") + "\n", look_up=SLOW) as client:
        assert client.account("honest-1").judged
    with pytest.raises(Unsendable):
        Client(address, "lk_…")


def test_a_ring_and_its_members_come_with_what_was_asked(asking: Clients) -> None:
    client = asking("investigate")
    told = client.account_with_ring("farm-1")
    assert told.full_ring is not None
    ring = client.ring(told.ring or "", members=True)
    assert (told.full_ring.ring_id, told.full_ring.size) == (ring.ring_id, ring.size)
    assert {each.account_id for each in ring.members or ()} == set(RINGS["farm"])
    assert client.ring(ring.ring_id).members is None
    assert client.account_with_ring("honest-1").full_ring is None


def test_the_client_brings_nothing_else_of_linkage_with_it() -> None:
    code = (
        "import linkage.client, sys; "
        "print([each for each in sys.modules if each.startswith(('linkage.', 'api', 'migrations')) "
        "and not each.startswith('linkage.client')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_types_of_the_client_are_there_for_whoever_imports_it() -> None:
    assert (resources.files("linkage") / "py.typed").is_file()
