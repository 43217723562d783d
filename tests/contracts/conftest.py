"""The stores that keep the contract; what is said of one is said of all."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from linkage.graph import Store, open_store


def _sqlite(folder: Path) -> str:
    return f"sqlite:///{folder / 'graph.sqlite'}"


URLS: dict[str, Callable[[Path], str]] = {"sqlite": _sqlite}
"""By name of the store, an URL of an empty one."""


@pytest.fixture(params=URLS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return URLS[request.param](tmp_path)


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    opened = open_store(url)
    yield opened
    opened.close()
