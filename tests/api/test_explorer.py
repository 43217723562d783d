"""The explorer's page is served whole, under a policy that lets nothing in from elsewhere."""

import re

import pytest
from fastapi.testclient import TestClient

from api.routes.explorer import FILES, PAGE


def test_the_page_names_no_foreign_host_and_nothing_inline(client: TestClient) -> None:
    page = client.get("/explorer")
    assert page.headers["content-type"].startswith("text/html")
    linked = re.findall(r'(?:href|src)="([^"]+)"', page.text)
    assert sorted(linked) == sorted(f"explorer/{name}" for name in FILES if name != PAGE)
    assert not re.search(r"<style|<script>|\son\w+=|style=", page.text)


def test_the_policy_lets_nothing_in_from_elsewhere(client: TestClient) -> None:
    policy = client.get("/explorer").headers["content-security-policy"]
    rules = dict(each.strip().split(" ", 1) for each in policy.split(";"))
    assert rules["default-src"] == rules["base-uri"] == rules["frame-ancestors"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == rules["connect-src"] == "'self'"
    assert "unsafe" not in policy


@pytest.mark.parametrize("name", [name for name in FILES if name != PAGE])
def test_a_file_of_the_page_has_its_type_and_is_asked_for_again_by_its_tag(
    client: TestClient, name: str
) -> None:
    answer = client.get(f"/explorer/{name}")
    assert answer.headers["content-type"].startswith(FILES[name])
    assert answer.headers["x-content-type-options"] == "nosniff"
    again = client.get(f"/explorer/{name}", headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    "path", ["/explorer/main.tsx", "/explorer/..%2fapp.py", "/explorer/", "/explorer/index.html"]
)
def test_nothing_else_is_served_beside_it(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404
