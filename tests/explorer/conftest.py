"""A home with rings of several sizes, the service over it, and Debian's Chromium on its page."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.api.running import running
from tests.api.world import World
from tests.explorer.page import Explorer
from tools.browser import FLAGS, chromium
from tools.servers.process import Missing

expect.set_options(timeout=20_000)  # two cores, and other tests beside

HOSTILE = ('<img src=x onerror="window.pwned=1">', "';alert(1)//", "x\u202ey&lt;", "javascript:alert(1)")
"""Names of accounts that are markup, script, text turned around and an address."""
RINGS = {
    "farm": tuple(f"farm-{each}" for each in range(60)),
    "mill": tuple(f"mill-{each}" for each in range(5)),
    "evil": HOSTILE,
}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A published home."""
    made = World(tmp_path_factory.mktemp("explored"))
    made.publish(RINGS)
    made.key("investigate")
    made.key("enforce")
    return made


@pytest.fixture(scope="module")
def address(world: World) -> Iterator[str]:
    """The service over it."""
    with running(world.home) as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for all tests of a module; its loop ends with it, so that others may have theirs."""
    try:
        path = chromium()
    except Missing as error:
        pytest.skip(str(error))
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield made
        made.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of its own, with nothing kept from others; an error in its script fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 720}, reduced_motion="reduce")
    made = context.new_page()
    errors: list[str] = []
    made.on("pageerror", lambda error: errors.append(str(error)))
    made.on("console", lambda said: errors.append(said.text) if "Content Security" in said.text else None)
    yield made
    context.close()
    assert not errors


@pytest.fixture
def explorer(page: Page, address: str, world: World) -> Explorer:
    """The explorer, entered with a key that may investigate."""
    made = Explorer(page, address, world.key("investigate"))
    made.enter()
    return made
