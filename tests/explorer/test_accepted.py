"""What investigators complain of elsewhere: raw values in addresses, limits that lie, views that are lost, touch."""

import re
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree
from typing import Any

import polars as pl
import pytest
from playwright.sync_api import Browser, Page, Route, expect

from linkage import Linkage
from linkage.ledger.audit import log
from linkage.ledger.keys.api_keys import create_key
from linkage.publication import release, writer
from linkage.publication.manifest import new_run_id
from tests.api.running import PEPPER, running
from tests.api.test_search import renamed
from tests.api.world import NOON, World, findings, value
from tests.explorer.page import Explorer

RINGS = {
    "herd": tuple(f"herd-{each}" for each in range(560)),
    "farm": tuple(f"farm-{each}" for each in range(7)),
    "mill": tuple(f"mill-{each}" for each in range(6)),
    "pond": tuple(f"pond-{each}" for each in range(5)),
}
RAW = {
    ("farm", 1): ("E-mail", "email", "jane.roe@packwerk.net"),
    ("farm", 2): ("Phone", "phone", "+44 20 7946 0018"),
    ("farm", 3): ("Card fingerprint", "card", "fp_412b3027d5eb2ff3"),
    ("mill", 1): ("Device", "device", "55cf61a8948013a0"),
    ("mill", 2): ("IP address", "ip", "45.83.12.77"),
    ("mill", 3): ("Network (/24, /48, /64)", "subnet", "45.83.13.0/24"),
    ("pond", 1): ("Network (/24, /48, /64)", "subnet", "2a00:a358:df88::/48"),
    ("pond", 2): ("Network (/24, /48, /64)", "subnet", "2a00:a358:df88:42c6::/64"),
    ("pond", 3): ("Mail domain", "email_domain", "packwerk.net"),
}
"""By ring and place: what the accounts of the ring share, as it is typed."""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Rings whose values are tokens of raw ones, and one with more accounts than a page has room for."""
    made, found = World(tmp_path_factory.mktemp("accepted")), findings(RINGS, 7)
    for (ring, place), (_, kind, raw) in RAW.items():
        found = renamed(found, value(ring, place), kind, raw)
    folder = made.settings.publications
    release.publish(made.ledger, folder, writer.write(found, folder, new_run_id(NOON), None).run, NOON)
    made.key("investigate")
    made.keys["Ada"] = create_key(made.ledger, "Ada", ("investigate", "approve"), NOON, owner_kind="person")
    return made


def view(explorer: Explorer, says: str) -> Any:
    return explorer.page.evaluate(f"(({{store, canvas}}) => {says})(explorer)")


@pytest.mark.parametrize("place", RAW, ids=lambda each: "-".join(map(str, each)))
def test_every_kind_of_raw_value_is_found_with_its_holders(
    explorer: Explorer, world: World, place: tuple[str, int]
) -> None:
    (label, _, raw), holders = RAW[place], len(RINGS[place[0]])
    asked: list[str] = []
    explorer.page.on("request", lambda each: asked.append(each.url))
    explorer.search(raw, label)
    found = explorer.page.locator(".found")
    expect(found).to_contain_text(f"{holders} accounts hold it")
    found.get_by_role("button", name=re.compile(f"^R-.*: {holders - 1}$")).click()
    expect(explorer.details).to_contain_text(f"Holders{holders}")
    assert not [each for each in [*asked, explorer.page.url] if raw[:12] in each]


@pytest.mark.parametrize("raw", ["jane.roe@packwerk.net", "45.83.12.77", "45.83.13.0/24", "+442079460018"])
def test_a_raw_value_is_known_by_its_look_and_travels_in_a_body_alone(explorer: Explorer, raw: str) -> None:
    asked: list[str] = []
    explorer.page.on("request", lambda each: asked.append(each.url))
    explorer.search(raw)
    expect(explorer.page.locator(".found")).to_contain_text("accounts hold it")
    explorer.search("john.doe@packwerk.net")
    expect(explorer.page.locator(".found")).to_contain_text("one account alone may hold it")
    explorer.search("no-such-account")
    expect(explorer.page.locator(".found")).to_contain_text("No account or ring of this id is known")
    explorer.button("Put away what was found").click()
    expect(explorer.page.locator(".found")).to_have_count(0)
    assert {each.partition("/v1/")[2] for each in asked} == {"search"}


def test_who_alone_holds_a_value_is_named_and_said_to_be_alone(page: Page, tmp_path: Path) -> None:
    """The page said "0 shared values fit" above the account that alone holds it."""
    made = World(tmp_path / "alone")
    home = Linkage(made.home, pepper=PEPPER)
    people = {"account_id": ["a1", "a2"], "email": ["ann@packwerk.net", "bob@packwerk.net"]}
    home.load({"accounts": pl.DataFrame(people)})
    home.detect()
    late = {"account_id": ["a3", "a4"], "email": ["cyd@packwerk.net"] * 2}
    home.load({"accounts": pl.DataFrame(late)})
    key, found = made.key("investigate"), page.locator(".found")
    with running(made.home) as address:
        explorer = Explorer(page, address, key)
        explorer.enter()
        explorer.search("bob@packwerk.net")
        expect(found.locator("strong")).to_have_text("1 account alone holds it, so it ties nobody")
        expect(found.get_by_role("button", name="a2")).to_be_visible()
        expect(found).not_to_contain_text("fit")
        explorer.search("packwerk.net", "Mail domain")
        expect(found.locator("strong")).to_have_text("1 shared value fits")
        explorer.search("cyd@packwerk.net")
        expect(found).to_contain_text("2 accounts hold what fits; no two of them share it in the publication")


def test_an_expansion_goes_on_beyond_a_page_of_the_service(explorer: Explorer) -> None:
    """Twenty clicks are a page; what comes after it is another one, without a node twice, and undone as a whole."""
    explorer.enter(
        [{"do": "account", "id": "herd-3"}, {"do": "expand", "node": "a:herd-3", "kind": "card", "pages": 1}]
    )
    card = view(explorer, "[...store.view.nodes.values()].find(n => n.kind === 'card').key")
    explorer.page.evaluate(
        "card => void explorer.store.act({do: 'expand', node: card, kind: 'account', pages: 20})", card
    )
    explorer.until("explorer.store.view.nodes.size > 490 && explorer.store.busy === 0")
    before = len(explorer.nodes())
    explorer.page.evaluate("card => explorer.store.choose([card])", card)
    more = explorer.page.get_by_role("button", name="Expand account")
    expect(more).to_contain_text(f"{560 - before} left")
    asked = view(explorer, "store.api.requests")
    more.click()
    explorer.until(
        f"[...explorer.store.view.nodes.values()].filter(n => n.sort === 'account').length > {before}"
    )
    explorer.settled()
    assert view(explorer, "store.api.requests") - asked <= 2
    assert len(explorer.nodes()) in {525, 526}
    explorer.page.reload()
    explorer.unlock()
    explorer.until("explorer.store.view.nodes.size > 525")
    assert explorer.page.get_by_role("alert").count() == 0


def test_a_view_outlives_the_service_and_the_tab(world: World, tmp_path: Path, browser: Browser) -> None:
    """Acts, places, camera and choice are in the address: another tab and a service started anew show the same."""
    home = Path(copytree(world.home, tmp_path / "restarted"))
    told = "[...explorer.store.view.nodes.values()].map(n => [n.key, n.x, n.y])"
    context = browser.new_context(viewport={"width": 1280, "height": 720}, reduced_motion="reduce")
    with running(home) as address:
        first = Explorer(context.new_page(), address, world.key("investigate"))
        first.enter()
        first.search("mill-1")
        first.page.evaluate("explorer.store.act({do: 'pin', node: 'a:mill-2', x: 3.25, y: -1.5})")
        first.page.evaluate("explorer.store.act({do: 'hide', nodes: ['a:mill-3']})")
        first.page.evaluate("explorer.canvas.look_at({x: 0.4, y: 0.6, ratio: 0.5})")
        first.until("location.hash.includes('0.4')")
        spots, fragment = first.page.evaluate(told), first.page.evaluate("location.hash")
    with running(home) as address:
        page = context.new_page()
        page.goto(f"{address}/explorer{fragment}")
        again = Explorer(page, address, world.key("investigate"))
        again.unlock()
        again.until("explorer.store.view.nodes.size > 5")
        assert page.evaluate(told) == spots
        assert page.evaluate("explorer.store.chosen") == ["a:mill-1"]
        again.until("Math.abs(explorer.canvas.camera.ratio - 0.5) < 0.001")
        expect(page.get_by_text("1 hidden by you")).to_be_visible()
    context.close()


def test_a_path_leads_to_a_value_by_keys_and_shows_only_what_it_needs(explorer: Explorer) -> None:
    explorer.enter([{"do": "account", "id": "farm-1"}, {"do": "account", "id": "farm-4"}])
    explorer.enter(
        [{"do": "account", "id": "farm-1"}, {"do": "expand", "node": "a:farm-1", "kind": "phone", "pages": 1}]
    )
    phone = view(explorer, "[...store.view.nodes.keys()].find(k => k.startsWith('v:'))")
    explorer.page.evaluate("key => explorer.store.choose([key])", phone)
    explorer.canvas.focus()
    explorer.page.keyboard.press("p")
    expect(explorer.details).to_contain_text("Choose where the path begins")
    explorer.details.get_by_placeholder("Account").fill("farm-4")
    explorer.button("Find path").click()
    explorer.until("explorer.store.view.nodes.has('a:farm-4') && explorer.store.busy === 0")
    assert explorer.nodes() == {"farm-1", "farm-4"}
    ends = view(explorer, "[...store.view.links.values()].map(l => [l.one, l.other].sort().join(' '))")
    assert set(ends) == {f"a:farm-1 {phone}", f"a:farm-4 {phone}"}


def test_a_path_and_that_there_is_none_are_said_in_words(explorer: Explorer) -> None:
    explorer.search("mill-1")
    explorer.page.evaluate("explorer.store.from = 'a:mill-1'")
    explorer.page.evaluate("explorer.store.choose(['a:mill-4'])")
    explorer.canvas.focus()
    explorer.page.keyboard.press("Enter")
    expect(explorer.details).to_contain_text("Shortest path to here: They share a value that counts.")
    explorer.page.evaluate("explorer.store.from = 'a:mill-1'; explorer.store.tell()")
    explorer.details.get_by_placeholder("Account").fill("pond-2")
    explorer.button("Find path").click()
    expect(explorer.details).to_contain_text("No chain of values that count connects them.")


def test_what_is_hidden_comes_back_and_pins_are_let_go(explorer: Explorer) -> None:
    explorer.search("mill-2")
    at = view(explorer, "store.view.nodes.get('a:mill-2').x")
    explorer.button("Pin").click()
    expect(explorer.button("Pinned")).to_have_attribute("aria-pressed", "true")
    explorer.page.evaluate("explorer.store.act({do: 'pin', node: 'a:mill-2', x: 9, y: 9})")
    explorer.button("Pinned").click()
    explorer.until(f"explorer.store.view.nodes.get('a:mill-2').x === {at}")
    explorer.details.get_by_role("button", name="Hide").click()
    explorer.page.get_by_role("button", name="1 hidden by you").click()
    explorer.until("explorer.store.view.nodes.has('a:mill-2')")
    explorer.button("Undo").click()
    explorer.until("!explorer.store.view.nodes.has('a:mill-2')")


def test_a_lasso_and_more_than_one_are_chosen_without_a_keyboard(
    browser: Browser, address: str, world: World
) -> None:
    context = browser.new_context(
        viewport={"width": 820, "height": 1180}, has_touch=True, reduced_motion="reduce"
    )
    explorer = Explorer(context.new_page(), address, world.key("investigate"))
    explorer.enter()
    explorer.search("pond-1")
    explorer.button("Fit").click()
    explorer.page.wait_for_timeout(300)
    explorer.button("Lasso").click()
    box = explorer.canvas.bounding_box()
    assert box is not None
    left, top, right, bottom = (
        box["x"] + 4,
        box["y"] + 4,
        box["x"] + box["width"] - 4,
        box["y"] + box["height"] - 4,
    )
    explorer.page.mouse.move(left, top)
    explorer.page.mouse.down()
    for x, y in ((right, top), (right, bottom), (left, bottom)):
        explorer.page.mouse.move(x, y, steps=4)
    explorer.page.mouse.up()
    assert len([each for each in view(explorer, "store.chosen") if each.startswith("a:")]) == 5
    expect(explorer.button("Lasso")).to_have_attribute("aria-pressed", "false")
    explorer.page.evaluate("explorer.store.choose(['a:pond-1'])")
    explorer.button("Choose more").click()
    explorer.click("a:pond-3", None)
    assert view(explorer, "store.chosen") == ["a:pond-1", "a:pond-3"]
    expect(explorer.details).to_contain_text("They share 3 values that count")
    context.close()


def test_why_is_copied_as_text_for_a_node_a_pair_and_a_selection(
    browser: Browser, address: str, world: World
) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 720}, reduced_motion="reduce")
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    explorer = Explorer(context.new_page(), address, world.key("investigate"))
    explorer.enter()
    explorer.search("mill-1")

    def copied(*keys: str) -> str:
        explorer.page.evaluate("keys => explorer.store.choose(keys)", list(keys))
        explorer.settled()
        explorer.details.get_by_role("button", name="Copy as text").first.click()
        expect(explorer.details.get_by_role("button", name="Copied")).to_be_visible()
        return str(explorer.page.evaluate("navigator.clipboard.readText()"))

    node, pair, many = (
        copied("a:mill-1"),
        copied("a:mill-1", "a:mill-2"),
        copied("a:mill-1", "a:mill-2", "a:mill-3"),
    )
    for told in (node, pair, many):
        assert "device 55cf" not in told
        assert re.search(r"14\.3 bits, 6 holders, .*2026-0", told), told
        assert "Sum by group:\n- payment: 14.3 bits" in told
    assert node.startswith("Account mill-1, core of ring R-")
    assert "What it would take to leave: " in node
    assert "mill-2: " in pair
    assert "3 accounts: mill-1, mill-2, mill-3" in many
    expect(explorer.details).to_contain_text("What it would take to leave")
    expect(explorer.details.get_by_role("list").filter(has_text="mill-3")).to_be_visible()
    context.close()


def test_every_read_of_evidence_is_audited_with_its_purpose(explorer: Explorer, world: World) -> None:
    explorer.search("mill-4")
    explorer.choose("mill-4", "mill-1")
    acts = {(each.action, each.purpose) for each in log.entries(world.ledger, 200)}
    read = {"search", "read ring graph", "read evidence", "read neighbours", "read why", "read ring"}
    assert {action for action, purpose in acts if purpose == "explorer"} >= read - {"read ring"}


def test_a_decision_is_undone_and_others_are_seen_before(world: World, tmp_path: Path, page: Page) -> None:
    with running(Path(copytree(world.home, tmp_path / "decided"))) as address:
        explorer = Explorer(page, address, world.keys["Ada"])
        explorer.enter()
        explorer.search("mill-2")
        for action, reason in (("Allowlist", "a partner's account"), ("Release", "appeal upheld")):
            explorer.details.get_by_role("button", name="Decide").click()
            dialog = page.get_by_role("dialog")
            dialog.get_by_label(action, exact=True).check()
            dialog.get_by_role("textbox").fill(reason)
            dialog.get_by_role("button", name=f"Decide: {action}").click()
            expect(dialog).to_have_count(0)
        explorer.details.get_by_role("button", name="Decide").click()
        dialog = page.get_by_role("dialog")
        expect(dialog).to_contain_text("Ada: Allowlist, “a partner's account”")
        dialog.get_by_role("button", name="Undo").click()
        expect(dialog).to_contain_text("no longer holds")
        dialog.get_by_role("textbox").fill("the appeal was another's")
        dialog.get_by_role("button", name="Decide: Undo").click()
        expect(dialog).to_have_count(0)
        explorer.details.get_by_role("button", name="Decide").click()
        expect(page.get_by_role("dialog").locator(".undone")).to_contain_text("appeal upheld")


def test_what_was_decided_before_moves_no_choice_when_it_arrives(explorer: Explorer) -> None:
    """A click that lands between two answers hits what was under the pointer."""
    held: list[Route] = []
    explorer.page.route("**/v1/decisions?**", lambda route: held.append(route))
    explorer.search("mill-5")
    explorer.details.get_by_role("button", name="Decide").click()
    choice = explorer.page.get_by_role("dialog").get_by_label("Watch", exact=True)
    choice.wait_for()
    before = choice.bounding_box()
    explorer.until("explorer.store.busy > 0")
    for each in held:
        each.continue_()
    expect(explorer.page.get_by_role("dialog")).to_contain_text("Nobody decided anything yet")
    assert choice.bounding_box() == before


def test_the_table_of_rings_is_as_it_was_left(explorer: Explorer) -> None:
    ring = explorer.page.get_by_role("row").nth(3).get_by_role("gridcell").first.inner_text()
    explorer.page.get_by_label("Filter by id, kind or words").fill(ring)
    expect(explorer.page.get_by_text("1 of 4 rings")).to_be_visible()
    explorer.page.get_by_role("grid").focus()
    explorer.page.keyboard.press("Enter")
    explorer.until("explorer.store.view.nodes.size > 0")
    explorer.button("← All rings").click()
    expect(explorer.page.get_by_text("1 of 4 rings")).to_be_visible()
    expect(explorer.page.get_by_label("Filter by id, kind or words")).to_have_value(ring)


def test_labels_cover_no_label_and_no_node(explorer: Explorer) -> None:
    explorer.search("mill-3")
    explorer.page.keyboard.press("Escape")
    explorer.button("Fit").click()
    explorer.page.wait_for_timeout(500)
    boxes = view(explorer, "canvas.drawn")
    assert len(boxes) > 3
    clashes = [
        (one, other)
        for at, one in enumerate(boxes)
        for other in boxes[at + 1 :]
        if one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
    ]
    assert clashes == []


@pytest.fixture(scope="module")
def address(world: World) -> Iterator[str]:
    """The service over it."""
    with running(world.home) as found:
        yield found
