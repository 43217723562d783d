import pytest

from linkage.kinds import shape
from tests.kinds.build import clean, mask, texts


@pytest.mark.parametrize(
    ("email", "said"),
    [
        ("anna.smith84@x.com", "L4.L4d2@x.com"),
        ("j.featherstone@x.com", "L1.L9@x.com"),
        ("jo_maria-1999@x.com", "L2_L4-d4@x.com"),
        ("k7q2z9@x.com", "L1d1L1d1L1d1@x.com"),
        ("user1234567@x.com", "L4d5@x.com"),
        ("1234@x.com", None),
        ("anna@x.com", None),
    ],
)
def test_runs_of_letters_and_digits_make_the_shape(email: str, said: str | None) -> None:
    assert shape.of(texts(email)).to_list() == [said]


def test_names_of_one_script_look_alike() -> None:
    shapes = shape.of(texts("silver.fox81@x.com", "golden.cat23@x.com", "purple.owl99@x.com"))
    assert shapes.unique().to_list() == ["L6.L2d2@x.com"]


def test_a_shape_is_shown_since_it_holds_no_letter_of_the_address() -> None:
    assert mask("email_shape", "L6.L2d2@x.com") == ["L6.L2d2@***.com"]


def test_what_is_no_shape_is_no_value() -> None:
    assert clean("email_shape", "L6.L2d2@x.com", "anna@x.com", "L6") == ["L6.L2d2@x.com", None, None]
