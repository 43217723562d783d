"""How many requests a key may make: a bucket that fills by the minute, and is emptied one request at a time.

Buckets live in the process that answers, so a limit holds per process: a key that calls three of them may make
three times as many. It keeps one caller from starving the others, and is no means of billing.
"""

from math import ceil

from linkage.errors import OverLimit

WINDOW = 60
"""Seconds in which an empty bucket is full again."""


class Bucket:
    """What is left to one key. A full bucket may be emptied at once; the clock is an argument."""

    def __init__(self, quota: int, now: float) -> None:
        self.quota = quota
        self._rate = quota / WINDOW
        self._left, self._at = float(quota), now
        self.policy = b'"key";q=%d;w=%d' % (quota, WINDOW)
        """What may be asked, for the header `RateLimit-Policy`."""

    def take(self, now: float) -> None:
        """Take one request out; raises OverLimit, which takes nothing."""
        self._left = min(self.quota, self._left + (now - self._at) * self._rate)
        self._at = now
        if self._left < 1:
            wait = ceil((1 - self._left) / self._rate)
            raise OverLimit(f"Wait {wait} s: this key may make {self.quota} requests a minute.", wait)
        self._left -= 1

    @property
    def left(self) -> int:
        """Requests that may be made at once."""
        return int(self._left)

    def said(self) -> bytes:
        """What is left and in how many seconds all of it is, for the header `RateLimit`."""
        return b'"key";r=%d;t=%d' % (self._left, ceil((self.quota - self._left) / self._rate))


class Limits:
    """The buckets of all keys that called this process."""

    def __init__(self, quota: int) -> None:
        self._quota = quota
        self._buckets: dict[str, Bucket] = {}

    def of(self, prefix: str, quota: int | None, now: float) -> Bucket:
        """A key's bucket, of its own quota or the common one; full when it is new, or its quota is."""
        bucket = self._buckets.get(prefix)
        if bucket is None or bucket.quota != (quota or self._quota):
            bucket = self._buckets[prefix] = Bucket(quota or self._quota, now)
        return bucket
