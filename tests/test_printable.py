import pytest

from linkage.printable import shown


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("acct-7 é 日本 😀", "acct-7 é 日本 😀"),
        ("\x1b[31mred\x1b]0;title\x07", r"\x1b[31mred\x1b]0;title\x07"),
        ("a\nb\rc\td\0", r"a\x0ab\x0dc\x09d\x00"),
        ("abc\u202edcba\u2066x\u200f", r"abc\u202edcba\u2066x\u200f"),
        ("a\u200bb\ufeff\u2028", r"a\u200bb\ufeff\u2028"),
        ("\U000e0041", r"\U000e0041"),
        ("\udcff", r"\xff"),
        ("\ud800", r"\ud800"),
    ],
)
def test_what_steers_a_terminal_or_the_eye_is_escaped(text: str, seen: str) -> None:
    assert shown(text) == seen
