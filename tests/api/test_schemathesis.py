"""Whatever is sent, the service answers as its contract says: every operation, under every check there is.

First of anything that can be made up, which is nearly always of nothing that is here; then of accounts and rings that
are here, so that what is answered of them is held to the contract too; then in rows, where one answer is asked about
next. `make soak` does the same for longer, with other requests each time. Who may see whose objects is in
`test_matrix`: they belong to no key.
"""

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, TypeAlias
from uuid import uuid4

import httpx2
import pytest
import schemathesis
from hypothesis import HealthCheck, assume, settings
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.config import SchemathesisConfig
from schemathesis.core.result import Ok
from schemathesis.transport.requests import ManagedCookiesSession

from api.tokens import token
from linkage import pepper
from linkage.hashing import account_key as key
from linkage.ledger import appeals
from linkage.ledger.keys.api_keys import create_key
from tests.api.running import running
from tests.api.world import NOON, RINGS, World, value
from tests.enforcement.home import Home
from tests.keys import prefix_of
from tests.ledgers import Databases

SOAK = os.environ.get("SOAK")
EXAMPLES = int(SOAK or "40")
"""Requests made up for each operation, beside those that the contract's own limits suggest."""

REFUSED = ["400", "401", "403", "404", "405", "406", "410", "413", "415", "422", "428", "429"]
"""What refuses a request of the wrong form; a cursor of a list that is no more may be found first (410)."""
SCOPES = ("enforce", "investigate", "operate")
OTHERS = ("enforce", "investigate", "export", "approve")
"""Of exports, also those that policies ask for, and appeals: `operate` and `approve` are in no key together."""
SLOW = 10.0
"""Seconds within which everything is answered, on a machine that is busy with other things."""

MEMBERS = [each for ring in RINGS.values() for each in ring]
POLICIES = """[policies.harvest]
leads_to = "export"
action = "ban"
ground = "coordinated_fraud"
"""
HOOK = "https://crm.example/linkage"
GONE = "honest-3"
"""Whom erasures are about: erased again is erased."""

Case: TypeAlias = "schemathesis.Case[Any]"
COMMITTED = Path(__file__).parents[2] / "docs" / "openapi.json"


@schemathesis.serializer("application/x-ndjson", "text/csv")
def as_it_is(_: object, value: object) -> bytes:
    """Tables are sent as the text they are."""
    return value if isinstance(value, bytes) else str(value).encode()


def contract(*accepted: str, mode: str = "all") -> "schemathesis.schemas.BaseSchema":
    """The contract, whose requests of the right form are answered with success or one of these statuses."""
    checks = {
        "positive_data_acceptance": {"expected-statuses": ["2xx", "3xx", *accepted]},
        "negative_data_rejection": {"expected-statuses": REFUSED},
        "max_response_time": SLOW,
    }
    more = {**dict.fromkeys(OWN_GRAMMAR, ("409", "422")), OF_A_PERSON: ("404",)}
    apart = [
        {
            "include-name": each,
            "checks": {"positive_data_acceptance": {"expected-statuses": ["2xx", "3xx", *accepted, *also]}},
        }
        for each, also in more.items()
    ]
    config = {"checks": checks, "generation": {"mode": mode}, "operations": apart}
    return schemathesis.openapi.from_path(COMMITTED, config=SchemathesisConfig.from_dict(config))


OWN_GRAMMAR = (
    *("POST /v1/policies", "POST /v1/policies/run", "POST /v1/webhooks", "POST /v1/cases"),
    "POST /v1/accounts/{account_id}/notes",
)
"""Their bodies have a text with a grammar of its own (TOML, an address), or parts that go together: what the contract
finds right may still be refused (422), or meet a name that is taken (409)."""

OF_A_PERSON = "POST /v1/appeals/{appeal}/assign"
"""An appeal that is there is assigned to a person outside its chain, and a made-up key is not found (404)."""


ANYTHING = contract("404", "410")
"""An id of the right form may be of nothing (404), and a cursor of the right form stale (410)."""
HERE = contract("409", mode="positive")
"""What is here is found; an undoing of what was undone is refused (409)."""
NEXT = contract("404", "409", "410", mode="positive")
"""What answers name is asked about among what is made up; keys are always sent, so nothing is wrong but by chance."""

GENTLY = settings(
    max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), derandomize=SOAK is None
)
LESS = settings(GENTLY, max_examples=EXAMPLES // 2)
FEW = settings(GENTLY, max_examples=EXAMPLES // 3)


def headers(world: World, case: Case) -> dict[str, str]:
    """A key to an operation."""
    return world.headers(*(OTHERS if enforces(case) else SCOPES))


def alone(case: Case) -> None:
    """Have a write be no repeat of another; an idempotency key of the wrong form stays as it is."""
    if re.fullmatch("[!-~]{1,255}", str(case.headers.get("Idempotency-Key", ""))):
        case.headers["Idempotency-Key"] = str(uuid4())


def enforces(case: Case) -> bool:
    """Whether an operation is about exports, or asks for one, or about appeals."""
    return any(each in case.operation.label for each in ("/v1/exports", "/v1/appeals", "/apply"))


def unsent(case: Case) -> bool:
    """Whether something of the query has no form in a URL: what makes a request wrong would not be in it."""
    return any(value is None or value in ([], {}) for value in (case.query or {}).values())


@pytest.fixture(scope="module")
def kept() -> Iterator[ManagedCookiesSession]:
    """A connection that is kept, in place of one for each request; cookies are not."""
    with ManagedCookiesSession() as made:
        yield made


@pytest.mark.slow
@ANYTHING.parametrize()
@GENTLY
def test_the_service_keeps_its_contract(
    case: Case, address: str, world: World, kept: ManagedCookiesSession
) -> None:
    assume(not unsent(case))
    alone(case)
    case.call_and_validate(base_url=address, headers=headers(world, case), session=kept)


@dataclass(frozen=True)
class Ask:
    """A service, a key to it, and names of what is there."""

    address: str
    headers: dict[str, str]
    rings: list[str]
    decision: int
    entry: int
    """Of the allowlist."""
    export: str
    """One that was produced."""
    appeal: int
    person: str
    """Key of a person whom the appeal is given to."""
    requester: dict[str, str]
    run: str
    """The publication that is served."""
    version: str
    """Of the policies in force."""
    turn: Iterator[int] = field(default_factory=count)

    def name(self, case: Case) -> None:
        """Have a request ask about what is there, in turn."""
        here = self.here() | (self.out() if enforces(case) else {})
        for part in (case.path_parameters, case.query, case.body):
            if isinstance(part, dict):
                part.update({name: here[name] for name in part.keys() & here.keys()})
        if case.operation.label.endswith("/erase"):
            case.path_parameters["account_id"] = GONE
        case.query.pop("cursor", None)  # of a list that is there: one would have to be given it first
        alone(case)

    def key(self, case: Case) -> dict[str, str]:
        """What lets one in: exports are asked for by a service, and all else that acts is for a person."""
        if not enforces(case):
            return self.headers
        asks = case.operation.label in ("POST /v1/exports", "POST /v1/policies/{policy}/apply")
        return self.requester if asks else {"Authorization": f"Bearer {self.person}"}

    def out(self) -> dict[str, Any]:
        """What of an export is there."""
        accounts = {"account_id": "farm-1", "account_ids": ["farm-1"]}
        names = {"export_id": self.export, "export": self.export, "appeal": self.appeal}
        names |= {"policy": "harvest", "version": None, "step": None}
        return {**accounts, **names, "key": prefix_of(self.person)}

    def here(self) -> dict[str, Any]:
        """What is there, by how requests name it."""
        at = next(self.turn)
        ring = self.rings[at % len(self.rings)]
        account, other = (MEMBERS[each % len(MEMBERS)] for each in (at, at + 1))
        names = {"account_id": account, "other_id": other, "about": account, "ring": ring, "ring_id": ring}
        names |= {"node": f"a:{account}", "token": token(value("mill", 1))}
        things = {"account_ids": [account, other], "decision": self.decision, "entry": self.entry}
        listed = {"expires_at": "2099-01-01T00:00:00Z", "listed": True}  # none else can be taken off
        runs = {"run": self.run, "old": self.run, "new": self.run}
        rules = {"toml": POLICIES, "version": self.version}
        hook = {"name": "crm", "url": HOOK, "events": ["run.published"], "event": None}
        return {**names, **things, **listed, **runs, **rules, **hook}


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A home for these tests alone: much is decided about who is in it."""
    made = World(tmp_path_factory.mktemp("own"))
    made.publish()
    made.key(*SCOPES)
    return made


@pytest.fixture(scope="module")
def there(own: World) -> Iterator[Ask]:
    """The service over that home."""
    own.headers(*OTHERS)
    more = enforced(own)
    with running(own.home) as address:
        headers = own.headers(*SCOPES)
        rings = httpx2.get(f"{address}/v1/rings", headers=headers).json()["items"]
        first = {"action": "watch", "account_id": "farm-1", "reason": "that there is a decision to undo"}
        made = httpx2.post(f"{address}/v1/decisions", json=first, headers=headers).json()
        ids = [each["ring_id"] for each in rings]
        listed = {"account_id": "farm-1", "reason": "that there is an entry to read"}
        entry = httpx2.post(f"{address}/v1/allowlist", json=listed, headers=headers).json()["entry"]
        run = httpx2.get(f"{address}/v1/rings/{ids[0]}", headers=headers).json()["publication"]
        terms = {"toml": POLICIES, "reason": "that there is a policy in force"}
        version = httpx2.post(f"{address}/v1/policies", json=terms, headers=headers).json()["version"]
        hook = {"name": "crm", "url": HOOK, "events": ["run.published"], "reason": "that there is one"}
        httpx2.post(f"{address}/v1/webhooks", json=hook, headers=headers).raise_for_status()
        yield Ask(address, headers, ids, made["decision"], entry, *more, own.headers(*OTHERS), run, version)


def enforced(world: World) -> tuple[str, int, str]:
    """An export that was produced, an appeal against it, and the key of whom it is given to."""
    pepper.export_key(world.settings)  # made before the first export: the service signs with it
    home = Home(world)
    home.publish(RINGS)
    row = home.produced()
    dora = create_key(world.ledger, "dora", OTHERS, NOON, owner_kind="person")
    ring = home.written(row)["ring_id"][0]
    made = appeals.open_one(world.ledger, row.id, key("farm-1"), ring, "It was not me.", home.by("tool"))
    appeals.assign(world.ledger, made.seq, prefix_of(dora), home.by("ines"))
    return row.id, made.seq, dora


@pytest.mark.slow
@HERE.parametrize()
@LESS
def test_what_is_answered_of_what_is_here_is_of_the_contract(
    case: Case, there: Ask, kept: ManagedCookiesSession
) -> None:
    there.name(case)
    case.call_and_validate(base_url=there.address, headers=there.key(case), session=kept)


def test_answers_that_are_asked_about_next_keep_the_contract(there: Ask) -> None:
    class Row(NEXT.as_state_machine()):  # type: ignore[misc]
        def get_call_kwargs(self, case: Case) -> dict[str, Any]:
            alone(case)
            return {"base_url": there.address, "headers": there.key(case)}

    Row.run(settings=settings(LESS, stateful_step_count=6))


def test_no_check_and_no_operation_is_left_out() -> None:
    load_all_checks()
    config = ANYTHING.config.checks
    names = {each.__name__ for each in CHECKS.get_all()} | {"max_response_time"}
    assert {name for name in names if not config.get_by_name(name=name).enabled} == set()
    told = json.loads(COMMITTED.read_text())["paths"]
    operations = {f"{method.upper()} {path}" for path, methods in told.items() for method in methods}
    for each in (ANYTHING, HERE, NEXT):
        found = [result.ok() for result in each.get_all_operations() if isinstance(result, Ok)]
        assert {operation.label for operation in found} == operations


@pytest.fixture(scope="module")
def on_postgres(
    databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, World]]:
    """Where a home with its ledger on PostgreSQL is served, and what lets one in."""
    with databases.migrated() as url:
        made = World(tmp_path_factory.mktemp("home"), url)
        made.publish()
        for scopes in (SCOPES, OTHERS):
            made.key(*scopes)
        with running(made.home, url) as found:
            yield found, made
        made.ledger.close()


@pytest.mark.slow
@pytest.mark.postgres
@ANYTHING.parametrize()
@FEW
def test_it_keeps_it_with_its_ledger_on_postgresql_too(
    case: Case, on_postgres: tuple[str, World], kept: ManagedCookiesSession
) -> None:
    address, world = on_postgres
    assume(not unsent(case))
    alone(case)
    case.call_and_validate(base_url=address, headers=headers(world, case), session=kept)
