"""Device ids and profiles."""

import pytest

from tests.kinds.build import clean, mask

CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/{}.0.{}.0 Safari/537.36"


def test_a_uuid_is_one_in_either_case_and_an_opaque_id_is_two() -> None:
    assert (
        len(
            set(
                clean(
                    "device", "6F1C2D3E-0000-4AAA-8BBB-00112233AABB", "6f1c2d3e-0000-4aaa-8bbb-00112233aabb"
                )
            )
        )
        == 1
    )
    assert clean("device", "Kx_9zQ", "kx_9zq") == ["Kx_9zQ", "kx_9zq"]


@pytest.mark.parametrize(
    "raw",
    [
        "00000000-0000-0000-0000-000000000000",
        "9774D56D682E549C",
        "02:00:00:00:00:00",
        "ffffffff",
        "unknown",
        "web",
    ],
)
def test_an_id_that_thousands_report_is_no_value(raw: str) -> None:
    assert clean("device", raw) == [None]


def test_a_device_shows_nothing() -> None:
    assert mask("device", "d2861576") == [None]


def test_a_profile_is_browser_with_major_version_system_and_device() -> None:
    assert (
        clean("profile", CHROME.format(120, 1), CHROME.format(120, 9)) == ["chrome 120 | windows | other"] * 2
    )
    phone = (
        "Mozilla/5.0 (Linux; Android 13; SM-G991B) AppleWebKit/537.36 Chrome/112.0.0.0 Mobile Safari/537.36"
    )
    assert clean("profile", phone) == ["chrome mobile 112 | android | samsung sm-g991b"]


def test_a_program_is_known_by_its_first_word() -> None:
    assert clean("profile", "python-requests/2.31.0") == ["python requests 2 | other | other"]
    assert clean("profile", "MyHarvester/7 (secret)") == ["myharvester | other | other"]


def test_the_mask_names_common_browsers_alone() -> None:
    shown = mask(
        "profile", "chrome 120 | windows | other", "myharvester | other | other", "curl 8 | other | other"
    )
    assert shown == ["chrome 120, windows", None, "curl 8, other"]
