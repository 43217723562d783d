"""The evidence on the accounts of an export, copied as it stands: publications go, what was decided on them stays."""

from pathlib import Path

import polars as pl

from linkage import atomic
from linkage.enforcement.selection import sha256
from linkage.errors import Damaged
from linkage.publication.reader import Publication

STANDING, TIES = "standing", "ties"
"""Files: the accounts' place in their ring, and what ties them to it."""


def capture(publication: Publication, chosen: pl.DataFrame, folder: Path) -> dict[str, str]:
    """Copy the evidence on these accounts (`SELECTED`) as it stands; SHA-256 of each file by name."""
    keys = chosen["account"].to_numpy()
    mine = pl.col("account").is_in(chosen["account"].implode())
    standing = publication.members.filter(mine).drop("ring").sort("account")
    rings = publication.members.select("account", "ring_id")
    links = publication.links_of(keys).select("account", "value", "first_seen", "last_seen")
    held = publication.links.select("account", "value").join(links.select("value").unique(), on="value")
    mates = held.join(rings, on="account").group_by("value", "ring_id").agg(members=pl.len().cast(pl.Int64))
    told = publication.verdicts.select(
        "value", pl.col("kind", "group").cast(pl.String), "holders", "bits", "mask"
    )
    certain = publication.certificates.select("account", "value").with_columns(decisive=pl.lit(True))
    ties = (
        links.join(rings, on="account")
        .join(mates, on=["value", "ring_id"])
        .filter(pl.col("members") > 1)
        .join(told, on="value")
        .join(certain, on=["account", "value"], how="left")
        .with_columns(pl.col("decisive").fill_null(False))
        .drop("value", "ring_id")
        .sort("account", "bits", "kind", "mask", "first_seen", descending=[False, True, False, False, False])
    )
    return {name: _keep(frame, folder, name) for name, frame in ((STANDING, standing), (TIES, ties))}


def _keep(frame: pl.DataFrame, folder: Path, name: str) -> str:
    """Write a frame under its digest, whole."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with atomic.replaced(folder / f"{name}.arrow", 0o600) as temporary:
        frame.write_ipc(temporary, compat_level=pl.CompatLevel.oldest(), compression="zstd")
        digest = sha256(temporary)
    (folder / f"{name}.arrow").replace(folder / f"{name}-{digest[:16]}.arrow")
    atomic.sync(folder)
    return digest


def read(folder: Path, name: str, digest: str, account: int) -> pl.DataFrame:
    """What a file of evidence says of an account; raises Damaged for one that is not what was written."""
    path = folder / f"{name}-{digest[:16]}.arrow"
    if not path.is_file() or sha256(path) != digest:
        raise Damaged(f"the evidence of export {folder.name} is gone or changed")
    return pl.read_ipc(path.read_bytes()).filter(pl.col("account") == account)
