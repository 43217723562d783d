"""Signatures of manifests: Ed25519, by a key kept as the pepper is, checked by its public half alone."""

import base64
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from linkage.errors import Refused, WrongUse

SIGNATURE = "signature"


def private(secret: bytes) -> Ed25519PrivateKey:
    """The signing key that a secret of any length stands for."""
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"linkage.export.key\n" + secret).digest())


def public(secret: bytes) -> Ed25519PublicKey:
    """Its public half."""
    return private(secret).public_key()


def pem(key: Ed25519PublicKey) -> bytes:
    """A public key as consumers keep it."""
    kind = serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_bytes(serialization.Encoding.PEM, kind)


def read_pem(path: Path) -> Ed25519PublicKey:
    """A public key from its file; raises WrongUse for one that is none."""
    try:
        found = serialization.load_pem_public_key(path.read_bytes())
    except (OSError, ValueError):
        raise WrongUse(f"{path.name} is not a public key: `linkage exports key` prints one") from None
    if not isinstance(found, Ed25519PublicKey):
        raise WrongUse(f"{path.name} is not an Ed25519 public key: `linkage exports key` prints one")
    return found


def text(said: Mapping[str, Any]) -> bytes:
    """A document in the one form in which it is signed and written."""
    return json.dumps(said, sort_keys=True, indent=1, ensure_ascii=True).encode() + b"\n"


def signed(said: Mapping[str, Any], key: Ed25519PrivateKey) -> bytes:
    """A document with its signature, as it is written."""
    raw = key.sign(text(said))
    value = base64.b64encode(raw).decode()
    return text(
        {**said, SIGNATURE: {"algorithm": "Ed25519", "key": fingerprint(key.public_key()), "value": value}}
    )


def fingerprint(key: Ed25519PublicKey) -> str:
    """A short name of a public key."""
    return hashlib.sha256(pem(key)).hexdigest()[:16]


def opened(content: bytes, key: Ed25519PublicKey) -> dict[str, Any]:
    """What a signed document says; raises Refused for one of which a single byte is another."""
    try:
        said = json.loads(content)
        told = said.pop(SIGNATURE)
        key.verify(base64.b64decode(told["value"], validate=True), text(said))
    except (ValueError, KeyError, TypeError, AttributeError, InvalidSignature):
        raise Refused("the manifest is not what was signed, or was signed with another key") from None
    again = text(
        {**said, SIGNATURE: {"algorithm": "Ed25519", "key": fingerprint(key), "value": told["value"]}}
    )
    if again != content:
        raise Refused("the manifest is not what was signed")
    found: dict[str, Any] = said
    return found
