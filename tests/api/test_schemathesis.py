"""Whatever is sent, the service answers as its contract says."""

from pathlib import Path
from typing import Any

import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.config import SchemathesisConfig

from tests.api.world import World

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


@CONTRACT.parametrize()
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
def test_the_service_keeps_its_contract(case: "schemathesis.Case[Any]", address: str, world: World) -> None:
    case.call_and_validate(base_url=address, headers=world.headers("enforce", "investigate", "operate"))
