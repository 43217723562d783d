"""Bodies are bounded however they come, and nothing but a problem leaves when all fails."""

import asyncio
import io
import json
from collections.abc import Iterator

import pytest
import structlog
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient
from starlette.types import Message

from api.errors import install
from api.middleware.edge import Edge
from api.middleware.metrics import Metrics

LIMIT = 1000


class Bench:
    """A small app behind an edge, with what it logs and counts."""

    def __init__(self) -> None:
        self.out = io.StringIO()
        self.metrics = Metrics()
        log = structlog.wrap_logger(
            structlog.PrintLogger(self.out),
            processors=[structlog.processors.JSONRenderer()],
            wrapper_class=structlog.make_filtering_bound_logger("info"),
        )
        app = FastAPI()
        install(app)
        app.add_middleware(Edge, limit=LIMIT, metrics=self.metrics, log=log)
        self.app = app

        @app.post("/read")
        async def read(request: Request) -> int:
            return len(await request.body())

        @app.get("/things/{name}")
        async def thing(name: str) -> str:
            if name == "broken":
                raise RuntimeError("the cell was alice@example.com")
            return name

        self.client = TestClient(app)

    def lines(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.out.getvalue().splitlines()]


@pytest.fixture
def bench() -> Bench:
    return Bench()


def chunks(total: int) -> Iterator[bytes]:
    for _ in range(total // 100):
        yield b"x" * 100


def test_a_body_within_the_limit_goes_through(bench: Bench) -> None:
    assert bench.client.post("/read", content=b"x" * LIMIT).json() == LIMIT


def test_a_body_over_the_limit_is_refused_by_its_header(bench: Bench) -> None:
    response = bench.client.post("/read", content=b"x" * (LIMIT + 1))
    assert (response.status_code, response.json()["code"]) == (413, "too-large")


def test_a_body_that_tells_no_length_is_refused_when_it_grows_over_the_limit(bench: Bench) -> None:
    response = bench.client.post("/read", content=chunks(LIMIT + 100))
    assert (response.status_code, response.json()["code"]) == (413, "too-large")


def test_a_chunked_body_within_the_limit_goes_through(bench: Bench) -> None:
    assert bench.client.post("/read", content=chunks(LIMIT)).json() == LIMIT


def test_what_fails_is_a_problem_without_details(bench: Bench) -> None:
    response = bench.client.get("/things/broken")
    assert (response.status_code, response.json()["code"]) == (500, "internal")
    assert "alice" not in response.text


def test_what_fails_is_logged_by_its_place_and_not_its_words(bench: Bench) -> None:
    bench.client.get("/things/broken")
    failed = bench.lines()[0]
    assert failed["error"] == "RuntimeError"
    assert str(failed["at"]).startswith("tests.api.test_edge:")
    assert "alice" not in bench.out.getvalue()


def test_a_log_line_has_the_route_and_not_the_path(bench: Bench) -> None:
    bench.client.get("/things/acct-19?why=alice")
    (line,) = bench.lines()
    assert line["route"] == "/things/{name}"
    assert line["status"] == 200
    assert "acct-19" not in bench.out.getvalue()
    assert "alice" not in bench.out.getvalue()


def test_requests_are_counted_by_route_and_status(bench: Bench) -> None:
    for _ in range(3):
        bench.client.get("/things/a")
    bench.client.get("/nowhere")
    text = bench.metrics.text().decode()
    assert 'linkage_requests_total{method="GET",route="/things/{name}",status="200"} 3.0' in text
    assert 'linkage_requests_total{method="GET",route="none",status="404"} 1.0' in text


def test_a_method_nobody_knows_makes_no_label_of_its_own(bench: Bench) -> None:
    bench.client.request("BREW", "/things/a")
    assert "BREW" not in bench.metrics.text().decode()


def test_a_response_that_began_is_not_begun_again(bench: Bench) -> None:
    sent: list[Message] = []

    async def halfway(scope: object, receive: object, send: object) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})  # type: ignore[operator]
        raise RuntimeError

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request"}

    edge = Edge(halfway, LIMIT, bench.metrics, structlog.get_logger())
    asyncio.run(edge({"type": "http", "method": "GET", "headers": []}, receive, send))
    assert [each["type"] for each in sent] == ["http.response.start"]
