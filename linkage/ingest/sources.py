"""From what the caller named to the tables there are: files, folders, databases."""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from linkage.errors import NoFeed, UnknownFormat, WrongUse
from linkage.ingest.columnar import Columnar
from linkage.ingest.delimited import Delimited
from linkage.ingest.feeds import FEEDS
from linkage.ingest.jsonlines import JsonLines
from linkage.ingest.mapping import Mapping
from linkage.ingest.query import Query
from linkage.ingest.readers import Table
from linkage.ingest.stream import CODECS

FORMATS: dict[str, Callable[[Path], Table]] = {
    ".parquet": Columnar,
    ".csv": Delimited,
    ".jsonl": JsonLines,
}
"""Formats by suffix; all but Parquet may be compressed."""


@dataclass(frozen=True)
class Source:
    """A table and the feed it is."""

    feed: str
    label: str
    """What people are told it is called."""
    stem: str
    """Its name without suffixes: the second half of the id of a batch that the caller named."""
    table: Table


def find(paths: Sequence[str], mapping: Mapping, notice: Callable[[str], None]) -> list[Source]:
    """The sources at some paths and in a mapping, in the order of the feeds, then as named.

    A path is a file, a folder, `FEED=FILE`, or `FEED=URL#QUERY`. A folder holds files by feed name, also with
    something behind a `-` or a `.` (`usage-2026-01.parquet`), or folders of that name with files of any name;
    `notice` is told once of every file in it that is no feed. Raises `NoFeed`, `UnknownFormat`, `WrongUse`.
    """
    found = [source for path in paths for source in _at(path, mapping, notice)]
    found += [
        Source(each.feed, name, name, Query(name, each.url, each.query))
        for name, each in sorted(mapping.sources.items())
    ]
    if not found:
        raise NoFeed(
            f"no feed at {', '.join(paths) or 'no path at all'}: name files {_names('.csv')} and so on"
        )
    order = list(FEEDS)
    return sorted(found, key=lambda source: order.index(source.feed))


def _at(path: str, mapping: Mapping, notice: Callable[[str], None]) -> Iterator[Source]:
    """The sources at one path."""
    feed, equals, rest = path.partition("=")
    if equals and feed in FEEDS and not Path(path).exists():
        yield from _named(feed, rest, notice)
    elif Path(path).is_dir():
        yield from _folder(Path(path), mapping, notice)
    else:
        file = Path(path)
        yield _file(file, mapping.feed(file.name, _stem(file)))


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
        elif feed is not None and _format(each) is not None:
            yield _file(each, feed)
        else:
            notice(f"{each.name} is no feed: skipped")


def _parts(folder: Path, feed: str, notice: Callable[[str], None]) -> Iterator[Source]:
    """The files of a folder that is one feed."""
    for each in sorted(folder.iterdir()):
        if each.name.startswith((".", "_")):
            continue
        if each.is_file() and _format(each) is not None:
            yield _file(each, feed)
        else:
            notice(f"{folder.name}/{each.name} is no feed: skipped")


def _file(path: Path, feed: str | None) -> Source:
    """A file that the caller named."""
    if not path.exists():
        raise NoFeed(f"{path} does not exist")
    if not os.access(path, os.R_OK):
        raise WrongUse(f"{path} may not be read: change its permissions")
    table = _format(path)
    if table is None:
        known = ", ".join(FORMATS)
        raise UnknownFormat(
            f"{path.name} is in no format known here: {known}, the last two also .gz and .zst"
        )
    if feed is None:
        raise WrongUse(
            f"{path.name} is named like no feed: say which as FEED={path.name}, or under [files] in a "
            f"mapping; the feeds are {', '.join(FEEDS)}"
        )
    return Source(feed, path.name, _stem(path), table(path))


def _suffixes(path: Path) -> tuple[str, str]:
    """Suffixes of format and compression; the latter may be empty."""
    last = path.suffix.lower()
    return (Path(path.stem).suffix.lower(), last) if last in CODECS else (last, "")


def _format(path: Path) -> Callable[[Path], Table] | None:
    suffix, compression = _suffixes(path)
    return None if suffix == ".parquet" and compression else FORMATS.get(suffix)


def _stem(path: Path) -> str:
    """The name without suffixes of format and compression."""
    suffix, compression = _suffixes(path)
    known = len(suffix if suffix in FORMATS else "") + len(compression)
    return path.name[: len(path.name) - known]


def _names(suffix: str) -> str:
    return ", ".join(f"{name}{suffix}" for name in list(FEEDS)[:3])
