"""Every command once, on a small home, with what it answers."""

import io
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson
import pytest

from linkage.cli import app, session
from linkage.cli.session import Answer
from tests.cli import shaped

POLICIES = """
[policies.farms]
leads_to = "export"
action = "suspend"
ground = "coordinated_fraud"
days = 30
"""
ELSEWHERE = {"serve", "demo", "move", "schedule", "reingest", "graph show"}
"""Commands that are tried by tests of their own: they serve, wait, or need a server."""


@dataclass
class Every:
    """What commands answered, in order."""

    patch: pytest.MonkeyPatch
    answers: list[tuple[str, Answer]] = field(default_factory=list)
    texts: list[tuple[str, str]] = field(default_factory=list)

    def call(self, *words: object, key: str | None = None) -> Any:
        """The document of a command; its answer is kept."""
        given = [str(each) for each in words]
        self.patch.setenv("LINKAGE_KEY", key or "")
        if key is None:
            self.patch.delenv("LINKAGE_KEY")
        out = io.StringIO()
        with redirect_stdout(out), pytest.raises(SystemExit) as left:
            app([*given, "--json"], prog_name="linkage")
        assert left.value.code == 0, (given, out.getvalue())
        self.texts.append((shaped.name_of(given) or "", out.getvalue()))
        return orjson.loads(out.getvalue())

    def asked(self, *calls: str) -> None:
        """Several commands of which nothing is needed further on."""
        for each in calls:
            self.call(*each.split(" "))


@contextmanager
def recording(patch: pytest.MonkeyPatch) -> Iterator[Every]:
    """Keeps every answer that is printed."""
    every, printed = Every(patch), session.show

    def show(answer: Answer, json: bool) -> None:
        every.answers.append(("", answer))
        printed(answer, json)

    patch.setattr(session, "show", show)
    yield every


def load(every: Every) -> None:
    """Feeds come in, some rows are set aside, and a run is published."""
    every.call("simulate", "world", "--accounts", 310, "--seed", 3)
    Path("bad.csv").write_text(
        "account_id,created_at\nacc-1,2026-01-01T00:00:00Z\nacc-2,soon\nacc-3,2026-01-02\n"
    )
    every.asked("schema", "feeds", "feeds billing", "feeds --example feeds", "feeds --markdown")
    every.asked("ingest --guess bad.csv --map guessed.toml")
    every.asked("ingest world/input", "ingest accounts=bad.csv --batch odd --accept-losses")
    every.asked("batches", "quarantine", "withdraw odd", "detect", "detect", "publications", "rollback")
    every.call("publish", every.call("publications")["publications"][1]["run"])
    every.asked("evaluate world/truth.parquet", "weights", "compact", "doctor", "trust --published")
    every.asked("fit --forget", "sample -o sample.csv", "graph export-import bulk")
    text = Path("sample.csv").read_text()
    Path("sample.csv").write_text(text.replace(",\n", ",fraud\n"))
    every.asked("sample --verdicts sample.csv --reviewer Ada", "tend world/input --rounds 1")


def look(every: Every) -> tuple[str, list[str]]:
    """What was published, from every side; a ring and its accounts."""
    ring = every.call("rings", "--plot", "rings.svg")["rings"][0]["ring_id"]
    ids = [each["account_id"] for each in every.call("show", ring)["members"]["items"]]
    one, two, *_ = ids
    runs = [each["run"] for each in every.call("publications")["publications"]]
    every.asked(f"show {one}", f"why {one} {two}", f"path {one} {two}", f"why-not {one}", f"statement {one}")
    every.asked("find ip=203.0.113.7", f"diff {runs[-1]}", "changes", "changes --since 2026-01-01")
    every.asked("export members -o members.csv", f"export ring {ring} --to csv")
    return ring, ids


def decide(every: Every, ring: str, ids: list[str]) -> dict[str, str]:
    """People decide, and get keys."""
    every.asked(f"decide confirm {ring} --reason seen", f"decide watch {ids[-1]} --reason odd", "decisions")
    every.asked(f"allow {ids[-1]} --reason known --until 2030-01-01", "allowlist", "cases")
    scopes = {"rex": "export", "rita": "investigate", "ada": "approve", "olga": "operate"}
    keys = {
        name: every.call("keys", "create", name, "--person", "--scope", scope, "--days", 30)["key"]
        for name, scope in scopes.items()
    }
    every.asked("keys create bot --scope enforce", "keys list")
    prefix = next(each["prefix"] for each in every.call("keys", "list")["keys"] if each["name"] == "bot")
    every.asked(f"keys rotate {prefix}", f"keys revoke {prefix}")
    every.asked(f"webhooks add tool https://example.com/{'x' * 40} --reason r", "webhooks list")
    every.asked(
        "webhooks secret tool", "webhooks rotate tool --reason r", "webhooks deliveries tool", "appeals"
    )
    every.asked("webhooks replay tool --reason r", "webhooks end tool --reason r", "webhooks deliver")
    every.asked("export indicators -o bundle.json --reason told")
    return keys


def act(every: Every, keys: dict[str, str]) -> None:
    """An export from the request to its end, and policies."""
    Path("policies.toml").write_text(POLICIES)
    every.asked("policies check policies.toml", "policies run policies.toml")
    every.call("policies", "activate", "policies.toml", "--reason", "terms", key=keys["olga"])
    every.asked("policies list")
    said = ("--ground", "coordinated_fraud", "--reason", "r")
    other = every.call("policies", "apply", "policies.toml", "farms", "--reason", "r", key=keys["rex"])["id"]
    every.call("exports", "cancel", other, "--reason", "r", key=keys["rex"])
    asked = every.call("exports", "request", "ban", *said, key=keys["rex"])
    export = asked["id"]
    for each in every.call("exports", "sample", export, key=keys["rita"])["accounts"]:
        every.call(
            "exports", "review", export, each["account_id"], "fraud", "--reason", "r", key=keys["rita"]
        )
    every.call("exports", "approve", export, asked["digest"], "--reason", "r", key=keys["ada"])
    made = every.call("exports", "produce", export, key=keys["rex"])
    every.asked(f"exports show {export}", "exports list", "exports key", f"verify {made['path']}")
    every.call("exports", "receipts", export)
    every.call("revoke", made["path"], "-o", "undo.csv")
    every.call("exports", "revoke-released", key=keys["ada"])
    every.call("exports", "revoke", export, "--reason", "r", key=keys["ada"])


def played(every: Every) -> None:
    """Everything, in an order in which it can be done."""
    load(every)
    ring, ids = look(every)
    act(every, decide(every, ring, ids))
    every.asked("audit seal", "audit verify", "audit list", f"erase {ids[-2]} --reason asked")
