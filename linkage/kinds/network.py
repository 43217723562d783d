"""`asn` and `network_type`: who runs the network an address lies in, and what it is for."""

from collections.abc import Mapping

import polars as pl

from linkage.kinds import text
from linkage.kinds.kind import Context, Kind
from linkage.model import Group

_TYPES = ("residential", "mobile", "business", "hosting", "vpn", "tor", "residential_proxy")
_ALSO = {
    "isp": "residential", "cellular": "mobile", "corporate": "business", "datacenter": "hosting",
    "residential proxy": "residential_proxy", "data center": "hosting", "cloud": "hosting", "proxy": "vpn",
}  # fmt: skip


def _open(values: pl.Series) -> pl.Series:
    return values


def clean(raw: pl.Series, context: Context) -> pl.Series:  # noqa: ARG001 - the shape of every `clean`
    """`AS` and the number; null for none and for those of private use."""
    number = _number(raw)
    private = number.is_between(64512, 65535) | (number >= 4_200_000_000) | (number == 0) | (number == 23456)
    return text.unless(private.fill_null(True), "AS" + number.cast(pl.String))


def _number(raw: pl.Series) -> pl.Series:
    digits = text.fold(raw).str.extract(r"^(?:asn?[ :-]?)?([0-9]{1,10})(?:\.0)?(?: .*)?$")
    return digits.cast(pl.Int64, strict=False)


def readable(raw: pl.Series) -> pl.Series:
    """True for a number of 32 bits, be it one of private use."""
    return (_number(raw) < 1 << 32).fill_null(False)


def kind_of(raw: pl.Series, context: Context) -> pl.Series:  # noqa: ARG001 - the shape of every `clean`
    """One of the six words; the usual other ones are understood."""
    word = text.fold(raw).replace(_ALSO)
    return text.unless(~text.among(word, _TYPES), word)


def _never(raw: pl.Series) -> pl.Series:
    return pl.repeat(False, len(raw), dtype=pl.Boolean, eager=True)


ASN = Kind("asn", group=Group.NETWORK, clean=clean, mask=_open, prior=1.0, readable=readable, public=True)
TYPE = Kind(
    "network_type", group=Group.NETWORK, clean=kind_of, mask=_open, prior=0.5, readable=_never, public=True
)


def of_accounts(shared: pl.DataFrame, types: Mapping[int, str]) -> pl.DataFrame:
    """The types of network that accounts came by: account, network_type; a row for each value they hold.

    `shared` has account and value; `types` are by value.
    """
    told = pl.DataFrame(
        {"value": list(types), "network_type": list(types.values())},
        {"value": pl.Int64(), "network_type": pl.String()},
    )
    return shared.select("account", "value").join(told, on="value").select("account", "network_type")
