"""What is to be read of a table and under which batch, settled before anything is written."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain

import polars as pl

from linkage.errors import MissingColumn, WrongUse
from linkage.ingest import forms, nested, several, still, words
from linkage.ingest.feeds import FEEDS, Feed
from linkage.ingest.mapping import Mapping
from linkage.ingest.options import Options
from linkage.ingest.readers import NUMBER, ROW, Chunk, reading
from linkage.ingest.sources import Source


@dataclass(frozen=True)
class Plan:
    """A table whose columns are known to be enough for its feed."""

    source: Source
    feed: Feed
    names: dict[str, tuple[str, ...]]
    """The table's columns that are each column of the feed; several are joined."""
    ignored: tuple[str, ...]
    """Columns of the table that the feed does not have."""
    options: Options
    stamp: tuple[int, int] | None = None
    """Size and time of its file when it was looked at."""

    def chunks(self) -> Iterator[Chunk]:
        """Its rows, with `row` and the columns named as in the feed."""
        told = partial(self.options.progress, self.source.label)
        asked = list(dict.fromkeys(chain.from_iterable(self.names.values())))
        with reading(self.source.label):
            yield from self._named(self.source.table.chunks(asked, self.options.chunk_rows, told))
        if still.stamp(self.source.path) != self.stamp:
            raise WrongUse(
                f"{self.source.label} changed while it was read: nothing of it was loaded; load it again"
            )

    def _named(self, chunks: Iterator[Chunk]) -> Iterator[Chunk]:
        for chunk in chunks:
            there = {name: there_of(chunk.rows, own) for name, own in self.names.items()}
            named = [several.joined(chunk.rows, own).alias(name) for name, own in there.items() if own]
            rows = chunk.rows.select(pl.col(NUMBER).alias(ROW), *named)
            yield Chunk(self._ordinary(rows), chunk.spoiled)

    def _ordinary(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Rows whose times, numbers and words are in the ordinary form."""
        return words.ordinary(forms.ordinary(rows, self._forms()), self.options.mapping.said(self.feed.name))

    def _forms(self) -> dict[str, str]:
        """Forms of times and numbers that the map names, by column."""
        return dict(self.options.mapping.forms.get(self.feed.name, {}))

    def digest(self) -> str:
        """Digest of what the table holds, and of how it is read when that is not in the ordinary way."""
        with reading(self.source.label):
            digest = self.source.table.digest()
        way = self._way()
        if not way:
            return digest
        return hashlib.blake2b(f"{digest}\0{way}".encode(), digest_size=16).hexdigest()

    def _way(self) -> str:
        """How reading differs from the ordinary: the same bytes read otherwise are other rows."""
        feed, mapping = self.feed.name, self.options.mapping
        owns = {name: own for name, own in sorted(self.names.items()) if own != (name,)}
        renamed = {name: own if len(own) > 1 else own[0] for name, own in owns.items()}
        kinds = {name: each.normaliser for name, each in sorted(mapping.kinds.items())}
        other = Mapping().feed(self.source.stem, self.source.stem) != feed
        ways = [renamed, kinds if feed == "facts" else {}, self.options.hash_ids, other]
        ways += [sorted(self._forms().items())] if self._forms() else []
        said = mapping.said(feed)
        ways += [sorted((name, sorted(own.items())) for name, own in said.items())] if said else []
        return f"{feed} {ways}" if any(ways) else ""


def make(source: Source, options: Options) -> Plan:
    """Look at the header of a table; `MissingColumn` when its feed cannot do with it."""
    feed, seen = FEEDS[source.feed], still.stamp(source.path)
    named = (source.stem,) if source.path is None else (source.path.name, source.stem)
    options = replace(options, mapping=options.mapping.of(source.feed, *named))
    names = {name: options.mapping.own(feed.name, name) for name in feed.names}
    with reading(source.label):
        given = source.table.columns([own for name in feed.required for own in names[name]])
    if given is None:
        return Plan(source, feed, names, (), options, seen)
    _require(source.label, feed, names, given)
    mapped = [(name, own) for name, owns in names.items() for own in owns if owns != (name,)]
    for name, own in mapped:
        if own not in given:
            options.notice(f"{source.label} has no column `{own}`, to which `{name}` is mapped")
    used = list(chain.from_iterable(names.values()))
    return Plan(source, feed, names, nested.unused(given, used), options, seen)


def there_of(rows: pl.DataFrame, names: Sequence[str]) -> list[str]:
    """Those of some columns that rows have; none where the first is not among them."""
    return [name for name in names if name in rows.columns] if names[0] in rows.columns else []


def _require(label: str, feed: Feed, names: dict[str, tuple[str, ...]], given: Sequence[str]) -> None:
    """Refuse a header that lacks a required column, or has one that is read twice."""
    for name in feed.required:
        own = next((each for each in names[name] if each not in given), None)
        if own is not None:
            mapped = "" if own == name else f" (mapped to `{own}`)"
            seen = _seen(own, given)
            raise MissingColumn(f"{label}: the feed {feed.name} needs the column `{name}`{mapped}; {seen}")
    for name, times in Counter(given).items():
        if times > 1 and name in chain.from_iterable(names.values()):
            raise WrongUse(f"{label}: the column `{name}` appears twice")


def _seen(wanted: str, given: Sequence[str]) -> str:
    """What a header has instead; only a name much like the one wanted is quoted, since a header may be a row."""
    like = [name for name in given if _letters(name) == _letters(wanted)]
    if like:
        return f"it has `{like[0]}`: rename it, or map it in a file for --map"
    if not given:
        return "its first line names no column: is there a header, or one JSON object a line?"
    if len(given) == 1:
        return "it has one column alone: commas, semicolons, tabs and | separate columns"
    return f"it has {len(given)} columns of other names: is there a header?"


def _letters(name: str) -> str:
    return "".join(each for each in name.casefold() if each.isalnum())


def keys(sources: Sequence[Source], key: str | None) -> list[str | None]:
    """Ids of the batches of some sources, made of the caller's key; None where the digest is the id.

    One that cannot be read has its id all the same: the others keep theirs once it can.
    """
    if key is None or len(sources) == 1:
        return [key] * len(sources)
    seen: Counter[str] = Counter()
    found: list[str | None] = []
    for each in sources:
        seen[each.stem] += 1
        more = seen[each.stem]
        found.append(f"{key}/{each.stem}" + (f"~{more}" if more > 1 else ""))
    return found
