"""What a graph explorer draws: rings whole or in pieces, neighbours of a node, what a selection shares."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from linkage.explain import evidence
from linkage.publication.reader import Ints, Publication

MOST_LINKS = 200_000
"""Most links in one answer."""

BRIDGES = 1
"""Ties of a piece to other pieces that are drawn."""

ACCOUNT = ("account", "account_id", "ring", "tier", "confidence", "first_seen", "last_seen", "x", "y")
VALUE = ("value", "kind", "group", "mask", "bits", "holders", "crowd", "reason", "members", "x", "y")


@dataclass(frozen=True)
class Canvas:
    """Accounts, values, and the links between them."""

    accounts: pl.DataFrame
    """Columns `ACCOUNT`: `ring` a row of rings, -1 for none."""
    values: pl.DataFrame
    """Columns `VALUE`: `members` of the accounts here hold it; crowds have no links here."""
    links: pl.DataFrame
    """account, value."""
    left_out: int = 0
    """Values there was no room for, the weakest."""


@dataclass(frozen=True)
class Pieces:
    """A large ring, folded: the accounts that the same value ties most are one piece, with those tied to them."""

    pieces: pl.DataFrame
    """value, kind, group, mask, bits, holders, accounts, core, member, possible, x, y; the largest first."""
    bridges: pl.DataFrame
    """value, other, shared: how many values accounts of both pieces hold; the `BRIDGES` strongest of each piece."""
    loose: int
    """Accounts in no piece: no chain of values ties them to one."""


def whole(publication: Publication, ring: int, accounts: Ints | None = None) -> Canvas:
    """A ring, or some of its accounts, with all values that two of the ring share and the crowds they are in."""
    held, shared = _shared(publication, ring)
    members = publication.members_of(ring)
    chosen = members if accounts is None else members.filter(pl.col("account").is_in(accounts.tolist()))
    links = held.join(shared, on="value", how="semi").join(chosen, on="account", how="semi")
    ranked = _known(publication, links.group_by("value").agg(members=pl.len().cast(pl.Int64)))
    strongest = ranked.sort(pl.col("members") * pl.col("bits"), "value", descending=[True, False])
    room = strongest.filter(pl.col("members").cum_sum() <= MOST_LINKS)
    crowds = _crowds(publication, chosen["account"].to_numpy())
    placed = publication.positions_of(ring)
    return Canvas(
        _standing(publication, chosen["account"], placed),
        _placed(pl.concat([room, crowds]), placed).select(VALUE),
        links.join(room, on="value", how="semi").select("account", "value").sort("account", "value"),
        strongest.height - room.height,
    )


def folded(publication: Publication, ring: int, most: int) -> Pieces:
    """A ring as its `most` largest pieces."""
    held, shared = _shared(publication, ring)
    owned = _spread(held, _owned(held, shared), most)
    members = publication.members_of(ring).select("account", "tier")
    placed = publication.positions_of(ring).select("account", "x", "y")
    tiers = [(pl.col("tier") == tier).sum().alias(tier) for tier in ("core", "member", "possible")]
    grouped = (
        owned.join(members, on="account")
        .join(placed, on="account", how="left")
        .group_by("value")
        .agg(pl.len().alias("accounts"), *tiers, pl.col("x", "y").mean())
    )
    pieces = _known(publication, grouped).sort("accounts", "value", descending=[True, False]).head(most)
    loose = members.height - int(pieces["accounts"].sum())
    return Pieces(pieces, _bridges(held, owned), loose)


def piece(publication: Publication, ring: int, value: int, most: int) -> Canvas:
    """The accounts of one of the `most` largest pieces, unfolded."""
    held, shared = _shared(publication, ring)
    own = _spread(held, _owned(held, shared), most).filter(pl.col("value") == value)
    return whole(publication, ring, own["account"].to_numpy())


def around(publication: Publication, account: int) -> pl.DataFrame:
    """All values of an account, crowds among them, the rarest first; columns `VALUE` without a place."""
    keys = evidence.keys([account])
    held = [publication.links_of(keys), publication.ignored_of(keys)]
    values = (
        pl.concat([each.select("value") for each in held]).unique().with_columns(members=pl.lit(1, pl.Int64))
    )
    return _unplaced(_known(publication, values).sort("holders", "value")).select(VALUE)


def holders(publication: Publication, value: int) -> pl.DataFrame:
    """All accounts that hold a value, those of rings first; a crowd has none. Columns `ACCOUNT` without a place."""
    accounts = publication.seen(publication.links_on(value))["account"]
    found = _standing(publication, accounts, None)
    return found.sort(pl.col("ring") < 0, "ring", "account", descending=[False, False, False])


def among(publication: Publication, accounts: Ints) -> Canvas:
    """Some accounts, wherever they are, and every value that two of them share, crowds too."""
    held = publication.links_of(accounts).select("account", "value")
    links = held.filter(pl.len().over("value") > 1)
    counted = _known(publication, links.group_by("value").agg(members=pl.len().cast(pl.Int64)))
    strongest = counted.sort("bits", "value", descending=[True, False])
    room = strongest.filter(pl.col("members").cum_sum() <= MOST_LINKS)
    return Canvas(
        _standing(publication, pl.Series(np.unique(accounts)), None),
        _unplaced(pl.concat([room, _crowds(publication, accounts)])).select(VALUE),
        links.join(room, on="value", how="semi").sort("account", "value"),
        strongest.height - room.height,
    )


def _shared(publication: Publication, ring: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The links of a ring's accounts, and the values that two or more of them hold: value, members."""
    held = publication.links_of(publication.members_of(ring)["account"].to_numpy())
    held = held.select("account", "value", "bits")
    counted = held.group_by("value").agg(members=pl.len(), bits=pl.col("bits").max())
    return held, counted.filter(pl.col("members") > 1)


def _owned(held: pl.DataFrame, shared: pl.DataFrame) -> pl.DataFrame:
    """Each account with its value of most bits times members, of equals the smallest: account, value."""
    wide = held.join(shared.select("value", weight=pl.col("members") * pl.col("bits")), on="value")
    ordered = wide.sort("account", "weight", "value", descending=[False, True, False])
    return ordered.unique("account", keep="first", maintain_order=True).select("account", "value")


def _spread(held: pl.DataFrame, owned: pl.DataFrame, most: int) -> pl.DataFrame:
    """The `most` largest pieces; accounts of smaller ones go with the piece they are tied to most, the near first."""
    sizes = owned.group_by("value").len().sort("len", "value", descending=[True, False])
    found = owned.join(sizes.head(most), on="value", how="semi")
    while (more := _next(held, found)).height:
        found = pl.concat([found, more])
    return found


def _next(held: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """Accounts in no piece that share a value with one in a piece, each with the piece it is tied to most."""
    loose = held.join(found, on="account", how="anti")
    inside = (
        held.join(found.rename({"value": "piece"}), on="account")
        .group_by("value", "piece")
        .agg(near=pl.len())
    )
    tied = loose.join(inside, on="value").group_by("account", "piece")
    best = tied.agg(weight=(pl.col("near") * pl.col("bits")).sum()).sort(
        "account", "weight", "piece", descending=[False, True, False]
    )
    return best.unique("account", keep="first", maintain_order=True).select("account", value="piece")


def _bridges(held: pl.DataFrame, owned: pl.DataFrame) -> pl.DataFrame:
    """The strongest ties of each piece to others."""
    inside = held.join(owned.rename({"value": "piece"}), on="account").select("value", one="piece").unique()
    pairs = inside.join(inside.rename({"one": "other"}), on="value").filter(pl.col("one") < pl.col("other"))
    counted = (
        pairs.group_by("one", "other")
        .agg(shared=pl.len())
        .sort("shared", "one", "other", descending=[True, False, False])
    )
    places = [pl.int_range(pl.len()).over(end) < BRIDGES for end in ("one", "other")]
    return counted.filter(pl.any_horizontal(places)).rename({"one": "value"}).sort("value", "other")


def _known(publication: Publication, values: pl.DataFrame) -> pl.DataFrame:
    return evidence.told(publication, values.sort("value"))


def _crowds(publication: Publication, accounts: Ints) -> pl.DataFrame:
    """Crowds that two or more of these accounts are in, the widest among them first."""
    ignored = publication.ignored_of(accounts).group_by("value").agg(members=pl.len().cast(pl.Int64))
    found = _known(publication, ignored.filter(pl.col("members") > 1))
    return found.filter("crowd").sort("members", "value", descending=[True, False])


def _standing(publication: Publication, accounts: pl.Series, placed: pl.DataFrame | None) -> pl.DataFrame:
    """Accounts with ring, tier, when they were seen with a value that counts, and where they stand."""
    keys = np.unique(accounts.to_numpy())
    rows = publication.rows(keys)
    known = publication.accounts[rows[rows >= 0]].select(
        "account", "account_id", "ring", "tier", "confidence"
    )
    spans = (
        publication.links_of(keys)
        .group_by("account")
        .agg(first_seen=pl.col("first_seen").min(), last_seen=pl.col("last_seen").max())
    )
    found = known.join(spans, on="account", how="left", maintain_order="left")
    if placed is None:
        return _unplaced(found).select(ACCOUNT)
    at = placed.select("account", "x", "y").drop_nulls("account")
    return found.join(at, on="account", how="left", maintain_order="left").select(ACCOUNT)


def _placed(values: pl.DataFrame, placed: pl.DataFrame) -> pl.DataFrame:
    at = placed.select("value", "x", "y").drop_nulls("value")
    return values.join(at, on="value", how="left", maintain_order="left")


def _unplaced(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.with_columns(x=pl.lit(None, pl.Float32), y=pl.lit(None, pl.Float32))
