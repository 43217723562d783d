"""From what the caller named to the tables there are: files, folders, databases."""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from linkage.errors import NoFeed, UnknownFormat, WrongUse
from linkage.ingest import partitions
from linkage.ingest.columnar import Columnar
from linkage.ingest.delimited import Delimited
from linkage.ingest.feeds import FEEDS
from linkage.ingest.jsonfile import JsonFile
from linkage.ingest.jsonlines import JsonLines
from linkage.ingest.mapping import Mapping
from linkage.ingest.partitions import Partitioned, Unreadable
from linkage.ingest.query import Query
from linkage.ingest.readers import Table
from linkage.ingest.sheet import Sheet
from linkage.ingest.stream import CODECS
from linkage.printable import shown

FORMATS: dict[str, Callable[[Path], Table]] = {
    ".parquet": Columnar,
    ".csv": Delimited,
    ".tsv": Delimited,
    ".txt": Delimited,
    ".jsonl": JsonLines,
    ".json": JsonFile,
    ".xlsx": Sheet,
}
"""Formats by suffix."""

PACKED = frozenset({".parquet", ".xlsx"})
"""Those that are compressed by themselves, and not read from `.gz` or `.zst`."""

_DEEPEST = 16
"""Most folders below one another that are looked into."""


@dataclass(frozen=True)
class Source:
    """A table and the feed it is."""

    feed: str
    label: str
    """What people are told it is called."""
    stem: str
    """Its name without suffixes: the second half of the id of a batch that the caller named."""
    table: Table
    path: Path | None = None
    """The file it is read of; None for a database."""


def find(paths: Sequence[str], mapping: Mapping, notice: Callable[[str], None]) -> list[Source]:
    """The sources at some paths and in a mapping, in the order of the feeds, then as named.

    A path is a file, a folder, `FEED=FILE`, or `FEED=URL#QUERY`. A folder holds files by feed name, also with
    something behind a `-` or a `.` (`usage-2026-01.parquet`), or folders of that name with files of any name,
    also in folders that say what a column is (`country=DE`);
    `notice` is told once of every file in it that is no feed. Raises `NoFeed`, `UnknownFormat`, `WrongUse`.
    """
    skipped: list[str] = []

    def skip(said: str) -> None:
        skipped.append(said)
        notice(said)

    found = [source for path in paths for source in _at(path, mapping, skip)]
    found += [
        Source(each.feed, name, name, Query(name, each.url, each.query))
        for name, each in sorted(mapping.sources.items())
    ]
    if not found:
        there = f" ({'; '.join(skipped[:3])}{'; …' if len(skipped) > 3 else ''})" if skipped else ""
        where = ", ".join(map(shown, paths)) or "no path at all"
        raise NoFeed(f"no feed at {where}{there}: name files {_names('.csv')} and so on")
    order = list(FEEDS)
    return sorted(found, key=lambda source: order.index(source.feed))


def _at(path: str, mapping: Mapping, notice: Callable[[str], None]) -> Iterator[Source]:
    """The sources at one path."""
    feed, equals, rest = path.partition("=")
    if equals and feed in FEEDS and not Path(path).exists():
        yield from _named(feed, rest, notice)
    elif Path(path).is_dir():
        yield from _at_folder(Path(path), mapping, notice)
    else:
        file = Path(path)
        yield _file(file, mapping.feed(file.name, _stem(file)))


def _at_folder(folder: Path, mapping: Mapping, notice: Callable[[str], None]) -> Iterator[Source]:
    """The sources in a folder of feeds, or in one that is a feed itself, as Spark writes it."""
    feed = mapping.feed(folder.name, _stem(folder))
    if feed is not None and not any(mapping.feed(each.name, _stem(each)) for each in folder.iterdir()):
        yield from _parts(folder, feed, notice)
    else:
        yield from _folder(folder, mapping, notice)


def _named(feed: str, rest: str, notice: Callable[[str], None]) -> Iterator[Source]:
    """The sources of a feed that the caller named with the path."""
    url, _, query = rest.partition("#")
    if "://" in url:
        if not query.strip():
            raise WrongUse(f"{feed}={url.partition(':')[0]}://…: name the query too, as {feed}=URL#QUERY")
        yield Source(feed, f"{feed} by SQL", feed, Query(f"{feed} by SQL", url, query))
    elif Path(rest).is_dir():
        yield from _parts(Path(rest), feed, notice)
    else:
        yield _file(Path(rest), feed)


def _folder(folder: Path, mapping: Mapping, notice: Callable[[str], None]) -> Iterator[Source]:
    for each in sorted(folder.iterdir()):
        feed = mapping.feed(each.name, _stem(each))
        if each.name.startswith((".", "_")):
            continue
        if feed is not None and each.is_dir():
            yield from _parts(each, feed, notice)
        elif feed is not None and _format(each) is not None and not _note(each, mapping):
            if _odd(each):
                notice(f"{shown(each.name)} is a pipe or a device: skipped")
            else:
                yield _source(each, feed)
        else:
            notice(f"{shown(each.name)} is not a feed: skipped")


def _parts(folder: Path, feed: str, notice: Callable[[str], None]) -> Iterator[Source]:
    """The files of a folder that is one feed, and of the folders in it."""
    if (folder / "_delta_log").is_dir():
        why = (
            f"{shown(folder.name)} is a Delta table, in which rows may be deleted: write it as plain Parquet"
        )
        yield Source(feed, shown(folder.name), shown(_stem(folder)), Unreadable(why))
        return
    for each in _within(folder, _DEEPEST):
        inside = each.relative_to(folder)
        if _format(each) is None or _odd(each) or _note(each):
            notice(f"{shown(f'{folder.name}/{inside}')} is not a feed: skipped")
            continue
        same = {key: value for part in inside.parts[:-1] for key, value in partitions.said(part).items()}
        found = replace(_source(each, feed), label=shown(str(inside)))
        yield replace(found, table=Partitioned(found.table, same)) if same else found


def _within(folder: Path, deep: int) -> Iterator[Path]:
    """Files in a folder and below, in order; hidden ones and those of tools (`_SUCCESS`, `.crc`) are left out."""
    for each in sorted(folder.iterdir()):
        if each.name.startswith((".", "_")):
            continue
        if each.is_dir() and deep:
            yield from _within(each, deep - 1)
        else:
            yield each


def _note(path: Path, mapping: Mapping | None = None) -> bool:
    """Whether a `.txt` among feeds may be a note to people: the map does not name it, and it is called as no feed."""
    names = {path.name, _stem(path)}
    return _suffixes(path)[0] == ".txt" and not (mapping and names & {*mapping.files, *FEEDS})


def _odd(path: Path) -> bool:
    """Whether a path is there and no file: a pipe, a device, a folder."""
    return path.exists() and not path.is_file()


def _source(path: Path, feed: str) -> Source:
    """A file of a known format."""
    known = table(path)
    assert known is not None
    return Source(feed, shown(path.name), shown(_stem(path)), known, path)


def _file(path: Path, feed: str | None) -> Source:
    """A file that the caller named."""
    name = shown(path.name)
    if not path.exists():
        raise NoFeed(f"{shown(str(path))} does not exist")
    if _odd(path):
        raise WrongUse(f"{name} is a pipe or a device: write what it gives to a file, and name that")
    if not os.access(path, os.R_OK):
        raise WrongUse(f"{shown(str(path))} is not readable: change its permissions")
    if _format(path) is None:
        known = ", ".join(FORMATS)
        raise UnknownFormat(
            f"{name} has an unknown format; known are {known}; CSV and JSON also as .gz and .zst"
        )
    if feed is None:
        raise WrongUse(
            f"{name} does not have the name of a feed: name the feed as FEED={name}, or under [files] in a "
            f"mapping; the feeds are {', '.join(FEEDS)}"
        )
    return _source(path, feed)


def _suffixes(path: Path) -> tuple[str, str]:
    """Suffixes of format and compression; the latter may be empty."""
    last = path.suffix.lower()
    return (Path(path.stem).suffix.lower(), last) if last in CODECS else (last, "")


def _format(path: Path) -> Callable[[Path], Table] | None:
    suffix, compression = _suffixes(path)
    return None if suffix in PACKED and compression else FORMATS.get(suffix)


def table(path: Path) -> Table | None:
    """The table in a file, by its suffix; None for a format that is not known."""
    known = _format(path)
    return None if known is None else known(path)


def is_text(path: Path) -> bool:
    """Whether a file is of text, which has an encoding."""
    known = _format(path)
    return known is not None and _suffixes(path)[0] not in PACKED


def _stem(path: Path) -> str:
    """The name without suffixes of format and compression."""
    suffix, compression = _suffixes(path)
    known = len(suffix if suffix in FORMATS else "") + len(compression)
    return path.name[: len(path.name) - known]


def _names(suffix: str) -> str:
    return ", ".join(f"{name}{suffix}" for name in list(FEEDS)[:3])
