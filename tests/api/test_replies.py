"""A tag is matched as RFC 9110 has it."""

import pytest

from api.replies import matches


@pytest.mark.parametrize("known", ['"a.b"', 'W/"a.b"', '"x", "a.b"', '"x",W/"a.b"', "*", " * "])
def test_a_tag_among_those_held_matches(known: str) -> None:
    assert matches(known, '"a.b"')


@pytest.mark.parametrize("known", ['"a"', "a.b", "", '"a.b.stale"', '"x", "y"'])
def test_any_other_does_not(known: str) -> None:
    assert not matches(known, '"a.b"')
