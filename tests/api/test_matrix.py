"""Every operation, under every scope, of an object that is here, one that is nowhere, and one of another home.

The operations are those of the committed contract: a new one fails here until it has its row.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import update

from api.tokens import token
from linkage.enforcement import produce
from linkage.explain import snapshot
from linkage.ledger import exports
from linkage.ledger.db.models import ApiKey
from linkage.ledger.decisions import record
from linkage.ledger.decisions.record import Author, Spoken, Subject
from linkage.ledger.keys.api_keys import SCOPES
from linkage.publication.reader import Publication
from tests.api.world import NOON, World, value
from tests.ledgers import BOTH, Databases

CONTRACT: dict[str, Any] = json.loads((Path(__file__).parents[2] / "docs" / "openapi.json").read_text())
OPERATIONS: Mapping[str, tuple[str, str]] = {
    told["operationId"]: (method, path)
    for path, methods in CONTRACT["paths"].items()
    for method, told in methods.items()
}

EITHER = frozenset({"enforce", "investigate"})
INVESTIGATE = frozenset({"investigate"})
ANYONE = frozenset(SCOPES)

NAMES = {"ring", "about", "node", "account_id", "other_id", "token"}
"""Queries that name an object."""

OBJECTS = ("own", "missing", "foreign")
THERE = (200, 404, 404)
"""What becomes of an object that must be there."""
ANY = (200, 200, 200)
"""Of one that need not be, or of none."""


@dataclass(frozen=True)
class Row:
    """What is expected of an operation."""

    scopes: frozenset[str]
    statuses: tuple[int, int, int] = ANY
    """By object: here, nowhere, of another home."""
    query: str = ""
    body: Mapping[str, object] | None = None
    """Objects are named in them as in paths: `{account_id}`, `{other_id}`, `{ring_id}`."""
    text: str | None = None
    """A body that is no JSON."""
    spare: bool = False
    """Whether it is asked about an account nothing else is asked about: it does away with it."""


WATCH = {"action": "watch", "account_id": "{account_id}", "reason": "looked at it"}
NOTE = {"action": "note", "ring": "{ring_id}", "reason": "looked at it"}
ALLOW = {"account_id": "{account_id}", "reason": "a partner"}
APPROVE, EXPORT, OPERATE = frozenset({"approve"}), frozenset({"export"}), frozenset({"operate"})
PEOPLE = APPROVE | INVESTIGATE
LOOKING = PEOPLE | EXPORT
NOT_YET = (404, 404, 404)
"""Of what an export has only once it was produced."""
NUMBERED = ("appeal", "decision", "entry", "run")
"""What is named by a number; none of these is here."""
BECAUSE = {"reason": "as planned"}
BAN = {"action": "ban", "ground": "coordinated_fraud"}
CARD = token(value("farm", 1))
"""What the accounts of a ring share."""
VERDICT = {"account_id": "{account_id}", "verdict": "fraud"}
RECEIPTS = "account_id,outcome\nfarm-1,applied\n"
APPEAL = {"export": "{export_id}", "account_id": "{account_id}", "text": "It was not me."}
TOML = '[policies.look]\nleads_to = "review"\n'
HOOK = {"name": "crm", "url": "https://crm.example/linkage"}

ROWS: Mapping[str, Row] = {
    "getAccount": Row(EITHER, THERE),
    "lookupAccounts": Row(EITHER, ANY, body={"account_ids": ["{account_id}"]}),
    "getAccountEvidence": Row(INVESTIGATE, THERE),
    "getWhy": Row(INVESTIGATE, THERE),
    "getWhyNot": Row(INVESTIGATE, THERE, query="?ring={ring_id}"),
    "getStatement": Row(EITHER, THERE),
    "listNotes": Row(INVESTIGATE, THERE),
    "addNote": Row(INVESTIGATE, (201, 404, 404), body={"text": "looked at it"}),
    "eraseAccount": Row(
        frozenset({"operate"}), (201, 404, 404), body={"reason": "she asked for it"}, spare=True
    ),
    "listRings": Row(INVESTIGATE),
    "getRing": Row(INVESTIGATE, THERE),
    "listMembers": Row(INVESTIGATE, THERE),
    "getRingEvidence": Row(INVESTIGATE, THERE),
    "listRingEvents": Row(INVESTIGATE, THERE),
    "getRingGraph": Row(INVESTIGATE, THERE),
    "listNeighbours": Row(INVESTIGATE, THERE, query="?node=a:{account_id}"),
    "listShared": Row(INVESTIGATE, ANY, body={"account_ids": ["{account_id}"]}),
    "getPath": Row(INVESTIGATE, THERE, query="?account_id={account_id}&other_id={other_id}"),
    "getNearest": Row(INVESTIGATE, THERE, query=f"?account_id={{account_id}}&token={CARD}"),
    "search": Row(INVESTIGATE, ANY, body={"kind": "ring", "value": "{ring_id}"}),
    "decide": Row(INVESTIGATE, (201, 404, 404), body=WATCH),
    "listDecisions": Row(INVESTIGATE, ANY, query="?about={account_id}"),
    "getDecision": Row(INVESTIGATE, NOT_YET),
    "listCases": Row(INVESTIGATE),
    "getCase": Row(INVESTIGATE, THERE),
    "actOnCase": Row(INVESTIGATE, (201, 404, 404), body=NOTE),
    "getMe": Row(ANYONE),
    "listPublications": Row(INVESTIGATE),
    "listRunEvents": Row(INVESTIGATE, NOT_YET),
    "getDifference": Row(INVESTIGATE, NOT_YET, query="?ring={ring_id}"),
    "getTimeline": Row(INVESTIGATE, THERE),
    "allow": Row(frozenset({"approve", "operate"}), (201, 404, 404), body=ALLOW),
    "listAllowed": Row(frozenset({"investigate", "approve", "operate"})),
    "getAllowed": Row(frozenset({"investigate", "approve", "operate"}), NOT_YET),
    "requestExport": Row(EXPORT, (201, 201, 201), body={**BECAUSE, **BAN}),
    "listExports": Row(LOOKING),
    "getExport": Row(LOOKING | {"enforce"}, THERE),
    "previewExport": Row(EXPORT, (200, 404, 404), body=BECAUSE),
    "getSample": Row(PEOPLE, THERE),
    "reviewExport": Row(PEOPLE, (403, 404, 404), body={**BECAUSE, **VERDICT}),
    "approveExport": Row(APPROVE, (403, 404, 404), body={**BECAUSE, "digest": "0" * 64}),
    "produceExport": Row(EXPORT, (409, 404, 404), body=BECAUSE),
    "cancelExport": Row(EXPORT | APPROVE, (200, 404, 404), body=BECAUSE, spare=True),
    "revokeExport": Row(APPROVE, (409, 404, 404), body=BECAUSE),
    "getExportFile": Row(EXPORT, NOT_YET),
    "getManifest": Row(EXPORT, NOT_YET),
    "getRecord": Row(PEOPLE, NOT_YET),
    "getReasons": Row(PEOPLE | EXPORT, NOT_YET),
    "sendReceipts": Row(EXPORT | {"enforce"}, (201, 404, 404), text=RECEIPTS),
    "getReceipts": Row(LOOKING | {"enforce"}, THERE),
    "openAppeal": Row(LOOKING | {"enforce"}, NOT_YET, body=APPEAL),
    "listAppeals": Row(PEOPLE),
    "getOverturnRates": Row(PEOPLE),
    "getAppeal": Row(PEOPLE, NOT_YET),
    "assignAppeal": Row(PEOPLE, NOT_YET, body={**BECAUSE, "key": "abcdefgh"}),
    "answerAppeal": Row(PEOPLE, NOT_YET, body={"answer": "evidence_stands", "words": "We looked again."}),
    "listPolicies": Row(LOOKING | OPERATE),
    "activatePolicies": Row(OPERATE, (201, 201, 201), body={**BECAUSE, "toml": TOML}),
    "runPolicies": Row(LOOKING | OPERATE, ANY, body={"toml": TOML}),
    "getPolicies": Row(LOOKING | OPERATE, NOT_YET),
    "applyPolicy": Row(EXPORT, NOT_YET, body=BECAUSE),
    "addWebhook": Row(OPERATE, (201, 201, 201), body={**BECAUSE, **HOOK}),
    "listWebhooks": Row(OPERATE),
    "getWebhook": Row(OPERATE, NOT_YET),
    "getWebhookSecret": Row(OPERATE, NOT_YET),
    "rotateWebhook": Row(OPERATE, NOT_YET, body=BECAUSE),
    "endWebhook": Row(OPERATE, NOT_YET, body=BECAUSE),
    "listDeliveries": Row(OPERATE, NOT_YET),
    "replayWebhook": Row(OPERATE, NOT_YET, body=BECAUSE),
    "listChanges": Row(frozenset({"enforce"})),
    "getMetrics": Row(frozenset({"operate"})),
    "getHealth": Row(ANYONE),
    "getReadiness": Row(ANYONE),
}

OPEN = frozenset({"getHealth", "getReadiness"})
"""Operations that take no key."""


@dataclass(frozen=True)
class Ground:
    """A home that is served, the keys to it, and objects by where they are."""

    client: TestClient
    world: World
    scopeless: str
    """A key that was stripped of its scopes in the ledger: none can be made without."""
    foreign_key: str
    objects: Mapping[str, Mapping[str, str]]

    def ask(self, name: str, which: str, key: str | None) -> Response:
        """The answer to a call with that key, about that object."""
        (method, path), row, found = OPERATIONS[name], ROWS[name], self.objects[which]
        spare = {"account_id": found["spare"], "export_id": found["spare_export"]}
        found = {**found, **spare} if row.spare else found
        headers = {"X-Request-ID": "one"} | ({} if key is None else {"Authorization": f"Bearer {key}"})
        body = None if row.body is None else {each: filled(value, found) for each, value in row.body.items()}
        url = (path + row.query).format(**found)
        if row.text is not None:
            content = {**headers, "Content-Type": "text/csv"}
            return self.client.request(method.upper(), url, content=row.text, headers=content)
        return self.client.request(method.upper(), url, json=body, headers=headers)


def filled(value: object, found: Mapping[str, str]) -> object:
    """A value of a body with the objects' names in it."""
    if isinstance(value, list):
        return [filled(each, found) for each in value]
    return value.format(**found) if isinstance(value, str) else value


@pytest.fixture(scope="module", params=BOTH)
def ground(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    """Two homes, of which one is served, with their ledgers on either database."""
    homes = [tmp_path_factory.mktemp(each) for each in ("own", "foreign")]
    if request.param == "sqlite":
        yield from grounded(*(World(home) for home in homes))
        return
    databases: Databases = request.getfixturevalue("databases")
    with databases.migrated() as here, databases.migrated() as there:
        worlds = World(homes[0], here), World(homes[1], there)
        yield from grounded(*worlds)
        for each in worlds:
            each.ledger.close()


def grounded(world: World, other: World) -> Iterator[Ground]:
    """The first of two homes is served."""
    published = other.publish({"camp": ("camp-1", "camp-2", "camp-3", "camp-4")})
    for scope in SCOPES:
        world.key(scope)
    stripped = world.key("enforce", "export")
    with world.ledger.write() as session:
        session.execute(update(ApiKey).where(ApiKey.name == "enforce export").values(scopes=[]))
    here = world.publish()
    objects = {
        "own": named("farm-1", "farm-2", here.rings["ring_id"][0], exported(world, here)),
        "missing": named("nobody-1", "nobody-2", "R-00000000", ["X-000000-00000000"] * 2),
        "foreign": named("camp-1", "camp-2", published.rings["ring_id"][0], exported(other, published)),
    }
    with world.client() as client:
        yield Ground(client, world, stripped, other.key(*SCOPES[:3]), objects)


def answers_of(name: str) -> set[str]:
    """Statuses that the contract says an operation may answer."""
    method, path = OPERATIONS[name]
    return set(CONTRACT["paths"][path][method]["responses"])


def named(account: str, other: str, ring: str, exports: list[str]) -> dict[str, str]:
    spare = account.replace("-1", "-4")
    told = {"export_id": exports[0], "spare_export": exports[1]}
    told |= {each: f"{place}{ord(account[0])}" for place, each in enumerate(NUMBERED, 97_000)}
    told |= {"name": f"hook-{account}", "policy": account, "version": account.encode().hex().ljust(64, "0")}
    return {"account_id": account, "other_id": other, "ring_id": ring, "spare": spare, **told}


def exported(world: World, publication: Publication) -> list[str]:
    """Two exports of a confirmed ring, the first previewed, the second asked for; none is of the other home."""
    about = Subject(publication.rings["ring_id"][0])
    said = Spoken(Author(), "looked at it", NOON)
    record.record(world.ledger, "confirm", about, snapshot.of(publication, about), said)
    ids = []
    for each in ("first", "second"):
        said = Spoken(Author(), each, datetime.now(UTC))
        wanted = exports.Wanted("ban", "coordinated_fraud")
        ids.append(exports.request(world.ledger, wanted, produce.basis(publication), said).id)
    found = produce.look(world.settings, world.ledger, ids[0], datetime.now(UTC))
    exports.previewed(world.ledger, ids[0], found, Spoken(Author(), "first", datetime.now(UTC)))
    return ids


def test_every_operation_has_its_row() -> None:
    assert ROWS.keys() == OPERATIONS.keys()


def test_the_objects_of_the_other_home_are_not_here(ground: Ground) -> None:
    own, foreign = (set(ground.objects[each].values()) for each in ("own", "foreign"))
    assert own.isdisjoint(foreign)


@pytest.mark.parametrize("name", OPERATIONS)
def test_the_scopes_in_the_contract_are_those_of_the_row(name: str) -> None:
    method, path = OPERATIONS[name]
    told = set(CONTRACT["paths"][path][method].get("x-scopes", []))
    assert told == (set() if name in OPEN else ROWS[name].scopes)


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_object_is_named_wherever_one_can_be(name: str) -> None:
    method, path = OPERATIONS[name]
    told = CONTRACT["paths"][path][method]
    asked = {each["name"] for each in told.get("parameters", []) if each["in"] == "query"} & NAMES
    row = ROWS[name]
    assert {each.partition("=")[0].strip("?&") for each in row.query.split("&") if each} == asked
    assert (row.body is None and row.text is None) == ("requestBody" not in told)


@pytest.mark.parametrize(("name", "scope", "which"), [*product(OPERATIONS, SCOPES, OBJECTS)])
def test_a_scope_opens_what_it_should_and_nothing_else(
    ground: Ground, name: str, scope: str, which: str
) -> None:
    row = ROWS[name]
    expected = row.statuses[OBJECTS.index(which)] if scope in row.scopes else 403
    answer = ground.ask(name, which, ground.world.key(scope))
    assert answer.status_code == expected, answer.text
    assert str(expected) in answers_of(name)


@pytest.mark.parametrize(("name", "which"), [*product(OPERATIONS, OBJECTS)])
def test_without_a_key_of_this_home_only_what_is_open_is_open(ground: Ground, name: str, which: str) -> None:
    strangers = [None, "", "lk_abc_def", ground.foreign_key]
    answers = [ground.ask(name, which, key) for key in strangers]
    expected = 200 if name in OPEN else 401
    assert [each.status_code for each in answers] == [expected] * len(strangers)
    assert str(expected) in answers_of(name)
    if expected == 401:
        assert {each.json()["code"] for each in answers} == {"unknown-key"}


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_key_with_no_scope_opens_nothing(ground: Ground, name: str) -> None:
    statuses = {ground.ask(name, which, ground.scopeless).status_code for which in OBJECTS}
    assert statuses == {200 if name in OPEN else 403}


@pytest.mark.parametrize("name", sorted(OPERATIONS.keys() - OPEN))
def test_who_may_not_ask_is_not_told_whether_the_object_is_there(ground: Ground, name: str) -> None:
    outside = sorted(ANYONE - ROWS[name].scopes)
    for key in [None, ground.scopeless, *(ground.world.key(scope) for scope in outside)]:
        assert len({ground.ask(name, which, key).content for which in OBJECTS}) == 1
