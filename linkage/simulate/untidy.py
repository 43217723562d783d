"""Text as feeds carry it: mixed case, stray spaces, several ways to write one thing, words that mean nothing."""

import numpy as np
import polars as pl

from linkage.simulate import lists, text
from linkage.simulate.draft import DISPOSABLE
from linkage.simulate.places import COUNTRIES, REGIONS, zone

NOTHING = ("unknown", "N/A", "", "-", "none")
"""What people and programs write when there is no value."""


def _some(rng: np.random.Generator, n: int, share: float) -> pl.Expr:
    """True for a random share of rows."""
    return pl.lit(pl.Series(rng.random(n) < share))


def cased(rng: np.random.Generator, values: pl.Series, upper: float, lower: float) -> pl.Series:
    """Some in capitals, some in small letters, some with spaces around."""
    n, it = len(values), pl.lit(values)
    it = pl.when(_some(rng, n, upper)).then(it.str.to_uppercase()).otherwise(it)
    it = pl.when(_some(rng, n, lower)).then(it.str.to_lowercase()).otherwise(it)
    it = pl.when(_some(rng, n, 0.02)).then(pl.concat_str([pl.lit(" "), it, pl.lit("  ")])).otherwise(it)
    return pl.select(it).to_series()


def gaps(rng: np.random.Generator, values: pl.Series, empty: float, nothing: float) -> pl.Series:
    """Some cells null, some with a word that means nothing."""
    n = len(values)
    words = text.pick(list(NOTHING), rng.integers(0, len(NOTHING), n))
    it = pl.when(_some(rng, n, nothing)).then(pl.lit(words)).otherwise(pl.lit(values))
    it = pl.when(_some(rng, n, empty)).then(None).otherwise(it)
    return pl.select(it).to_series()


def full_names(
    rng: np.random.Generator, first: np.ndarray, last: np.ndarray, region: np.ndarray
) -> pl.Series:
    """Full names; some with a middle initial, some family name first, some without their accents."""
    n = len(first)
    bare = pl.lit(pl.Series(rng.random(n) < 0.15))
    a = (
        pl.when(bare)
        .then(pl.lit(text.given(first, region, True).str.to_titlecase()))
        .otherwise(pl.lit(text.given(first, region)))
    )
    b = (
        pl.when(bare)
        .then(pl.lit(text.family(last, region, True).str.to_titlecase()))
        .otherwise(pl.lit(text.family(last, region)))
    )
    key = text.mixed(first * 1_000_003 + last, 7)
    initial = text.pick([f" {c}." for c in "ABCDEFGHJKLMNPRSTVW"], (key % np.uint64(19)).astype(np.int64))
    middle = pl.when(pl.lit(pl.Series(key % np.uint64(5) < 2))).then(pl.lit(initial)).otherwise(pl.lit(""))
    straight = pl.concat_str([a, middle, pl.lit(" "), b])
    turned = pl.concat_str([b, pl.lit(", "), a, middle])
    both = pl.select(pl.when(_some(rng, n, 0.04)).then(turned).otherwise(straight)).to_series()
    return cased(rng, both, 0.05, 0.06)


def mails(rng: np.random.Generator, people: pl.DataFrame) -> pl.Series:
    """E-mail addresses; two strangers never have the same one, however Gmail's dots and tags are read."""
    n = len(people)
    local = _locals(people)
    codes, at = np.unique(people["domain"].to_numpy(), return_inverse=True)
    host = text.pick([text.domain(int(code)) for code in codes], at)
    frame = pl.DataFrame(
        {"local": local, "host": host, "domain": people["domain"], "tagged": people["tagged"]}
    )
    bare = pl.col("local").str.replace_all(".", "", literal=True)
    turn = pl.when("tagged").then(0).otherwise(pl.int_range(pl.len()).over(bare, "host", "tagged"))
    number = pl.lit(pl.Series(rng.integers(10, 100, n))).cast(pl.String)
    tag = pl.lit(text.pick(["ai", "news", "2", "work", "shop", "test1", "b"], rng.integers(0, 7, n)))
    once = pl.when(turn > 0).then(pl.concat_str(["local", turn.cast(pl.String), number])).otherwise("local")
    tagged = pl.when(pl.col("tagged")).then(pl.concat_str([once, pl.lit("+"), tag])).otherwise(once)
    dotted = (
        pl.when((pl.col("domain") == 0) & _some(rng, n, 0.06))
        .then(tagged.str.replace("^(..)", "${1}."))
        .otherwise(tagged)
    )
    return cased(rng, frame.select(pl.concat_str([dotted, pl.lit("@"), "host"])).to_series(), 0.02, 0.2)


def _locals(people: pl.DataFrame) -> pl.Series:
    """Local parts of e-mail addresses by shape."""
    region, salt = people["region"].to_numpy(), people["salt"].to_numpy()
    a = pl.lit(text.given(people["first"].to_numpy(), region, True))
    b = pl.lit(text.family(people["last"].to_numpy(), region, True))
    number = people["number"]
    long, short = pl.lit(number.cast(pl.String)), pl.lit((number % 100).cast(pl.String))
    words = lists.DOMAIN_FIRST.split()
    handle = pl.lit(text.pick(words, salt % len(words)))
    shapes = [
        pl.concat_str([a, pl.lit("."), b]),
        pl.concat_str([a, b]),
        pl.concat_str([a, pl.lit("."), b, short]),
        pl.concat_str([a.str.slice(0, 1), b, short]),
        pl.concat_str([a, pl.lit("_"), b]),
        pl.concat_str([a, long]),
        pl.lit(text.lettered(salt)),
        pl.concat_str([b, pl.lit("."), a]),
        pl.concat_str([handle, a, short]),
        pl.concat_str([b, long]),
    ]
    chosen = shapes[0]
    for at, shape in enumerate(shapes[1:], 1):
        chosen = pl.when(pl.lit(people["shape"]) == at).then(shape).otherwise(chosen)
    return pl.select(chosen).to_series()


def phones(
    rng: np.random.Generator, ground_voip: tuple[tuple[int, int], ...], people: pl.DataFrame
) -> pl.Series:
    """Telephone numbers, national where the country is the account's own, or international, in many ways."""
    n = len(people)
    country = people["phone_country"].to_numpy()
    number, block = people["phone"].to_numpy(), people["block"].to_numpy()
    first = np.array([code for _, code in ground_voip])[block]
    national = pl.Series("n", [""] * n, dtype=pl.String)
    calling = text.pick([each.calling for each in COUNTRIES], country)
    trunk = text.pick([each.trunk for each in COUNTRIES], country)
    parts = []
    for at, each in enumerate(COUNTRIES):
        mine = np.flatnonzero(country == at)
        parts.append(
            pl.DataFrame(
                {
                    "at": mine,
                    "n": _national(each.prefixes, each.digits, number[mine], block[mine], first[mine]),
                }
            )
        )
    national = pl.concat(parts).sort("at")["n"]
    own = pl.lit(pl.Series(country == people["region"].to_numpy() // REGIONS))
    spaced = pl.concat_str(
        [
            pl.lit(national.str.slice(0, 3)),
            pl.lit(" "),
            pl.lit(national.str.slice(3, 3)),
            pl.lit("-"),
            pl.lit(national.str.slice(6)),
        ]
    )
    way = pl.lit(pl.Series(rng.integers(0, 6, n)))
    text_of = (
        pl.when((way == 0) & own)
        .then(pl.concat_str([pl.lit(trunk), pl.lit(national)]))
        .when((way == 1) & own)
        .then(pl.concat_str([pl.lit(trunk), spaced]))
        .when(way == 2)
        .then(pl.concat_str([pl.lit("00"), pl.lit(calling), pl.lit(national)]))
        .when(way == 3)
        .then(pl.concat_str([pl.lit("+"), pl.lit(calling), pl.lit(" "), spaced]))
        .when(way == 4)
        .then(pl.concat_str([pl.lit("+"), pl.lit(calling), pl.lit(" "), pl.lit(national)]))
        .otherwise(pl.concat_str([pl.lit("+"), pl.lit(calling), pl.lit(national)]))
    )
    return pl.select(pl.when(pl.lit(people["phone"]) >= 0).then(text_of).otherwise(None)).to_series()


def _national(
    prefixes: tuple[str, ...], digits: int, number: np.ndarray, block: np.ndarray, first: np.ndarray
) -> pl.Series:
    """National numbers of one country: a mobile prefix and digits, or a block of internet telephony and four."""
    left = digits - len(prefixes[0])
    low = 2 * 10 ** (left - 1)
    free = low + number % (8 * 10 ** (left - 1))
    head = (2 * 10 ** (left - 5) + first % (8 * 10 ** (left - 5))) if left > 4 else 0 * first
    rest = np.where(block >= 0, head * 10_000 + number % 10_000, free)
    turn = np.where(block >= 0, first % len(prefixes), number % len(prefixes))
    return pl.select(
        pl.concat_str(
            [
                pl.lit(text.pick(list(prefixes), turn)),
                pl.lit(pl.Series(rest.astype(np.int64)).cast(pl.String)),
            ]
        )
    ).to_series()


def places(rng: np.random.Generator, key: np.ndarray, region: np.ndarray) -> pl.Series:
    """Postal addresses: one key is one door, written out in full or short, in any case."""
    n = len(key)
    streets, cities = lists.STREETS.split(), lists.CITIES.split()
    a, b = text.mixed(key, 1).astype(np.int64), text.mixed(key, 2).astype(np.int64)
    house = pl.Series(1 + a % 220).cast(pl.String)
    street = text.pick(streets, a // 220 % len(streets))
    which, short = a // 9_000 % len(lists.STREET_KINDS), rng.random(n) < 0.4
    kind = text.pick([word for pair in lists.STREET_KINDS for word in pair], 2 * which + short)
    flat = pl.Series(1 + b % 40).cast(pl.String)
    has_flat = pl.lit(pl.Series(b % 3 == 0))
    unit = text.pick([", Apt ", ", Apartment ", " #"], rng.integers(0, 3, n))
    city = text.pick(cities, (region % REGIONS) * 6 + b // 131 % 6)
    code = pl.Series(10_000 + b // 1_009 % 90_000).cast(pl.String)
    country = text.pick([each.code for each in COUNTRIES], region // REGIONS)
    door = pl.when(has_flat).then(pl.concat_str([pl.lit(unit), pl.lit(flat)])).otherwise(pl.lit(""))
    line = pl.concat_str(
        [
            pl.lit(house),
            pl.lit(" "),
            pl.lit(street),
            pl.lit(" "),
            pl.lit(kind),
            door,
            pl.lit(", "),
            pl.lit(city),
            pl.lit(" "),
            pl.lit(code),
            pl.lit(", "),
            pl.lit(country),
        ]
    )
    return cased(rng, pl.select(line).to_series(), 0.06, 0.06)


def moments(rng: np.random.Generator, at: np.ndarray, region: np.ndarray) -> pl.Series:
    """ISO 8601 times, half in UTC, half in local time with its offset."""
    ahead = np.where(rng.random(len(at)) < 0.5, zone(region), 0.0)
    shift = (ahead * 3_600).astype(np.int64)
    clock = pl.from_epoch(pl.Series(at + shift), time_unit="s").dt.strftime("%Y-%m-%dT%H:%M:%S")
    offset = [
        f"{'-' if q < 0 else '+'}{abs(q) // 4:02d}:{abs(q) % 4 * 15:02d}" if q else "Z"
        for q in range(-48, 57)
    ]
    return clock + text.pick(offset, (ahead * 4).astype(np.int64) + 48)


def devices(rng: np.random.Generator, key: np.ndarray) -> pl.Series:
    """Device ids: UUIDs for most, sixteen digits for the rest, now and then in capitals."""
    a, b = pl.lit(text.hexed(key)), pl.lit(text.hexed(text.mixed(key, 9)))
    uuid = pl.concat_str(
        [
            a.str.slice(0, 8),
            pl.lit("-"),
            a.str.slice(8, 4),
            pl.lit("-4"),
            a.str.slice(13, 3),
            pl.lit("-a"),
            b.str.slice(1, 3),
            pl.lit("-"),
            b.str.slice(4, 12),
        ]
    )
    written = pl.select(
        pl.when(pl.lit(pl.Series(key % np.uint64(10) < 7))).then(uuid).otherwise(a)
    ).to_series()
    return cased(rng, written, 0.08, 0.0)


def is_cheap(domain: np.ndarray) -> np.ndarray:
    """True for throw-away mail domains."""
    away: np.ndarray = (domain >= DISPOSABLE) & (domain < 10 * DISPOSABLE)
    return away
