"""The explorer, measured in Debian's Chromium: first pictures, frames, requests, size, axe, and three investigations.

usage: python -m bench.explorer [--brief]

Writes bench/explorer.md; `--brief` measures small rings once, to see that it works, and writes to stdout alone.
Installs Chromium and the explorer's packages when they are not
there. A machine without a graphics card draws by its processor: then frames say what script costs, not what is seen.
"""

import argparse
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from bench import explored
from bench.homes import SERVICE, server
from bench.tables import table
from tools import browser, page

HERE = Path(__file__).parent
SIZES = (20_000, 13_300, 3_300, 500, 60)
BRIEF = (1_200, 300, 60)
ROUNDS, FRAMES = 5, 60
FIRST = {500: 1.0, 20_000: 2.0}
"""Most seconds from click to first picture, by accounts of the ring."""
PANNED = {3_300: (5_000, 5.0), 13_300: (20_000, 12.0)}
"""By accounts: about how many nodes are drawn, and most ms of script a frame."""
PAN = """async frames => {
  const {canvas} = explorer, times = [];
  canvas.frames.length = 0;
  for (let at = 0; at < frames; at += 1) {
    canvas.pan(Math.sin(at / 8) * 0.02, Math.cos(at / 8) * 0.02);
    await new Promise(next => requestAnimationFrame(() => requestAnimationFrame(next)));
  }
  return [...canvas.frames];
}"""
MATE = """(() => {
  const {chosen: [own], view} = explorer.store, ends = [...view.links.values()].map(l => [l.one, l.other]);
  const held = ends.filter(e => e.includes(own)).map(e => e.find(k => k !== own));
  return ends.flat().find((k, at, all) => k.startsWith('a:') && k !== own && held.includes(all[at ^ 1]));
})()"""
"""An account that shares a value with the one that is chosen."""
CLICK = """async row => {
  explorer.store.answers.clear();
  const started = performance.now();
  document.querySelectorAll('.row[aria-selected]')[row].click();
  const drawn = () => explorer.canvas?.frames.length && explorer.canvas.count;
  while (explorer.store.busy > 0 || !drawn())
    await new Promise(next => requestAnimationFrame(next));
  await new Promise(next => requestAnimationFrame(() => requestAnimationFrame(next)));
  return (performance.now() - started) / 1000;
}"""


@dataclass
class Found:
    """What was measured."""

    first: dict[int, list[float]] = field(default_factory=dict)
    nodes: dict[int, int] = field(default_factory=dict)
    frames: dict[int, list[float]] = field(default_factory=dict)
    requests: int = 0
    bytes: int = 0
    faults: int = 0
    hunts: dict[str, tuple[int, float]] = field(default_factory=dict)


@contextmanager
def opened(url: str, key: str) -> Iterator[Page]:
    """The explorer of a service in a browser of its own, entered."""
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=browser.chromium(), args=list(browser.FLAGS))
        context = made.new_context(viewport={"width": 1280, "height": 720}, reduced_motion="reduce")
        tab = context.new_page()
        tab.goto(f"{url}/explorer")
        tab.fill("input[name=key]", key)
        tab.keyboard.press("Enter")
        tab.wait_for_selector(".row[aria-selected]")
        yield tab
        made.close()


def until(tab: Page, says: str) -> None:
    """Wait until a script says so."""
    while not tab.evaluate(says):
        tab.wait_for_timeout(10)


def first(tab: Page, row: int) -> float:
    """Seconds from a click on a row of the table to the picture of its ring."""
    tab.click(".brand")
    tab.wait_for_selector(".row[aria-selected]")
    return float(tab.evaluate(CLICK, row))


def panned(tab: Page, row: int) -> tuple[int, list[float]]:
    """How many nodes are drawn of a ring that is opened whole, and the script of each frame while it is moved."""
    first(tab, row)
    tab.evaluate("explorer.store.open([{do: 'ring', ring: explorer.store.ring.ring_id, whole: true}])")
    until(
        tab,
        "explorer.store.busy === 0 && explorer.canvas.count > 1000 || explorer.store.view.folded.length === 0",
    )
    tab.wait_for_timeout(500)
    return int(tab.evaluate("explorer.canvas.count")), list(tab.evaluate(PAN, FRAMES))


def expansion(tab: Page) -> int:
    """Requests that one expansion makes."""
    node = tab.evaluate("[...explorer.store.view.nodes.keys()].find(key => key.startsWith('a:'))")
    before = tab.evaluate("explorer.store.api.requests")
    tab.evaluate("key => explorer.store.act({do: 'expand', node: key, kind: 'card', pages: 1})", node)
    after: int = tab.evaluate("explorer.store.api.requests")
    return after - int(before)


def faults(tab: Page) -> int:
    """What axe finds on the page as it is."""
    tab.evaluate((page.installed() / "axe-core" / "axe.min.js").read_text())
    return int(
        tab.evaluate("axe.run(document, {resultTypes: ['violations']}).then(r => r.violations.length)")
    )


def hunts(tab: Page, ring: int) -> dict[str, tuple[int, float]]:
    """Three investigations, each as clicks (words typed count as one) and seconds of the page."""
    found: dict[str, tuple[int, float]] = {}
    tab.click(".brand")
    began = time.monotonic()
    tab.fill("#search", f"acct-{ring}-7")
    tab.keyboard.press("Enter")
    until(tab, "explorer.store.chosen.length === 1 && explorer.store.busy === 0")
    found["find the ring of an account"] = (2, time.monotonic() - began)
    began = time.monotonic()
    other = tab.evaluate(MATE)
    tab.evaluate("key => explorer.store.choose([...explorer.store.chosen, key])", other)
    tab.wait_for_selector(".details .ties")
    found["say why two are linked"] = (1, time.monotonic() - began)
    began = time.monotonic()
    tab.get_by_role("button", name="Accounts × values").click()
    tab.get_by_role("rowheader").last.get_by_role("button").click()
    tab.keyboard.press("h")
    until(tab, "explorer.store.view.hidden === 1 && explorer.store.busy === 0")
    found["take out a bystander"] = (3, time.monotonic() - began)
    return found


def measure(url: str, key: str, sizes: tuple[int, ...], rounds: int) -> Found:
    """Everything, on one service."""
    found = Found(bytes=page.compressed(page.BUILT))
    with opened(url, key) as tab:
        for row, size in enumerate(sizes):
            found.first[size] = [first(tab, row) for _ in range(rounds)]
        found.requests = expansion(tab)
        found.faults = faults(tab)
        found.hunts = hunts(tab, len(sizes) - 1)
        for size in [each for each in PANNED if each in sizes] or sizes[:1]:
            found.nodes[size], found.frames[size] = panned(tab, sizes.index(size))
    return found


ELSEWHERE: Mapping[str, tuple[str, str]] = {
    "find the ring of an account": (
        "search, add to the canvas, expand it, then each neighbour of it: 3 and one a node; a ring is not known",
        "write a MATCH of three to five hops by hand, run it: no click, one query; the ring is what the query says",
    ),
    "say why two are linked": (
        "choose the node between, read its properties, for each shared value: 2 a value; no weights, no crowds",
        "a query for the nodes between them, a click on each: 1 query and 1 a value",
    ),
    "take out a bystander": (
        "look through the neighbours of each account, remove the node: 2 and one look an account; not undone",
        "hide the node: 2; it comes back with the next query",
    ),
}


def report(found: Found) -> str:
    """The figures as a page."""
    first_rows = [
        [f"{size:,}", f"{statistics.median(took):.2f} s", f"{max(took):.2f} s", aim(FIRST.get(size), "s")]
        for size, took in found.first.items()
    ]
    frame_rows = [
        [
            *(
                f"{size:,}",
                f"{found.nodes[size]:,}",
                f"{statistics.median(took):.1f} ms",
                f"{worst(took):.1f} ms",
            ),
            aim(PANNED[size][1] if size in PANNED else None, "ms"),
        ]
        for size, took in found.frames.items()
    ]
    hunt_rows = [
        [name, f"{clicks}", f"{took:.1f} s", *ELSEWHERE[name]] for name, (clicks, took) in found.hunts.items()
    ]
    parts = [
        "# The explorer, measured",
        f"By `python -m bench.explorer` on {os.cpu_count()} cores without a graphics card "
        f"({platform.machine()}; Chromium draws by SwiftShader on the same cores), medians of {ROUNDS}.",
        "## First picture, from the click\nRings of more than 1,000 accounts open as their pieces; each time the "
        "service is asked anew.",
        table(["accounts", "median", "most", "aim"], first_rows),
        "## Script a frame while panning\nRings drawn whole; between the renderer's beforeRender and afterRender.",
        table(["accounts", "nodes drawn", "median", "95th", "aim"], frame_rows),
        "## The rest",
        f"- Requests of one expansion: {found.requests} (at most 2).\n- The page: {found.bytes:,} bytes by gzip (at "
        f"most 150,000).\n- axe on a ring with its panels: {found.faults} violations.",
        "## Three investigations\nClicks are counted on the page (words typed and sent are two); seconds are the "
        "page's own, between them. What AWS Graph Explorer and Neo4j Browser would need is counted on paper, by how "
        "they work, and was not run: neither knows rings, weights or crowds.",
        table(["investigation", "clicks", "seconds", "AWS Graph Explorer", "Neo4j Browser"], hunt_rows),
    ]
    return "\n\n".join(parts) + "\n"


def worst(times: list[float]) -> float:
    """The 95th percentile."""
    return sorted(times)[int(len(times) * 0.95)]


def aim(most: float | None, unit: str) -> str:
    """An aim in words."""
    return "" if most is None else f"{most:g} {unit}"


def main(arguments: list[str]) -> int:
    """Measure, and write it down."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--brief", action="store_true")
    chosen = parser.parse_args(arguments)
    sizes = BRIEF if chosen.brief else SIZES
    with tempfile.TemporaryDirectory() as folder:
        key = explored.make(Path(folder), sizes)
        with server(SERVICE, Path(folder)) as (port, _):
            told = report(measure(f"http://127.0.0.1:{port}", key, sizes, 1 if chosen.brief else ROUNDS))
    if chosen.brief:
        print(told)
    else:
        (HERE / "explorer.md").write_text(told)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
