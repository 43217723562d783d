"""Guesses which feed a foreign file is, and which of its columns is which; a map is what comes out.

Names are compared first, by their letters alone; then what the cells look like. What no name tells, the account's id
and the one column of times, is taken by its look alone, and said so. Nothing is loaded.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path

import polars as pl

from linkage.ingest import cells, forms, nested, several, times, words
from linkage.ingest.feeds import FEEDS, Column, Feed, Type
from linkage.ingest.mapping import Mapping as Mapped
from linkage.ingest.readers import NUMBER, Table
from linkage.ingest.vocabulary import ALONE, CLOCK, DATE, DAY, ID, LOOKS, NAMES, PARTS, PRIMARY, STEMS, TIMES
from linkage.ingest.words import letters

ROWS = 2_000
"""Rows looked at."""

ENOUGH = 0.9
"""Share of the cells of a column that must be readable in a form for it to be that form."""

HALF = 0.5
"""Least share of the cells of a column of few words that are words we know."""

UNSURE = (
    "nothing but an id and times tells what it is, so the map leaves it out; to load it write under [files]: "
)
"""What is said of a file that may be of any feed, before the line that loads it."""

OTHERWISE = "its columns or their forms differ from those of {}: the map has parts for this file alone"
"""What is said of a file that is not read as the first of its feed is."""

SAME_NAME = (
    "another file has the same name, and the map knows files by name: load this one alone, with another --map"
)
"""What is said of a file that the map cannot tell from another."""

CARRIED = ("accounts", "billing", "devices", "network")
"""Feeds whose columns one file often has together."""

UNIT = re.compile(r"\s*[(\[][^)\]]*[)\]]\s*$")
"""What stands behind the name of a column in brackets: `Betrag (EUR)`."""

LOOKED = 200
"""Rows of a column whose name says nothing that are looked at for times."""


@dataclass(frozen=True)
class Guess:
    """What a file seems to be."""

    name: str
    feed: str
    columns: Mapping[str, str]
    """The feed's column: the file's column, the first of several that are joined."""
    forms: Mapping[str, str]
    """Forms of times and numbers, by the feed's column."""
    left: tuple[str, ...]
    """Columns that were placed nowhere."""
    rows: pl.DataFrame = field(repr=False)
    """The rows looked at, with the feed's columns, in the ordinary form."""
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """What the file writes for our words, by the feed's column; not those it writes as we do."""
    doubts: tuple[str, ...] = ()
    """What could be otherwise, in sentences."""
    besides: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Further columns of the file that are joined to the first, by the feed's column."""
    sure: bool = True
    """Whether more than an id and times tells its feed; else the map leaves the file out."""

    def own(self, name: str) -> tuple[str, ...]:
        """The file's columns that are one of the feed."""
        return (self.columns[name], *self.besides.get(name, ()))

    @property
    def complete(self) -> bool:
        """Whether the feed has all it cannot do without."""
        return all(each in self.columns for each in FEEDS[self.feed].required)


def guess(path: Path, table: Table) -> Guess:
    """What a file seems to be: the feed that most of its columns fit."""
    given = table.columns() or []
    objects = nested.objects(given)
    names = [each for each in given if each and each not in objects]
    chunk = next(table.chunks(names, ROWS, lambda *_: None), None)
    rows = pl.DataFrame() if chunk is None else chunk.rows.drop(NUMBER).head(ROWS)
    lists = [each for each in rows.columns if rows[each].dtype.is_nested()]
    rows = rows.drop(lists)
    found = {feed: placed(FEEDS[feed], rows) for feed in FEEDS}
    dates = {each for each in names if each in rows.columns and dated(rows[each])}
    found = {feed: looked(FEEDS[feed], columns, rows, dates) for feed, columns in found.items()}
    best = max(FEEDS, key=lambda feed: fit(FEEDS[feed], found[feed], path.name))
    said = Mapped().feed(path.name, path.stem)
    best = said if said is not None and set(FEEDS[said].required) <= found[said].keys() else best
    guessed = told(path, FEEDS[best], found[best], rows)
    return replace(guessed, left=(*guessed.left, *lists))


def told(path: Path, feed: Feed, columns: dict[str, str], rows: pl.DataFrame) -> Guess:
    """The guess that a file is of a feed, with the forms of its columns."""
    columns, besides = in_parts(feed, columns, rows)
    named = rows.select(
        several.joined(rows, (own, *besides.get(name, ()))).alias(name) for name, own in columns.items()
    )
    types = {column.name: column for column in feed.columns}
    tried = {name: form(named[name], types[name]) for name in columns}
    fitting = {name: found for name, (found, _) in tried.items() if found}
    doubts = [
        f"`{own}` is taken for `{name}` by the look of its cells alone"
        for name, own in columns.items()
        if name in ("account_id", *PRIMARY) and not called(types[name], own)
    ]
    doubts += [f"`{columns[name]}`: {doubt}" for name, (_, doubt) in tried.items() if doubt]
    spoken = {name: spoken_of(types[name], named[name]) for name in columns}
    spoken = {name: own for name, own in spoken.items() if own}
    used = {*columns.values(), *chain.from_iterable(besides.values())}
    left = tuple(each for each in rows.columns if each not in used)
    doubts += of_others(path.name, feed, left)
    doubts += foreign(feed, columns, rows.select(left), named)
    read = words.ordinary(forms.ordinary(named, fitting), spoken)
    sure = known(path.name, feed, columns)
    doubts = doubts if sure else [f"{UNSURE}{quoted(path.name)} = {quoted(feed.name)}", *doubts]
    return Guess(path.name, feed.name, columns, fitting, left, read, spoken, tuple(doubts), besides, sure)


def in_parts(
    feed: Feed, columns: Mapping[str, str], rows: pl.DataFrame
) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    """The columns placed, and what is joined to them: names and addresses in parts, and days whose time is in a column
    of its own."""
    found, besides = dict(columns), dict[str, tuple[str, ...]]()
    for name in (each for each in PARTS if each in feed.names):
        free = [each for each in rows.columns if each == found.get(name) or each not in found.values()]
        parts = named_parts(PARTS[name], free)
        if len(parts) > 1 and found.get(name) in (None, *parts):
            found[name], besides[name] = parts[0], tuple(parts[1:])
    clocks = [each for each in rows.columns if each not in found.values() and look(rows[each], CLOCK)]
    days = [
        each.name
        for each in feed.columns
        if each.type is Type.TIME and each.name in found and look(rows[found[each.name]], DAY)
    ]
    if len(clocks) == len(days) == 1:
        besides[days[0]] = (clocks[0],)
    return {name: found[name] for name in feed.names if name in found}, besides


def named_parts(slots: Sequence[str], free: Sequence[str]) -> list[str]:
    """The columns that are called as parts of a column are, in their order; none where the first part lacks."""
    named = [next((each for each in free if letters(each) in slot.split()), None) for slot in slots]
    return [each for each in dict.fromkeys(named) if each is not None] if named[0] is not None else []


def is_part(feed: Feed, own: str) -> bool:
    """Whether a file's column is called as a part of a column of a feed."""
    slots = chain.from_iterable(slots for name, slots in PARTS.items() if name in feed.names)
    return any(letters(own) in slot.split() for slot in slots)


def look(raw: pl.Series, pattern: str) -> bool:
    """Whether the cells of a column of text look so."""
    return raw.dtype == pl.String and share(raw.str.contains(pattern), raw) >= ENOUGH


def known(name: str, feed: Feed, columns: Mapping[str, str]) -> bool:
    """Whether a file's name tells its feed, the name of its column of times, or any other column."""
    timed = [each for each in feed.columns if each.name in PRIMARY and each.name in columns]
    named = any(called(each, columns[each.name]) for each in timed)
    return named or bool(columns.keys() - {"account_id", *PRIMARY}) or entitled(name, feed)


def entitled(name: str, feed: Feed) -> bool:
    """Whether a file is called as files of a feed are."""
    return any(each in letters(name) for each in STEMS[feed.name].split())


def of_others(name: str, feed: Feed, left: Sequence[str]) -> Iterator[str]:
    """Columns left over that another feed has, in sentences: a file is of one feed, and a copy of it of another."""
    for other in (each for each in FEEDS.values() if each is not feed):
        needed = [each for each in other.columns if each.required and each.name != "account_id"]
        wanted = needed or [each for each in other.columns if each.name in LOOKS and "agent" not in each.name]
        own = [one for one in left if any(called(each, one) for each in wanted)]
        if own and not name.startswith(f"{feed.name}-") and feed.name in CARRIED and other.name in CARRIED:
            named = ", ".join(f"`{each}`" for each in own)
            yield f"{named}: {other.name} takes it; a copy of the file, {other.name}-{name}, can be loaded as that too"


def spoken_of(column: Column, raw: pl.Series) -> dict[str, str]:
    """What a column writes for our words, where it is not the same."""
    known = words.ours(column, raw) if column.type is Type.CHOICE else {}
    return {theirs: own for theirs, own in known.items() if theirs != own}


def spoken_share(column: Column, raw: pl.Series) -> float:
    """Share of the cells of a column of few words that are words we know."""
    return share(words.plain(raw).is_in(list(words.ours(column, raw))), raw)


def foreign(feed: Feed, columns: Mapping[str, str], left: pl.DataFrame, named: pl.DataFrame) -> Iterator[str]:
    """Columns of a choice of which some or all words are not known, in sentences."""
    for each in (each for each in feed.columns if each.type is Type.CHOICE):
        where = f"[words.{feed.name}.{each.name}] in the map says what a word stands for"
        own = next((one for one in left.columns if called(each, one)), None)
        if each.name in columns:
            known = spoken_share(each, named[each.name])
            if known < 1:
                yield f"`{columns[each.name]}`: {1 - known:.0%} of its words are none of ours: {where}"
        elif own is not None:
            yield f"`{own}` may be `{each.name}`, but its words are none of {', '.join(each.choices)}: {where}"


def placed(feed: Feed, rows: pl.DataFrame) -> dict[str, str]:
    """The columns of a feed, each with the column of the file that fits best: by name, then by look."""
    found: dict[str, str] = {}
    scores = [
        (score(column, own, rows[own]), -at, column.name, own)
        for column in feed.columns
        for at, own in enumerate(rows.columns)
    ]
    for points, _, name, own in sorted(scores, reverse=True):
        if points > 0 and name not in found and own not in found.values():
            found[name] = own
    return {column.name: found[column.name] for column in feed.columns if column.name in found}


def looked(feed: Feed, columns: dict[str, str], rows: pl.DataFrame, dates: set[str]) -> dict[str, str]:
    """The columns placed by name, and beside them the account's id and the one column of times by their look."""
    found = dict(columns)
    free = [each for each in rows.columns if each not in columns.values() and not is_part(feed, each)]
    own = next((each for each in free if each not in dates and identifies(rows[each])), None)
    if own is not None:
        found.setdefault("account_id", own)
    times = [each for each in free if each in dates]
    for name in (each for each in feed.names if each in PRIMARY):
        if len(times) == 1:
            found.setdefault(name, times[0])
    return {name: found[name] for name in feed.names if name in found}


def identifies(raw: pl.Series) -> bool:
    """Whether cells look like ids: in every row, without blanks, and of many accounts."""
    text = raw.cast(pl.String, strict=False).str.strip_chars()
    there = int(text.str.contains(ID).fill_null(False).sum())
    return not raw.dtype.is_float() and there > ENOUGH * len(raw) and text.n_unique() > len(raw) ** 0.5


def dated(raw: pl.Series) -> bool:
    """Whether cells are times in some form; numbers alone are not looked at."""
    column, first = Column("at", Type.TIME), raw.head(LOOKED)
    if raw.dtype != pl.String or share(first.str.contains(DATE), first) < ENOUGH:
        return False
    return readable(first, column) >= ENOUGH or form(first, column)[0] is not None


def called(column: Column, own: str) -> float:
    """How much the name of a file's column says that it is a column of a feed: 3 the same, 2 a known one, 0 not.

    What the last of several names (`user.email`) says alone counts half.
    """
    name, last = letters(own), own.rpartition(".")[2]
    if name == letters(column.name):
        return 3.0
    if name in NAMES.get(column.name, "").split():
        return 2.0
    bare = UNIT.sub("", own)
    if bare not in ("", own):
        return called(column, bare)
    return called(column, last) / 2 if last not in ("", own) else 0.0


def score(column: Column, own: str, raw: pl.Series) -> float:
    """How well a column of a file fits one of a feed: 3 the same name, 2 a known name, 1 the look alone; 0 not."""
    points = called(column, own)
    look = (LOOKS if points else ALONE).get(column.name)
    if look is not None:
        fits = share(raw.cast(pl.String, strict=False).str.strip_chars().str.contains(look), raw)
        points = (
            points + 0.5 if fits >= ENOUGH and points else 1.0 if fits >= ENOUGH else points * (fits > 0.5)
        )
    if column.type is Type.CHOICE and points:
        points *= spoken_share(column, raw) >= HALF
    return points


def fit(feed: Feed, columns: Mapping[str, str], name: str) -> float:
    """How well a file fits a feed: its placed columns, and its own name; no feed without what it needs."""
    missing = sum(each not in columns for each in feed.required)
    titled = entitled(name, feed)
    return (
        len(columns) - len(feed.required) + 3 * titled + (2 if len(feed.required) > 1 else 0) - 10 * missing
    )


def form(raw: pl.Series, column: Column) -> tuple[str | None, str | None]:
    """The form of a column of times or numbers, None for the ordinary one; and what could be otherwise."""
    if raw.dtype != pl.String or column.type not in (Type.TIME, Type.REAL, Type.WHOLE):
        return None, None
    plain = readable(raw, column)
    if plain >= (ENOUGH if column.type is Type.TIME else 1):
        return None, None
    tried = TIMES if column.type is Type.TIME else (forms.POINT, forms.COMMA)
    shares = {each: readable(read_as(raw, each), column) for each in tried}
    best = max(shares.values())
    if best < ENOUGH or best <= plain:
        return None, "no form that is known reads it" if plain < ENOUGH else None
    fits = [each for each in tried if shares[each] == best]
    other = next((each for each in fits[1:] if swapped(each, fits[0])), None)
    return fits[0], f"read as {fits[0]}; {other} would read it too: {why(other)}" if other else None


def read_as(raw: pl.Series, form: str) -> pl.Series:
    """A column of a form, in the ordinary one."""
    return raw.to_frame("at").select(forms.read(pl.col("at"), form))["at"]


def why(form: str) -> str:
    """Why a second form fits a column as well as the first."""
    return "every comma has three digits after it" if form in forms.NUMBERS else "no day is past the 12th"


def swapped(form: str, other: str) -> bool:
    """Whether two forms differ in the order of day and month, or in what a comma is."""
    if form in forms.NUMBERS and other in forms.NUMBERS:
        return True
    return form.replace("%m/%d", "%d/%m") == other or other.replace("%m/%d", "%d/%m") == form


def readable(raw: pl.Series, column: Column) -> float:
    """Share of the cells that hold something that can be read as the column's type."""
    found = cells.read(raw, column, times.LATEST).values
    return share(found.is_not_null(), raw)


def share(true: pl.Series, raw: pl.Series) -> float:
    """Share of the cells that hold something of which this is true."""
    there = raw.is_not_null() & (raw.cast(pl.String, strict=False).str.strip_chars() != "")
    return float((true.fill_null(False) & there).sum()) / max(int(there.sum()), 1)


def apart(guesses: Sequence[Guess]) -> list[Guess]:
    """The same guesses; one read by parts of its own, or whose name another has, is told so."""
    others, first = {id(each) for each in alien(guesses)}, firsts(guesses)
    names = [each.name for each in guesses]

    def doubt(at: int, each: Guess) -> str | None:
        if each.name in names[:at]:
            return SAME_NAME
        return OTHERWISE.format(first[each.feed].name) if id(each) in others else None

    said = [doubt(at, each) for at, each in enumerate(guesses)]
    return [
        each if one is None else replace(each, doubts=(one, *each.doubts))
        for each, one in zip(guesses, said, strict=True)
    ]


def alien(guesses: Sequence[Guess]) -> list[Guess]:
    """Files whose columns, forms or words are not those of the first file of their feed."""
    first = firsts(guesses)
    return [each for each in guesses if each.sure and not _fits(each, first[each.feed])]


def firsts(guesses: Sequence[Guess]) -> dict[str, Guess]:
    """The first file of each feed, by feed: what the map says of the feed."""
    return {each.feed: each for each in reversed(guesses) if each.sure}


def _fits(found: Guess, first: Guess) -> bool:
    """Whether a file is read rightly by what the map says of another of its feed."""
    same = all(found.own(name) == first.own(name) for name in found.columns if name in first.columns)
    parts = ((found.columns, first.columns), (found.forms, first.forms), (found.words, first.words))
    return same and all(own.items() <= theirs.items() for own, theirs in parts)


def document(guesses: Sequence[Guess]) -> str:
    """The map of some files, as TOML; a file that differs from the first of its feed has parts of its own."""
    files = {each.name: each for each in reversed(guesses)}
    lines = ["# A guess: read it before you load by it. See docs/feeds.md.", "[files]"]
    lines += [
        f"{'' if each.sure else '# '}{quoted(name)} = {quoted(each.feed)}"
        for name, each in reversed(files.items())
    ]
    for feed, each in sorted(firsts(guesses).items()):
        lines += parts(feed, each)
    for each in alien(list(reversed(files.values()))):
        lines += parts(quoted(each.name), each, always=True)
    return "\n".join([*lines, ""])


def parts(name: str, found: Guess, always: bool = False) -> Iterator[str]:
    """What the map says of a feed or of one file; `always` its names of columns, though they be ours."""
    named = {column: found.own(column) for column in found.columns}
    named = {column: own for column, own in named.items() if own != (column,)}
    if named or always:
        yield from ("", f"[columns.{name}]", *(f"{column} = {listed(own)}" for column, own in named.items()))
    for column, own in sorted(found.words.items()):
        pairs = (f"{quoted(theirs)} = {quoted(ours)}" for theirs, ours in own.items())
        yield from ("", f"[words.{name}.{column}]", *pairs)
    if found.forms:
        forms = (f"{column} = {quoted(form)}" for column, form in found.forms.items())
        yield from ("", f"[forms.{name}]", *forms)


def listed(names: Sequence[str]) -> str:
    """The names of columns as the map has them: one by itself, several in a list."""
    return quoted(names[0]) if len(names) == 1 else f"[{', '.join(map(quoted, names))}]"


def quoted(text: str) -> str:
    """A text as TOML writes it."""
    escaped = "".join(f"\\u{ord(each):04x}" if ord(each) < 32 or each in '"\\\x7f' else each for each in text)
    return f'"{escaped}"'
