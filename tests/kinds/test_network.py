import pytest

from tests.kinds.build import clean, mask, readable


@pytest.mark.parametrize("raw", ["15169", "AS15169", "asn 15169", "15169.0", "AS15169 Google LLC"])
def test_a_system_has_one_number(raw: str) -> None:
    assert clean("asn", raw) == ["AS15169"]
    assert mask("asn", "AS15169") == ["AS15169"]


def test_numbers_of_private_use_are_no_value_and_others_unreadable() -> None:
    assert clean("asn", "0", "64512", "4200000000", "9999999999", "Google") == [None] * 5
    assert readable("asn", "0", "64512", "4200000000", "9999999999", "Google") == [
        True,
        True,
        True,
        False,
        False,
    ]


def test_a_network_is_of_one_of_six_types() -> None:
    assert clean("network_type", "Hosting", "datacenter", " ISP ", "vpn", "proxy") == [
        "hosting",
        "hosting",
        "residential",
        "vpn",
        "vpn",
    ]
    assert clean("network_type", "satellite") == [None]
    assert readable("network_type", "satellite") == [False]
