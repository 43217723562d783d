"""Pages of other origins that may call the service (CORS): those of `LINKAGE_CORS_ORIGINS`, none by default."""

import re
from typing import Any

from linkage.errors import WrongUse

ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:\d{1,5})?|https?://\[[0-9a-f:]+\](:\d{1,5})?")
ANY = "*"
ASKED = (
    "Authorization",
    "Content-Type",
    "Idempotency-Key",
    "If-None-Match",
    "X-Purpose",
    "X-Request-ID",
)
TOLD = (
    "ETag",
    "Idempotency-Replayed",
    "Location",
    "RateLimit",
    "RateLimit-Policy",
    "Retry-After",
    "X-Request-ID",
)
KEPT = 600
"""Seconds for which a browser may keep what it was told of an operation."""


def origins(given: str) -> list[str]:
    """The origins of a setting, with commas; raises WrongUse for what is none."""
    found = [each.strip() for each in given.split(",") if each.strip()]
    if not all(each == ANY or ORIGIN.fullmatch(each) for each in found):
        raise WrongUse(
            "LINKAGE_CORS_ORIGINS takes origins with commas, as `https://desk.example.com`, or `*`."
        )
    return found


def options(given: str) -> dict[str, Any]:
    """How Starlette's middleware is set; keys travel in a header, so no cookie is ever let through."""
    return {
        "allow_origins": origins(given),
        "allow_methods": ("GET", "HEAD", "POST"),
        "allow_headers": ASKED,
        "expose_headers": TOLD,
        "allow_credentials": False,
        "max_age": KEPT,
    }
