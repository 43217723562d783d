"""The screenshots of docs/, taken of a service over the demo's home.

usage: python -m bench.pictures URL KEY
"""

import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from bench.explorer import until
from tools import browser

DOCS = Path(__file__).parents[1] / "docs"
SIZE = {"width": 1280, "height": 720}


def rings(tab: Page) -> None:
    """The table of rings."""
    tab.screenshot(path=DOCS / "explorer-rings.png")


def ring(tab: Page) -> None:
    """A ring, and what ties one of its accounts."""
    opened(tab, 2)
    choose(tab, "a:")
    tab.wait_for_selector(".details .ties")
    tab.screenshot(path=DOCS / "explorer-ring.png")


def matrix(tab: Page) -> None:
    """Accounts against the values they share."""
    opened(tab, 1)
    tab.get_by_role("button", name="Accounts × values").click()
    tab.wait_for_timeout(500)
    tab.screenshot(path=DOCS / "explorer-matrix.png")


def cases(tab: Page) -> None:
    """The queue of cases, with one of them open."""
    tab.get_by_role("button", name="Cases").click()
    tab.get_by_role("row").nth(1).get_by_role("button").click()
    until(tab, "document.querySelector('.side .acts') !== null")
    tab.wait_for_timeout(500)
    tab.screenshot(path=DOCS / "explorer-cases.png")


def publications(tab: Page) -> None:
    """Publications over time, and what differs between two."""
    tab.get_by_role("button", name="Publications").click()
    until(tab, "document.querySelector('.slide') !== null")
    tab.wait_for_timeout(1_500)
    tab.screenshot(path=DOCS / "explorer-publications.png")


def export(tab: Page) -> None:
    """The newest ban export, as somebody sees it who reviews its sample."""
    tab.get_by_role("button", name="Bans").click()
    tab.get_by_role("row").nth(1).get_by_role("button").click()
    tab.wait_for_timeout(2_000)
    tab.screenshot(path=DOCS / "explorer-ban.png")


def opened(tab: Page, row: int) -> None:
    """Open the ring in a row of the table."""
    tab.locator(".row[aria-selected]").nth(row).click()
    until(tab, "explorer.canvas?.count > 0 && explorer.store.busy === 0")
    tab.wait_for_timeout(500)


def choose(tab: Page, sort: str) -> None:
    """Choose the first node of a sort."""
    told = (
        "sort => explorer.store.choose([[...explorer.store.view.nodes.keys()].find(k => k.startsWith(sort))])"
    )
    tab.evaluate(told, sort)
    tab.wait_for_timeout(800)


TAKEN = (
    *((rings, "light"), (ring, "light"), (matrix, "dark")),
    *((cases, "light"), (export, "dark"), (publications, "light")),
)
"""Pictures, and the colours of each."""


def main(arguments: list[str]) -> int:
    """Take them all, each on a page of its own."""
    url, key = arguments
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=browser.chromium(), args=list(browser.FLAGS))
        for take, scheme in TAKEN:
            context = made.new_context(viewport=SIZE, reduced_motion="reduce")  # type: ignore[arg-type]
            tab = context.new_page()
            tab.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            tab.goto(f"{url}/explorer")
            tab.fill("input[name=key]", key)
            tab.keyboard.press("Enter")
            tab.wait_for_selector(".row[aria-selected]")
            take(tab)
            context.close()
        made.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
