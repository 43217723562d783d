"""The page of the contract works where nothing but the service is reached."""

import re

import pytest
from fastapi.testclient import TestClient

from api.routes.docs import FILES


def test_the_page_names_no_foreign_host(client: TestClient) -> None:
    page = client.get("/docs")
    assert page.headers["content-type"].startswith("text/html")
    assert "//" not in re.sub(r"<!--.*?-->|^\s*//.*$", "", page.text, flags=re.MULTILINE)
    assert "default-src 'self'" in page.headers["content-security-policy"]


def test_everything_the_page_loads_is_served(client: TestClient) -> None:
    page = client.get("/docs").text
    linked = [*re.findall(r'(?:href|src)="([^"]+)"', page), *re.findall(r"url: '([^']+)'", page)]
    assert len(linked) == len(FILES) + 1
    for each in linked:
        assert client.get(f"/{each}").status_code == 200, each


@pytest.mark.parametrize("name", FILES)
def test_a_file_of_the_page_has_its_type_and_may_be_kept(client: TestClient, name: str) -> None:
    answer = client.get(f"/docs/{name}")
    assert answer.headers["content-type"].startswith(FILES[name])
    assert len(answer.content) > 100
    assert "max-age" in answer.headers["cache-control"]


@pytest.mark.parametrize("path", ["/docs/main.py", "/docs/..%2fmain.py", "/docs/", "/redoc"])
def test_nothing_else_is_served_beside_it(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404
