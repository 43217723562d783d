"""From a population in numbers to the feeds of DESIGN.md, shuffled and written as Parquet."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from linkage.simulate import ground as g
from linkage.simulate import text, untidy
from linkage.simulate.draft import BANNED, MEMBER, PLANS, ROLES, STATUSES, Draft
from linkage.simulate.ground import Ground
from linkage.simulate.places import COUNTRIES, REGIONS

SLICE = 1_000_000
"""Rows written out as text at a time."""

RELATIONS = ("same_organisation", "referral", "reseller", "delegated", "transfer")


def ids(rng: np.random.Generator, n: int) -> pl.Series:
    """Opaque account ids that say nothing of order or origin."""
    return "acc_" + text.lettered(rng.integers(0, 1 << 62, n, dtype=np.uint64), 4)


def accounts(
    rng: np.random.Generator, ground: Ground, people: pl.DataFrame, names: pl.Series
) -> pl.DataFrame:
    """The accounts feed."""
    n, region = len(people), people["region"].to_numpy()
    column = {
        name: people[name].to_numpy() for name in ("created", "first", "last", "org", "hi", "lo", "device")
    }
    organisation = _firms(rng, column["org"])
    return pl.DataFrame(
        {
            "account_id": names,
            "created_at": untidy.moments(rng, column["created"], region),
            "email": untidy.mails(rng, people),
            "phone": untidy.phones(rng, ground.voip, people),
            "full_name": untidy.gaps(
                rng, untidy.full_names(rng, column["first"], column["last"], region), 0.04, 0.01
            ),
            "country": untidy.cased(
                rng, text.pick([c.code for c in COUNTRIES], region // REGIONS), 0.0, 0.05
            ),
            "organization": untidy.gaps(rng, organisation, 0.0, 0.02),
            "referrer": _referrers(people["referrer"].to_numpy()),
            "plan": text.pick(list(PLANS), people["plan"].to_numpy()),
            "status": text.pick(list(STATUSES), people["status"].to_numpy()),
            "signup_ip": untidy.gaps(rng, text.addresses(column["hi"], column["lo"]), 0.03, 0.01),
            "signup_device_id": untidy.gaps(rng, untidy.devices(rng, column["device"]), 0.05, 0.01),
            "signup_user_agent": text.pick(text.profiles(), people["profile"].to_numpy()),
        }
    )[rng.permutation(n)]


def _firms(rng: np.random.Generator, code: np.ndarray) -> pl.Series:
    """Names of organisations, null for none."""
    codes, at = np.unique(code, return_inverse=True)
    known = [text.firm(int(each)) if each >= 0 else "" for each in codes]
    written = untidy.cased(rng, text.pick(known, at), 0.04, 0.08)
    return pl.select(pl.when(pl.lit(pl.Series(code >= 0))).then(pl.lit(written))).to_series()


def _referrers(code: np.ndarray) -> pl.Series:
    """Referrers, null for none: sites, class links, invitation codes."""
    sites = pl.Series(text.lists.REFERRERS.split())
    number = pl.lit(text.lettered(text.mixed(code, 11), 2))
    site = pl.lit(sites.gather(np.clip(code, 0, len(sites) - 1)))
    whole = (
        pl.when(pl.lit(pl.Series(code < 0)))
        .then(None)
        .when(pl.lit(pl.Series(code < 1_000)))
        .then(site)
        .when(pl.lit(pl.Series(code < 100_000)))
        .then(pl.concat_str([pl.lit("https://learn.example/join/"), number]))
        .otherwise(pl.concat_str([pl.lit("invite-"), number]))
    )
    return pl.select(whole).to_series()


def network(rng: np.random.Generator, ground: Ground, rows: pl.DataFrame, names: pl.Series) -> pl.DataFrame:
    """The network feed."""
    asn = rows["asn"].to_numpy()
    number = pl.Series(ground.asn_number[asn]).cast(pl.String)
    return pl.DataFrame(
        {
            "account_id": names.gather(rows["account"]),
            "ip": text.addresses(rows["hi"].to_numpy(), rows["lo"].to_numpy()),
            "asn": pl.select(
                pl.when(untidy._some(rng, len(rows), 0.3))
                .then("AS" + pl.lit(number))
                .otherwise(pl.lit(number))
            ).to_series(),
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


def billing(rng: np.random.Generator, rows: pl.DataFrame, names: pl.Series) -> pl.DataFrame:
    """The billing feed."""
    region = rows["region"].to_numpy()
    org = _firms(rng, rows["payer_org"].to_numpy())
    person = untidy.full_names(rng, rows["payer_first"].to_numpy(), rows["payer_last"].to_numpy(), region)
    bins = 400_000 + (np.arange(g.BINS) * 733 + 12_345) % 160_000
    return pl.DataFrame(
        {
            "account_id": names.gather(rows["account"]),
            "at": untidy.moments(rng, rows["at"].to_numpy(), region),
            "amount": rows["amount"],
            "currency": text.pick([c.currency for c in COUNTRIES], region // REGIONS),
            "card_fingerprint": "fp_" + text.hexed(rows["card"].to_numpy()),
            "card_bin": pl.Series(bins[rows["bin"].to_numpy()]).cast(pl.String),
            "payer_name": org.fill_null(person),
            "payer_email": pl.Series([None] * len(rows), dtype=pl.String),
            "billing_address": untidy.gaps(
                rng, untidy.places(rng, rows["place"].to_numpy(), region), 0.08, 0.01
            ),
            "tax_id": pl.Series([None] * len(rows), dtype=pl.String),
        }
    )[rng.permutation(len(rows))]


def usage(rng: np.random.Generator, rows: pl.DataFrame, names: pl.Series, path: Path) -> None:
    """Write the usage feed a slice at a time: it is longer than all the others together."""
    rows = rows[rng.permutation(len(rows))]
    codes, at = np.unique(rows["template"].to_numpy(), return_inverse=True)
    words = text.templates(codes)
    models = [f"model-{i + 1}" for i in range(len(g.RELEASES))]
    writer: pq.ParquetWriter | None = None
    for start in range(0, len(rows), SLICE):
        part = rows[start : start + SLICE]
        table = pl.DataFrame(
            {
                "account_id": names.gather(part["account"]),
                "hour": part["hour"],
                "requests": part["requests"],
                "output_tokens": part["tokens"],
                "model": text.pick(models, part["model"].to_numpy()),
                "prompt_template": words.gather(at[start : start + SLICE]),
            }
        ).to_arrow(compat_level=pl.CompatLevel.oldest())
        writer = writer or pq.ParquetWriter(path, table.schema, compression="zstd")
        writer.write_table(table)
    if writer:
        writer.close()


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
    good = ~bad & (u > 0.998)
    which = np.select([banned, fraud, good], [1, 0, 2], -1)
    who = np.flatnonzero(which >= 0)
    at = np.minimum(people["created"].to_numpy()[who] + rng.integers(86_400, 30 * 86_400, len(who)), g.END)
    return pl.DataFrame(
        {
            "account_id": names.gather(who),
            "label": text.pick(["fraud", "banned", "honest"], which[who]),
            "at": pl.from_epoch(pl.Series(at), time_unit="s").dt.strftime("%Y-%m-%d"),
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


def save(
    draft: Draft, ground: Ground, out: Path, rng: np.random.Generator, tell: Callable[[str], None]
) -> None:
    """Write OUT/input and OUT/truth.parquet."""
    folder = out / "input"
    folder.mkdir(parents=True, exist_ok=True)
    people = draft.people
    names = ids(rng, len(people))
    tables: dict[str, Callable[[], pl.DataFrame]] = {
        "accounts": lambda: accounts(rng, ground, people, names),
        "network": lambda: network(rng, ground, draft.network, names),
        "devices": lambda: devices(rng, draft.devices, names),
        "billing": lambda: billing(rng, draft.billing, names),
        "relations": lambda: relations(rng, draft.relations, names, people["created"].to_numpy()),
        "labels": lambda: labels(rng, people, names),
    }
    for name, make in tables.items():
        tell(name)
        make().write_parquet(folder / f"{name}.parquet", compression="zstd", statistics=False)
    tell("usage")
    usage(rng, draft.usage, names, folder / "usage.parquet")
    truth(rng, people, names).write_parquet(out / "truth.parquet")
