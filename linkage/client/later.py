"""The client for programs with an event loop: the same questions, awaited."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from copy import copy
from datetime import datetime
from functools import partial
from itertools import islice
from typing import ParamSpec, Self, TypeVar

from linkage.client import acted, answers, decided
from linkage.client.client import BATCH, PAGE, Client
from linkage.client.questions import Appealed, Decided, Exported, Filter, Listed, Of
from linkage.client.rings import AccountWithRing, Member, Ring, RingAnswer
from linkage.client.wire import LOOK_UP, OTHERS, Patience

Given = ParamSpec("Given")
Item = TypeVar("Item")


class AsyncClient:
    """A `Client` whose questions are awaited; `at_once` is how many may wait for an answer at the same time.

    Each waits in a thread of its own, so that time limits, retries and errors are those of `Client`.
    """

    def __init__(
        self,
        base_url: str,
        key: str,
        look_up: Patience = LOOK_UP,
        others: Patience = OTHERS,
        page: int = PAGE,
        at_once: int = 32,
    ) -> None:
        """As `Client`."""
        self._client = Client(base_url, key, look_up, others, page)
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix="linkage-client")

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Let go of connections and threads."""
        await self._ask(self._client.close)
        self._threads.shutdown(wait=False)

    def stating(self, purpose: str) -> Self:
        """See `Client.stating`; connections and threads are shared."""
        stated = copy(self)
        stated._client = self._client.stating(purpose)
        return stated

    async def account(self, account_id: str, held: answers.Account | None = None) -> answers.Account:
        """See `Client.account`."""
        return await self._ask(self._client.account, account_id, held)

    async def account_with_ring(self, account_id: str) -> AccountWithRing:
        """See `Client.account_with_ring`."""
        return await self._ask(self._client.account_with_ring, account_id)

    def accounts(self, account_ids: Iterable[str], batch: int = BATCH) -> AsyncIterator[answers.Account]:
        """See `Client.accounts`."""
        return self._each(self._client.accounts(account_ids, batch))

    async def evidence(self, account_id: str) -> answers.Evidence:
        """See `Client.evidence`."""
        return await self._ask(self._client.evidence, account_id)

    async def why(self, account_id: str, other_id: str) -> answers.Why:
        """See `Client.why`."""
        return await self._ask(self._client.why, account_id, other_id)

    async def path(self, account_id: str, other_id: str) -> answers.Connection:
        """See `Client.path`."""
        return await self._ask(self._client.path, account_id, other_id)

    async def why_not(self, account_id: str, ring: str | None = None) -> answers.WhyNot:
        """See `Client.why_not`."""
        return await self._ask(self._client.why_not, account_id, ring)

    async def statement(self, account_id: str) -> answers.Statement:
        """See `Client.statement`."""
        return await self._ask(self._client.statement, account_id)

    async def ring(self, ring_id: str, members: bool = False) -> RingAnswer:
        """See `Client.ring`."""
        return await self._ask(self._client.ring, ring_id, members)

    def rings(self, wanted: Filter | None = None) -> AsyncIterator[Ring]:
        """See `Client.rings`."""
        return self._each(self._client.rings(wanted))

    def members(self, ring_id: str, tier: str | None = None) -> AsyncIterator[Member]:
        """See `Client.members`."""
        return self._each(self._client.members(ring_id, tier))

    def changes(
        self, cursor: str | None = None, since: datetime | None = None
    ) -> AsyncIterator[decided.Change]:
        """Changes after a cursor or from a moment on, until there is none more now."""
        return self._each(iter(self._client.changes(cursor, since)))

    def decisions(self, wanted: Decided | None = None) -> AsyncIterator[decided.Decision]:
        """See `Client.decisions`."""
        return self._each(self._client.decisions(wanted))

    def allowlist(self, wanted: Listed | None = None) -> AsyncIterator[decided.Allowed]:
        """See `Client.allowlist`."""
        return self._each(self._client.allowlist(wanted))

    def exports(self, wanted: Exported | None = None) -> AsyncIterator[acted.Export]:
        """See `Client.exports`."""
        return self._each(self._client.exports(wanted))

    def appeals(self, wanted: Appealed | None = None) -> AsyncIterator[acted.Appeal]:
        """See `Client.appeals`."""
        return self._each(self._client.appeals(wanted))

    async def decide(
        self, action: str, about: Of, reason: str, idempotency_key: str | None = None
    ) -> decided.Decision:
        """See `Client.decide`."""
        return await self._ask(self._client.decide, action, about, reason, idempotency_key)

    async def allow(
        self, account_id: str, reason: str, until: datetime | None = None, idempotency_key: str | None = None
    ) -> decided.Allowed:
        """See `Client.allow`."""
        return await self._ask(self._client.allow, account_id, reason, until, idempotency_key)

    async def disallow(
        self, account_id: str, reason: str, idempotency_key: str | None = None
    ) -> decided.Allowed:
        """See `Client.disallow`."""
        return await self._ask(self._client.disallow, account_id, reason, idempotency_key)

    async def _ask(self, method: Callable[Given, Item], *given: Given.args, **named: Given.kwargs) -> Item:
        call = partial(method, *given, **named)
        return await asyncio.get_running_loop().run_in_executor(self._threads, call)

    async def _each(self, items: Iterator[Item]) -> AsyncIterator[Item]:
        """Items as they come, a page of them at a time."""
        while found := await self._ask(lambda: list(islice(items, PAGE))):
            for each in found:
                yield each
