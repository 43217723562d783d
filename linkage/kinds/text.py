"""What all kinds of text have in common: case, spaces, Unicode forms, and the words for nothing."""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable
from functools import reduce
from operator import or_

import polars as pl

from linkage.kinds import digests, nothing
from linkage.kinds.kind import Each

_HASHED = r"^(?:0x|\{?[a-z][a-z0-9]{1,15}\}?[:=_-](?:[0-9]{3}[:=_-])?)+"
"""What may stand in front of a digest: `sha256:`, `fp_`, `{SHA}`."""

_NAMED = r"^(?:0x|[a-z]{0,9}[g-z][a-z]{0,9}[:=_-])*(?:[a-z]{0,3}[g-z][a-z]{0,3})?"
"""What may stand in front of an id: `SN-`, `urn:uuid:`, `BSN`."""

_ZEROED = r"^[a-z]{1,4}[:=_-]?0{6,}$"
"""A prefix and zeros: a serial number that was never filled in."""

_LACKING = r"^(?:[a-z]{2,10}[:=_-])+(?:null|undefined|none|nan|nil|unknown|missing)?$"

_RUNS = "^(?:" + "|".join(f"{each}{{2,}}" for each in "0123456789abcdefx") + ")"
_RUNS = f"{_RUNS}(?:[-:]{_RUNS[1:]})+$"
"""Groups between hyphens or colons, of one character each."""

_SAID = reduce(or_, (pl.col("word").str.contains(form) for form in nothing.SAID)).fill_null(False)
"""Whether a word has a form of nothing: one expression, since a few rows cost as much as many to begin with."""

_LONG = (pl.col("word").str.len_bytes().is_between(6, 200) & ~pl.col("word").str.contains(r"\s")).fill_null(
    False
)
"""Whether a word may be a digest."""

_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_LATIN = {
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ð": "d",
    "þ": "th",
    "æ": "ae",
    "œ": "oe",
    "ı": "i",
    "ħ": "h",
    "ß": "ss",
}


def void(raw: pl.Series) -> pl.Series:
    """True where a cell says that there is no value."""
    words = raw.str.strip_chars().str.to_lowercase()
    bare = words.str.strip_chars(nothing.WRAPPING)
    said = words.to_frame("word").select(_SAID).to_series()
    return among(bare, nothing.VOID) | said | _digest(words) | raw.is_null()


def _digest(words: pl.Series) -> pl.Series:
    """True for digests of nothing, in hex, base64 or as a UUID, with or without their algorithm's name."""
    long = words.to_frame("word").select(_LONG).to_series()
    if not long.any():
        return long
    whole = words.filter(long).str.strip_chars("\"'{}<>=")
    tail = whole.str.replace(_HASHED, "")
    forms = (whole, tail, whole.str.replace_all("[:-]", ""), tail.str.replace_all("[:-]", ""))
    # All forms are looked up at once: to have the digests ready takes longer than to look for a few among them.
    seen = among(pl.concat(forms), digests.of_nothing())
    found = reduce(or_, (seen.slice(place * len(whole), len(whole)) for place in range(len(forms))))
    return narrow(long, found) if found.any() else pl.repeat(False, len(words), dtype=pl.Boolean, eager=True)


def masked(values: pl.Series) -> pl.Series:
    """True for numbers and ids of which the most part is hidden: `XXXX-XXXX-XXXX-4242`."""
    return values.str.to_lowercase().str.contains(nothing.MASKED).fill_null(False)


def among(values: pl.Series, words: Collection[str] | pl.Series) -> pl.Series:
    """True where a value is one of the words; false for null."""
    known = words if isinstance(words, pl.Series) else pl.Series(list(words), dtype=pl.String)
    return values.is_in(known.implode()).fill_null(False)


def unless(nothing: pl.Series, values: pl.Series) -> pl.Series:
    """The values, null where `nothing` is true."""
    return pl.select(pl.when(~nothing).then(values)).to_series()


def patch(values: pl.Series, where: pl.Series, new: Iterable[str | None]) -> pl.Series:
    """The values with new ones, in order, at the places where `where` is true."""
    fresh = pl.Series(list(new), dtype=pl.String)
    if fresh.is_empty():
        return values
    place = where.cast(pl.Int64).cum_sum() - 1
    return pl.select(pl.when(where).then(fresh.gather(place.clip(0))).otherwise(values)).to_series()


def narrow(where: pl.Series, still: pl.Series) -> pl.Series:
    """A mask with each of its true places replaced, in order, by another mask."""
    place = where.cast(pl.Int64).cum_sum() - 1
    return pl.select(where & still.gather(place.clip(0))).to_series()


def odd(values: pl.Series) -> pl.Series:
    """True where a value has characters beyond ASCII."""
    return (values.str.len_bytes() != values.str.len_chars()).fill_null(False)


def each_odd(values: pl.Series, one: Callable[[str], str | None]) -> pl.Series:
    """The values, with those beyond ASCII taken one at a time through a function."""
    where = odd(values)
    return patch(values, where, map(one, values.filter(where)))


def _compose(value: str) -> str:
    return unicodedata.normalize("NFKC", _INVISIBLE.sub("", value))


def _casefold(value: str) -> str:
    before = None
    while value != before:
        before, value = value, unicodedata.normalize("NFKC", _compose(value).casefold())
    return value


def collapse(values: pl.Series) -> pl.Series:
    """Runs of spaces and control characters become one space; none at either end."""
    return values.str.replace_all(r"[\s\p{Z}\p{Cc}]+", " ").str.strip_chars(" ")


def tidy(raw: pl.Series) -> pl.Series:
    """NFKC with spaces collapsed, case kept; null for no value."""
    text = collapse(each_odd(raw, _compose))
    return unless(void(text), text)


def fold(raw: pl.Series) -> pl.Series:
    """NFKC, case folded, spaces collapsed; null for no value."""
    # Lower case and case folding part company beyond ASCII (final sigma): folding has the last word.
    text = collapse(each_odd(raw.str.to_lowercase(), _casefold))
    return unless(void(text), text)


def label(values: pl.Series) -> pl.Series:
    """Folded words of a vocabulary (a plan, a kind); null for what may be somebody's: it is shown as it is.

    A label has a letter, is of 64 characters at most, and has neither an `@` nor the digits of a number.
    """
    fine = values.str.contains(r"^[\p{L}\p{N}][\p{L}\p{N} _.:/+()-]{0,63}$") & values.str.contains(r"\p{L}")
    return unless(~(fine & (values.str.count_matches(r"\p{N}") < 7)).fill_null(False), values)


def plain(values: pl.Series) -> pl.Series:
    """Folded text without accents: é to e, ø to o; other scripts stay as they are."""

    def one(value: str) -> str:
        apart = unicodedata.normalize("NFKD", value)
        bare = "".join(c for c in apart if not unicodedata.combining(c))
        return unicodedata.normalize("NFKC", "".join(_LATIN.get(c, c) for c in bare))

    return each_odd(values, one)


def words(values: pl.Series) -> pl.Series:
    """Letters, marks and digits with single spaces between; apostrophes vanish, the rest separates."""
    bare = (
        values.str.replace_all(r"['’`´]", "")
        .str.replace_all(r"[^\p{L}\p{M}\p{N}]+", " ")
        .str.strip_chars(" ")
    )
    return unless(void(bare), bare)


def rekey(values: pl.Series, each: Each, least: int) -> pl.Series:
    """Keys of values that survive the order of words: each word through a function, sorted, once.

    Words that become null are left out; a value of fewer than `least` words has no key.
    """
    split = values.to_frame("word").with_row_index("number").with_columns(pl.col("word").str.split(" "))
    split = split.explode("word", empty_as_null=True).drop_nulls("word")
    once = split["word"].unique()
    known = pl.DataFrame({"word": once, "key": each(once)}, schema={"word": pl.String, "key": pl.String})
    named = (
        split.join(known, on="word", how="left").filter(pl.col("key") != "").select("number", "key").unique()
    )
    joined = (
        named.sort("number", "key")
        .group_by("number", maintain_order=True)
        .agg(pl.len(), pl.col("key").str.join(" "))
    )
    rows = pl.DataFrame({"number": pl.arange(len(values), dtype=pl.UInt32, eager=True)})
    return rows.join(joined.filter(pl.col("len") >= least), on="number", how="left", maintain_order="left")[
        "key"
    ]


def ident(raw: pl.Series) -> pl.Series:
    """An opaque id as it is, but for hex and UUIDs, which are one thing in either case; null for no value."""
    text = tidy(raw)
    hexes = text.str.contains(r"^[0-9A-Fa-f]{4,}([-:]?[0-9A-Fa-f]{2,})*$").fill_null(False)
    text = pl.select(pl.when(hexes).then(text.str.to_lowercase()).otherwise(text)).to_series()
    return unless(
        filler(text) | zeros(text) | drawn(text) | masked(text) | lacking(text) | refused(text), text
    )


def lacking(values: pl.Series) -> pl.Series:
    """True for ids put together of a word and nothing: `card_null`, `device-undefined`."""
    return values.str.to_lowercase().str.contains(_LACKING).fill_null(False)


def refused(values: pl.Series) -> pl.Series:
    """True for answers in place of an id: `permission denied`, `opted_out`, `TypeError: …`."""
    lower = values.str.to_lowercase()
    said = lower.str.replace_all(r"[\s_./:-]+", " ").str.strip_chars(nothing.WRAPPING)
    return (said.str.contains(nothing.REFUSED) | lower.str.contains(nothing.FAULT)).fill_null(False)


def filler(values: pl.Series) -> pl.Series:
    """True for what fills a form without saying anything: zeros, one character repeated, 1234567890."""
    bare = values.str.replace_all(r"[^\p{L}\p{N}]", "")
    return (repeated(bare) & (bare.str.len_chars() >= 2)).fill_null(False) | among(
        bare, (*nothing.COUNTING, "0", "")
    )


def zeros(values: pl.Series) -> pl.Series:
    """True for zero, however it is written, and for minus one, which programs write for none."""
    return values.str.contains(r"^(?:[+-]?(?:0x)?0[0.,:\s-]*|-1(?:[.,]0*)?)$").fill_null(False)


def drawn(values: pl.Series) -> pl.Series:
    """True for long ids that follow a pattern: `01010101`, `11111111-2222-3333`, `SN-1234567890`, `0x00000000`."""
    lower = values.str.to_lowercase()
    bare = lower.str.replace(_NAMED, "").str.replace_all(r"[^\p{L}\p{N}]", "")
    long = bare.str.len_chars() >= 8
    again = (
        (bare.str.slice(size) == bare.str.head(-size)) & (bare.str.len_chars() >= 3 * size)
        for size in (1, 2, 3, 4)
    )
    words = bare.str.contains(nothing.HEXED) | lower.str.contains(_ZEROED)
    return (long & (reduce(or_, again) | filler(bare) | lower.str.contains(_RUNS)) | words).fill_null(False)


def repeated(values: pl.Series) -> pl.Series:
    """True where a value is one character over and over."""
    # No back references in this regex engine: stripping the first character off the front leaves nothing.
    frame = pl.DataFrame({"value": values, "first": values.str.slice(0, 1)})
    left = frame.select(pl.col("value").str.strip_chars_start(pl.col("first"))).to_series()
    return ((left == "") & (values != "")).fill_null(False)
