from collections.abc import Iterator
from pathlib import Path

import pytest

from linkage.graph import open_store
from linkage.graph.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path / 'graph.sqlite'}")
    yield opened
    opened.close()
