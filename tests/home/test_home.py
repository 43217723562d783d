"""What is done with a home, without a command line or a service."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from pydantic import SecretStr

from linkage.errors import NothingPublished, UnknownBatch
from linkage.home import schedule
from linkage.home.batches import compact, withdraw
from linkage.home.home import Home
from linkage.home.load import Wish, load
from linkage.home.publish import rollback
from linkage.home.run import detect
from linkage.settings import Settings
from linkage.simulate import write


@dataclass
class Seen:
    """Notes what it is told of."""

    parts: list[str] = field(default_factory=list)

    def tell(self, name: str) -> None:
        self.parts.append(name)

    def step(self, name: str, done: int, total: int | None) -> None:
        self.parts.append(name)


@pytest.fixture(scope="module")
def feeds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("world")
    write(folder, 310, 3, "campaigns")
    return folder / "input"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    secret = SecretStr("0123456789abcdef0123456789abcdef")
    return Home(
        Settings(home=tmp_path / "home", pepper=secret, audit_key=secret, audit_folder=tmp_path / "audit")
    )


def test_a_home_is_loaded_judged_and_read_without_a_terminal(
    home: Home, feeds: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    seen = Seen()
    taken = load(home, [str(feeds)], Wish(), seen)
    assert len(taken.loaded) == len(list(feeds.iterdir()))
    found = detect(home, seen)
    assert home.publication().run == found.publication.run
    assert seen.parts
    assert capfd.readouterr().out == ""


def test_a_table_that_cannot_be_read_keeps_no_other_out_and_is_named(
    home: Home, feeds: Path, tmp_path: Path
) -> None:
    spoilt = tmp_path / "devices.csv"
    spoilt.write_text("nothing\n1\n")
    taken = load(home, [str(next(feeds.glob("accounts*"))), str(spoilt)], Wish(), Seen())
    assert len(taken.loaded) == 1
    assert any(each.startswith("not loaded: ") for each in taken.sentences())


def test_a_batch_is_withdrawn_twice_with_one_effect(home: Home, feeds: Path) -> None:
    batch = load(home, [str(feeds)], Wish(), Seen()).loaded[0].batch
    assert withdraw(home, batch.id).id == withdraw(home, batch.id).id == batch.id
    with home.store() as store:
        assert batch.id not in [each.id for each in store.batches()]
    with pytest.raises(UnknownBatch):
        withdraw(home, "never")


def test_nothing_is_folded_and_nothing_gone_back_to_while_nothing_is_published(
    home: Home, feeds: Path
) -> None:
    load(home, [str(feeds)], Wish(), Seen())
    assert compact(home) == (0, 0)
    with pytest.raises(NothingPublished):
        rollback(home)


def test_rounds_load_what_is_new_once_and_open_what_shows_each(home: Home, feeds: Path) -> None:
    opened = 0

    @contextmanager
    def shown() -> Iterator[Seen]:
        nonlocal opened
        opened += 1
        yield Seen()

    first, second = schedule.rounds(home, [str(feeds)], Wish(), schedule.Plan(0, 2), shown)
    assert first.loaded == len(list(feeds.iterdir()))
    assert first.run
    assert (second.loaded, second.run, second.failed) == (0, None, None)
    assert opened == 2
