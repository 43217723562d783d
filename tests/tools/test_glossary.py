"""docs/glossary.md explains each term once, and the words that a contract fixes are among them."""

from pathlib import Path

import pytest

from linkage.model import TIERS, Group

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
ROWS = [line for line in TEXT.splitlines() if line.startswith("| ") and not line.startswith("| term ")]
CELLS = [[cell.strip() for cell in row.strip("|").split("|")] for row in ROWS]


def test_every_row_has_a_term_a_meaning_and_the_word_of_others() -> None:
    assert len(CELLS) > 60
    assert all(len(cells) == 3 and all(cells) for cells in CELLS)


def test_no_term_is_explained_twice() -> None:
    terms = [cells[0] for cells in CELLS]
    assert sorted(set(terms)) == sorted(terms)


@pytest.mark.parametrize(
    "word", ["account", "batch", "common value (crowd)", "decision", "fact", "kind", "link"]
)
def test_a_word_of_the_contract_is_a_term(word: str) -> None:
    assert word in {cells[0] for cells in CELLS}


def test_tiers_and_groups_are_named() -> None:
    meanings = " ".join(cells[1] for cells in CELLS)
    assert [name for name in (*TIERS, *(each.value for each in Group)) if name not in meanings] == []


def test_the_readme_leads_to_it() -> None:
    assert "(docs/glossary.md)" in (ROOT / "README.md").read_text(encoding="utf-8")
