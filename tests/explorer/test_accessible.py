"""The page has no fault that axe knows of, in light and dark, on a desk and on a tablet."""

import json
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser

from tests.api.world import World
from tests.explorer.page import Explorer
from tools.page import installed


@pytest.fixture(scope="module")
def axe() -> str:
    """The script of axe-core, of the explorer's own packages."""
    return (Path(installed()) / "axe-core" / "axe.min.js").read_text()


def faults(explorer: Explorer, axe: str) -> list[str]:
    """What axe finds, in words."""
    explorer.page.locator("h1").first.wait_for()
    explorer.page.evaluate(axe)
    found = explorer.page.evaluate("axe.run(document, {resultTypes: ['violations']}).then(r => r.violations)")
    return [f"{each['id']}: {json.dumps([n['html'][:150] for n in each['nodes'][:3]])}" for each in found]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1280, 720), (820, 1180)])
def test_axe_finds_nothing(
    browser: Browser,
    address: str,
    world: World,
    axe: str,
    scheme: Literal["light", "dark"],
    size: tuple[int, int],
) -> None:
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, color_scheme=scheme, reduced_motion="reduce"
    )
    page = context.new_page()
    explorer = Explorer(page, address, world.key("investigate"))
    page.goto(f"{address}/explorer")
    assert faults(explorer, axe) == []
    explorer.enter()
    assert faults(explorer, axe) == []
    explorer.search("mill-1")
    assert faults(explorer, axe) == []
    for drawer in ("Table", "Accounts × values", "History"):
        explorer.button(drawer).click()
        assert faults(explorer, axe) == []
    page.get_by_role("button", name="Decide").first.click()
    assert faults(explorer, axe) == []
    page.keyboard.press("Escape")
    explorer.button("Cases").click()
    page.get_by_role("row").nth(1).get_by_role("button").click()
    explorer.settled()
    assert faults(explorer, axe) == []
    page.get_by_role("button", name="New ban export").click()
    assert faults(explorer, axe) == []
    explorer.button("Publications").click()
    explorer.settled()
    assert faults(explorer, axe) == []
    page.keyboard.press("?")
    assert faults(explorer, axe) == []
    context.close()
