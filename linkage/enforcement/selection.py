"""Whom an export is about: core and member accounts of confirmed rings, but for those who are protected."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa

from linkage import atomic
from linkage.errors import Damaged, Refused
from linkage.evaluate.samples import mixed
from linkage.ledger.decisions import effective
from linkage.ledger.decisions.policy import DecisionState, confirmed
from linkage.publication.reader import Publication
from linkage.tables import MEASURES, Schema

SELECTED: Schema = {
    "account": pl.Int64(),
    "account_id": pl.String(),
    "ring_id": pl.String(),
    "tier": pl.String(),
    "confidence": pl.Float64(),
    "action": pl.String(),
    "restore": pl.String(),
    "lot": pl.Int64(),
}
"""One row an account, by ring, tier and account. `restore` is the state it had before, as far as it is known;
`lot` its place in an order drawn at random, from 0, by which it comes into a wave."""

PART = 8_192
"""Rows that are held in memory at a time; many more a part are written no quicker."""


@dataclass(frozen=True)
class Choice:
    """What is asked of a selection."""

    action: str
    rings: tuple[str, ...] = ()
    seed: str = ""
    """Where the order at random comes from."""
    done: pl.Series = field(default_factory=lambda: pl.Series(dtype=pl.Int64))
    """Accounts the same was done to before, which is in force still."""
    among: pl.Series | None = None
    """Nobody but these accounts; all where it is left out."""


def select(
    publication: Publication, decided: DecisionState, choice: Choice, measures: pl.DataFrame | None = None
) -> pl.DataFrame:
    """Columns of `SELECTED`; raises Refused for a ring that nobody confirmed, and when nobody is left.

    Left out are accounts that were released, erased, dismissed, disputed or put on the allowlist.
    """
    if set(choice.rings) - set(confirmed(decided)):
        raise Refused("only confirmed rings can be exported: confirm each of them first")
    shown = effective.actionable(publication.seen(publication.members), decided)
    shown = shown.filter(~pl.col("account").is_in(choice.done.implode()))
    if choice.rings:
        shown = shown.filter(pl.col("ring_id").is_in(choice.rings))
    if choice.among is not None:
        shown = shown.filter(pl.col("account").is_in(choice.among.implode()))
    if shown.is_empty():
        raise Refused("no account is left to act on: no core or member account of a confirmed ring")
    known = pl.DataFrame(schema=MEASURES) if measures is None else measures
    told = shown.join(known.select("account", "status"), on="account", how="left", maintain_order="left")
    told = told.with_columns(
        confidence=pl.col("confidence").round(6),
        action=pl.lit(choice.action),
        restore=pl.col("status").fill_null("unknown"),
        lot=pl.Series(lots(told["account"].to_numpy(), choice.seed)),
    )
    return told.select(pl.col(name).cast(kind) for name, kind in SELECTED.items())


def lots(accounts: np.ndarray, seed: str) -> np.ndarray:
    """Places in an order at random, the same for the same accounts and seed."""
    start = int.from_bytes(hashlib.sha256(seed.encode()).digest()[:8], "little")
    places = np.empty(len(accounts), np.int64)
    places[np.lexsort((accounts, mixed(accounts, start)))] = np.arange(len(accounts))
    return places


def drawn(selected: pl.DataFrame, size: int) -> pl.DataFrame:
    """A random sample: the first in the order drawn, by their place."""
    return selected.filter(pl.col("lot") < size).sort("lot")


def keep(selected: pl.DataFrame, folder: Path) -> str:
    """Write a selection under its digest, whole; its SHA-256. The same again is there once."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with atomic.replaced(folder / "selection.arrow", 0o600) as temporary:
        selected.write_ipc(
            temporary,
            record_batch_size=PART,
            compat_level=pl.CompatLevel.oldest(),
            compression="uncompressed",
        )
        digest = sha256(temporary)
    (folder / "selection.arrow").replace(_path(folder, digest))
    atomic.sync(folder)
    return digest


def parts(folder: Path, digest: str) -> Iterator[pl.DataFrame]:
    """A selection, some rows at a time; raises Damaged for one that is not what was written."""
    path = _path(folder, digest)
    if not path.is_file() or sha256(path) != digest:
        raise Damaged(f"the selection of export {folder.name} is gone or changed: ask for a new export")
    with pa.OSFile(str(path), "rb") as file:  # mapped, what was read would count as held
        reader = pa.ipc.open_file(file)
        for number in range(reader.num_record_batches):
            made = pl.from_arrow(reader.get_batch(number))
            assert isinstance(made, pl.DataFrame)
            yield made


def whole(folder: Path, digest: str) -> pl.DataFrame:
    """All rows of a selection."""
    return pl.concat([pl.DataFrame(schema=SELECTED), *parts(folder, digest)])


def sha256(path: Path) -> str:
    """Digest of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _path(folder: Path, digest: str) -> Path:
    return folder / f"selection-{digest[:16]}.arrow"
