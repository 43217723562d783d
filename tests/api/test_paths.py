"""An account is found by its id whatever letters that has, over a real connection, where paths are decoded."""

from collections.abc import Callable, Iterator
from urllib.parse import quote

import httpx2
import pytest

from api.middleware import paths
from linkage.client import Client, Of, UnknownAccount
from tests.api.running import running
from tests.api.world import World
from tests.client.conftest import SLOW

AWKWARD = (
    *("a/b", "a%2Fb", "a%252Fb", "/", "//", "/a", "a/", "x", "x/evidence", "x/why/y", "lookup/"),
    *(".", "..", "../rings", "a/../b", "%", "%2", "%zz", "#", "a#b", "?", "a?b=c", "a&b", "a;b", "a+b"),
    *(" ", "a b", " a", "\t", "a\nb", "\x00", "käthe", "💳", "e\u0301", "\\", '"', "{account_id}", "~" * 256),
)


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> World:
    made = World(tmp_path_factory.mktemp("odd"))
    made.publish({"odd": AWKWARD})
    return made


@pytest.fixture(scope="module")
def where(odd: World) -> Iterator[str]:
    odd.key("enforce", "investigate", "operate")
    with running(odd.home) as found:
        yield found


@pytest.fixture(scope="module")
def client(odd: World, where: str) -> Iterator[Client]:
    with Client(where, odd.key("enforce", "investigate", "operate"), look_up=SLOW, others=SLOW) as made:
        yield made


@pytest.mark.parametrize("account_id", AWKWARD)
def test_whatever_is_asked_of_an_account_is_answered_of_that_account(client: Client, account_id: str) -> None:
    held = client.account(account_id)
    assert (held.account_id, held.known, held.tier is not None) == (account_id, True, True)
    assert client.account(account_id, held=held) is held
    assert client.evidence(account_id).account_id == account_id
    assert client.why_not(account_id).account_id == account_id
    assert client.statement(account_id).text
    why = client.why("x", account_id)
    assert (why.account_id, why.other_id) == ("x", account_id)
    assert client.why(account_id, "a/b").account_id == account_id


def test_ids_that_differ_only_in_how_they_are_encoded_are_two_accounts(client: Client) -> None:
    client.decide("release", Of(account_id="a%2Fb"), "appeal upheld")
    assert (client.account("a%2Fb").ring, client.account("a%2Fb").decided) == (None, "released")
    assert client.account("a/b").ring is not None
    assert client.account("a%252Fb").ring is not None


def test_one_is_erased_and_none_whose_id_is_like_it(odd: World, where: str, client: Client) -> None:
    headers = odd.headers("enforce", "investigate", "operate") | {"Idempotency-Key": "one-for-both"}

    def erase(path: str) -> httpx2.Response:
        body = {"reason": "she asked for it"}
        return httpx2.post(f"{where}/v1/accounts/{path}/erase", json=body, headers=headers)

    assert erase("%2F%2F").status_code == 201
    assert erase("%252F%252F").json()["code"] == "idempotency-key-reused"
    with pytest.raises(UnknownAccount):
        client.account("//")
    assert client.account("/").known


@pytest.mark.parametrize("path", ["a/b", "a%2Fb/c", "a%2Fb/", "%2F/", "x%2Fnothing", "%2e%2e%2Frings"])
def test_a_slash_as_it_is_parts_a_path(odd: World, where: str, path: str) -> None:
    response = httpx2.get(
        f"{where}/v1/accounts/{path}", headers=odd.headers("enforce", "investigate", "operate")
    )
    found = (response.status_code, response.json().get("account_id", response.json().get("code")))
    assert found == {
        "x%2Fnothing": (404, "unknown-account"),
        "%2e%2e%2Frings": (200, "../rings"),
    }.get(path, (404, "not-found"))


def test_a_page_is_reached_by_a_path_that_is_encoded_more_than_it_must(odd: World, where: str) -> None:
    response = httpx2.get(
        f"{where}/v1/%61ccounts/a%2fb", headers=odd.headers("enforce", "investigate", "operate")
    )
    assert response.json()["account_id"] == "a/b"


def test_ids_in_paths_are_in_no_log(odd: World, where: str, client: Client) -> None:
    client.evidence("x/why/y")
    log = (odd.home / "service.log").read_text()
    assert "/v1/accounts/{account_id}/evidence" in log
    assert "why/y" not in log


@pytest.mark.parametrize("account_id", AWKWARD)
def test_different_ids_make_different_paths(account_id: str, settled: Callable[[str], str]) -> None:
    own = settled(account_id)
    assert [other for other in AWKWARD if settled(other) == own] == [account_id]


@pytest.fixture
def settled() -> Callable[[str], str]:
    def path(account_id: str) -> str:
        encoded = quote(account_id, safe="").encode()
        scope = {"path": account_id, "raw_path": encoded}
        paths.keep(scope)
        return str(scope["path"])

    return path
