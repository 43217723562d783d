"""What docs/enforce.md shows, works as it says."""

import logging
import re
from pathlib import Path
from typing import Any

import pytest

from linkage.client import LOOK_UP, OTHERS, Client
from tests.api.world import RINGS, World
from tests.client.conftest import SLOW, Clients

TEXT = (Path(__file__).parents[2] / "docs" / "enforce.md").read_text(encoding="utf-8")
CODE = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)


@pytest.fixture
def shown(asking: Clients, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the document defines, over a client of a service that runs."""
    monkeypatch.setenv("LINKAGE_KEY", "lk_abc_def")
    names: dict[str, Any] = {}
    for each in CODE:
        exec(compile(each, "docs/enforce.md", "exec"), names)
    names["linkage"].close()
    names["linkage"] = asking("enforce")
    return names


def test_a_look_up_in_a_request_path_is_ten_lines() -> None:
    body = CODE[0].partition("def may_withdraw")[2]
    assert len(body.strip().splitlines()) + 1 <= 10


@pytest.mark.parametrize(
    ("account", "may"),
    [("farm-1", False), ("farm-5", True), ("honest-1", True), ("new-1", True), ("nobody-1", True)],
)
def test_only_who_is_enforceable_is_stopped(shown: dict[str, Any], account: str, may: bool) -> None:
    assert shown["may_withdraw"](account) is may


def test_who_cannot_be_asked_about_is_let_through_and_that_is_logged(
    shown: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    with Client("http://127.0.0.1:9", "lk_abc_def") as shown["linkage"], caplog.at_level(logging.WARNING):
        assert shown["may_withdraw"]("farm-1") is True
    assert "let through unasked: The service gave no answer" in caplog.text
    assert "farm-1" not in caplog.text


def test_an_end_of_the_key_lets_through_too(
    shown: dict[str, Any], address: str, caplog: pytest.LogCaptureFixture
) -> None:
    with Client(address, "lk_abc_def", look_up=SLOW) as shown["linkage"], caplog.at_level(logging.WARNING):
        assert shown["may_withdraw"]("farm-1") is True
    assert "401 unknown-key" in caplog.text


def test_the_feed_makes_a_copy_of_who_is_enforceable_and_keeps_it(
    shown: dict[str, Any], asking: Clients, world: World
) -> None:
    held: dict[str, str] = {}
    cursor = shown["follow"](None, held)
    ids = [each for members in RINGS.values() for each in members]
    assert held == {each.account_id: each.ring for each in shown["linkage"].accounts(ids) if each.enforceable}
    assert "farm-3" in held
    number = shown["let_go"](asking("investigate"), "farm-3", "appeal 4711")
    assert shown["follow"](cursor, held) != cursor
    assert number > 0
    assert "farm-3" not in held


def test_the_times_in_the_table_are_those_of_the_client() -> None:
    rows = re.findall(r"^\| (to connect|tries|no try)[^|]*\| ([\d.]+)[^|]*\| ([\d.]+)", TEXT, re.MULTILINE)
    told = {name: (float(first), float(second)) for name, first, second in rows}
    assert told == {
        "to connect": (LOOK_UP.each, OTHERS.each),
        "tries": (LOOK_UP.tries, OTHERS.tries),
        "no try": (LOOK_UP.total, OTHERS.total),
    }


def test_every_error_the_document_names_is_the_clients() -> None:
    import linkage.client

    table = TEXT.partition("| error | it is |")[2].partition("\n\n")[0]
    names = set(re.findall(r"`([A-Z]\w+)`", table))
    assert len(names) >= 8
    assert all(issubclass(getattr(linkage.client, name), linkage.client.ClientError) for name in names)
