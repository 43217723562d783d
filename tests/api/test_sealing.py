"""The serving process keeps heads of the audit chain elsewhere."""

import pytest
from sqlalchemy import delete

from linkage import pepper
from linkage.ledger.audit import log, seals
from linkage.ledger.db.models import AuditRow
from tests.api.test_live import until
from tests.api.world import World, get


def kept(world: World) -> seals.Kept:
    return seals.read(pepper.audit_folder(world.settings), pepper.audit_key(world.settings))


def test_a_service_that_ends_has_sealed_the_chain_and_does_so_once_an_hour(fresh: World) -> None:
    fresh.publish()
    fresh.key("investigate")
    for _ in range(2):
        with fresh.client() as client:
            get(client, fresh, "/v1/accounts/farm-1/evidence")
    found = kept(fresh)
    assert len(found.seals) == 1
    assert log.verify(fresh.ledger, found.heads()).broken_at is None


def test_reads_without_a_purpose_are_audited_as_such(fresh: World) -> None:
    fresh.publish()
    headers = fresh.headers("investigate")
    with fresh.client() as client:
        client.get("/v1/accounts/farm-1/evidence", headers=headers)
        client.get("/v1/accounts/farm-1/evidence", headers=headers | {"X-Purpose": "appeal 7"})
    purposes = [each.purpose for each in log.entries(fresh.ledger, 2)]
    assert purposes == ["appeal 7", "unstated"]


def test_a_tail_cut_under_a_running_service_is_in_its_log_and_metrics(
    fresh: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.app.SEAL_EVERY", 0.1)
    fresh.publish()
    fresh.key("operate")

    def age() -> float:
        lines = get(client, fresh, "/metrics", "operate").text.splitlines()
        return float(next(each for each in lines if each.startswith("linkage_audit_heads_age")).split()[1])

    with fresh.client() as client:
        until(lambda: len(kept(fresh).seals) == 1 and age() < 1)
        with fresh.ledger.write() as session:
            session.execute(delete(AuditRow))
        until(lambda: age() > 1)
