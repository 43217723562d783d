"""A bucket that fills by the minute."""

import pytest

from linkage.errors import OverLimit
from linkage.ledger.keys.limits import Bucket, Limits


def emptied(quota: int = 60) -> Bucket:
    bucket = Bucket(quota, 0)
    for _ in range(quota):
        bucket.take(0)
    return bucket


def test_a_full_bucket_may_be_emptied_at_once_and_no_further() -> None:
    with pytest.raises(OverLimit, match="60 requests a minute"):
        emptied().take(0)


def test_it_fills_by_the_minute() -> None:
    bucket = emptied(60)
    bucket.take(1)
    with pytest.raises(OverLimit):
        bucket.take(1.5)
    bucket.take(2)
    bucket.take(100)
    assert bucket.left == 59


@pytest.mark.parametrize(("quota", "seconds"), [(60, 1), (6, 10), (1, 60), (120, 1)])
def test_who_is_refused_is_told_when_it_works_again(quota: int, seconds: int) -> None:
    bucket = emptied(quota)
    with pytest.raises(OverLimit) as refused:
        bucket.take(0)
    assert refused.value.seconds == seconds
    bucket.take(seconds)


def test_being_refused_costs_nothing() -> None:
    bucket = emptied(60)
    for _ in range(100):
        with pytest.raises(OverLimit):
            bucket.take(0.5)
    bucket.take(1)


def test_what_is_left_is_told_in_the_words_of_the_draft() -> None:
    bucket = Bucket(60, 0)
    bucket.take(0)
    assert bucket.policy == b'"key";q=60;w=60'
    assert bucket.said() == b'"key";r=59;t=1'
    assert emptied().said() == b'"key";r=0;t=60'


def test_each_key_has_a_bucket_of_its_own() -> None:
    limits = Limits(10)
    assert limits.of("a", None, 0) is limits.of("a", None, 1)
    assert limits.of("a", None, 0) is not limits.of("b", None, 0)
    assert (limits.of("a", None, 0).quota, limits.of("b", 3, 0).quota) == (10, 3)
