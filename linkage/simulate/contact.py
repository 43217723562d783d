"""How to reach an account: e-mail addresses in ten shapes, telephone numbers written in six ways."""

import numpy as np
import polars as pl

from linkage.simulate import lists, text
from linkage.simulate.places import COUNTRIES, REGIONS, Country
from linkage.simulate.untidy import cased, some

TAGS = ["ai", "news", "2", "work", "shop", "test1", "b"]


def mails(rng: np.random.Generator, people: pl.DataFrame) -> pl.Series:
    """E-mail addresses; two people never have the same one, however dots and tags are read."""
    n = len(people)
    codes, at = np.unique(people["domain"].to_numpy(), return_inverse=True)
    host = text.pick([text.domain(int(code)) for code in codes], at)
    frame = people.select("salt", "domain", "tagged", host=host, local=_locals(people))
    bare = pl.col("local").str.replace_all(".", "", literal=True)
    turn = pl.col("salt").rank("dense").over(bare, pl.col("host").replace("googlemail.com", "gmail.com")) - 1
    again = pl.concat_str("local", turn.cast(pl.String), (pl.col("salt") % 89 + 10).cast(pl.String))
    local = pl.when(turn > 0).then(again).otherwise("local")
    tag = pl.concat_str(local, pl.lit("+"), pl.lit(text.pick(TAGS, rng.integers(0, len(TAGS), n))))
    local = pl.when("tagged").then(tag).otherwise(local)
    dotted = (pl.col("domain") == 0) & some(rng, n, 0.06)
    local = pl.when(dotted).then(local.str.replace("^([^.][^.])([^.@+])", "${1}.${2}")).otherwise(local)
    return cased(rng, frame.select(pl.concat_str(local, pl.lit("@"), "host")).to_series(), 0.02, 0.2)


def _locals(people: pl.DataFrame) -> pl.Series:
    """Local parts of e-mail addresses by shape."""
    region, salt = people["region"].to_numpy(), people["salt"].to_numpy()
    a = pl.lit(text.given(people["first"].to_numpy(), region, bare=True))
    b = pl.lit(text.family(people["last"].to_numpy(), region, bare=True))
    long = pl.lit(people["number"].cast(pl.String))
    short = pl.lit((people["number"] % 100).cast(pl.String))
    words = lists.DOMAIN_FIRST.split()
    dot, line = pl.lit("."), pl.lit("_")
    shapes: list[tuple[pl.Expr, ...]] = [
        (a, dot, b),
        (a, b),
        (a, dot, b, short),
        (a.str.slice(0, 1), b, short),
        (a, line, b),
        (a, long),
        (pl.lit(text.lettered(salt)),),
        (b, dot, a),
        (pl.lit(text.pick(words, salt % len(words))), a, short),
        (b, long),
    ]
    chosen = pl.concat_str(shapes[0])
    for at, shape in enumerate(shapes[1:], 1):
        chosen = pl.when(pl.lit(people["shape"]) == at).then(pl.concat_str(shape)).otherwise(chosen)
    return pl.select(chosen).to_series()


def phones(rng: np.random.Generator, voip: tuple[tuple[int, int], ...], people: pl.DataFrame) -> pl.Series:
    """Telephone numbers: national where the country is the account's own, else international."""
    country = people["phone_country"].to_numpy()
    calling = pl.lit(text.pick([each.calling for each in COUNTRIES], country))
    trunk = pl.lit(text.pick([each.trunk for each in COUNTRIES], country))
    plain = pl.lit(_nationals(voip, people))
    own = pl.lit(pl.Series(country == people["region"].to_numpy() // REGIONS))
    spaced = pl.concat_str(
        plain.str.slice(0, 3), pl.lit(" "), plain.str.slice(3, 3), pl.lit("-"), plain.str.slice(6)
    )
    plus, way = pl.lit("+"), pl.lit(pl.Series(rng.integers(0, 6, len(people))))
    written = (
        pl.when((way == 0) & own)
        .then(pl.concat_str(trunk, plain))
        .when((way == 1) & own)
        .then(pl.concat_str(trunk, spaced))
        .when(way == 2)
        .then(pl.concat_str(pl.lit("00"), calling, plain))
        .when(way == 3)
        .then(pl.concat_str(plus, calling, pl.lit(" "), spaced))
        .when(way == 4)
        .then(pl.concat_str(plus, calling, pl.lit(" "), plain))
        .otherwise(pl.concat_str(plus, calling, plain))
    )
    return pl.select(pl.when(pl.lit(people["phone"]) >= 0).then(written)).to_series()


def _nationals(voip: tuple[tuple[int, int], ...], people: pl.DataFrame) -> pl.Series:
    """National numbers without the trunk digit, country by country."""
    country = people["phone_country"].to_numpy()
    first = np.array([code for _, code in voip])[people["block"].to_numpy()]
    numbers = people.select("phone", "block", first=first)
    parts = []
    for at, each in enumerate(COUNTRIES):
        mine = np.flatnonzero(country == at)
        parts.append(pl.DataFrame({"at": mine, "number": _national(each, numbers[mine])}))
    return pl.concat(parts).sort("at")["number"]


def _national(country: Country, numbers: pl.DataFrame) -> pl.Series:
    """Numbers of one country: a mobile prefix and digits, or a block of internet telephony and four."""
    number, block, first = (numbers[name].to_numpy() for name in ("phone", "block", "first"))
    left = country.digits - len(country.prefixes[0])
    free = 2 * 10 ** (left - 1) + number % (8 * 10 ** (left - 1))
    head = 2 * 10 ** (left - 5) + first % (8 * 10 ** (left - 5))
    rest = np.where(block >= 0, head * 10_000 + number % 10_000, free)
    turn = np.where(block >= 0, first, number) % len(country.prefixes)
    prefix = text.pick(list(country.prefixes), turn)
    return prefix + pl.Series(rest.astype(np.int64)).cast(pl.String)
