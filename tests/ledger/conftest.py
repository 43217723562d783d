"""A fresh ledger a test, on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from linkage.ledger import Ledger, open_ledger
from tests.ledgers import BOTH, Databases, blank


@pytest.fixture
def embedded(tmp_path: Path) -> str:
    """The URL of a ledger in a file of its own."""
    return f"sqlite:///{tmp_path / 'ledger.sqlite'}"


@pytest.fixture(params=BOTH)
def url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of an empty ledger, on either database."""
    if request.param == "sqlite":
        yield blank(request.getfixturevalue("embedded"))
        return
    databases: Databases = request.getfixturevalue("databases")
    with databases.migrated() as made:
        yield made


@pytest.fixture
def ledger(url: str) -> Iterator[Ledger]:
    opened = open_ledger(url)
    yield opened
    opened.close()
