"""The serving process keeps heads of the audit chain elsewhere."""

from linkage import pepper
from linkage.ledger import audit, seals
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
    assert audit.verify(fresh.ledger, found.heads()).broken_at is None


def test_reads_without_a_purpose_are_audited_as_such(fresh: World) -> None:
    fresh.publish()
    headers = fresh.headers("investigate")
    with fresh.client() as client:
        client.get("/v1/accounts/farm-1/evidence", headers=headers)
        client.get("/v1/accounts/farm-1/evidence", headers=headers | {"X-Purpose": "appeal 7"})
    purposes = [each.purpose for each in audit.entries(fresh.ledger, 2)]
    assert purposes == ["appeal 7", "unstated"]
