"""`ip` and `subnet`: public addresses of either family, and the networks around them.

A private, loopback, link-local, multicast or reserved address is the same for everybody, and no value.
Addresses set aside for documentation are kept: examples and tests are written in them.
"""

import ipaddress
import socket
from typing import Final

import numpy as np
import polars as pl

from linkage.kinds import text
from linkage.kinds.kind import Context, Implied, Kind
from linkage.model import Group

_OCTET = r"(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_V4: Final = rf"^{_OCTET}\.{_OCTET}\.{_OCTET}\.{_OCTET}$"
_SUBNET: Final = r"^([0-9.]+\.0/24|[0-9a-f:]+/(64|48))$"
_NOBODY4: Final = tuple(
    (int(net[0]), int(net[-1]))
    for net in map(
        ipaddress.IPv4Network,
        ("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
         "192.0.0.0/29", "192.168.0.0/16", "224.0.0.0/3"),
    )
)  # fmt: skip
_WITHIN: Final = {
    bytes(10) + b"\xff\xff": slice(12, 16),
    bytes(8) + b"\xff\xff\0\0": slice(12, 16),
    bytes.fromhex("0064ff9b") + bytes(8): slice(12, 16),
    bytes.fromhex("2002"): slice(2, 6),
    bytes(12): slice(12, 16),
}
"""Beginnings of IPv6 addresses that carry an IPv4 address, and where: mapped and compatible (RFC 4291, 2.5.5),
translated (RFC 2765), NAT64 (RFC 6052, 2.1) and 6to4 (RFC 3056)."""

_TEREDO: Final = bytes.fromhex("20010000")
"""Beginning of Teredo addresses; the last four bytes are the IPv4 address with every bit turned (RFC 4380, 4)."""

_NOBODY6: Final = (
    r"^(?:::1?$|fe[89ab][0-9a-f]:|f[cdf][0-9a-f]{2}:|64:ff9b:1:|100::(?:[0-9a-f]+:?){0,4}$|"
    r"2001:(?:2|[12][0-9a-f]):)"
)
"""Loopback, link-local, private, multicast, local NAT64 (RFC 8215), discard (RFC 6666), benchmarking,
ORCHID of either version (RFC 4843, RFC 7343)."""


def _bare(raw: pl.Series) -> pl.Series:
    """Addresses without port, brackets, zone or the length of a prefix that holds just one."""
    value = text.fold(raw)
    value = value.str.replace(r"^\[([^\]]*)\](:[0-9]{1,5})?$", "$1").str.replace(
        r"^([0-9.]+):[0-9]{1,5}$", "$1"
    )
    return value.str.replace(r"%[^/]*", "").str.replace(r"/(32|128)$", "")


def _one(address: str) -> str | None:
    """One IPv6 address in its shortest form, as IPv4 where it carries one."""
    try:
        packed = socket.inet_pton(socket.AF_INET6, address)
    except (OSError, ValueError):
        return None
    inside = _inside(packed)
    return (
        socket.inet_ntop(socket.AF_INET6, packed)
        if inside is None
        else socket.inet_ntop(socket.AF_INET, inside)
    )


def _inside(packed: bytes) -> bytes | None:
    """The IPv4 address that an IPv6 address carries."""
    if packed.startswith(_TEREDO):
        return bytes(each ^ 0xFF for each in packed[12:])
    if packed[:15] == bytes(15):
        return None  # `::` and `::1`
    return next((packed[place] for start, place in _WITHIN.items() if packed.startswith(start)), None)


def _address(raw: pl.Series) -> pl.Series:
    """Addresses in their one form, whoever they belong to; null for what is none."""
    value = _bare(raw)
    ask = value.str.contains(":", literal=True).fill_null(False)
    value = text.patch(value, ask, map(_one, value.filter(ask)))
    return text.unless(
        ~(value.str.contains(_V4) | value.str.contains(":", literal=True)).fill_null(False), value
    )


def _nobodys(value: pl.Series) -> pl.Series:
    """True for addresses that are anybody's."""
    four = value.to_frame("ip").select(pl.col("ip").str.extract_groups(_V4)).to_series().struct.unnest()
    number = sum(
        (four[:, i].cast(pl.Int64) * 256 ** (3 - i) for i in range(4)),
        start=pl.repeat(0, len(value), dtype=pl.Int64, eager=True),
    )
    inside = np.zeros(len(value), dtype=bool)
    plain = number.fill_null(1 << 32).to_numpy()
    for low, high in _NOBODY4:
        inside |= (plain >= low) & (plain <= high)
    six = value.str.contains(_NOBODY6).fill_null(False)
    return pl.Series(inside) | (six & value.str.contains(":", literal=True).fill_null(False))


def clean(raw: pl.Series, context: Context) -> pl.Series:  # noqa: ARG001 - the shape of every `clean`
    """Public addresses in their one form."""
    value = _address(raw)
    return text.unless(_nobodys(value), value)


def readable(raw: pl.Series) -> pl.Series:
    """True for what is an address, be it a private one."""
    return _address(raw).is_not_null()


def mask(values: pl.Series) -> pl.Series:
    """The subnet with the rest left out: `203.0.113.x`, `2001:db8:1:x`."""
    four = values.str.extract(r"^([0-9]+\.[0-9]+\.[0-9]+\.)[0-9]+$") + "x"
    return four.zip_with(four.is_not_null(), _wide(values, 6).str.replace("::/48", ":x", literal=True))


def _wide(values: pl.Series, size: int) -> pl.Series:
    """Networks of IPv6 addresses, of so many bytes; null for IPv4."""

    def one(address: str) -> str:
        packed = socket.inet_pton(socket.AF_INET6, address)[:size]
        return f"{socket.inet_ntop(socket.AF_INET6, packed.ljust(16, bytes(1)))}/{size * 8}"

    six = values.str.contains(":", literal=True).fill_null(False)
    none = pl.repeat(None, len(values), dtype=pl.String, eager=True)
    return text.patch(none, six, map(one, values.filter(six)))


def _narrow(values: pl.Series) -> pl.Series:
    """/24 of IPv4, /64 of IPv6."""
    four = values.str.extract(r"^([0-9]+\.[0-9]+\.[0-9]+\.)[0-9]+$") + "0/24"
    return four.zip_with(four.is_not_null(), _wide(values, 8))


def _site(values: pl.Series) -> pl.Series:
    """/48 of IPv6: what one customer is given."""
    return _wide(values, 6)


def _clean_subnet(raw: pl.Series, context: Context) -> pl.Series:  # noqa: ARG001 - the shape of every `clean`
    value = text.fold(raw)
    net = value.str.contains(_SUBNET).fill_null(False)
    base = value.str.replace(r"/.*$", "")
    narrow = _narrow(clean(base, Context()))
    site = text.unless(~value.str.ends_with("/48").fill_null(False), _site(clean(base, Context())))
    found = site.zip_with(site.is_not_null(), narrow)
    return text.unless(~net, found)


def _open(values: pl.Series) -> pl.Series:
    """/24 of IPv4 and /48 of IPv6 as they are; of a /64, which is one line's, the /48: `2001:db8:1:x/64`."""
    line = values.str.ends_with("/64").fill_null(False)
    wide = _wide(values.filter(line).str.replace("/64", "", literal=True), 6)
    return text.patch(values, line, wide.str.replace("::/48", ":x/64", literal=True))


IP = Kind(
    "ip",
    group=Group.NETWORK,
    clean=clean,
    mask=mask,
    implies=(Implied("subnet", _narrow), Implied("subnet", _site)),
    prior=13.0,
    readable=readable,
    forgeable=True,
)
SUBNET = Kind("subnet", group=Group.NETWORK, clean=_clean_subnet, mask=_open, prior=7.0, public=True)
