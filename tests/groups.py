"""Which tests one worker runs after each other, and which begin first, for `--dist loadgroup`.

A file is a group, so that what its tests share is made once. All that need the Neo4j are one group: it has one
database, so that two workers would wait for each other. Long groups come first and short ones last: then no worker
is idle at the end.
"""

from collections import Counter

import pytest

TOGETHER = ("neo4j", "tests/client/", "tests/explorer/")
"""Marks and folders whose tests share a server that is dear to start."""
SLOW = 40
"""Tests of the usual length that one with the mark `slow` counts for."""
BROWSER = 10
"""Tests of the usual length that one in a browser counts for."""
SERVERS = {"neo4j": 30, "postgres": 3}
"""Tests of the usual length that one against such a server counts for."""


def deal(items: list[pytest.Item]) -> None:
    """Mark every test with its group, but for those that name one themselves."""
    for item in items:
        if item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(of(item)))


def of(item: pytest.Item) -> str:
    """The group of a test: what it shares with others, or its file."""
    path = item.nodeid.partition("::")[0]
    if item.get_closest_marker("neo4j"):
        return "neo4j"
    return next((each for each in TOGETHER if path.startswith(each)), path)


def order(items: list[pytest.Item]) -> None:
    """Put the tests of a group side by side, and the groups that take longest first."""
    length: Counter[str] = Counter()
    for item in items:
        length[named(item)] += weight(item)
    items.sort(key=lambda item: (-length[named(item)], named(item)))


def settled(items: list[pytest.Item]) -> None:
    """Refuse ids that xdist cannot deal by: of several tests of one id it runs one, and it knows a group by the id."""
    dealt = [item for item in items if item.config.getoption("loadgroup", False)]
    loose = [item.nodeid for item in dealt if not item.nodeid.endswith(f"@{named(item)}")]
    twice = [each for each, number in Counter(item.nodeid for item in items).items() if number > 1]
    if loose or twice:
        raise pytest.UsageError(
            f"tests without a group or an id of their own: {', '.join((loose + twice)[:3])}"
        )


def named(item: pytest.Item) -> str:
    """The group that a test is marked with."""
    mark = item.get_closest_marker("xdist_group")
    return str(mark.args[0]) if mark else item.nodeid


def weight(item: pytest.Item) -> int:
    """How long it takes, about, in tests of the usual length."""
    most = [count for name, count in SERVERS.items() if item.get_closest_marker(name)]
    alone = BROWSER if named(item) == "tests/explorer/" else 1
    return max([SLOW if item.get_closest_marker("slow") else alone, *most])
