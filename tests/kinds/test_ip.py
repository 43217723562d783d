import ipaddress

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage import kinds
from linkage.kinds import Context
from tests.kinds.build import clean, mask, readable


@pytest.mark.parametrize(
    ("raw", "canonical"),
    [
        (" 203.0.113.7 ", "203.0.113.7"),
        ("203.0.113.7:8080", "203.0.113.7"),
        ("203.0.113.7/32", "203.0.113.7"),
        ("2001:0DB8:0:0:0:0:0:1", "2001:db8::1"),
        ("[2001:db8::1]:443", "2001:db8::1"),
        ("2001:db8::1%eth0", "2001:db8::1"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("::ffff:cb00:7107", "203.0.113.7"),
        ("::ffff:0:203.0.113.7", "203.0.113.7"),
        ("::203.0.113.7", "203.0.113.7"),
        ("64:ff9b::203.0.113.7", "203.0.113.7"),
        ("2002:cb00:7107::1", "203.0.113.7"),
        ("2002:cb00:7107:1:2:3:4:5", "203.0.113.7"),
        ("2001:0:4136:e378:8000:63bf:34ff:8ef8", "203.0.113.7"),
    ],
)
def test_one_address_has_one_spelling(raw: str, canonical: str) -> None:
    assert clean("ip", raw) == [canonical]


@pytest.mark.parametrize(
    "raw",
    ["10.1.2.3", "192.168.0.1", "172.16.9.9", "127.0.0.1", "169.254.1.1", "100.64.0.1", "224.0.0.1",
     "255.255.255.255", "0.0.0.1", "::1", "fe80::1", "fd00::1", "ff02::1", "::ffff:10.0.0.1",
     "64:ff9b::10.0.0.1", "64:ff9b::", "64:ff9b:1::203.0.113.7", "2002:c0a8:1::1", "2001::1", "100::1"],
)  # fmt: skip
def test_an_address_that_is_anybodys_is_no_value_yet_readable(raw: str) -> None:
    assert clean("ip", raw) == [None]
    assert readable("ip", raw) == [True]


@pytest.mark.parametrize(
    "raw", ["1.2.3", "1.2.3.256", "01.2.3.4", "1.2.3.4.5", "12345::", "localhost", ":::"]
)
def test_what_is_no_address_is_unreadable(raw: str) -> None:
    assert clean("ip", raw) == [None]
    assert readable("ip", raw) == [False]


def test_the_mask_leaves_out_the_host() -> None:
    shown = mask("ip", "203.0.113.7", "2001:db8:1:2::3", "2001:db8:1::", "2001:db8::")
    assert shown == ["203.0.113.x", "2001:db8:1:x", "2001:db8:1:x", "2001:db8:x"]


def test_an_address_implies_its_networks() -> None:
    canonical = pl.Series(["203.0.113.7", "2001:db8:1:2::3"])
    narrow, site = (each.derive(canonical).to_list() for each in kinds.get("ip").implies)
    assert narrow == ["203.0.113.0/24", "2001:db8:1:2::/64"]
    assert site == [None, "2001:db8:1::/48"]


def test_a_subnet_is_named_by_its_first_address() -> None:
    assert clean("subnet", "203.0.113.0/24", "2001:DB8:1:2::/64", "2001:db8:1::/48", "203.0.113.7") == [
        "203.0.113.0/24",
        "2001:db8:1:2::/64",
        "2001:db8:1::/48",
        None,
    ]


def test_a_network_that_is_everybodys_is_no_subnet() -> None:
    assert clean("subnet", "64:ff9b::/64", "2001::/64", "fe80::/64", "2002:c0a8:1::/48") == [None] * 4


def test_the_network_of_one_line_is_not_shown_whole() -> None:
    shown = mask("subnet", "2001:db8:1:2::/64", "2001:db8:1::/48", "203.0.113.0/24")
    assert shown == ["2001:db8:1:x/64", "2001:db8:1::/48", "203.0.113.0/24"]


def carried(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> object:
    """The IPv4 address that an address carries, else the address."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in ipaddress.IPv6Network("64:ff9b::/96"):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.sixtofour or (address.teredo[1] if address.teredo else address)


@given(st.lists(st.ip_addresses(), min_size=1, max_size=20))
def test_public_addresses_are_written_as_the_standard_library_writes_them(
    addresses: list[ipaddress.IPv4Address | ipaddress.IPv6Address],
) -> None:
    # IPv6 with an IPv4 address at its end is written in two ways; both are canonical to themselves.
    plain = [each for each in addresses if each.version == 4 or int(each) >> 96]
    raw = pl.Series([each.exploded for each in plain], dtype=pl.String)
    found = kinds.get("ip").clean(raw, Context())
    kept = [(want, got) for want, got in zip(plain, found, strict=True) if got is not None]
    assert [got for _, got in kept] == [str(carried(want)) for want, _ in kept]
    left = [want for want, got in zip(plain, found, strict=True) if got is None and carried(want) == want]
    local = ipaddress.ip_network("64:ff9b:1::/48")
    assert all(not want.is_global or want.is_multicast or want in local for want in left)
