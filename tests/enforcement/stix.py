"""What STIX 2.1 asks of the objects in a bundle of ours (OASIS, 10 June 2021: chapters 3, 4.6, 4.7 and 8)."""

from typing import Any, Final

import jsonschema_rs

UUID: Final = "[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
MOMENT: Final = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$"}
TEXT: Final = {"type": "string", "minLength": 1}
COMMON: Final = {
    "spec_version": {"const": "2.1"},
    "created": MOMENT,
    "modified": MOMENT,
}


def _id(kind: str) -> dict[str, str]:
    return {"type": "string", "pattern": f"^{kind}--{UUID}$"}


def _words(**more: object) -> dict[str, Any]:
    return {"type": "array", "items": TEXT, "minItems": 1, **more}


IDENTITY: Final = {
    "type": "object",
    "properties": {
        **COMMON,
        "type": {"const": "identity"},
        "id": _id("identity"),
        "name": TEXT,
        "identity_class": {"enum": ["individual", "group", "system", "organization", "class", "unknown"]},
    },
    "required": ["type", "spec_version", "id", "created", "modified", "name"],
    "additionalProperties": False,
}
INDICATOR: Final = {
    "type": "object",
    "properties": {
        **COMMON,
        "type": {"const": "indicator"},
        "id": _id("indicator"),
        "created_by_ref": _id("identity"),
        "name": TEXT,
        "description": TEXT,
        "indicator_types": _words(),
        "pattern": TEXT,
        "pattern_type": {"enum": ["stix", "pcre", "sigma", "snort", "suricata", "yara"]},
        "pattern_version": TEXT,
        "valid_from": MOMENT,
        "valid_until": MOMENT,
        "labels": _words(),
        "confidence": {"type": "integer", "minimum": 0, "maximum": 100},
        "object_marking_refs": {"type": "array", "items": _id("marking-definition"), "minItems": 1},
    },
    "required": [
        *("type", "spec_version", "id", "created", "modified"),
        *("pattern", "pattern_type", "valid_from"),
    ],
    "additionalProperties": False,
}
BUNDLE: Final = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "properties": {
        "type": {"const": "bundle"},
        "id": _id("bundle"),
        "objects": {"type": "array", "minItems": 1, "items": {"anyOf": [IDENTITY, INDICATOR]}},
    },
    "required": ["type", "id"],
    "additionalProperties": False,
}


def errors(document: object) -> list[str]:
    """What is wrong with a bundle."""
    return [each.message for each in jsonschema_rs.validator_for(BUNDLE).iter_errors(document)]
