"""What an investigator does on the page, as verbs."""

import json
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from playwright.sync_api import Locator, Page, expect


@dataclass(frozen=True)
class Explorer:
    """The page of a service, and the key that is entered on it."""

    page: Page
    address: str
    key: str

    def enter(self, acts: list[dict[str, Any]] | None = None) -> None:
        """Go to the page, or to a view of it, and enter the key."""
        told = "#" + quote(json.dumps({"a": acts})) if acts else ""
        self.page.goto("about:blank")  # another fragment alone would load nothing
        self.page.goto(f"{self.address}/explorer{told}")
        self.unlock()

    def unlock(self) -> None:
        """Enter the key, and wait until something is there."""
        self.page.get_by_label("Key (lk_…)").fill(self.key)
        self.page.get_by_role("button", name="Continue").click()
        expect(self.page.get_by_role("banner")).to_be_visible()
        self.settled()

    def until(self, says: str, seconds: float = 30) -> None:
        """Wait until a script says so; asked from outside, since the page's policy lets no text be run in it."""
        deadline = time.monotonic() + seconds
        while not self.page.evaluate(says):
            assert time.monotonic() < deadline, f"not after {seconds} seconds: {says}"
            self.page.wait_for_timeout(30)

    def settled(self) -> None:
        """Wait until nothing is asked any more, and a canvas that is to be there is."""
        self.until("explorer.store.busy === 0 && (!!explorer.canvas || !document.querySelector('.canvas'))")

    def open(self, text: str) -> None:
        """Open the ring of the table whose row says this."""
        self.page.get_by_role("row").filter(has_text=text).click()
        expect(self.page.get_by_role("button", name="All rings")).to_be_visible()
        self.settled()

    def search(self, value: str, kind: str = "Anything") -> None:
        """Search for a value of a kind."""
        self.page.get_by_label("What to search for").select_option(label=kind)
        self.page.get_by_label("Search", exact=True).fill(value)
        self.page.get_by_role("button", name="Search").click()
        self.settled()

    def choose(self, *labels: str) -> None:
        """Choose nodes by clicks on the canvas, where they stand; a click that a late frame missed is made again."""
        for at, label in enumerate(labels):
            key = self.page.evaluate(
                "label => [...explorer.store.view.nodes.values()].find(n => n.label === label).key", label
            )
            for _ in range(5):
                self.click(key, "Control" if at else None)
                if self.page.evaluate("key => explorer.store.chosen.includes(key)", key):
                    break
        expect(self.details.get_by_role("heading", level=2)).to_contain_text(labels[-1])
        self.settled()

    def click(self, key: str, held: str | None) -> None:
        """Bring a node to the middle, and click on it."""
        self.page.evaluate("key => explorer.canvas.go(key)", key)
        self.page.wait_for_timeout(350)  # two clicks sooner than that are a double click
        spot = self.page.evaluate("key => explorer.canvas.at(key)", key)
        box = self.canvas.bounding_box()
        assert box is not None
        if held:
            self.page.keyboard.down(held)
        self.page.mouse.click(box["x"] + spot["x"], box["y"] + spot["y"])
        if held:
            self.page.keyboard.up(held)
        self.page.wait_for_timeout(50)

    def nodes(self, sort: str = "account") -> set[str]:
        """Labels of the nodes of a sort in the view."""
        told = (
            "sort => [...explorer.store.view.nodes.values()].filter(n => n.sort === sort).map(n => n.label)"
        )
        return set(self.page.evaluate(told, sort))

    def button(self, name: str) -> Locator:
        """A button by its name."""
        return self.page.get_by_role("button", name=name, exact=True)

    @property
    def canvas(self) -> Locator:
        """The canvas."""
        return self.page.locator(".canvas")

    @property
    def details(self) -> Locator:
        """The panel of details."""
        return self.page.get_by_label("Details")
