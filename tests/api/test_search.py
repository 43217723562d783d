"""A value is found by its raw text, which is kept nowhere: who holds it, how many, whether it is common."""

import logging
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from linkage import Linkage
from linkage.kinds import get
from linkage.ledger.audit import log
from linkage.normalise import token_of
from linkage.publication import release, writer
from linkage.publication.manifest import new_run_id
from linkage.publication.schema import Findings
from tests.api.running import PEPPER
from tests.api.world import EXIT, HONEST, NOON, RINGS, World, findings, value

IP = "45.83.12.77"


def renamed(found: Findings, old: int, kind: str, raw: str) -> Findings:
    """The same findings with a value that is the token of a raw one."""
    new = token_of(kind, raw, PEPPER.encode())
    assert new is not None

    def of(frame: pl.DataFrame) -> pl.DataFrame:
        return frame.with_columns(pl.col("value").replace({old: new}))

    kinds = pl.when(pl.col("value") == new).then(pl.lit(kind)).otherwise(pl.col("kind").cast(pl.String))
    mask = get(kind).mask(pl.Series([raw]))[0]
    verdicts = of(found.verdicts).with_columns(
        kind=kinds.cast(found.verdicts.schema["kind"]),
        mask=pl.when(pl.col("value") == new).then(pl.lit(mask)).otherwise("mask"),
    )
    return replace(found, links=of(found.links), verdicts=verdicts, ignored=of(found.ignored))


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A home whose crowd is a mail domain, and whose farm goes out by one address."""
    made = World(tmp_path_factory.mktemp("searched"))
    found = renamed(findings(RINGS, 7), EXIT, "email_domain", "mail.packwerk.net")
    found = renamed(found, value("farm", 3), "ip", IP)
    folder = made.settings.publications
    run = writer.write(found, folder, new_run_id(NOON), None).run
    release.publish(made.ledger, folder, run, NOON)
    made.key("investigate")
    return made


def ask(world: World, kind: str, text: str, status: int = 200) -> Any:
    with world.client() as client:
        answer = client.post(
            "/v1/search", json={"kind": kind, "value": text}, headers=world.headers("investigate")
        )
    assert answer.status_code == status, answer.text
    assert status == 200 or text not in answer.text
    return answer.json()


def test_a_shared_value_tells_its_holders_and_their_ring(known: World) -> None:
    found = ask(known, "ip", f" {IP}:443")
    (match,) = found["matches"]
    ring = found["rings"][0]["ring_id"]
    assert (match["kind"], match["holders"], match["common"]) == ("ip", 5, False)
    assert match["rings"] == [{"ring": ring, "members": 4}]
    assert [each["account_id"] for each in found["accounts"]] == list(RINGS["farm"])
    assert {each["ring"] for each in found["accounts"]} == {ring}
    assert len(match["token"]) == 16


def test_a_common_value_is_told_as_common_with_all_its_holders_counted(known: World) -> None:
    found = ask(known, "domain", "Mail.Packwerk.net")
    (match,) = found["matches"]
    assert (match["common"], match["holders"]) == (True, 4812)
    assert sum(each["members"] for each in match["rings"]) == 4 + 2
    assert not found["truncated"]


def test_a_masked_label_finds_every_value_shown_by_it(known: World) -> None:
    found = ask(known, "ip", "45.83.12.x")
    assert [each["label"] for each in found["matches"]] == ["45.83.12.x"]
    assert len(found["accounts"]) == len(RINGS["farm"])
    assert ask(known, "ip", "45.83.13.x")["matches"] == []


def test_a_value_nobody_shares_is_found_nowhere(known: World) -> None:
    found = ask(known, "email", "nobody@example.org")
    assert (found["matches"], found["accounts"], found["rings"]) == ([], [], [])


def test_a_text_that_is_no_such_value_is_told_so_and_not_echoed(known: World) -> None:
    found = ask(known, "ip", "999.secret.1.2")
    assert (found["readable"], found["matches"]) == (False, [])
    assert "secret" not in str(found)
    assert ask(known, "colour", "secret-red", 422)["code"] == "wrong-use"


def test_accounts_and_rings_are_found_by_their_ids(known: World) -> None:
    found = ask(known, "account", "farm-2")
    assert [each["account_id"] for each in found["accounts"]] == ["farm-2"]
    ring = found["rings"][0]["ring_id"]
    assert ask(known, "ring", ring)["rings"][0]["ring_id"] == ring
    assert ask(known, "account", HONEST[0])["rings"] == []
    assert ask(known, "ring", "R-00000000")["rings"] == []


def test_the_search_is_audited_without_the_value(known: World, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        ask(known, "ip", IP)
    acts = log.entries(known.ledger, 100, log.Act("", "search"))
    assert acts
    assert {each.subject for each in acts} <= {"ip", "domain", "email", "card", "account", "ring"}
    assert IP not in caplog.text


def test_who_holds_a_value_alone_is_told_by_the_graph_by_text_and_by_label(tmp_path: Path) -> None:
    made = World(tmp_path / "home")
    home = Linkage(made.home, pepper=PEPPER)
    people = {"account_id": ["a1", "a2"], "email": ["ann@packwerk.net", "bob@packwerk.net"]}
    home.load({"accounts": pl.DataFrame(people)})
    home.detect()
    made.key("investigate")
    found = ask(made, "email", "ann@packwerk.net")
    assert (found["matches"], found["rings"]) == ([], [])
    assert [each["account_id"] for each in found["accounts"]] == ["a1"]
    assert [each["account_id"] for each in ask(made, "email", "b***@p***.net")["accounts"]] == ["a2"]
    for each in made.home.glob("graph.sqlite*"):
        each.rename(tmp_path / each.name)
    assert ask(made, "email", "ann@packwerk.net")["accounts"] == []
    assert len(ask(made, "domain", "packwerk.net")["accounts"]) == 2
