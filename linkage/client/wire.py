"""Requests and answers: how long to wait, when to ask again, and what a refusal is."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from itertools import count
from secrets import SystemRandom

import httpx2

from linkage.client.errors import ClientError, Problem, Said, StillRunning, Unreachable, Unsendable, problem

AGAIN = frozenset({429, 502, 503, 504})
"""Statuses after which the same request may be answered in a moment."""


UNSENDABLE = (httpx2.InvalidURL, httpx2.LocalProtocolError, httpx2.UnsupportedProtocol)


@dataclass(frozen=True)
class Patience:
    """How long to wait for an answer, and how often to ask."""

    each: float
    """Seconds to connect, and again to read."""
    total: float
    """Seconds after which nothing is begun any more: no try, no wait."""
    tries: int
    pause: float
    """Seconds before the second try, twice that before the third; less a random part, up to half."""


LOOK_UP = Patience(each=0.25, total=0.5, tries=2, pause=0.05)
"""For one account in a request path: never much more than half a second, whatever happens."""

OTHERS = Patience(each=10.0, total=30.0, tries=5, pause=0.25)
"""For everything else."""


@dataclass(frozen=True)
class Asked:
    """One request; it may be sent twice, so a write has its idempotency key among the headers."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    body: object = None
    headers: Mapping[str, str] = field(default_factory=dict)


class Wire:
    """A pool of connections to one service, under one key; threads may share it."""

    def __init__(self, base_url: str, key: str) -> None:
        """Nothing is connected before it is asked; raises Unsendable for what cannot be a key."""
        if not key.isascii():
            raise Unsendable("This is not a key: keys are plain ASCII and begin with lk_.")
        self._http = httpx2.Client(
            base_url=base_url.rstrip("/"),
            headers={"Authorization": f"Bearer {key.strip()}", "Accept": "application/json"},
            follow_redirects=True,  # a ring that another took up is answered there
        )

    def close(self) -> None:
        """Let go of the connections."""
        self._http.close()

    def ask(self, asked: Asked, patience: Patience) -> httpx2.Response:
        """The answer; asks again after a lost connection, 429, 503 and their like, as long as patience lasts."""
        ends = time.monotonic() + patience.total
        for turn in count(1):
            try:
                return self._send(asked, min(patience.each, ends - time.monotonic()))
            except ClientError as error:
                wait = pause(error, turn, patience)
                if wait is None or time.monotonic() + wait >= ends:
                    raise
            time.sleep(wait)
        raise AssertionError("count never ends")

    def _send(self, asked: Asked, seconds: float) -> httpx2.Response:
        """The answer to one try; raises what it was refused with, or Unreachable."""
        try:
            response = self._http.request(
                asked.method,
                asked.path,
                params=asked.query,
                json=asked.body,
                headers=asked.headers,
                timeout=max(seconds, 0.001),
            )
        except (*UNSENDABLE, UnicodeError) as error:
            raise Unsendable(
                f"This cannot be sent ({type(error).__name__}): check address, ids, purpose."
            ) from None
        except httpx2.HTTPError as error:
            raise Unreachable(f"The service gave no answer ({type(error).__name__}).") from error
        if response.is_success or response.status_code == 304:
            return response
        raise problem(refusal(response))


def pause(error: ClientError, turn: int, patience: Patience) -> float | None:
    """Seconds to wait before asking again; None when asking again is no use."""
    if turn >= patience.tries or not passing(error):
        return None
    if isinstance(error, Problem) and error.said.retry_after is not None:
        return error.said.retry_after
    return patience.pause * 2.0 ** (turn - 1) * SystemRandom().uniform(0.5, 1)


def passing(error: ClientError) -> bool:
    """Whether the same request may be answered in a moment."""
    if isinstance(error, Problem):
        return error.said.status in AGAIN or isinstance(error, StillRunning)
    lost = (httpx2.TimeoutException, httpx2.NetworkError, httpx2.RemoteProtocolError)
    return isinstance(error.__cause__, lost)


def refusal(response: httpx2.Response) -> Said:
    """What a refusal says; one that is no problem (a proxy's page) is told by its status."""
    try:
        found = response.json()
    except ValueError:
        found = None
    body = found if isinstance(found, dict) else {}
    detail = body.get("detail")
    return Said(
        response.status_code,
        str(body.get("code", "no-problem")),
        str(body.get("title", "Refused, and not in the words of the service.")),
        str(detail) if detail else None,
        seconds(response.headers.get("retry-after")),
    )


def seconds(told: str | None) -> float | None:
    """What a `Retry-After` says: seconds, or a moment."""
    if told is None:
        return None
    if told.strip().isdecimal():
        return float(told)
    try:
        moment = parsedate_to_datetime(told)
    except ValueError:
        return None
    return max(0.0, (moment.astimezone(UTC) - datetime.now(UTC)).total_seconds())
