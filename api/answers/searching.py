"""Answers to a search by a value, an account's id or a ring's id."""

import orjson

from api.answers import ring_list
from api.runtime.served import Served
from api.schemas.search import Search, SearchAnswer
from linkage import pepper
from linkage.errors import StoreUnavailable, WrongUse
from linkage.explain import search
from linkage.hashing import account_key
from linkage.home import sole
from linkage.settings import Settings

Row = dict[str, object]


def find(settings: Settings, served: Served, wanted: Search, stale: bool) -> SearchAnswer:
    """What fits; raises StoreUnavailable where the key of the tokens cannot be read."""
    if wanted.kind == "account":
        ring = served.ring(account_key(wanted.value))
        return answer(served, stale, [], [wanted.value], [ring] if ring >= 0 else [])
    if wanted.kind == "ring":
        row = served.ring_row(wanted.value)
        return answer(served, stale, [], [], [] if row is None else [row])
    try:
        found = search.search(served.publication, wanted.kind, wanted.value, secret(settings))
    except WrongUse:
        return answer(served, stale, [], [], [], readable=False)
    single = sole.holders(settings, found, served.publication.hidden)
    ids, more = search.accounts(served.publication, found, single)
    rings = found.members["ring"].unique(maintain_order=True).to_list()
    return answer(served, stale, search.matches(served.publication, found), ids, rings, truncated=more)


def secret(settings: Settings) -> bytes:
    """The pepper; where it cannot be read the caller is told no path."""
    try:
        return pepper.find(settings, new=False)
    except (WrongUse, OSError) as error:
        raise StoreUnavailable("the key of the tokens cannot be read here: run `linkage doctor`") from error


def answer(
    served: Served, stale: bool, values: list[Row], ids: list[str], rings: list[int], **said: bool
) -> SearchAnswer:
    """The answer as a shape; accounts never seen are left out."""
    accounts = [row for row in map(orjson.loads, served.items(ids)) if row["known"]]
    listed = [ring_list.shape(served, served.rings.row(row, named=True)) for row in rings[: search.MOST]]
    more = {"truncated": len(rings) > search.MOST, "readable": True} | said
    found = {"matches": values, "accounts": accounts, "rings": listed}
    return SearchAnswer.model_validate(served.heading(stale) | found | more)
