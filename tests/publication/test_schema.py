"""How findings become tables, and what the digest covers."""

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from linkage import tables
from linkage.publication import schema as layout
from linkage.publication import writer
from linkage.publication.reader import Publication
from linkage.publication.schema import Findings
from tests.publication.builders import card, findings, key, names, run_id

MIXED = {"a": "core", "b": "member", "c": "core", "d": "possible"}


def written(folder: Path, found: Findings, minute: int = 0) -> Publication:
    return writer.write(found, folder, run_id(minute), None)


def shuffled(found: Findings) -> Findings:
    frames = {
        name: getattr(found, name).sample(fraction=1, shuffle=True, seed=5)
        for name in ("accounts", "rings", "members", "links", "verdicts")
    }
    return replace(found, **frames)


def test_rings_are_the_largest_first_and_members_the_surest(tmp_path: Path) -> None:
    made = written(tmp_path, findings(names("x", 3), MIXED, names("y", 6)))
    assert made.rings["size"].to_list() == [6, 3, 3]
    assert made.rings["ring_id"].to_list()[1:] == sorted(made.rings["ring_id"].to_list()[1:])
    assert made.members["ring"].is_sorted()
    mixed = made.members.filter(pl.col("account_id").is_in(list(MIXED)))
    assert mixed["tier"].to_list() == ["core", "core", "member", "possible"]
    assert mixed["ring_id"].n_unique() == 1


def test_every_account_says_where_it_stands(tmp_path: Path) -> None:
    made = written(tmp_path, findings(MIXED, strangers=2))
    rows = {row["account_id"]: row for row in made.accounts.iter_rows(named=True)}
    assert made.accounts["account"].is_sorted()
    assert (rows["b"]["ring"], rows["b"]["tier"], rows["b"]["confidence"]) == (0, 1, 0.75)
    assert rows["b"]["reasons"] == ["shared_payment", "burst"]
    assert made.members["account_id"][rows["b"]["member"]] == "b"
    stranger = rows["stranger0"]
    assert (stranger["ring"], stranger["member"], stranger["tier"]) == (-1, -1, -1)
    assert (stranger["confidence"], stranger["reasons"]) == (None, None)


def test_members_of_communities_that_are_no_ring_are_left_out(tmp_path: Path) -> None:
    found = findings(names("x", 3), names("y", 4))
    made = written(tmp_path, replace(found, rings=found.rings.filter(pl.col("size") == 4)))
    assert made.members["account_id"].sort().to_list() == names("y", 4)
    assert made.events["ring_id"].n_unique() == 1


def test_a_ring_says_what_ties_it(tmp_path: Path) -> None:
    made = written(tmp_path, findings(MIXED))
    assert made.rings["ties"].to_list() == [
        [{"kind": "card", "group": "payment", "values": 1, "accounts": 3, "bits": 9.5}]
    ]


def test_a_value_that_one_member_alone_holds_ties_nothing(tmp_path: Path) -> None:
    found = findings({"a": "core", "b": "possible", "c": "possible"})
    assert written(tmp_path, found).rings["ties"].to_list() == [[]]


def test_findings_without_a_ring_are_a_publication_too(tmp_path: Path) -> None:
    made = written(tmp_path, findings(strangers=0))
    assert (made.accounts.height, made.rings.height, made.members.height) == (0, 0, 0)
    assert made.rows(made.accounts["account"].to_numpy()).tolist() == []
    assert made.row(5) is None


def test_the_order_of_rows_changes_nothing(tmp_path: Path) -> None:
    found = findings(names("x", 3), MIXED, names("y", 6))
    one, two = written(tmp_path / "1", found), written(tmp_path / "2", shuffled(found))
    assert one.manifest.digest == two.manifest.digest
    assert one.manifest.files == two.manifest.files


def test_the_digest_does_not_depend_on_ids_times_or_lineage(tmp_path: Path) -> None:
    one = written(tmp_path, findings(names("x", 3), names("y", 4)))
    other = replace(findings(names("x", 3), names("y", 4)), watermark=9, seed=2, times={"weigh": 1.0})
    two = writer.write(other, tmp_path, run_id(5), one, frozenset(one.rings["ring_id"]))
    assert one.manifest.digest == two.manifest.digest


@pytest.mark.parametrize(
    "changed",
    [
        findings(names("x", 3), names("y", 5)),
        findings(names("x", 3)),
        findings([*names("x", 3), *names("y", 4)]),
        findings(names("x", 3), {**dict.fromkeys(names("y", 3), "core"), "y3": "member"}),
        findings(names("x", 3), names("y", 4), score=0.91),
    ],
)
def test_the_digest_tells_other_rings_apart(tmp_path: Path, changed: Findings) -> None:
    digests = {
        written(tmp_path, each, minute).manifest.digest
        for minute, each in enumerate((findings(names("x", 3), names("y", 4)), changed))
    }
    assert len(digests) == 2


def test_the_digest_overlooks_the_last_bits_of_a_sum(tmp_path: Path) -> None:
    found = findings(names("x", 3))
    nearly = found.members.with_columns(pl.col("confidence") + 1e-12)
    one, two = written(tmp_path / "1", found), written(tmp_path / "2", replace(found, members=nearly))
    assert one.manifest.digest == two.manifest.digest


def test_ids_that_run_into_each_other_are_told_apart() -> None:
    rings = pl.DataFrame({"ring_id": ["A"], "score": [0.5]})

    def digest(*ids: str) -> str:
        rows = [("A", account_id, "core", 0.5) for account_id in ids]
        schema = ["ring_id", "account_id", "tier", "confidence"]
        return layout.content(rings, pl.DataFrame(rows, schema=schema, orient="row"))

    assert digest("a", "b c") != digest("a b", "c")
    assert digest("a\n0 1 b core 500000 500000") != digest("a", "b")


def test_members_and_links_of_accounts_nobody_knows_are_a_mistake(tmp_path: Path) -> None:
    found = findings(names("x", 3))
    some = found.accounts.filter(pl.col("account_id") != "x1")
    with pytest.raises(ValueError, match="members"):
        written(tmp_path, replace(found, accounts=some))
    lost = found.links.with_columns(account=pl.lit(key("nobody")))
    with pytest.raises(ValueError, match="links"):
        written(tmp_path, replace(found, links=lost))
    assert writer.written(tmp_path) == []


def test_values_without_a_mask_have_none(tmp_path: Path) -> None:
    found = findings(MIXED)
    made = written(tmp_path, replace(found, verdicts=found.verdicts.drop("mask")))
    assert made.verdicts["mask"].to_list() == [None]
    assert made.verdicts["value"].to_list() == [card(MIXED)]


def test_what_accounts_failed_and_what_findings_hang_on_are_found_by_account(tmp_path: Path) -> None:
    found = findings(names("x", 3), names("y", 4), strangers=2)
    community = min(map(key, names("y", 4)))
    told: list[tuple[object, ...]] = [
        (key("stranger1"), community, ["few_bits"], 1.5, None, None, None, None, None)
    ]
    told += [(key("stranger0"), None, ["one_group", "held_first"], 6.0, 1, "device", None, [7], 4)]
    failed = pl.DataFrame(told, schema=tables.FAILED, orient="row")
    decisive = pl.DataFrame({"account": [key("y1"), key("x1")], "value": [2, 1]}, schema=tables.DECISIVE)
    made = written(tmp_path, replace(found, failed=failed, decisive=decisive))
    kept = [made.failed_of(key(name)) for name in ("stranger0", "stranger1", "x1")]
    assert [each and each["ring"] for each in kept] == [-1, 0, None]
    assert kept[0] is not None
    assert (kept[0]["codes"], kept[0]["first"], kept[0]["together"]) == (["one_group", "held_first"], [7], 4)
    assert made.decisive_of(key("y1"))["value"].to_list() == [2]
    assert made.decisive_of(key("y2")).is_empty()
