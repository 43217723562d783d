"""A fresh ledger a test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from linkage.ledger import Ledger, open_ledger


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    opened = open_ledger(f"sqlite:///{tmp_path / 'ledger.sqlite'}")
    yield opened
    opened.close()
