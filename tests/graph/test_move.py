"""A graph moved is the same graph, whichever store it moves from and to."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from linkage.errors import Refused, UnknownBatch
from linkage.graph import Store, move, open_store
from linkage.model import Batch
from tests.graph.build import EPOCH, contents, fill, holds, load, part
from tests.graph.empty import Empty, empty

PAIRS = (
    ("sqlite", "sqlite"),
    pytest.param(("sqlite", "postgres"), marks=pytest.mark.postgres),
    pytest.param(("sqlite", "neo4j"), marks=pytest.mark.neo4j),
    pytest.param(("neo4j", "sqlite"), marks=pytest.mark.neo4j),
    pytest.param(("postgres", "neo4j"), marks=[pytest.mark.postgres, pytest.mark.neo4j]),
    pytest.param(("neo4j", "postgres"), marks=[pytest.mark.postgres, pytest.mark.neo4j]),
)


class Pair:
    """Two stores of which one was moved to the other, once for all tests that only read them."""

    def __init__(self, first: Empty, second: Empty) -> None:
        self._places = first, second
        self._open = ExitStack()
        self._made: Moved | None = None

    def made(self) -> "Moved":
        """The two, as the move left them."""
        if self._made is None:
            source, target = (self._open.enter_context(each.store()) for each in self._places)
            fill(source)
            self._made = Moved(source, target, moved(source, target))
        return self._made

    def forget(self) -> None:
        """Whoever comes next finds others."""
        self._open.close()
        self._made = None


@dataclass(frozen=True)
class Moved:
    """A store with everything in it, the one it was moved to, and what was moved."""

    source: Store
    target: Store
    plan: move.Plan


@pytest.fixture(scope="module", params=PAIRS, ids="-".join)
def pair(request: pytest.FixtureRequest) -> Iterator[Pair]:
    """Where to move from, and where to."""
    with empty(request.param[0], request) as first, empty(request.param[1], request) as second:
        found = Pair(first, second)
        yield found
        found.forget()


@pytest.fixture
def read(pair: Pair) -> Moved:
    """Stores that are only read."""
    return pair.made()


@pytest.fixture
def own(pair: Pair) -> Iterator[Moved]:
    """The same for a test that changes them: to move again takes a place, though nothing is written."""
    yield pair.made()
    pair.forget()


@pytest.fixture
def files(tmp_path: Path, filled: Path) -> Iterator[tuple[Store, Store]]:
    """The same of two files, for what has nothing to do with the kind of store."""
    shutil.copy(filled, tmp_path / "old.sqlite")
    urls = [f"sqlite:///{tmp_path / name}.sqlite" for name in ("old", "new")]
    with closing(open_store(urls[0])) as source, closing(open_store(urls[1])) as target:
        yield source, target


def moved(source: Store, target: Store, last: int = 6) -> move.Plan:
    wanted = move.plan(source, last)
    move.copy(source, target, wanted)
    move.compare(source, target, wanted)
    move.finish(target, wanted)
    return wanted


def test_a_run_reads_the_same_after_a_move(read: Moved) -> None:
    source, target = read.source, read.target
    wanted = read.plan
    assert contents(target) == contents(source)
    for watermark in range(1, 7):
        assert contents(target, watermark) == contents(source, watermark)
    keys = source.held(6).shared["value"].unique().sort()
    assert target.values(keys).equals(source.values(keys))
    assert target.counts() == source.counts()
    assert (wanted.folded, len(wanted.real), len(wanted.steps)) == (2, 4, 6)


def test_moving_again_changes_nothing(own: Moved) -> None:
    source, target = own.source, own.target
    before = contents(target), target.counts(), target.batches()
    moved(source, target)
    assert before == (contents(target), target.counts(), target.batches())


def test_neighbours_and_paths_are_the_same(read: Moved) -> None:
    source, target = read.source, read.target
    assert target.path(1, 5) == source.path(1, 5) != []
    first, second = (each.neighbours([1], depth=2) for each in (source, target))
    assert first.facts.sort("account", "value").equals(second.facts.sort("account", "value"))


def test_batches_keep_their_places_and_what_was_folded_stays_so(own: Moved) -> None:
    source, target = own.source, own.target
    told = [(each.batch, each.state) for each in source.records()]
    assert [(each.batch, each.state) for each in target.records()] == told
    assert target.epoch() == EPOCH
    for folded in ("a", "b"):
        with pytest.raises(UnknownBatch):
            target.withdraw(folded)
    assert not target.begin(Batch("b", "facts", EPOCH))
    assert target.withdraw("d").seq == 4
    assert load(target, "c", part(holds(4, 100))).seq == 7 == load(source, "c", part(holds(4, 100))).seq


@pytest.mark.parametrize("broken", range(1, 6))
def test_a_move_that_was_broken_off_goes_on(
    files: tuple[Store, Store], monkeypatch: pytest.MonkeyPatch, broken: int
) -> None:
    source, target = files
    monkeypatch.setattr(move, "AT_ONCE", 2)
    commit, made = target.commit, []

    def cut(batch: Batch) -> Batch:
        made.append(commit(batch))
        if len(made) == broken:
            raise KeyboardInterrupt
        return made[-1]

    monkeypatch.setattr(target, "commit", cut)
    with pytest.raises(KeyboardInterrupt):
        move.copy(source, target, move.plan(source, 6))
    monkeypatch.undo()
    assert len(target.batches()) == broken
    moved(source, target)
    assert contents(target) == contents(source)


def test_batches_that_came_since_are_moved_by_the_same_again(files: tuple[Store, Store]) -> None:
    source, target = files
    wanted = move.plan(source, 6)
    move.copy(source, target, wanted)
    load(source, "g", part(holds(9, 100)))
    with pytest.raises(Refused, match="during the move"):
        move.compare(source, target, wanted)
    moved(source, target, 7)
    assert contents(target) == contents(source)


def test_batches_that_came_after_a_move_was_finished_are_refused(files: tuple[Store, Store]) -> None:
    source, target = files
    moved(source, target)
    load(source, "g", part(holds(9, 100)))
    with pytest.raises(Refused, match="empty it"):
        moved(source, target, 7)


def test_a_store_with_something_else_in_it_is_refused_and_stays_as_it_is(files: tuple[Store, Store]) -> None:
    source, target = files
    load(target, "mine", part(holds(1, 100)))
    before = contents(target)
    with pytest.raises(Refused, match="not empty"):
        moved(source, target)
    assert contents(target) == before


def test_a_batch_that_is_gone_since_it_was_copied_is_refused(files: tuple[Store, Store]) -> None:
    source, target = files
    moved(source, target)
    source.withdraw("d")
    with pytest.raises(Refused, match="not empty"):
        moved(source, target)


def test_what_differs_is_named(files: tuple[Store, Store]) -> None:
    source, target = files
    wanted = moved(source, target)
    target.erase(1)
    with pytest.raises(Refused, match="accounts"):
        move.compare(source, target, wanted)


def test_an_empty_graph_moves_to_an_empty_one(tmp_path: Path) -> None:
    urls = [f"sqlite:///{tmp_path / name}.sqlite" for name in ("old", "new")]
    with closing(open_store(urls[0])) as source, closing(open_store(urls[1])) as target:
        assert moved(source, target, 0).steps == ()
        assert target.epoch() is None


def test_a_reingest_that_was_broken_off_stays_behind(files: tuple[Store, Store]) -> None:
    source, target = files
    load(source, "a", part(holds(1, 100)), epoch="feedface/2")
    wanted = moved(source, target, 7)
    assert wanted.left == 1
    assert {each.epoch for each in target.batches()} == {EPOCH}
    assert contents(target) == contents(source)
    assert replace(wanted, left=0) == replace(move.plan(source, 7), left=0)
