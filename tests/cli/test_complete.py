"""What the shell offers: commands, options, ids and names of the home, words of closed sets."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.api.world import World
from tests.cli.conftest import Run, ring_of

Tab = Callable[..., list[str]]


@pytest.fixture
def tab(run: Run, monkeypatch: pytest.MonkeyPatch) -> Tab:
    """What bash is offered after these words; the last is not typed to its end."""

    def call(*words: str) -> list[str]:
        monkeypatch.setenv("COMP_WORDS", " ".join(("linkage", *words)))
        monkeypatch.setenv("COMP_CWORD", str(len(words)))
        monkeypatch.setenv("_LINKAGE_COMPLETE", "complete_bash")
        done = run()
        monkeypatch.delenv("_LINKAGE_COMPLETE")
        assert (done.code, done.err) == (0, "")
        return done.out.split()

    return call


def test_commands_and_options_are_offered(tab: Tab) -> None:
    assert tab("webh") == ["webhooks"]
    assert {"list", "request", "revoke"} <= set(tab("exports", ""))
    assert tab("rings", "--lim") == ["--limit"]


def test_rings_and_accounts_are_offered(tab: Tab, run: Run, world: World) -> None:
    assert world.home.is_dir()
    farm = ring_of(run, "farm-1")
    assert tab("show", farm[:5]) == [farm]
    assert tab("show", "farm-") == tab("why", "farm-1", "farm-") == [f"farm-{each}" for each in range(1, 6)]
    assert tab("exports", "request", "ban", "--ring", farm[:5]) == [farm]
    assert tab("decide", "confirm", "mill-3") == ["mill-3"]


def test_an_account_that_was_erased_is_not_offered(tab: Tab, run: Run, world: World) -> None:
    assert world.home.is_dir()
    run("erase", "farm-2", "--reason", "asked")
    assert tab("show", "farm-") == ["farm-1", "farm-3", "farm-4", "farm-5"]


def test_batches_runs_keys_webhooks_and_owners_are_offered(tab: Tab, run: Run, world: World) -> None:
    Path("accounts.csv").write_text("account_id\nacc-1\nacc-2\n")
    run("ingest", "accounts.csv", "--batch", "nightly")
    run("keys", "create", "Ada", "--scope", "enforce")
    prefix = run("keys", "list", "--json").document["keys"][0]["prefix"]
    run("webhooks", "add", "tool", "https://example.com/x", "--reason", "r")
    served = run("publications", "--json").document["current"]
    assert tab("withdraw", "") == tab("quarantine", "--batch", "n") == ["nightly"]
    assert tab("publish", "") == tab("diff", served[:4]) == [served]
    assert tab("webhooks", "rotate", "") == ["tool"]
    assert tab("cases", "--owner", "A") == ["Ada"]
    assert tab("keys", "revoke", "") == tab("keys", "rotate", prefix[:3]) == [prefix]
    assert world.home.is_dir()


def test_exports_are_offered_wherever_one_is_named(
    tab: Tab, run: Run, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("decide", "confirm", ring_of(run, "farm-1"), "--reason", "seen")
    monkeypatch.setenv("LINKAGE_KEY", world.key("export"))
    asked = run(
        "exports", "request", "ban", "--ground", "coordinated_fraud", "--reason", "r", "--json"
    ).document
    assert tab("exports", "show", "") == tab("exports", "approve", asked["id"][:3]) == [asked["id"]]


def test_words_of_a_closed_set_are_offered(tab: Tab) -> None:
    assert tab("decide", "d") == ["dismiss"]
    assert tab("exports", "request", "b") == ["ban"]
    assert tab("exports", "request", "ban", "--ground", "pay") == ["payment_fraud"]
    assert tab("keys", "create", "x", "--scope", "op") == ["operate"]
    assert tab("detect", "--detector", "le") == ["leiden"]
    assert tab("feeds", "bill") == ["billing"]
    assert tab("schema", "exports", "li") == ["list"]
    assert "path" in tab("schema", "p")


def test_policies_of_the_file_are_offered(tab: Tab) -> None:
    Path("terms.toml").write_text(
        '[policies.farms]\nleads_to = "review"\n[policies.mills]\nleads_to = "review"\n'
    )
    assert tab("policies", "apply", "terms.toml", "") == ["farms", "mills"]
    assert tab("policies", "apply", "nothing.toml", "") == []


def test_nothing_is_offered_or_made_where_there_is_no_home(tab: Tab, tmp_path: Path) -> None:
    assert tab("show", "x") == tab("webhooks", "rotate", "") == tab("show", "--home", "elsewhere", "x") == []
    assert list(tmp_path.iterdir()) == []
