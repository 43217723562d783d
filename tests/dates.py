"""The one form of a time: RFC 3339 in UTC, with `Z`."""

import re

from httpx2 import Response

ODD = re.compile(rb'"(?=\d{4}-\d\d-\d\d[T ]\d)(?!\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z")[^"]*"')
"""A text of a JSON document that begins as a time and has another form."""


def checked(response: Response) -> None:
    """Fail where an answer of the service has a time of another form; a hook of every test client."""
    if "json" in response.headers.get("Content-Type", ""):
        response.read()
        found = ODD.search(response.content)
        assert found is None, found
