"""A graph copied into another store: every batch under its own place in the order of commits.

Places of batches that were withdrawn are taken by empty ones, of an epoch that is dropped at the end, so that a
watermark means the same in both stores. What was folded is folded again. Killed anywhere it goes on where it was:
a store whose batches are the first of those to come is taken for a copy that was broken off.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import polars as pl

from linkage import tables
from linkage.errors import Refused
from linkage.graph.store import Store
from linkage.model import Batch
from linkage.tables import Normalised

AT_ONCE: Final = 64
"""Batches that are open side by side: the source is gone through once for so many."""
HOLE: Final = "moved"
"""Epoch of the empty batches."""
READS: Final = ("accounts", "measures", "relations", "labels", "exits", "held")
"""What a run and policies read, and what is compared at the end."""

Told = Callable[[int, int], None]
"""Batches that are there, and how many there will be."""


@dataclass(frozen=True)
class Step:
    """One batch to write."""

    batch: Batch
    number: int | None
    """What its rows are kept under in the source; None for one without any."""

    @property
    def hole(self) -> bool:
        """Whether it only takes a place."""
        return self.batch.epoch == HOLE


@dataclass(frozen=True)
class Plan:
    """What there is to write, by place."""

    epoch: str | None
    steps: tuple[Step, ...]
    folded: int
    """Place of the last batch that was folded; 0 for none."""
    left: int
    """Batches of an epoch that is not read: of a `reingest` that was broken off. They are not copied."""

    @property
    def real(self) -> list[Batch]:
        """The batches that are there at the end."""
        return [each.batch for each in self.steps if not each.hole]

    @property
    def last(self) -> Batch | None:
        """The last of them."""
        return next(iter(self.real[::-1]), None)


def plan(store: Store, last: int) -> Plan:
    """What a copy of a store consists of; `last` is the highest place ever given, of withdrawn batches too."""
    records, epoch = store.records(), store.epoch()
    ours = {each.batch.seq or 0: each for each in records if each.batch.epoch == epoch}
    holders = {each.holder: seq for seq, each in sorted(ours.items())}
    steps = []
    for seq in range(1, max([last, *ours]) + 1):
        record = ours.get(seq)
        if record is None:
            steps.append(Step(Batch(f"moved-{seq}", "none", HOLE, seq), None))
        else:
            steps.append(Step(record.batch, record.holder if holders[record.holder] == seq else None))
    folded = max((seq for seq, each in ours.items() if each.state == "folded"), default=0)
    return Plan(epoch, tuple(steps), folded, len(records) - len(ours))


def done(target: Store, wanted: Plan) -> int:
    """How many places are taken already; raises Refused for a store with anything else in it."""
    there = {each.seq or 0: each for each in target.batches()}
    last = max(there, default=0)
    known = {each.batch.seq: each.batch for each in wanted.steps}
    lacking = [each for each in wanted.real if (each.seq or 0) <= last and each.seq not in there]
    if lacking or any(known.get(seq) != each for seq, each in there.items()):
        raise Refused(
            "The target graph is not empty, and is not an interrupted copy of this one: "
            "name an empty one, or empty it."
        )
    return last


def copy(source: Store, target: Store, wanted: Plan, told: Told = lambda *_: None) -> None:
    """Write what the target lacks of the plan, and fold what is to be."""
    start = done(target, wanted)
    if wanted.epoch is None:
        return
    if target.epoch() is None:
        target.activate(wanted.epoch)
    waiting = [each for each in wanted.steps if (each.batch.seq or 0) > start]
    for at in range(0, len(waiting), AT_ONCE):
        told(start + at, len(wanted.steps))
        _write(source, target, waiting[at : at + AT_ONCE], wanted.last)
    if wanted.folded:
        target.compact(wanted.folded)
    told(len(wanted.steps), len(wanted.steps))


def compare(source: Store, target: Store, wanted: Plan) -> None:
    """Is all that a run reads the same in both? Raises Refused where it is not."""
    if plan(source, len(wanted.steps)) != wanted:
        raise Refused(
            "Batches were loaded or withdrawn during the move: stop loading, then run the same command again."
        )
    watermark = len(wanted.steps)
    for name in READS:
        if not getattr(source, name)(watermark).equals(getattr(target, name)(watermark)):
            raise Refused(f"The copy differs from the source ({name}): empty the target, and move again.")
    there = [each for each in target.batches() if each.epoch != HOLE]
    if there != wanted.real or target.epoch() != wanted.epoch:
        raise Refused("The target has other batches than the graph that was moved: who else writes to it?")


def finish(target: Store, wanted: Plan) -> None:
    """Drop the empty batches; the places they took are not given again."""
    if wanted.epoch is not None and any(each.epoch == HOLE for each in target.batches()):
        target.activate(wanted.epoch)


def _write(source: Store, target: Store, steps: Sequence[Step], last: Batch | None) -> None:
    """Open these batches, fill them in one way through the source, commit them in order."""
    fresh = [(each, replace(each.batch, seq=None)) for each in steps]
    filled = {each.number: batch for each, batch in fresh if each.number is not None}
    try:
        for _, batch in fresh:
            target.begin(batch)
        for number, part in pieces(source, sorted(filled)):
            target.write(filled[number], part)
        _commit(target, fresh, last)
    finally:
        for _, batch in fresh:
            target.abandon(batch)


def _commit(target: Store, fresh: Sequence[tuple[Step, Batch]], last: Batch | None) -> None:
    """Commit batches in order, each into the place it had."""
    for step, batch in fresh:
        if target.commit(batch).seq == step.batch.seq:
            continue
        if step.hole and (last is None or (last.seq or 0) < (step.batch.seq or 0)):
            return  # an earlier move was finished: these places are taken for good
        raise Refused("Another process wrote to the target graph: empty it, and move again.")


def pieces(source: Store, numbers: Sequence[int]) -> Iterator[tuple[int, Normalised]]:
    """The rows kept under those numbers, as parts of batches: each with its number, whole in itself."""
    if not numbers:
        return
    of_accounts = ("accounts", "seen", "measures", "relations", "labels", "exits")
    for accounts, *rest in zip(*(source.dump(each, numbers) for each in of_accounts), strict=True):
        seen, measures, relations, labels, exits = (_by_batch(each) for each in rest)
        for number in sorted({*seen, *measures, *relations, *labels, *exits}):
            spoken = seen.get(number, pl.DataFrame(schema={"account": pl.Int64()}))
            yield (
                number,
                Normalised(
                    accounts=accounts.join(spoken, on="account", how="semi").select(list(tables.ACCOUNTS)),
                    measures=_of(measures, number, tables.MEASURES),
                    relations=_of(relations, number, tables.RELATIONS),
                    labels=_of(labels, number, tables.LABELS),
                    exits=_of(exits, number, tables.EXITS),
                ),
            )
    of_values = ("values", "facts", "implied")
    for values, *rest in zip(*(source.dump(each, numbers) for each in of_values), strict=True):
        yield from _valued(source, values.select(list(tables.VALUES)), *map(_by_batch, rest))


def _valued(
    source: Store,
    values: pl.DataFrame,
    facts: Mapping[int, pl.DataFrame],
    implied: Mapping[int, pl.DataFrame],
) -> Iterator[tuple[int, Normalised]]:
    """Facts and pairs of a range of values, and whatever they name described."""
    for number in sorted({*facts, *implied}):
        held, pairs = _of(facts, number, tables.FACTS), _of(implied, number, tables.IMPLIED)
        ends = source.values(pairs["implied"].unique().sort())
        named = pl.concat([held["value"], pairs["value"]]).unique().to_frame("value")
        described = values.join(named, on="value", how="semi")
        yield (
            number,
            Normalised(values=pl.concat([described, ends]).unique("value"), facts=held, implied=pairs),
        )


def _by_batch(frame: pl.DataFrame) -> dict[int, pl.DataFrame]:
    """A frame by the number its rows are kept under."""
    return {int(key[0]): rows for key, rows in frame.partition_by("batch", as_dict=True).items()}


def _of(frames: Mapping[int, pl.DataFrame], number: int, schema: tables.Schema) -> pl.DataFrame:
    found = frames.get(number)
    return (
        pl.DataFrame(schema=schema) if found is None else found.select(list(schema)).cast(pl.Schema(schema))
    )
