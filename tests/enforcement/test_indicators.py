"""What other platforms are told of confirmed rings, and what they are not."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import orjson
import polars as pl
import pytest

from linkage import tables
from linkage.enforcement import indicators, stix
from linkage.hashing import account_key as key
from linkage.ledger.audit import log
from linkage.ledger.decisions.policy import CONFIRMED, DISPUTED, RELEASED, AccountState, DecisionState
from linkage.publication import writer
from linkage.publication.manifest import began, new_run_id
from linkage.publication.reader import Publication
from linkage.publication.schema import IGNORED
from linkage.tables import MEASURES
from tests.api.world import HONEST, NOON, SPRING, World, findings
from tests.cli.conftest import Run, run
from tests.enforcement.home import Home, ring
from tests.enforcement.stix import errors

__all__ = ["run"]

FARM, MILL = ring("farm", 6)["farm"], ring("mill", 3)["mill"]
NOTHING = pl.DataFrame(schema=MEASURES)
PARTNER, OTHER = b"the key of one partner", b"the key of another one"
THROWAWAY = "mailinator.com (disposable)"
HELD: Sequence[tuple[str, str, str, Sequence[str]]] = (
    ("email_domain", "identity", THROWAWAY, FARM[:4]),
    ("email_domain", "identity", "gmail.com", FARM[:5]),
    ("email_domain", "identity", "e***.com", FARM[:5]),
    ("email_domain", "identity", "f***.com", MILL[:3]),
    ("subnet", "network", "198.51.100.0/24", FARM[:3]),
    ("subnet", "network", "203.0.113.0/24", (*FARM[:3], *HONEST[:4])),
    ("subnet", "network", "192.0.2.0/24", FARM[:2]),
    ("subnet", "network", "2001:db8:1::/48", FARM[:4]),
    ("subnet", "network", "2001:db8:1:x/64", FARM[:4]),
    ("prompt", "behaviour", "prompt #3fa9c1", FARM[:6]),
    ("email", "identity", "a***@e***.com", FARM[:6]),
)
"""Kind, group, mask and holders of each value."""
BANKS = ("411111••••", (*FARM[:5], *HONEST))


@pytest.fixture
def found(home: Home) -> Publication:
    """A run in which two rings share values, and honest accounts some of them."""
    rows = [
        (key(account), place, kind, group, 9.0, len(holders), SPRING, SPRING)
        for place, (kind, group, _, holders) in enumerate(HELD, 100)
        for account in holders
    ]
    judged = [
        (place, kind, group, len(holders), 9.0, False, "", mask)
        for place, (kind, group, mask, holders) in enumerate(HELD, 100)
    ]
    bank = (50, "bin", "payment", len(BANKS[1]), 0.0, True, "ignored", BANKS[0])
    crowd = [(key(account), 50, SPRING, SPRING) for account in BANKS[1]]
    schema = {**tables.VERDICTS, "mask": pl.String()}
    made = replace(
        findings({"farm": FARM, "mill": MILL}, 7),
        links=pl.DataFrame(rows, schema=tables.LINKS, orient="row").sort("value", "account"),
        verdicts=pl.DataFrame([*judged, bank], schema=schema, orient="row"),
        ignored=pl.DataFrame(crowd, schema=IGNORED, orient="row"),
    )
    folder = home.world.settings.publications
    return Publication.open(folder, writer.write(made, folder, new_run_id(NOON), None).run)


def confirmed(found: Publication, *names: str, **stances: AccountState) -> DecisionState:
    """The rings of these accounts are confirmed."""
    rings = dict(found.members.select("account_id", "ring_id").iter_rows())
    accounts = {key(account.replace("_", "-")): stance for account, stance in stances.items()}
    return DecisionState({rings[name]: CONFIRMED for name in names}, accounts)


def told(
    found: Publication, decided: DecisionState, partner: bytes | None = None
) -> list[tuple[str, str, str | None]]:
    rows = indicators.find(found, decided, NOTHING, partner).rows
    return list(rows.select("kind", "value", "with").iter_rows())


IN_THE_CLEAR = [
    ("bin-subnet", "411111", "198.51.100.0/24"),
    ("bin-subnet", "411111", "2001:db8:1::/48"),
    ("domain", "mailinator.com", None),
    ("subnet", "198.51.100.0/24", None),
    ("subnet", "2001:db8:1::/48", None),
]


def test_what_is_nobodys_own_and_mostly_held_by_confirmed_rings_is_told(found: Publication) -> None:
    assert told(found, confirmed(found, FARM[0])) == IN_THE_CLEAR


def test_nothing_is_told_of_rings_that_nobody_confirmed(found: Publication) -> None:
    assert told(found, DecisionState({}, {}), PARTNER) == []
    assert {value for _, value, _ in told(found, confirmed(found, MILL[0]))} == set()


@pytest.mark.parametrize("stance", [AccountState(RELEASED, False, ()), AccountState(DISPUTED, False, ())])
def test_who_was_let_go_does_not_count(found: Publication, stance: AccountState) -> None:
    rows = told(found, confirmed(found, FARM[0], farm_00000=stance))
    assert ("subnet", "198.51.100.0/24", None) not in rows  # two are left who hold it
    assert ("domain", "mailinator.com", None) in rows


def test_what_could_point_to_a_person_is_left_out_or_keyed_for_one_partner(found: Publication) -> None:
    decided = confirmed(found, FARM[0])
    assert indicators.find(found, decided, NOTHING).left_out == 3
    one, other = (set(told(found, decided, each)) - set(IN_THE_CLEAR) for each in (PARTNER, OTHER))
    assert sorted(kind for kind, _, _ in one) == ["keyed-domain", "keyed-subnet", "template"]
    assert {value for _, value, _ in one}.isdisjoint(value for _, value, _ in other)
    assert set(told(found, decided, PARTNER)) - set(IN_THE_CLEAR) == one
    assert all(len(value) == 64 for _, value, _ in one)


def test_a_rings_active_hours_are_told_as_the_mean_of_its_accounts(found: Publication) -> None:
    hours = {"account": [key(each) for each in FARM[:4]], "hours": [[2, 26, 50, 75], [2], [2], [3, 27]]}
    measures = pl.concat([NOTHING, pl.DataFrame(hours)], how="diagonal_relaxed")
    rows = indicators.find(found, confirmed(found, FARM[0]), measures).rows.filter(pl.col("kind") == "rhythm")
    wanted = ["0"] * 24
    wanted[2], wanted[3] = "69", "31"  # (0.75 + 1 + 1) / 4 and (0.25 + 1) / 4
    assert rows.select("value", "accounts").rows() == [(",".join(wanted), 4)]


def test_the_bundle_is_stix_and_the_same_each_time(found: Publication) -> None:
    rows = indicators.find(found, confirmed(found, FARM[0]), NOTHING, PARTNER).rows
    made = stix.bundle(rows, found.run, began(found.run))
    assert stix.bundle(rows, found.run, began(found.run)) == made
    document = orjson.loads(made)
    assert errors(document) == []
    patterns = [each["pattern"] for each in document["objects"][1:]]
    assert patterns[0] == "[x-linkage-card:bin = '411111'] AND [ipv4-addr:value ISSUBSET '198.51.100.0/24']"
    assert "[domain-name:value = 'mailinator.com']" in patterns
    assert "[ipv6-addr:value ISSUBSET '2001:db8:1::/48']" in patterns
    assert len({each["id"] for each in document["objects"]}) == rows.height + 1
    for name in (*FARM, *HONEST, "a***@e***.com", "e***.com", "gmail.com"):
        assert name.encode() not in made


def test_the_schema_of_this_test_refuses_what_is_no_stix(found: Publication) -> None:
    rows = indicators.find(found, confirmed(found, FARM[0]), NOTHING).rows
    document = orjson.loads(stix.bundle(rows, found.run, began(found.run)))
    del document["objects"][1]["pattern_type"]
    assert errors(document)


def test_a_quote_in_a_value_does_not_end_the_pattern() -> None:
    assert stix.quoted("a'b\\c") == "'a\\'b\\\\c'"


def test_the_command_writes_a_bundle_and_is_audited(run: Run, tmp_path: Path) -> None:
    home = Home(World(tmp_path / ".linkage"))
    home.publish(ring("farm", 5))
    out, partner = tmp_path / "bundle.json", tmp_path / "partner"
    done = run("export", "indicators", "-o", out, "--reason", "for a partner", "--json")
    assert done.code == 0, done.err
    assert errors(orjson.loads(out.read_bytes())) == []
    (entry,) = log.entries(home.ledger, 5, log.Act("", "export indicators"))
    assert entry.subject == f"{home.serving} {done.document['sha256']}"
    partner.write_text("short")
    refused = run("export", "indicators", "-o", out, "--reason", "x", "--partner-key", partner)
    assert refused.code == 2
    assert "shorter than 16 bytes" in refused.err
    home.ledger.close()
