"""The file of an export: CSV, JSONL or Parquet, written part by part at constant memory, with a signed manifest.

In CSV a cell that a spreadsheet would take for a formula, and one that begins with an apostrophe, is written with
an apostrophe before it; who reads the file takes one away. JSONL and Parquet have every id exactly.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import numpy as np
import polars as pl
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from linkage import atomic
from linkage.enforcement import signing
from linkage.enforcement.selection import sha256
from linkage.errors import Refused, UnknownFormat, WrongUse
from linkage.evaluate.samples import mixed
from linkage.export.sinks import SINKS

SCHEMA: Final = "linkage.export/1"
MANIFEST: Final = ".manifest.json"
"""What is added to a file's name for that of its manifest."""
COLUMNS: Final = {
    "account_id": pl.String(),
    "action": pl.String(),
    "restore": pl.String(),
    "ground": pl.String(),
    "ring_id": pl.String(),
    "tier": pl.String(),
    "confidence": pl.Float64(),
    "wave": pl.Int64(),
    "not_before": pl.String(),
    "ends_at": pl.String(),
    "export": pl.String(),
    "publication": pl.String(),
}
"""One row an account. `action` is what to do from `not_before` on and until `ends_at`; `restore` is the state to
put back when it is taken back: `restore`, `lapse` and `cancel` rows ask for that now."""

FORMULA: Final = r"^[=+\-@\t\r']"
"""How a cell begins that a spreadsheet may take for a formula, or a reader for an escape."""
MOMENT: Final = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True)
class Terms:
    """What is the same for all rows of an export."""

    export: str
    publication: str
    ground: str
    frozen_at: datetime
    accounts: int
    waves: tuple[float, ...] = (1.0,)
    hold: int = 0
    window: int = 0
    ends_at: datetime | None = None


def laid_out(part: pl.DataFrame, terms: Terms) -> pl.DataFrame:
    """Rows of a selection as rows of the file: each with its wave and its moment."""
    shares = [-int(-share * terms.accounts // 1) for share in terms.waves]
    wave = np.searchsorted(np.array(shares), part["lot"].to_numpy(), side="right").clip(max=len(shares) - 1)
    seed = int.from_bytes(terms.export.encode()[-8:], "little")
    inside = (mixed(part["account"].to_numpy(), seed) >> np.uint64(11)) / float(1 << 53) * terms.window
    seconds = wave * terms.hold + inside.astype(np.int64)
    start = int(terms.frozen_at.timestamp())
    moments = pl.from_epoch(pl.Series(seconds + start, dtype=pl.Int64), "s").dt.strftime(MOMENT)
    return part.with_columns(
        ground=pl.lit(terms.ground),
        wave=pl.Series(wave + 1),
        not_before=moments,
        ends_at=pl.lit(said(terms.ends_at), pl.String),
        export=pl.lit(terms.export),
        publication=pl.lit(terms.publication),
    ).select(pl.col(name).cast(kind) for name, kind in COLUMNS.items())


def said(moment: datetime | None) -> str | None:
    """A time as files say it."""
    return None if moment is None else moment.astimezone(UTC).strftime(MOMENT)


def last_moment(terms: Terms) -> datetime:
    """When the last account of an export may be acted on."""
    return terms.frozen_at + timedelta(seconds=terms.hold * (len(terms.waves) - 1) + terms.window)


def write(parts: Iterable[pl.DataFrame], path: Path) -> dict[str, Any]:
    """Write rows to a file, whole or not at all; its name, rows, bytes and SHA-256."""
    sink = SINKS.get(path.suffix.lower())
    if sink is None:
        raise UnknownFormat(f"an export is written to .csv, .jsonl or .parquet, not to *{path.suffix}")
    rows, actions = 0, dict[str, int]()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with atomic.replaced(path, 0o600) as temporary:
        with sink(temporary, COLUMNS, plain) as put:
            for part in parts:
                put(part)
                rows += part.height
                for action, count in part["action"].value_counts().iter_rows():
                    actions[action] = actions.get(action, 0) + count
        digest, size = sha256(temporary), temporary.stat().st_size
    return {
        "name": path.name,
        "rows": rows,
        "bytes": size,
        "sha256": digest,
        "actions": dict(sorted(actions.items())),
    }


def manifest_of(path: Path) -> Path:
    """Where the manifest of a file lies: beside it."""
    return path.with_name(path.name + MANIFEST)


def verify(path: Path, key: Ed25519PublicKey) -> dict[str, Any]:
    """The manifest of a file that is as it was signed; raises Refused for any change of either, WrongUse for none."""
    if not path.is_file() or not manifest_of(path).is_file():
        raise WrongUse(f"{path.name} and {path.name}{MANIFEST} must both be there")
    told = signing.opened(manifest_of(path).read_bytes(), key)
    if told.get("schema") != SCHEMA or told["file"]["name"] != path.name:
        raise Refused("the manifest is of another file")
    if path.stat().st_size != told["file"]["bytes"] or sha256(path) != told["file"]["sha256"]:
        raise Refused("the file is not what was signed")
    return told


def read(path: Path) -> pl.DataFrame:
    """The rows of a file, with every id as it was."""
    suffix = path.suffix.lower()
    if suffix == ".parquet":
        return pl.read_parquet(path)
    if suffix == ".jsonl":
        return pl.read_ndjson(path, schema=COLUMNS)
    rows = pl.read_csv(path, schema=COLUMNS)
    return rows.with_columns(pl.col(pl.String).str.replace("^'", ""))


def plain(part: pl.DataFrame) -> pl.DataFrame:
    """Rows whose cells no spreadsheet takes for a formula."""
    text = pl.col(pl.String)
    return part.with_columns(pl.when(text.str.contains(FORMULA)).then("'" + text).otherwise(text).name.keep())
