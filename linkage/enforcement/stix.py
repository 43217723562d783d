"""Indicators as a bundle of STIX 2.1 (OASIS, 2021): the same indicators of the same publication, the same bytes."""

import json
import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

import polars as pl

NAMESPACE: Final = uuid.UUID("6a3b6f0e-6a0c-5c5e-9f0a-3a5d8e6c1b47")
"""Of ids made of what an object says; the standard's own is for observables alone."""
AMBER: Final = "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82"
"""TLP:AMBER, which the standard defines: for the partner and whoever of its clients needs to know."""
VALID: Final = timedelta(days=90)
"""How long an indicator holds: networks and throw-away domains change hands."""
NAMES: Final = {
    "domain": "mail domain",
    "subnet": "network",
    "bin-subnet": "card issuer with network",
    "rhythm": "active hours",
    "keyed-domain": "mail domain, keyed",
    "keyed-subnet": "network, keyed",
    "template": "prompt template, keyed",
}


def bundle(rows: pl.DataFrame, run: str, began: datetime) -> bytes:
    """Columns of `indicators.INDICATORS` as JSON, with its author."""
    author = _author(began)
    objects = [author, *(_indicator(row, run, began, author["id"]) for row in rows.iter_rows(named=True))]
    said = {"type": "bundle", "id": _id("bundle", *(each["id"] for each in objects)), "objects": objects}
    return json.dumps(said, indent=1, ensure_ascii=True).encode() + b"\n"


def _author(began: datetime) -> dict[str, Any]:
    moment = _moment(began)
    return {
        "type": "identity",
        "spec_version": "2.1",
        "id": _id("identity", moment),
        "created": moment,
        "modified": moment,
        "name": "Linkage",
        "identity_class": "system",
    }


def _indicator(row: Mapping[str, Any], run: str, began: datetime, author: str) -> dict[str, Any]:
    moment, said = _moment(began), pattern(row)
    return {
        "type": "indicator",
        "spec_version": "2.1",
        "id": _id("indicator", run, said),
        "created_by_ref": author,
        "created": moment,
        "modified": moment,
        "name": f"Ring of accounts: {NAMES[row['kind']]}",
        "description": f"Held by {row['accounts']} accounts of confirmed rings of coordinated accounts.",
        "indicator_types": ["malicious-activity"],
        "pattern": said,
        "pattern_type": "stix",
        "pattern_version": "2.1",
        "valid_from": moment,
        "valid_until": _moment(began + VALID),
        "labels": [row["kind"]],
        "confidence": int(row["share"] * 100),
        "object_marking_refs": [AMBER],
    }


def pattern(row: Mapping[str, Any]) -> str:
    """An indicator in the standard's pattern language; what it has no observable for begins with `x-linkage-`."""
    kind, value = row["kind"], quoted(row["value"])
    if kind == "domain":
        return f"[domain-name:value = {value}]"
    if kind == "subnet":
        return _network(row["value"])
    if kind == "bin-subnet":
        return f"[x-linkage-card:bin = {value}] AND {_network(row['with'])}"
    if kind == "rhythm":
        return f"[x-linkage-rhythm:hours_utc = {value}]"
    return f"[x-linkage-{kind.removeprefix('keyed-')}:keyed_hash = {value}]"


def _network(subnet: str) -> str:
    family = "ipv6-addr" if ":" in subnet else "ipv4-addr"
    return f"[{family}:value ISSUBSET {quoted(subnet)}]"


def quoted(text: str) -> str:
    """A string of the pattern language."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _id(kind: str, *said: str) -> str:
    return f"{kind}--{uuid.uuid5(NAMESPACE, json.dumps([kind, *said]))}"


def _moment(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.000Z")
