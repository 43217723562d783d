"""Whatever is sent, the service answers as its contract says."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.config import SchemathesisConfig

from tests.api.running import running
from tests.api.world import World
from tests.ledgers import Databases

REFUSED = ["400", "401", "403", "404", "405", "406", "410", "413", "415", "422", "428", "429"]
"""What refuses a request of the wrong form; a cursor of a list that is no more may be found first (410)."""

CONFIG = SchemathesisConfig.from_dict(
    {
        "checks": {
            "positive_data_acceptance": {"expected-statuses": ["2xx", "3xx", "404", "410"]},
            "negative_data_rejection": {"expected-statuses": REFUSED},
        }
    }
)
"""An id of the right form may be of nothing (404), and a cursor of the right form stale (410)."""

COMMITTED = Path(__file__).parents[2] / "docs" / "openapi.json"
CONTRACT = schemathesis.openapi.from_path(COMMITTED, config=CONFIG)


SCOPES = ("enforce", "investigate", "operate")


@CONTRACT.parametrize()
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
def test_the_service_keeps_its_contract(case: "schemathesis.Case[Any]", address: str, world: World) -> None:
    case.call_and_validate(base_url=address, headers=world.headers(*SCOPES))


@pytest.fixture(scope="module")
def on_postgres(
    databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, dict[str, str]]]:
    """Where a home with its ledger on PostgreSQL is served, and what lets one in."""
    with databases.migrated() as url:
        made = World(tmp_path_factory.mktemp("home"), url)
        made.publish()
        headers = made.headers(*SCOPES)
        with running(made.home, url) as found:
            yield found, headers
        made.ledger.close()


@pytest.mark.postgres
@CONTRACT.parametrize()
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
def test_it_keeps_it_with_its_ledger_on_postgresql_too(
    case: "schemathesis.Case[Any]", on_postgres: tuple[str, dict[str, str]]
) -> None:
    address, headers = on_postgres
    case.call_and_validate(base_url=address, headers=headers)
