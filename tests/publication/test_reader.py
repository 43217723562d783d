"""What is read of a publication, and what is refused."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkage.errors import DamagedPublication, UnknownRun
from linkage.publication import manifest, writer
from linkage.publication.reader import ADDED, TABLES, Publication, find
from linkage.publication.schema import IGNORED, Findings
from tests.publication.builders import card, findings, key, names, run_id

RINGS = (dict.fromkeys(names("x", 3), "core"), dict.fromkeys(names("y", 5), "core"))


def written(folder: Path, found: Findings | None = None) -> Publication:
    return writer.write(found or findings(*RINGS), folder, run_id(0), None)


def test_an_account_is_found_by_its_key(tmp_path: Path) -> None:
    made = written(tmp_path)
    for row, account_id in enumerate(made.accounts["account_id"]):
        assert made.row(key(account_id)) == row
    assert made.row(key("nobody")) is None
    assert made.row(2**63 - 1) is None


def test_many_accounts_are_found_in_their_order(tmp_path: Path) -> None:
    made = written(tmp_path)
    keys = np.array([key("y1"), key("nobody"), key("x0"), key("y1"), 2**63 - 1], dtype=np.int64)
    rows = made.rows(keys)
    assert (rows >= 0).tolist() == [True, False, True, True, False]
    assert made.accounts["account_id"].gather(rows[[0, 2, 3]]).to_list() == ["y1", "x0", "y1"]


@settings(deadline=None)
@given(st.lists(st.integers(-(2**63), 2**63 - 1)), st.lists(st.integers(-(2**63), 2**63 - 1)))
def test_finding_agrees_with_looking_through_all(held: list[int], wanted: list[int]) -> None:
    ordered = np.unique(np.array(held, dtype=np.int64))
    keys = np.array([*wanted, *held], dtype=np.int64)
    places = {int(value): row for row, value in enumerate(ordered)}
    assert find(ordered, keys).tolist() == [places.get(int(each), -1) for each in keys]


def test_a_ring_is_found_by_its_id_with_its_members(tmp_path: Path) -> None:
    made = written(tmp_path)
    row = made.ring_row(made.rings["ring_id"][1])
    assert row == 1
    assert made.members_of(row)["account_id"].sort().to_list() == names("x", 3)
    assert made.members_of(0)["account_id"].sort().to_list() == names("y", 5)
    assert made.ring_row("R-00000000") is None


def test_the_links_of_an_account_are_its_own_alone(tmp_path: Path) -> None:
    made = written(tmp_path)
    assert made.links_of(np.array([key("x1")]))["value"].to_list() == [card(RINGS[0])]
    assert made.links_of(np.array([key("stranger0"), key("nobody")])).is_empty()
    both = made.links_of(np.array([key("x1"), key("y0"), key("x1")]))
    assert sorted(both["account"]) == sorted([key("x1"), key("y0")])
    assert both["value"].is_sorted()


def test_the_links_of_all_accounts_together_are_all_links(tmp_path: Path) -> None:
    made = written(tmp_path)
    assert made.links_of(made.accounts["account"].to_numpy()).equals(made.links)


def test_the_links_on_a_value_are_those_of_all_who_hold_it(tmp_path: Path) -> None:
    made = written(tmp_path)
    assert set(made.links_on(card(RINGS[1]))["account"]) == {key(name) for name in RINGS[1]}
    assert made.links_on(key("no value")).is_empty()


def test_the_verdict_on_a_value_is_found_by_its_key(tmp_path: Path) -> None:
    made = written(tmp_path)
    found = made.verdicts_of(np.array([card(RINGS[0]), key("no value"), card(RINGS[0])]))
    assert found.select("value", "mask", "crowd").rows() == [(card(RINGS[0]), "•••• 4242", False)]


def test_what_was_ignored_is_found_by_account(tmp_path: Path) -> None:
    rows = [(key("x1"), 7, 1, 2), (key("y1"), 7, 1, 2), (key("x1"), 3, None, None)]
    ignored = pl.DataFrame(rows, schema=IGNORED, orient="row")
    made = written(tmp_path, replace(findings(*RINGS), ignored=ignored))
    assert made.ignored_of(np.array([key("x1"), key("x0")]))["value"].to_list() == [3, 7]
    assert made.ignored_of(np.array([key("stranger0")])).is_empty()


def test_the_columns_of_a_publication_are_the_bytes_of_its_files(tmp_path: Path) -> None:
    made = Publication.open(tmp_path, written(tmp_path).run)
    for frame in (made.accounts, made.links, made.verdicts):
        assert frame.n_chunks() == 1
    assert made.accounts["account"].to_numpy(allow_copy=False).flags.writeable is False


def test_a_publication_that_is_pruned_while_in_use_can_still_be_read(tmp_path: Path) -> None:
    made = written(tmp_path)
    for path in made.folder.iterdir():
        path.unlink()
    assert made.links_of(np.array([key("x1")]))["value"].to_list() == [card(RINGS[0])]
    assert made.members.height == 8


@pytest.mark.parametrize("table", [*TABLES, *ADDED])
def test_a_publication_that_lacks_a_file_is_refused(tmp_path: Path, table: str) -> None:
    made = written(tmp_path)
    (made.folder / f"{table}.arrow").unlink()
    with pytest.raises(DamagedPublication, match=rf"lacks {table}\.arrow"):
        Publication.open(tmp_path, made.run, verify=False)


@pytest.mark.parametrize("table", [*TABLES, *ADDED])
def test_a_publication_with_a_changed_file_is_refused(tmp_path: Path, table: str) -> None:
    made = written(tmp_path)
    path = made.folder / f"{table}.arrow"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))
    with pytest.raises(DamagedPublication, match=rf"changed {table}\.arrow"):
        Publication.open(tmp_path, made.run)


def test_a_publication_without_a_manifest_is_refused(tmp_path: Path) -> None:
    made = written(tmp_path)
    (made.folder / manifest.FILE).unlink()
    with pytest.raises(DamagedPublication, match="lacks manifest"):
        Publication.open(tmp_path, made.run)


def test_a_publication_under_another_name_is_refused(tmp_path: Path) -> None:
    written(tmp_path).folder.rename(tmp_path / run_id(1))
    with pytest.raises(DamagedPublication, match="holds the files of run"):
        Publication.open(tmp_path, run_id(1))


@pytest.mark.parametrize("name", [run_id(9), "current", "../elsewhere"])
def test_a_run_without_a_publication_is_unknown(tmp_path: Path, name: str) -> None:
    with pytest.raises(UnknownRun):
        Publication.open(tmp_path, name)
