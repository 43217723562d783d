"""Whatever is sent, the service answers as its contract says."""

from pathlib import Path
from typing import Any

import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.config import SchemathesisConfig

from tests.api.world import World

CONFIG = SchemathesisConfig.from_dict(
    {"checks": {"positive_data_acceptance": {"expected-statuses": ["2xx", "3xx", "404", "410"]}}}
)
"""A cursor is any short text to the contract, and 410 is the honest answer to one that was never given."""

COMMITTED = Path(__file__).parents[2] / "docs" / "openapi.json"
CONTRACT = schemathesis.openapi.from_path(COMMITTED, config=CONFIG)


@CONTRACT.parametrize()
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
def test_the_service_keeps_its_contract(case: "schemathesis.Case[Any]", address: str, world: World) -> None:
    case.call_and_validate(base_url=address, headers=world.headers("investigate", "operate"))
