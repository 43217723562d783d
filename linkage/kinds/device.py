"""`device`: the id of a phone, browser or machine, as it reports it; a copied one can be replayed."""

import polars as pl

from linkage.kinds import text
from linkage.kinds.kind import Context, Kind
from linkage.model import Group

_MANY = (
    "9774d56d682e549c", "dead00beef", "000000000000000", "020000000000", "02:00:00:00:00:00",
    "004999010640000", "generic_x86", "android_id", "device_id", "emulator", "simulator", "default",
    "web", "browser",
)  # fmt: skip
"""Ids that thousands of machines report: a known fault of Android, emulators, words for want of an id."""


def clean(raw: pl.Series, context: Context) -> pl.Series:  # noqa: ARG001 - the shape of every `clean`
    """Ids as they are, hex and UUIDs in lower case."""
    value = text.ident(raw)
    return text.unless(text.among(value.str.to_lowercase(), _MANY), value)


DEVICE = Kind("device", group=Group.DEVICE, clean=clean, forgeable=True, prior=16.0)
