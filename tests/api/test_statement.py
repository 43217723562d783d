"""The owner of an account is told the same words as everybody in the same position, and no signal."""

import re
from dataclasses import replace

import polars as pl
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from linkage import tables
from linkage.explain.sentences import STATEMENTS, statement
from linkage.hashing import account_key as key
from linkage.ledger.db.models import AuditRow
from linkage.publication import release, writer
from linkage.publication.manifest import new_run_id
from tests.api.world import NOON, RINGS, VALUES, World, findings, get


def text(client: TestClient, world: World, account: str, scope: str = "enforce") -> bytes:
    response = get(client, world, f"/v1/accounts/{account}/statement", scope)
    assert response.status_code == 200
    return response.content


def test_core_and_member_are_told_the_same(client: TestClient, world: World) -> None:
    assert text(client, world, "farm-1") == text(client, world, "farm-4") == text(client, world, "mill-1")
    assert b'"linked"' in text(client, world, "farm-1")


def test_who_is_not_enforceable_is_told_that_nothing_is_held_against_him(
    client: TestClient, world: World
) -> None:
    assert text(client, world, "farm-5") == text(client, world, "honest-1")
    assert b'"clear"' in text(client, world, "honest-1")


def test_a_newcomer_is_told_that_nobody_looked(client: TestClient, world: World) -> None:
    assert b'"unjudged"' in text(client, world, "new-1")


def test_twins_tied_by_other_kinds_get_the_same_bytes(fresh: World) -> None:
    """Farm and mill are alike but for what ties them: reasons, values, certificates and bits differ."""
    found = findings(RINGS, 7)
    mill = pl.col("account").is_in([key(each) for each in RINGS["mill"]])
    reasons = pl.when(mill).then(pl.lit(["shared_device"], pl.List(pl.String))).otherwise("reasons")
    members = found.members.with_columns(reasons=reasons, bits=pl.when(mill).then(41.5).otherwise("bits"))
    members = members.select(list(tables.MEMBERS))
    folder = fresh.settings.publications
    run = writer.write(replace(found, members=members), folder, new_run_id(NOON), None).run
    release.publish(fresh.ledger, folder, run, NOON)
    fresh.key("enforce")
    with fresh.client() as client:
        paths = [f"/v1/accounts/{each}/statement" for each in ("farm-1", "mill-1")]
        one, two = (client.get(path, headers=fresh.headers("enforce")) for path in paths)
    assert one.content == two.content
    assert one.headers["etag"] == two.headers["etag"]
    assert one.headers["content-length"] == two.headers["content-length"]


@pytest.mark.parametrize("code", list(STATEMENTS))
def test_no_text_names_a_kind_a_number_or_a_ring(code: str) -> None:
    words = STATEMENTS[code].lower()
    assert not re.search(r"\d", words)
    for kind in {*(kind for kind, _, _ in VALUES.values()), "payment", "phone", "address", "ring", "prompt"}:
        assert not re.search(rf"\b{kind}s?\b", words)


def test_an_earlier_finding_about_the_account_is_told_as_that() -> None:
    assert statement(True, "core", ["known_bad", "shared_device"]) == "known"
    assert statement(True, "possible", ["known_bad"]) == "clear"


def test_an_account_never_seen_has_no_statement(client: TestClient, world: World) -> None:
    assert get(client, world, "/v1/accounts/nobody/statement").status_code == 404


def test_what_the_owner_was_told_is_audited(fresh: World) -> None:
    fresh.publish()
    fresh.key("enforce")
    with fresh.client() as client:
        text(client, fresh, "farm-1")
    with fresh.ledger.read() as session:
        last = session.scalars(select(AuditRow).order_by(AuditRow.seq.desc())).first()
    assert last is not None
    assert (last.action, last.subject) == ("read statement", "farm-1")
