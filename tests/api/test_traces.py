"""Traces have a span a request, by the template of its route, and nothing of what was asked."""

from fastapi.testclient import TestClient
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from api.app import create_app
from api.middleware.traces import Traces
from linkage.settings import Settings
from tests.api.world import World, get

PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


def traced(world: World) -> tuple[TestClient, InMemorySpanExporter]:
    kept = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(kept))
    app = create_app(Settings(home=world.home))
    app.add_middleware(Traces, provider=provider)
    return TestClient(app), kept


def test_a_request_is_a_span_by_its_template(world: World) -> None:
    client, kept = traced(world)
    with client:
        get(client, world, "/v1/accounts/farm-1/evidence")
        get(client, world, "/v1/accounts/farm-1/evidence?secret=me@packwerk.net")
        client.get("/nowhere/me@packwerk.net", headers={"traceparent": PARENT})
    one, asked, other = kept.get_finished_spans()
    assert one.name == "GET /v1/accounts/{account_id}/evidence"
    assert dict(one.attributes or {}) == {
        "http.request.method": "GET",
        "http.route": "/v1/accounts/{account_id}/evidence",
        "http.response.status_code": 200,
        "linkage.request_id": dict(one.attributes or {})["linkage.request_id"],
    }
    assert (other.name, (other.attributes or {})["http.response.status_code"]) == ("GET none", 404)
    assert other.parent is not None
    assert f"{other.parent.trace_id:032x}" == PARENT.split("-")[1]
    assert (asked.name, (asked.attributes or {})["http.response.status_code"]) == (one.name, 422)
    said = one.to_json() + asked.to_json() + other.to_json()
    assert "packwerk" not in said
    assert "farm-1" not in said


def test_traces_are_off_unless_an_address_is_set(world: World) -> None:
    def traces(settings: Settings) -> bool:
        return any("Traces" in str(each.cls) for each in create_app(settings).user_middleware)

    assert not traces(Settings(home=world.home))
    assert traces(Settings(home=world.home, traces="http://127.0.0.1:9/v1/traces"))
