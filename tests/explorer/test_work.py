"""Casework, ban exports, publications, facets and timelines in a browser, by mouse and by keys."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from linkage.ledger.keys.api_keys import create_key
from tests.api.running import running
from tests.api.test_cases import profiled
from tests.api.world import NOON, World
from tests.explorer.conftest import HOSTILE
from tests.explorer.page import Explorer

CASES = [{"do": "page", "page": "cases"}]
BANS = [{"do": "page", "page": "bans"}]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Two publications, the second with profiles, and keys of two people."""
    made = World(tmp_path_factory.mktemp("worked"))
    made.publish(
        {
            "farm": ("farm-1", "farm-2", "farm-3", "farm-4", "farm-5"),
            "mill": ("mill-1", "mill-2", "mill-3"),
            "evil": HOSTILE,
        }
    )
    profiled(made)
    for name, scopes in (("Ines", ("investigate", "export")), ("Ada", ("investigate", "approve"))):
        made.keys[name] = create_key(made.ledger, name, scopes, NOON, owner_kind="person")
    return made


@pytest.fixture(scope="module")
def address(world: World) -> Iterator[str]:
    """The service over it, for tests that read."""
    with running(world.home) as found:
        yield found


@pytest.fixture
def written(world: World, tmp_path: Path) -> Iterator[str]:
    """A service over a copy of it, for a test that writes: no other one finds what was written."""
    with running(Path(copytree(world.home, tmp_path / "written"))) as found:
        yield found


def entered(page: Page, address: str, world: World, name: str, acts: list[dict[str, str]]) -> Explorer:
    made = Explorer(page, address, world.keys[name])
    made.enter(acts)
    return made


def test_a_case_is_taken_noted_on_and_handed_on(page: Page, written: str, world: World) -> None:
    explorer = entered(page, written, world, "Ines", CASES)
    row = page.get_by_role("row").nth(1)
    expect(row).to_contain_text("nobody")
    expect(row).to_contain_text("20 h")
    row.get_by_role("button").focus()
    page.keyboard.press("Enter")
    side = page.get_by_label("Case", exact=True)
    expect(side).to_contain_text("4 paying accounts, 12 days with a payment, 20 hours of use")
    expect(side.get_by_role("table")).to_contain_text("100%")
    side.get_by_role("textbox").fill("mine this week")
    side.get_by_role("button", name="Take").click()
    expect(side).to_contain_text("Ines: took it, “mine this week”")
    side.get_by_label("Note", exact=True).check()
    side.get_by_role("textbox").fill('<img src=x onerror="window.pwned=1">')
    side.get_by_role("button", name="Note").click()
    expect(side).to_contain_text('Ines: noted, “<img src=x onerror="window.pwned=1">”')
    assert page.evaluate("window.pwned") is None
    side.get_by_label("Hand on").check()
    side.get_by_label("Hand to").fill("Ada")
    side.get_by_role("textbox").nth(1).fill("she knows the issuer")
    side.get_by_role("button", name="Hand on").click()
    expect(page.get_by_role("row").nth(1)).to_contain_text("Ada")
    explorer.button("Mine").click()
    expect(page.get_by_text("No case is yours")).to_be_visible()


def test_a_case_is_closed_with_a_decision_and_a_link_opens_it(page: Page, written: str, world: World) -> None:
    explorer = entered(page, written, world, "Ada", CASES)
    page.get_by_role("row").nth(1).get_by_role("button").click()
    side = page.get_by_label("Case", exact=True)
    side.get_by_label("Close").check()
    expect(side).to_contain_text("may enter a ban export")
    side.get_by_role("textbox").fill("one card, one night")
    side.get_by_role("button", name="Close").click()
    expect(side).to_contain_text("closed it")
    url = page.url
    page.reload()
    explorer.unlock()
    assert page.url == url
    expect(page.get_by_label("Case", exact=True)).to_contain_text("one card, one night")
    explorer.button("Closed").click()
    expect(page.get_by_role("row").filter(has_text="confirmed")).to_have_count(1)


def confirm(address: str, world: World) -> None:
    """Confirm the ring of the farm: bans are of confirmed rings alone."""
    with httpx.Client(base_url=address, headers={"Authorization": f"Bearer {world.keys['Ada']}"}) as service:
        ring = service.get("/v1/accounts/farm-1").json()["ring"]
        body = {"action": "confirm", "ring": ring, "reason": "one card, one night"}
        assert service.post("/v1/decisions", json=body).status_code == 201


def test_an_export_is_asked_for_reviewed_by_keys_and_approved(
    browser: Browser, page: Page, written: str, world: World
) -> None:
    confirm(written, world)
    entered(page, written, world, "Ines", BANS)
    page.get_by_role("button", name="New ban export").click()
    form = page.get_by_label("New ban export").last
    form.get_by_label("Why").fill("campaign of November")
    form.get_by_role("button", name="Show the effect").click()
    export = page.get_by_label("Export", exact=True).last
    expect(export).to_contain_text("effect shown")
    expect(export).to_contain_text("You asked for it")
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    other = context.new_page()
    entered(other, written, world, "Ada", CASES)
    other.get_by_text("1 export awaits your approval").wait_for()
    other.get_by_role("button", name="X-").click()
    review = other.get_by_label("Review the sample")
    expect(review).to_contain_text("1 of 5")
    expect(other.get_by_role("button", name="Approve")).to_be_disabled()
    for reviewed in range(1, 6):
        other.keyboard.press("f")
        expect(other.get_by_text(f"sample reviewed: {reviewed} of 5")).to_be_visible()
    other.get_by_label("Why").fill("looked at them all")
    other.get_by_role("button", name="Approve").click()
    expect(other.get_by_text("approved by 1 of 1")).to_be_visible()
    context.close()


def test_an_export_is_begun_for_the_accounts_that_are_chosen(page: Page, written: str, world: World) -> None:
    confirm(written, world)
    explorer = entered(page, written, world, "Ines", [])
    explorer.search("farm-1")
    explorer.choose("farm-1", "farm-2")
    explorer.button("Ban export of these").click()
    form = page.get_by_label("New ban export").last
    expect(form).to_contain_text("2 accounts chosen")
    form.get_by_label("Why").fill("these two alone")
    form.get_by_role("button", name="Show the effect").click()
    export = page.get_by_label("Export", exact=True).last
    expect(export).to_contain_text("ban of 2 accounts, asked for by Ines")
    expect(export).to_contain_text("2 accounts of 1 ring")
    page.go_back()
    page.go_back()
    expect(page.locator(".canvas")).to_be_visible()


def test_an_export_that_is_refused_says_why_and_stays_in_sight(
    page: Page, written: str, world: World
) -> None:
    """Nothing was confirmed: the export is there, its effect is refused, and reads that go well hide no refusal."""
    explorer = entered(page, written, world, "Ines", BANS)
    page.get_by_role("button", name="New ban export").click()
    form = page.get_by_label("New ban export").last
    form.get_by_label("Why").fill("too early")
    form.get_by_role("button", name="Show the effect").click()
    explorer.settled()
    alert = page.get_by_role("alert")
    expect(alert).to_be_visible()
    expect(alert.get_by_role("button", name="Try again")).to_have_count(0)
    page.wait_for_timeout(500)
    expect(alert).to_be_visible()
    explorer.button("Cases").click()
    expect(alert).to_have_count(0)


def test_an_account_is_noted_on_and_what_looks_personal_is_refused(
    page: Page, written: str, world: World
) -> None:
    explorer = entered(page, written, world, "Ines", [])
    explorer.search("farm-3")
    explorer.details.get_by_text("Notes (0)").click()
    box = explorer.details.get_by_label("New note")
    box.fill("write to jane@example.com")
    explorer.button("Note it").click()
    expect(page.get_by_role("alert")).to_contain_text("looks like an e-mail address")
    box.fill('<img src=x onerror="window.pwned=1">')
    explorer.button("Note it").click()
    expect(explorer.details).to_contain_text('Ines: “<img src=x onerror="window.pwned=1">”')
    expect(explorer.details).to_contain_text("Notes (1)")
    assert page.evaluate("window.pwned") is None


def test_the_keys_of_a_review_stand_in_the_sheet(page: Page, address: str, world: World) -> None:
    entered(page, address, world, "Ines", [])
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("Keys while a sample is reviewed")
    expect(page.get_by_role("dialog")).to_contain_text("this account is fraud")


def test_publications_are_gone_through_and_compared(page: Page, address: str, world: World) -> None:
    entered(page, address, world, "Ines", [{"do": "page", "page": "past"}])
    expect(page.get_by_text("2 rings differ, 6 accounts in all")).to_be_visible()
    expect(page.get_by_text("1 grown")).to_be_visible()
    row = page.get_by_role("row").filter(has_text="changed")
    row.get_by_role("button").click()
    expect(page.get_by_role("list").filter(has_text="farm-9")).to_contain_text("in no ring → member")
    page.get_by_label("Publication", exact=True).focus()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_text("3 born")).to_be_visible()


def test_facets_filter_and_nodes_are_chosen_by_their_links(page: Page, address: str, world: World) -> None:
    explorer = entered(page, address, world, "Ines", [])
    explorer.search("farm-1")
    page.get_by_label("DE 5").uncheck()
    expect(page.locator(".counts")).to_contain_text("1 account")
    page.keyboard.press("Control+z")
    expect(page.locator(".counts")).to_contain_text("6 accounts")
    page.get_by_label("Choose by links").select_option("5")
    chosen = page.evaluate("explorer.store.chosen")
    assert {each[0] for each in chosen} == {"v"}
    assert len(chosen) == 3


def test_an_accounts_life_is_told_beside_it(page: Page, address: str, world: World) -> None:
    explorer = entered(page, address, world, "Ines", [])
    explorer.search("farm-2")
    page.get_by_text("Timeline").click()
    expect(explorer.details).to_contain_text("paid, 2 days in a row")
    expect(explorer.details).to_contain_text("signed up")


@pytest.mark.parametrize("name", ["cases", "bans", "past"])
def test_a_page_that_cannot_be_had_says_so_and_is_tried_again(
    page: Page, address: str, world: World, name: str
) -> None:
    explorer = entered(page, address, world, "Ines", [])
    page.route("**/v1/**", lambda route: route.fulfill(status=503, body="{}"))
    explorer.button({"cases": "Cases", "bans": "Bans", "past": "Publications"}[name]).click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("cannot answer just now")
    page.unroute("**/v1/**")
    alert.get_by_role("button", name="Try again").click()
    expect(alert).to_have_count(0)
