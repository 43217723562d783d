"""Small platforms: the whole way, from frames to members."""

from bench import small


def test_a_ring_on_one_machine_is_found_among_two_thousand_customers() -> None:
    size, hit, others = small.found(small.RINGS["20 on one machine, one address, one card in six hours"], 4)
    assert (size, others) == (20, 0)
    assert hit >= 15


def test_pupils_whom_their_teacher_sets_up_are_no_ring() -> None:
    assert small.found(small.HONEST["25 pupils set up by their teacher"], 4) == (25, 0, 0)


def test_the_same_seed_makes_the_same_platform() -> None:
    one, two = small.customers(4), small.customers(4)
    assert one.feeds == two.feeds
    assert len(one.feeds["accounts"]) == small.CUSTOMERS
