"""The client: one method for each thing that is asked."""

from collections.abc import Iterable, Iterator
from copy import copy
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import Any, Self, TypeVar
from urllib.parse import quote
from uuid import uuid4

import httpx2
from pydantic import TypeAdapter, ValidationError

from linkage.client import acted, answers, decided
from linkage.client.errors import ClientError, NotUnderstood, Unsendable
from linkage.client.feed import Feed
from linkage.client.questions import Appealed, Decided, Exported, Filter, Listed, Of, query
from linkage.client.rings import AccountWithRing, Member, Members, Ring, RingAnswer, Rings
from linkage.client.wire import LOOK_UP, OTHERS, Asked, Patience, Wire

BATCH = 10_000
"""Accounts looked up at once, as many as the service answers."""

PAGE = 500
"""Items of a page, as many as the service answers."""

Shape = TypeVar("Shape")
Page = TypeVar("Page", bound=acted.Paged[Any])

ACCOUNT = TypeAdapter(answers.Account)
WITH_RING = TypeAdapter(AccountWithRing)
STANDINGS = TypeAdapter(answers.Standings)
EVIDENCE = TypeAdapter(answers.Evidence)
WHY = TypeAdapter(answers.Why)
CONNECTION = TypeAdapter(answers.Connection)
WHY_NOT = TypeAdapter(answers.WhyNot)
STATEMENT = TypeAdapter(answers.Statement)
RING = TypeAdapter(RingAnswer)
RINGS = TypeAdapter(Rings)
MEMBERS = TypeAdapter(Members)
DECISION = TypeAdapter(decided.Decision)
ALLOWED = TypeAdapter(decided.Allowed)
CHANGES = TypeAdapter(decided.Changes)
DECISIONS = TypeAdapter(acted.Decisions)
ALLOWLIST = TypeAdapter(acted.Allowlist)
EXPORTS = TypeAdapter(acted.Exports)
APPEALS = TypeAdapter(acted.Appeals)


class Client:
    """A service at an address, asked under a key; close it, or use it as a context. Threads may share it.

    Every method raises `ClientError`: nothing else comes of a service that is away, slow, or refuses.
    """

    def __init__(
        self,
        base_url: str,
        key: str,
        look_up: Patience = LOOK_UP,
        others: Patience = OTHERS,
        page: int = PAGE,
    ) -> None:
        """`look_up` is how long `account` waits, `others` how long everything else does."""
        self._wire = Wire(base_url, key)
        self._look_up, self._others = look_up, others
        self._page = {"limit": str(page)}
        self._headers: dict[str, str] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the connections."""
        self._wire.close()

    def stating(self, purpose: str) -> Self:
        """The same client, whose reads of evidence and writes are audited with this purpose (plain ASCII)."""
        stated = copy(self)
        stated._headers = {"X-Purpose": purpose}
        return stated

    def account(self, account_id: str, held: answers.Account | None = None) -> answers.Account:
        """What is known of one account; `held` itself when nothing was published or decided since.

        Raises UnknownAccount for one never seen.
        """
        tagged = held is not None and held.account_id == account_id and held.etag
        headers = {"If-None-Match": held.etag} if held is not None and tagged else {}
        asked = Asked("GET", f"/v1/accounts/{_part(account_id)}", headers=headers)
        response = self._wire.ask(asked, self._look_up)
        if held is not None and response.status_code == 304:
            return held
        return replace(_read(ACCOUNT, response), etag=response.headers.get("etag", ""))

    def account_with_ring(self, account_id: str) -> AccountWithRing:
        """What is known of one account, its ring in full; takes a key with `investigate`."""
        return self._get(WITH_RING, f"/v1/accounts/{_part(account_id)}", {"expand": "ring"})

    def accounts(self, account_ids: Iterable[str], batch: int = BATCH) -> Iterator[answers.Account]:
        """What is known of many accounts, in their order; one never seen is answered with `known` False."""
        rest = iter(account_ids)
        while ids := list(islice(rest, batch)):
            yield from self._many(ids, self._others)

    def evidence(self, account_id: str) -> answers.Evidence:
        """All that was weighed of one account; the read is audited."""
        return self._get(EVIDENCE, f"/v1/accounts/{_part(account_id)}/evidence")

    def why(self, account_id: str, other_id: str) -> answers.Why:
        """What ties two accounts; the read is audited."""
        return self._get(WHY, f"/v1/accounts/{_part(account_id)}/why/{_part(other_id)}")

    def path(self, account_id: str, other_id: str) -> answers.Connection:
        """How two accounts are connected, over whom and by which values; the read is audited."""
        return self._get(CONNECTION, "/v1/graph/path", {"account_id": account_id, "other_id": other_id})

    def why_not(self, account_id: str, ring: str | None = None) -> answers.WhyNot:
        """Why an account is not in a ring, or not in that one; the read is audited."""
        query = {} if ring is None else {"ring": ring}
        return self._get(WHY_NOT, f"/v1/accounts/{_part(account_id)}/why-not", query)

    def statement(self, account_id: str) -> answers.Statement:
        """What the account's owner may be told; the read is audited."""
        return self._get(STATEMENT, f"/v1/accounts/{_part(account_id)}/statement")

    def ring(self, ring_id: str, members: bool = False) -> RingAnswer:
        """One ring, with its first accounts where they are asked for; of one that another took up, the other."""
        return self._get(RING, f"/v1/rings/{_part(ring_id)}", {"expand": "members"} if members else {})

    def rings(self, wanted: Filter | None = None) -> Iterator[Ring]:
        """Rings that fit, asked for page by page; raises StaleCursor when another publication came meanwhile."""
        return self._pages(RINGS, "/v1/rings", query(wanted or Filter()))

    def members(self, ring_id: str, tier: str | None = None) -> Iterator[Member]:
        """A ring's accounts, or those of a tier, surest first, page by page; raises StaleCursor as `rings` does."""
        return self._pages(
            MEMBERS, f"/v1/rings/{_part(ring_id)}/members", {} if tier is None else {"tier": tier}
        )

    def changes(self, cursor: str | None = None, since: datetime | None = None) -> Feed:
        """Every change of who is in which ring, each once and in order; `cursor` of the feed is where to go on.

        Without a cursor they begin at a moment (with its zone), else with the first there was.
        """
        begins = {} if since is None else {"since": since.isoformat()}

        def page(after: str | None) -> decided.Changes:
            return self._get(
                CHANGES, "/v1/changes", self._page | (begins if after is None else {"cursor": after})
            )

        return Feed(page, cursor)

    def decisions(self, wanted: Decided | None = None) -> Iterator[decided.Decision]:
        """What people decided, newest first unless it is asked otherwise, page by page."""
        return self._pages(DECISIONS, "/v1/decisions", query(wanted or Decided()))

    def allowlist(self, wanted: Listed | None = None) -> Iterator[decided.Allowed]:
        """Who is never acted against, newest first unless it is asked otherwise, page by page."""
        return self._pages(ALLOWLIST, "/v1/allowlist", query(wanted or Listed()))

    def exports(self, wanted: Exported | None = None) -> Iterator[acted.Export]:
        """Exports of actions, newest first unless it is asked otherwise, page by page."""
        return self._pages(EXPORTS, "/v1/exports", query(wanted or Exported()))

    def appeals(self, wanted: Appealed | None = None) -> Iterator[acted.Appeal]:
        """Appeals against actions, newest first unless it is asked otherwise, page by page."""
        return self._pages(APPEALS, "/v1/appeals", query(wanted or Appealed()))

    def decide(
        self, action: str, about: Of, reason: str, idempotency_key: str | None = None
    ) -> decided.Decision:
        """Decide (confirm, dismiss, watch, release, not_same, undo); done once, however often it is sent."""
        body = about.body() | {"action": action, "reason": reason}
        return self._write(DECISION, "/v1/decisions", body, idempotency_key)

    def allow(
        self, account_id: str, reason: str, until: datetime | None = None, idempotency_key: str | None = None
    ) -> decided.Allowed:
        """Never act against an account, until a moment (with its zone) or until it is taken off."""
        ends = {} if until is None else {"expires_at": until.isoformat()}
        body = {"account_id": account_id, "reason": reason} | ends
        return self._write(ALLOWED, "/v1/allowlist", body, idempotency_key)

    def disallow(self, account_id: str, reason: str, idempotency_key: str | None = None) -> decided.Allowed:
        """Take an account off the allowlist."""
        body = {"account_id": account_id, "reason": reason, "listed": False}
        return self._write(ALLOWED, "/v1/allowlist", body, idempotency_key)

    def _many(self, ids: list[str], patience: Patience) -> Iterator[answers.Account]:
        asked = Asked("POST", "/v1/accounts/lookup", body={"account_ids": ids})
        found = _read(STANDINGS, self._wire.ask(asked, patience))
        heading = {name: value for name, value in vars(found).items() if name != "items"}
        return (answers.Account(**vars(each), **heading) for each in found.items)

    def _pages(self, shape: TypeAdapter[Page], path: str, query: dict[str, str]) -> Iterator[Any]:
        """What is on the pages of a list, one page after the other."""
        query, more = query | self._page, True
        while more:
            page = self._get(shape, path, query)
            yield from page.items
            query, more = query | {"cursor": page.next or ""}, page.next is not None

    def _get(self, shape: TypeAdapter[Shape], path: str, query: dict[str, str] | None = None) -> Shape:
        asked = Asked("GET", path, query or {}, headers=self._headers)
        return _read(shape, self._wire.ask(asked, self._others))

    def _write(self, shape: TypeAdapter[Shape], path: str, body: object, key: str | None) -> Shape:
        key = key or str(uuid4())
        asked = Asked("POST", path, body=body, headers=self._headers | {"Idempotency-Key": key})
        try:
            return _read(shape, self._wire.ask(asked, self._others))
        except ClientError as error:
            error.idempotency_key = key
            raise


def _read(shape: TypeAdapter[Shape], response: httpx2.Response) -> Shape:
    """The answer as its shape; pydantic's own words quote the answer, so they are left out."""
    try:
        return shape.validate_json(response.content)
    except ValidationError as error:
        places = sorted({".".join(map(str, each["loc"])) for each in error.errors()})[:5]
        raise NotUnderstood(
            f"The answer does not follow the contract: {', '.join(places) or 'no JSON'}."
        ) from None


def _part(name: str) -> str:
    """An id as one part of a path; one or two dots alone would be a way up, unless they are encoded too."""
    try:
        return "%2E" * len(name) if name in {".", ".."} else quote(name, safe="")
    except UnicodeError:
        raise Unsendable("This id cannot be sent: it is not valid UTF-8.") from None
