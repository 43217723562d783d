"""The stores that keep the contract; what is said of one is said of all."""

from collections.abc import Iterator

import pytest

from linkage.graph import Store
from tests.graph.empty import STORES, Empty, empty


@pytest.fixture(params=STORES)
def place(request: pytest.FixtureRequest) -> Iterator[Empty]:
    """Where empty stores of a kind are had."""
    with empty(request.param, request) as made:
        yield made


@pytest.fixture
def store(place: Empty) -> Iterator[Store]:
    """An empty store."""
    with place.store() as opened:
        yield opened
