"""Who counts as one person: a name by any spelling, so that nobody speaks twice."""

import unicodedata
from collections.abc import Iterator
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from linkage.ledger.db.models import ApiKey

_UNSEEN: Final = ("Z", "C")
"""General categories of Unicode whose characters nobody sees: separators, and controls with format characters."""


def folded(name: str) -> str:
    """A name without capitals, spaces, invisible characters and compatibility forms: "Ann Lee" is "annlee"."""
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return "".join(each for each in plain if not unicodedata.category(each).startswith(_UNSEEN))


def strays(session: Session) -> Iterator[str]:
    """Keys whose kept person is not that of their name, in words: the triggers would count him twice."""
    query = select(ApiKey.prefix, ApiKey.name, ApiKey.folded_name).order_by(ApiKey.prefix)
    for prefix, name, kept in session.execute(query):
        if folded(name) != kept:
            yield f"api_keys {prefix} is kept under another person than its name says"
