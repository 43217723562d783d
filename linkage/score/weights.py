"""Tables of weights: the one that is shipped, or one fitted at home, as values and as small readable files."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from hashlib import blake2b
from pathlib import Path

from pydantic import FiniteFloat, TypeAdapter, ValidationError

from linkage.errors import Refused

Weights = Mapping[str, Mapping[str, float]]
"""Weights of the features and the intercept in natural log-odds, by table: `known`, `quiet`, `plain`."""

SHIPPED = Path(__file__).with_name("weights.json")


@dataclass(frozen=True)
class _Document:
    """The file as it is written."""

    about: str
    known: dict[str, FiniteFloat]
    quiet: dict[str, FiniteFloat]
    plain: dict[str, FiniteFloat]


_ADAPTER = TypeAdapter(_Document)


def read(path: Path) -> Weights:
    """The tables of a file; `Refused` when it is none."""
    try:
        document = _ADAPTER.validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise Refused(f"{path} is no table of weights: `linkage fit --forget` takes it away") from error
    tables = {"known": document.known, "quiet": document.quiet, "plain": document.plain}
    if any("intercept" not in table for table in tables.values()):
        raise Refused(f"{path} lacks an intercept: `linkage fit --forget` takes it away")
    return tables


@cache
def shipped() -> Weights:
    """The tables that come with this version."""
    return read(SHIPPED)


def in_use(path: Path) -> Weights:
    """The tables fitted at home where there are any, else those that are shipped."""
    return read(path) if path.exists() else shipped()


def text(weights: Weights, about: str) -> bytes:
    """The tables as a file; `about` says what they are and which command made them."""
    tables = {name: {feature: float(weight) for feature, weight in weights[name].items()} for name in weights}
    document = _Document(about, **tables)
    return json.dumps(asdict(document), indent=2, ensure_ascii=False).encode() + b"\n"


def digest(weights: Weights) -> str:
    """A name for the tables by what is in them."""
    tables = {name: {feature: float(weight) for feature, weight in weights[name].items()} for name in weights}
    return blake2b(json.dumps(tables, sort_keys=True).encode(), digest_size=8).hexdigest()
