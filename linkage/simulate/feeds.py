"""The feeds of DESIGN.md, written out from a population in numbers; rows come in no order."""

import numpy as np
import polars as pl

from linkage.simulate import ground as g
from linkage.simulate import lists, text, untidy
from linkage.simulate.draft import BANNED, MEMBER, PLANS, ROLES, STATUSES
from linkage.simulate.ground import Ground
from linkage.simulate.places import COUNTRIES, REGIONS

RELATIONS = ("same_organisation", "referral", "reseller", "delegated", "transfer")

NO_DEVICE, NO_IP = "00000000-0000-0000-0000-000000000000", "0.0.0.0"  # noqa: S104
"""What broken clients send."""


def ids(rng: np.random.Generator, n: int) -> pl.Series:
    """Opaque account ids that say nothing of order or origin."""
    return "acc_" + text.lettered(rng.integers(0, 1 << 62, n, dtype=np.uint64), 4)


def accounts(
    rng: np.random.Generator, people: pl.DataFrame, names: pl.Series, mails: pl.Series
) -> pl.DataFrame:
    """The accounts feed without telephone numbers, in the order of `people`."""
    region = people["region"].to_numpy()
    full = untidy.full_names(rng, people["first"].to_numpy(), people["last"].to_numpy(), region)
    address = text.addresses(people["hi"].to_numpy(), people["lo"].to_numpy())
    device = untidy.devices(rng, people["device"].to_numpy())
    return pl.DataFrame(
        {
            "account_id": names,
            "created_at": untidy.moments(rng, people["created"].to_numpy(), region),
            "email": mails,
            "full_name": untidy.gaps(rng, full, 0.04, 0.01),
            "country": untidy.cased(
                rng, text.pick([c.code for c in COUNTRIES], region // REGIONS), 0.0, 0.05
            ),
            "organization": untidy.gaps(rng, _firms(rng, people["org"].to_numpy()), 0.0, 0.02),
            "referrer": _referrers(people["referrer"].to_numpy()),
            "plan": text.pick(list(PLANS), people["plan"].to_numpy()),
            "status": text.pick(list(STATUSES), people["status"].to_numpy()),
            "signup_ip": _broken(rng, untidy.gaps(rng, address, 0.03, 0.01), NO_IP),
            "signup_device_id": _broken(rng, untidy.gaps(rng, device, 0.05, 0.01), NO_DEVICE),
            "signup_user_agent": text.pick(text.profiles(), people["profile"].to_numpy()),
        }
    )


def _broken(rng: np.random.Generator, values: pl.Series, nothing: str) -> pl.Series:
    """A few cells as broken clients send them."""
    bad = untidy.some(rng, len(values), 0.004)
    return pl.select(pl.when(bad).then(pl.lit(nothing)).otherwise(pl.lit(values))).to_series()


def _firms(rng: np.random.Generator, code: np.ndarray) -> pl.Series:
    """Names of organisations, null for none."""
    codes, at = np.unique(code, return_inverse=True)
    known = [text.firm(int(each)) if each >= 0 else "" for each in codes]
    written = untidy.cased(rng, text.pick(known, at), 0.04, 0.08)
    return pl.select(pl.when(pl.lit(pl.Series(code >= 0))).then(pl.lit(written))).to_series()


def _referrers(code: np.ndarray) -> pl.Series:
    """Referrers, null for none: sites, class links, invitation codes."""
    sites = lists.REFERRERS.split()
    number, at = pl.lit(text.lettered(text.mixed(code, 11), 2)), pl.lit(pl.Series(code))
    site = pl.lit(text.pick(sites, np.clip(code, 0, len(sites) - 1)))
    whole = (
        pl.when(at < 0)
        .then(None)
        .when(at < 1_000)
        .then(site)
        .when(at < 100_000)
        .then(pl.concat_str(pl.lit("https://learn.example/join/"), number))
        .otherwise(pl.concat_str(pl.lit("invite-"), number))
    )
    return pl.select(whole).to_series()


def network(rng: np.random.Generator, ground: Ground, rows: pl.DataFrame, names: pl.Series) -> pl.DataFrame:
    """The network feed; its times are in seconds."""
    asn = rows["asn"].to_numpy()
    number = pl.Series(ground.asn_number[asn]).cast(pl.String)
    spelt = pl.when(untidy.some(rng, len(rows), 0.3)).then(pl.lit("AS" + number)).otherwise(pl.lit(number))
    return pl.DataFrame(
        {
            "account_id": names.gather(rows["account"]),
            "ip": text.addresses(rows["hi"].to_numpy(), rows["lo"].to_numpy()),
            "asn": pl.select(spelt).to_series(),
            "country": text.pick([c.code for c in COUNTRIES], ground.asn_country[asn]),
            "network_type": text.pick(list(g.NETWORK_TYPES), ground.asn_type[asn]),
            "first_seen": rows["first_seen"],
            "last_seen": rows["last_seen"],
            "hits": rows["hits"],
        }
    )[rng.permutation(len(rows))]


def devices(rng: np.random.Generator, rows: pl.DataFrame, names: pl.Series) -> pl.DataFrame:
    """The devices feed; its times are in milliseconds."""
    return pl.DataFrame(
        {
            "account_id": names.gather(rows["account"]),
            "device_id": untidy.devices(rng, rows["device"].to_numpy()),
            "user_agent": text.pick(text.profiles(), rows["profile"].to_numpy()),
            "first_seen": rows["first_seen"] * 1_000,
            "last_seen": rows["last_seen"] * 1_000,
        }
    )[rng.permutation(len(rows))]


def billing(rng: np.random.Generator, rows: pl.DataFrame, names: pl.Series, mails: pl.Series) -> pl.DataFrame:
    """The billing feed."""
    region, org = rows["region"].to_numpy(), rows["payer_org"].to_numpy()
    person = untidy.full_names(rng, rows["payer_first"].to_numpy(), rows["payer_last"].to_numpy(), region)
    bins = 400_000 + (np.arange(g.BINS) * 733 + 12_345) % 160_000
    door = untidy.places(rng, rows["place"].to_numpy(), region)
    return pl.DataFrame(
        {
            "account_id": names.gather(rows["account"]),
            "at": untidy.moments(rng, rows["at"].to_numpy(), region),
            "amount": rows["amount"],
            "currency": text.pick([c.currency for c in COUNTRIES], region // REGIONS),
            "card_fingerprint": "fp_" + text.hexed(rows["card"].to_numpy()),
            "card_bin": pl.Series(bins[rows["bin"].to_numpy()]).cast(pl.String),
            "payer_name": _firms(rng, org).fill_null(person),
            "payer_email": untidy.gaps(rng, mails.gather(rows["holder"]), 0.5, 0.01),
            "billing_address": untidy.gaps(rng, door, 0.08, 0.01),
            "tax_id": untidy.gaps(rng, _tax_ids(org, region), 0.2, 0.01),
        }
    )[rng.permutation(len(rows))]


def _tax_ids(org: np.ndarray, region: np.ndarray) -> pl.Series:
    """Tax ids of paying organisations, null for people."""
    number = pl.Series((text.mixed(org, 17) % np.uint64(10**9)).astype(np.int64)).cast(pl.String).str.zfill(9)
    code = text.pick([c.code for c in COUNTRIES], region // REGIONS) + number
    return pl.select(pl.when(pl.lit(pl.Series(org >= 0))).then(pl.lit(code))).to_series()


def relations(
    rng: np.random.Generator, rows: pl.DataFrame, names: pl.Series, created: np.ndarray
) -> pl.DataFrame:
    """The relations feed."""
    a, b = rows["account"].to_numpy(), rows["other"].to_numpy()
    return pl.DataFrame(
        {
            "account_id": names.gather(a),
            "other_id": names.gather(b),
            "kind": text.pick(list(RELATIONS), rows["kind"].to_numpy()),
            "at": np.maximum(created[a], created[b]),
            "amount": pl.Series([None] * len(rows), dtype=pl.Float64),
        }
    )[rng.permutation(len(rows))]


def labels(rng: np.random.Generator, people: pl.DataFrame, names: pl.Series) -> pl.DataFrame:
    """The labels feed: a few, late, and now and then wrong."""
    n = len(people)
    bad = people["role"].to_numpy() == MEMBER
    banned = people["status"].to_numpy() == BANNED
    u = rng.random(n)
    fraud = np.where(bad, u < 0.015, u < 0.0001)
    which = np.select([banned, fraud, ~bad & (u > 0.998)], [1, 0, 2], -1)
    who = np.flatnonzero(which >= 0)
    created, ended = people["created"].to_numpy()[who], people["ended"].to_numpy()[who]
    at = np.where(ended < g.END, ended, created + rng.integers(86_400, 30 * 86_400, len(who)))
    return pl.DataFrame(
        {
            "account_id": names.gather(who),
            "label": text.pick(["fraud", "banned", "honest"], which[who]),
            "at": pl.from_epoch(pl.Series(np.minimum(at, g.END)), time_unit="s").dt.strftime("%Y-%m-%d"),
            "reason": text.pick(["chargeback", "terms", "review"], which[who]),
        }
    )[rng.permutation(len(who))]


def truth(rng: np.random.Generator, people: pl.DataFrame, names: pl.Series) -> pl.DataFrame:
    """Who is in which ring, and what the others are."""
    ring = people["ring"].to_numpy()
    rings = text.pick([f"ring-{i:04d}" for i in range(int(ring.max()) + 2)], np.maximum(ring, 0))
    return pl.DataFrame(
        {
            "account_id": names,
            "ring": pl.select(pl.when(pl.lit(people["ring"]) >= 0).then(pl.lit(rings))).to_series(),
            "role": text.pick(list(ROLES), people["role"].to_numpy()),
        }
    )[rng.permutation(len(people))]


def crowds(rows: pl.DataFrame, people: pl.DataFrame, names: pl.Series) -> pl.DataFrame:
    """Which crowds the honest accounts are in, a row an account and crowd, sorted."""
    rows = rows.filter(people["ring"].gather(rows["account"]) < 0).unique()
    named = {"account_id": names.gather(rows["account"]), "crowd": rows["crowd"].cast(pl.String)}
    return pl.DataFrame(named).sort("account_id", "crowd")
