"""The explorer in a browser: search, open, expand, undo, share, why, path, filter, export, by mouse and by keys."""

import csv
import json
import re

import httpx2
import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.api.world import World
from tests.explorer.page import Explorer

ACCOUNT = {"do": "account", "id": "farm-3"}


def test_a_key_that_may_not_investigate_is_told_so(page: Page, address: str, world: World) -> None:
    page.goto(f"{address}/explorer")
    page.get_by_label("Key (lk_…)").fill("lk_nobody_000")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("alert")).to_contain_text("This key is not known here")
    page.get_by_label("Key (lk_…)").fill(world.key("enforce"))
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("alert")).to_contain_text("may not investigate")


def test_the_key_is_kept_nowhere(explorer: Explorer) -> None:
    kept = "[...Object.values(localStorage), ...Object.values(sessionStorage), document.cookie, location.href].join()"
    assert explorer.key not in explorer.page.evaluate(kept)
    explorer.page.reload()
    expect(explorer.page.get_by_label("Key (lk_…)")).to_be_visible()


def test_an_account_is_found_in_its_ring_and_marked(explorer: Explorer) -> None:
    explorer.search("mill-2")
    assert explorer.nodes() == {f"mill-{each}" for each in range(5)}
    expect(explorer.details.get_by_role("heading", level=2)).to_have_text("mill-2")
    expect(explorer.details).to_contain_text("masked card")
    expect(explorer.details).to_contain_text("Without")


def test_what_is_not_found_says_what_to_do(explorer: Explorer) -> None:
    explorer.search("no-such-account")
    expect(explorer.page.get_by_text("Nothing found")).to_be_visible()
    expect(explorer.page.get_by_text("Check the spelling")).to_be_visible()


def test_a_raw_value_is_never_in_an_address(explorer: Explorer) -> None:
    asked: list[str] = []
    explorer.page.on("request", lambda each: asked.append(each.url))
    explorer.search("somebody@example.com", "E-mail")
    explorer.page.wait_for_timeout(300)
    assert not [each for each in [*asked, explorer.page.url] if "somebody" in each]


def test_rings_are_filtered_sorted_and_opened_by_keys(explorer: Explorer) -> None:
    rows = explorer.page.get_by_role("row")
    expect(rows).to_have_count(4)
    explorer.page.get_by_role("button", name="Size").click()
    explorer.page.get_by_role("grid").focus()
    explorer.page.keyboard.press("ArrowDown")
    explorer.page.keyboard.press("Enter")
    explorer.until("explorer.store.view.nodes.size > 0")
    assert explorer.nodes() == {f"mill-{each}" for each in range(5)}


def test_a_crowd_is_a_badge_that_nobody_expands(explorer: Explorer) -> None:
    explorer.search("mill-2")
    assert explorer.nodes("crowd") == {"masked ip"}
    explorer.page.get_by_label("ignored crowds").check()
    explorer.settled()
    explorer.page.evaluate(
        "explorer.store.choose([[...explorer.store.view.nodes.values()].find(n => n.sort === 'crowd').key])"
    )
    expect(explorer.details).to_contain_text("4,812 unrelated accounts")
    expect(explorer.details.get_by_text("+25")).to_have_count(0)


@pytest.fixture
def expanded(explorer: Explorer) -> Explorer:
    """One account, its card, and the first page of who else holds it."""
    explorer.enter([ACCOUNT])
    explorer.choose("farm-3")
    explorer.page.get_by_role("button", name="Expand card").click()
    explorer.settled()
    explorer.choose("masked card")
    explorer.page.get_by_role("button", name="Expand account").click()
    explorer.until("explorer.store.view.nodes.size > 20")
    explorer.settled()
    return explorer


def test_expanding_brings_twenty_five_a_click_with_exact_counts(expanded: Explorer) -> None:
    more = expanded.page.get_by_role("button", name="Expand account")
    first = expanded.nodes()
    assert len(first) in {25, 26}
    expect(more).to_contain_text(f"+25 {60 - len(first)} left")
    more.click()
    expanded.until("explorer.store.view.nodes.size > 45")
    assert expanded.nodes() > first
    more.click()
    expect(expanded.details).to_contain_text("all here")
    assert len(expanded.nodes()) == 60


def test_an_expansion_asks_twice_at_most(expanded: Explorer) -> None:
    before = expanded.page.evaluate("explorer.store.api.requests")
    expanded.page.get_by_role("button", name="Expand account").click()
    expanded.until("explorer.store.view.nodes.size > 45")
    assert expanded.page.evaluate("explorer.store.api.requests") - before <= 2


def test_every_act_is_undone_and_redone(expanded: Explorer) -> None:
    many = expanded.nodes()
    expanded.button("Undo").click()
    expanded.until("explorer.store.view.nodes.size === 2")
    expanded.page.keyboard.press("Control+Shift+Z")
    expanded.until("explorer.store.view.nodes.size > 20")
    assert expanded.nodes() == many
    expanded.button("Collapse").click()
    expanded.until("explorer.store.view.nodes.size === 2")
    expanded.page.go_back()
    expanded.until("explorer.store.view.nodes.size > 20")
    assert expanded.nodes() == many


def test_a_link_shows_a_colleague_just_this(expanded: Explorer, browser: Browser) -> None:
    expanded.page.evaluate("explorer.canvas.look_at({x: 0.4, y: 0.6, ratio: 0.5})")
    expanded.until("location.hash.includes('0.4') && location.hash.includes('0.6')")
    spots = "[...explorer.store.view.nodes.values()].map(n => [n.key, n.x, n.y])"
    told, url = expanded.page.evaluate(spots), expanded.page.url
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    page = context.new_page()
    page.goto(url)
    other = Explorer(page, expanded.address, expanded.key)
    other.unlock()
    other.until("explorer.store.view.nodes.size > 20")
    assert page.evaluate(spots) == told
    other.until("Math.abs(explorer.canvas.camera.ratio - 0.5) < 0.001")
    context.close()


def test_two_accounts_are_told_why_and_joined_by_a_path(explorer: Explorer) -> None:
    explorer.search("mill-1")
    explorer.choose("mill-1", "mill-3")
    expect(explorer.details).to_contain_text("They share 3 values that count")
    explorer.page.keyboard.press("Escape")
    explorer.choose("mill-2")
    explorer.page.keyboard.press("p")
    expect(explorer.details).to_contain_text("Choose where the path begins")
    explorer.page.evaluate("explorer.canvas.fit()")
    explorer.click("a:mill-4", None)
    explorer.until("explorer.store.journal.acts.at(-1).do === 'path'")


def test_a_bystander_is_hidden_and_comes_back(explorer: Explorer) -> None:
    explorer.search("mill-4")
    explorer.choose("mill-4")
    explorer.page.keyboard.press("h")
    expect(explorer.page.get_by_text("1 hidden by you")).to_be_visible()
    assert "mill-4" not in explorer.nodes()
    explorer.page.keyboard.press("Control+z")
    explorer.until("explorer.store.view.nodes.has('a:mill-4')")


def test_the_time_brush_filters_the_canvas(explorer: Explorer) -> None:
    explorer.search("farm-1")
    box = explorer.page.locator(".times svg").bounding_box()
    assert box is not None
    explorer.page.mouse.move(box["x"] + 2, box["y"] + 20)
    explorer.page.mouse.down()
    explorer.page.mouse.move(box["x"] + box["width"] * 0.2, box["y"] + 20)
    explorer.page.mouse.up()
    expect(explorer.page.locator(".counts")).to_contain_text("filtered out")
    shown = explorer.page.locator(".counts").inner_text()
    accounts = int(re.findall(r"(\d+) accounts", shown)[0])
    assert 5 < accounts < 30
    explorer.button("all time").click()
    expect(explorer.page.locator(".counts")).to_contain_text("60 accounts")


def test_a_decision_says_what_it_does_and_shows_at_once(explorer: Explorer, world: World) -> None:
    explorer.page.get_by_role("row").nth(3).click()
    explorer.until("!!explorer.store.ring")
    ring = explorer.page.evaluate("explorer.store.ring.ring_id")
    explorer.page.get_by_role("button", name="Decide").first.click()
    dialog = explorer.page.get_by_role("dialog")
    expect(dialog).to_contain_text("Nobody decided anything yet")
    dialog.get_by_label("Watch").check()
    expect(dialog).to_contain_text("Nothing is acted on")
    dialog.get_by_label("Confirm").check()
    expect(dialog).to_contain_text("ban export")
    dialog.get_by_role("textbox").fill("one card, one night")
    dialog.get_by_role("button", name="Decide: Confirm").click()
    expect(explorer.page.locator(".ringhead .pill")).to_have_text("confirmed")
    headers = world.headers("investigate")
    told = httpx2.get(f"{explorer.address}/v1/decisions?about={ring}", headers=headers).json()
    assert [(each["action"], each["reason"]) for each in told["items"]] == [
        ("confirm", "one card, one night")
    ]


def test_the_table_and_the_matrix_say_what_the_canvas_shows(explorer: Explorer) -> None:
    explorer.search("mill-1")
    explorer.page.keyboard.press("Escape")
    explorer.button("Table").click()
    table = explorer.page.get_by_role("table")
    for each in explorer.nodes():
        expect(table.get_by_role("rowheader", name=each)).to_be_visible()
    explorer.button("Accounts × values").click()
    expect(explorer.page.get_by_role("cell", name="holds it")).to_have_count(15)
    explorer.page.get_by_role("rowheader", name="mill-2").get_by_role("button").click()
    expect(explorer.details.get_by_role("heading", level=2)).to_have_text("mill-2")


@pytest.mark.parametrize("format", ["PNG", "CSV", "GraphML", "JSON"])
def test_what_is_seen_is_exported(explorer: Explorer, format: str) -> None:
    explorer.search("mill-1")
    expect(explorer.page.locator(".counts")).to_contain_text("5 accounts")
    with explorer.page.expect_download() as told:
        explorer.page.get_by_label("Export").select_option(format)
    content = told.value.path().read_bytes()
    if format == "PNG":
        assert content.startswith(b"\x89PNG")
        assert len(content) > 5_000
    elif format == "CSV":
        rows = list(csv.DictReader(content.decode().splitlines()))
        assert {each["label"] for each in rows} == explorer.nodes()
    elif format == "JSON":
        assert {each["label"] for each in json.loads(content)["nodes"]} >= explorer.nodes()
    else:
        assert content.count(b"<node ") == 8
        assert content.count(b"<edge ") == 15


def test_names_that_are_markup_stay_text(explorer: Explorer) -> None:
    explorer.search("';alert(1)//")
    name = '<img src=x onerror="window.pwned=1">'
    assert name in explorer.nodes()
    explorer.button("Table").click()
    expect(explorer.page.get_by_role("table")).to_contain_text(name)
    explorer.choose(name)
    expect(explorer.details).to_contain_text(name)
    assert explorer.page.evaluate("window.pwned") is None
    assert explorer.page.locator("img").count() == 0


def test_a_service_that_cannot_answer_leaves_what_is_seen(explorer: Explorer) -> None:
    explorer.search("mill-1")
    seen = explorer.nodes()
    explorer.page.route("**/v1/**", lambda route: route.fulfill(status=503, body="{}"))
    explorer.page.keyboard.press("Escape")
    explorer.page.evaluate(
        "void explorer.store.act({do: 'expand', node: 'a:mill-1', kind: 'card', pages: 1})"
    )
    alert = explorer.page.get_by_role("alert")
    expect(alert).to_contain_text("cannot answer just now")
    assert explorer.nodes() == seen
    explorer.page.unroute("**/v1/**")
    alert.get_by_role("button", name="Try again").click()
    expect(alert).to_have_count(0)


def test_a_slow_service_is_waited_for_and_says_so(explorer: Explorer) -> None:
    def late(route: Route) -> None:
        explorer.page.wait_for_timeout(2_500)
        route.continue_()

    explorer.page.route("**/graph?**", late)
    explorer.page.get_by_role("row").nth(2).click()
    expect(explorer.page.get_by_text("slow to answer")).to_be_visible(timeout=5_000)
    explorer.until("explorer.store.view.nodes.size > 0")
    expect(explorer.page.get_by_text("slow to answer")).to_have_count(0)
