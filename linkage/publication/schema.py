"""How findings are laid out as the tables of a publication: what is in each file, and in which order."""

from dataclasses import dataclass, field
from hashlib import blake2b

import polars as pl

from linkage import tables as flowing
from linkage.model import ENFORCEABLE, TIERS
from linkage.publication.figures import before, figures
from linkage.publication.profiles import PROFILES
from linkage.rings import lineage
from linkage.rings.positions import positions
from linkage.tables import DECISIVE, EVIDENCE, LINKS, MISSES, RINGS, VERDICTS, WEIGHTS, Schema

IGNORED: Schema = {
    "account": pl.Int64(),
    "value": pl.Int64(),
    "first_seen": pl.Int64(),
    "last_seen": pl.Int64(),
}
"""One row a fact on a crowd: what an account shares with so many that it says nothing."""

ACCOUNTS: Schema = {
    "account": pl.Int64(),
    "account_id": pl.String(),
    "ring": pl.Int32(),
    "member": pl.Int32(),
    "tier": pl.Int8(),
    "confidence": pl.Float32(),
    "reasons": pl.List(pl.String()),
    "links_from": pl.UInt32(),
}
"""One row an account seen up to the watermark, by account. `ring` and `member` are rows of those tables,
`tier` is a place in `model.TIERS`: -1 for an account in no ring, whose confidence and reasons are null.
`links_from`: where its rows begin in `links_by_account`; they end where the next account's begin."""

MEMBERS: Schema = {
    "ring": pl.Int32(),
    "ring_id": pl.String(),
    "account": pl.Int64(),
    "account_id": pl.String(),
    "tier": pl.String(),
    "confidence": pl.Float64(),
    "bits": pl.Float64(),
    "groups": pl.UInt8(),
    "certificate": pl.UInt8(),
    "reasons": pl.List(pl.String()),
}
"""One row a member of a published ring, by ring, tier (surest first) and account; see `tables.MEMBERS`."""

FAILED: Schema = {
    {"community": "ring"}.get(name, name): pl.Int32() if name == "community" else kind
    for name, kind in flowing.FAILED.items()
}
"""`tables.FAILED`, by account; `ring` is a row of `rings`, -1 for none, in place of the community."""

TIES = pl.List(
    pl.Struct(
        {
            "kind": pl.String(),
            "group": pl.String(),
            "values": pl.UInt32(),
            "accounts": pl.UInt32(),
            "bits": pl.Float32(),
        }
    )
)
"""What holds a ring together: by kind, the values that count and that two or more of its core and members hold, how
many of them hold one, and the most bits one says; the kind that ties most accounts first."""

MICRO = 1_000_000
"""Confidence and score count to this part in the digest: sums may differ in their last bits elsewhere."""


@dataclass(frozen=True)
class Findings:
    """What a run found, as the stages left it; the frames have the columns that `tables` names."""

    accounts: pl.DataFrame
    """`tables.ACCOUNTS`, every account up to the watermark."""
    rings: pl.DataFrame
    """`tables.RINGS`: those good enough to publish."""
    members: pl.DataFrame
    """`tables.MEMBERS`; members of communities that are no ring are left out."""
    links: pl.DataFrame
    """`tables.LINKS`: all links used."""
    verdicts: pl.DataFrame
    """`tables.VERDICTS` and `mask`; without that column masks are null."""
    watermark: int
    epoch: str
    detector: str
    seed: int
    paying: int = 0
    """Enforceable accounts that pay."""
    times: dict[str, float] = field(default_factory=dict)
    settings: str = ""
    """Digest of the settings that bear on the result."""
    ignored: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=IGNORED))
    """`IGNORED`: facts on crowds worth explaining; may be empty."""
    decisive: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=DECISIVE))
    failed: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=flowing.FAILED))
    weights: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=WEIGHTS))
    misses: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=MISSES))
    evidence: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=EVIDENCE))
    profiles: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=PROFILES))


def tables(
    findings: Findings, ids: pl.DataFrame, past: pl.DataFrame | None = None
) -> dict[str, pl.DataFrame]:
    """The tables of a publication but those of its lineage; `ids` gives each community its ring id, `past` what rings
    there were a day before (`figures.SIZES`)."""
    accounts = findings.accounts.select("account", "account_id").sort("account")
    links = _sorted(_typed(findings.links, LINKS), ["value", "account"])
    rings = _rings(findings.rings, ids)
    members = _members(findings.members, rings, accounts)
    counted = figures(before(rings.select("ring_id", "size"), past), members, findings.profiles)
    order = links.select(link=pl.arg_sort_by("account", maintain_order=True).cast(pl.UInt32))
    return {
        "rings": rings.join(
            _ties(members, _held(findings, links)), on="ring_id", how="left", maintain_order="left"
        )
        .with_columns(pl.col("ties").fill_null(pl.lit([], TIES)))
        .join(counted, on="ring_id", how="left", maintain_order="left"),
        "members": members,
        "accounts": _accounts(accounts, members, links["account"].gather(order["link"])),
        "links": links,
        "links_by_account": order,
        "verdicts": _verdicts(findings.verdicts),
        "ignored": findings.ignored.select(list(IGNORED)).sort("account", "value"),
        "certificates": findings.decisive.select(list(DECISIVE)).sort("account", "value"),
        "failed": _failed(findings.failed, rings),
        "weights": _typed(findings.weights, WEIGHTS).sort("kind"),
        "misses": _typed(findings.misses, MISSES),
        "positions": positions(members, links),
        "evidence": _typed(findings.evidence, EVIDENCE).sort("account", "value", "group", nulls_last=True),
        "profiles": _typed(findings.profiles, PROFILES).sort("account"),
    }


def _typed(frame: pl.DataFrame, schema: Schema) -> pl.DataFrame:
    return frame.select(pl.col(name).cast(kind) for name, kind in schema.items())


def _sorted(frame: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """Sorted by its keys; most come sorted, and looking is cheaper than sorting."""
    first, second = (frame[key] for key in keys)
    falls = (first < first.shift()) | ((first == first.shift()) & (second < second.shift()))
    return frame.sort(keys) if falls.any() else frame


def _verdicts(verdicts: pl.DataFrame) -> pl.DataFrame:
    if "mask" not in verdicts.columns:
        verdicts = verdicts.with_columns(mask=pl.lit(None, pl.String))
    return _typed(verdicts, {**VERDICTS, "mask": pl.String()}).sort("value")


def _rings(rings: pl.DataFrame, ids: pl.DataFrame) -> pl.DataFrame:
    named = _typed(rings, RINGS).join(ids, on="community", validate="1:1")
    return named.select("ring_id", pl.exclude("ring_id")).sort("size", "ring_id", descending=[True, False])


def _members(members: pl.DataFrame, rings: pl.DataFrame, accounts: pl.DataFrame) -> pl.DataFrame:
    rank = pl.col("tier").replace_strict(
        {tier: rank for rank, tier in enumerate(TIERS)}, return_dtype=pl.Int8
    )
    numbered = rings.select("community", "ring_id").with_row_index("ring")
    ringed = members.join(numbered, on="community")
    known = ringed.join(accounts, on="account", validate="1:1")
    if known.height < ringed.height:
        raise ValueError("there are members that are not among the accounts")
    return _typed(known.sort("ring", rank, "account"), MEMBERS)


def _accounts(accounts: pl.DataFrame, members: pl.DataFrame, linked: pl.Series) -> pl.DataFrame:
    """`ACCOUNTS`; `linked` is the account of each link, sorted."""
    keys = accounts["account"].to_numpy()
    starts, ends = (linked.to_numpy().searchsorted(keys, side=side) for side in ("left", "right"))
    if (ends - starts).sum() < len(linked):
        raise ValueError("there are links of accounts that are not among the accounts")
    tier = pl.col("tier").replace_strict(
        {tier: rank for rank, tier in enumerate(TIERS)}, return_dtype=pl.Int8
    )
    rows = members.with_row_index("member").select("account", "ring", "member", tier, "confidence", "reasons")
    joined = accounts.join(rows, on="account", how="left", maintain_order="left")
    filled = joined.with_columns(
        pl.col("ring", "member", "tier").cast(pl.Int32).fill_null(-1), links_from=starts
    )
    return _typed(filled, ACCOUNTS)


def _failed(failed: pl.DataFrame, rings: pl.DataFrame) -> pl.DataFrame:
    """`FAILED`: communities become rows of `rings`."""
    rows = rings.select("community").with_row_index("ring")
    known = failed.join(rows, on="community", how="left")
    return _typed(known.with_columns(pl.col("ring").cast(pl.Int32).fill_null(-1)), FAILED).sort("account")


def _held(findings: Findings, links: pl.DataFrame) -> pl.DataFrame:
    """What may hold rings together, and what of it `counts`; all links where that was not kept."""
    if findings.evidence.is_empty():
        return links.select("account", "value", "kind", "group", "bits", counts=True)
    kinds = findings.verdicts.select("value", "kind")
    return findings.evidence.filter(pl.col("bits") > 0).join(kinds, on="value")


def _ties(members: pl.DataFrame, links: pl.DataFrame) -> pl.DataFrame:
    """Per ring what holds it together; columns ring_id and ties.

    A value that counts for one of its accounts counts for the ring, as in the ring's evidence and its summary.
    """
    proved = members.filter(pl.col("tier").is_in(ENFORCEABLE)).select("account", "ring_id")
    held = links.join(proved, on="account")
    shared = held.filter(
        (pl.len().over("ring_id", "value") > 1) & pl.col("counts").any().over("ring_id", "value")
    )
    kinds = shared.group_by("ring_id", pl.col("kind", "group").cast(pl.String)).agg(
        values=pl.col("value").n_unique(), accounts=pl.col("account").n_unique(), bits=pl.col("bits").max()
    )
    ordered = kinds.sort("ring_id", "accounts", "kind", descending=[False, True, False])
    each = pl.struct("kind", "group", "values", "accounts", "bits")
    return ordered.group_by("ring_id", maintain_order=True).agg(ties=each).cast({"ties": TIES})


def content(rings: pl.DataFrame, members: pl.DataFrame) -> str:
    """Digest of rings by content: who is in each, how surely, and its score; no ids, times or order of rows.

    A ring is named by its smallest account id; every id goes in with its length, so that none can be taken
    for two others.
    """
    scored = members.join(rings.select("ring_id", "score"), on="ring_id").select(
        pl.col("account_id").min().over("ring_id").alias("ring"),
        "account_id",
        "tier",
        (pl.col("confidence", "score") * MICRO).round().cast(pl.Int64),
    )
    length = pl.col("account_id").str.len_bytes()
    first = pl.col("account_id") == pl.col("ring")
    line = pl.format(
        "{} {} {} {} {} {}", first.cast(pl.Int8), length, "account_id", "tier", "confidence", "score"
    )
    lines = scored.sort("ring", "account_id").select(line).to_series()
    return blake2b("\n".join(lines).encode(), digest_size=32).hexdigest()


def current_cores(findings: Findings) -> pl.DataFrame:
    """Cores of this run's rings, by community: what lineage compares."""
    ringed = findings.members.join(findings.rings, on="community", how="semi")
    return lineage.cores(ringed, "community")
