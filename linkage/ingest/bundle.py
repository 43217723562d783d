"""A bundle of STIX 2.1 as feeds: what another platform tells of its confirmed rings, as `labels` and `facts`.

Each indicator becomes an account of its own, named by the indicator's id and labelled fraud, that holds the values the
pattern names. So an account here that shares a throw-away mail domain or a network with it shares it with one
known to be bad. Keyed values stay opaque: they are facts of kinds of their own, which match nothing but each other.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import orjson
import polars as pl

from linkage.errors import WrongUse

LONGEST: Final = 64 << 20
"""Most bytes of a bundle."""
REASON: Final = "shared indicator"
LABELS: Final = {"account_id": pl.String(), "label": pl.String(), "at": pl.String(), "reason": pl.String()}
FACTS: Final = {"account_id": pl.String(), "kind": pl.String(), "value": pl.String(), "at": pl.String()}

PART: Final = re.compile(r"\[([a-z0-9-]+):([a-z_]+) (=|ISSUBSET) '((?:[^'\\]|\\.)*)'\]")
KINDS: Final[Mapping[tuple[str, str, str], str]] = {
    ("domain-name", "value", "="): "email_domain",
    ("ipv4-addr", "value", "ISSUBSET"): "subnet",
    ("ipv6-addr", "value", "ISSUBSET"): "subnet",
    ("x-linkage-card", "bin", "="): "bin",
    ("x-linkage-rhythm", "hours_utc", "="): "shared_rhythm",
    ("x-linkage-domain", "keyed_hash", "="): "keyed_domain",
    ("x-linkage-subnet", "keyed_hash", "="): "keyed_subnet",
    ("x-linkage-template", "keyed_hash", "="): "keyed_template",
}
"""Kinds of values by object, property and comparison of a pattern; what is not here is left out."""


@dataclass(frozen=True)
class Bundle:
    """What a bundle says, as feeds."""

    labels: pl.DataFrame
    facts: pl.DataFrame
    left_out: int
    """Indicators that are over, taken back, or in words that are not known here."""


def read(content: bytes, name: str, now: datetime) -> Bundle:
    """The indicators of a bundle that hold now; raises WrongUse for what is not a bundle of STIX 2.1."""
    try:
        found = orjson.loads(content)
        given = [each for each in found["objects"] if each["type"] == "indicator"]
        rows = {each["id"]: (each["valid_from"], _values(each, now)) for each in given}
    except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError, ValueError):
        raise WrongUse(f"{name} is not a bundle of STIX 2.1: its indicators cannot be read") from None
    held = {key: row for key, row in sorted(rows.items()) if row[1]}
    labels = [(key, "fraud", at, REASON) for key, (at, _) in held.items()]
    facts = [(key, *value, at) for key, (at, values) in held.items() for value in values]
    return Bundle(
        pl.DataFrame(labels, schema=LABELS, orient="row"),
        pl.DataFrame(facts, schema=FACTS, orient="row"),
        len(given) - len(held),
    )


def _values(said: Mapping[str, Any], now: datetime) -> list[tuple[str, str]]:
    """Kind and value of each part of a pattern; empty where the indicator does not hold, or a part is foreign."""
    until = said.get("valid_until")
    over = until is not None and datetime.fromisoformat(until) <= now
    if over or said.get("revoked", False) or said["pattern_type"] != "stix":
        return []
    parts = said["pattern"].split(" AND ")
    found = [PART.fullmatch(each) for each in parts]
    kinds = [None if each is None else KINDS.get((each[1], each[2], each[3])) for each in found]
    return [
        (kind, re.sub(r"\\(.)", r"\1", each[4]))
        for kind, each in zip(kinds, found, strict=True)
        if kind is not None and each is not None and None not in kinds
    ]


def is_bundle(path: Path) -> bool:
    """Whether a file is a bundle: JSON whose type says so."""
    if path.suffix.lower() != ".json" or not path.is_file() or path.stat().st_size > LONGEST:
        return False
    try:
        found = orjson.loads(path.read_bytes())
    except orjson.JSONDecodeError:
        return False
    return isinstance(found, dict) and found.get("type") == "bundle"


@contextmanager
def unpacked(paths: Sequence[str], now: datetime | None = None) -> Iterator[tuple[list[str], int]]:
    """The paths, bundles among them as feeds in a folder that is gone in the end; and how many were left out."""
    with TemporaryDirectory(prefix="linkage-bundle-") as folder:
        given, left_out = list[str](), 0
        for number, path in enumerate(map(Path, paths)):
            if not is_bundle(path):
                given.append(paths[number])
                continue
            found = read(path.read_bytes(), path.name, now or datetime.now(UTC))
            left_out += found.left_out
            for feed, rows in (("labels", found.labels), ("facts", found.facts)):
                out = Path(folder, str(number), f"{feed}.csv")
                out.parent.mkdir(exist_ok=True)
                rows.write_csv(out)
                given.append(f"{feed}={out}")
        yield given, left_out
