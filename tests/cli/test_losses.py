"""Where a great part of a table cannot be read it is not loaded; what cannot be read makes no two rows equal."""

from pathlib import Path

import pytest

from tests.cli.conftest import PEPPER, Done, Run


def billing(path: Path, bad: int, good: int, form: str = "03.05.2026 10:{:02d}") -> None:
    """Payments of one account each, of which so many have a time in another form."""
    rows = [f"acc-{each};{form.format(each % 60)};10.00;visa-{each}" for each in range(bad)]
    rows += [
        f"acc-{each};2026-05-03T10:{each % 60:02d}:00Z;10.00;visa-{each}" for each in range(bad, bad + good)
    ]
    path.write_text("\n".join(["account_id;at;amount;card_fingerprint", *rows]) + "\n")


def test_a_table_that_loses_a_column_is_not_loaded_and_says_which(run: Run, tmp_path: Path) -> None:
    billing(tmp_path / "billing.csv", 60, 40)
    done = run("ingest", "billing.csv")
    assert done.code == 2
    assert "60 of 100 cells of the column `at`, the first in line 2, are not a time" in done.err
    assert "`09.99.9999␣99:99`" in done.err
    assert "03.05" not in done.err
    assert run("batches", "--json").document["batches"] == []


def test_it_is_loaded_where_losses_are_accepted(run: Run, tmp_path: Path) -> None:
    billing(tmp_path / "billing.csv", 60, 40)
    counts = run("ingest", "billing.csv", "--accept-losses", "--json").document["feeds"]["billing"]
    assert (counts["rows"], counts["accepted"], counts["cells"]) == (100, 100, 60)


@pytest.mark.parametrize(("bad", "good", "code"), [(19, 1, 0), (20, 380, 0), (21, 379, 2)])
def test_few_or_a_small_share_are_set_aside_as_ever(
    run: Run,
    tmp_path: Path,
    bad: int,
    good: int,
    code: int,
) -> None:
    billing(tmp_path / "billing.csv", bad, good)
    assert run("ingest", "billing.csv").code == code


@pytest.mark.parametrize(("bad", "good", "code"), [(40, 60, 0), (60, 40, 2)])
def test_of_attributes_that_people_write_as_they_like_half_may_be_lost(
    run: Run, tmp_path: Path, bad: int, good: int, code: int
) -> None:
    rows = [f"acc-{each},kein Postfach {each}" for each in range(bad)]
    rows += [f"acc-{each},{each}@packwerk.net" for each in range(bad, bad + good)]
    (tmp_path / "accounts.csv").write_text("\n".join(["account_id,email", *rows]) + "\n")
    assert run("ingest", "accounts.csv").code == code


def test_rows_that_differ_in_what_cannot_be_read_are_no_duplicates(run: Run, tmp_path: Path) -> None:
    lines = [f"acc-1;03.05.2026 10:{minute:02d};10.00;visa-1" for minute in (1, 2, 3, 3)]
    (tmp_path / "billing.csv").write_text("\n".join(["account_id;at;amount;card_fingerprint", *lines]) + "\n")
    counts = run("ingest", "billing.csv", "--json").document["feeds"]["billing"]
    assert (counts["accepted"], counts["duplicate"]) == (3, 1)


def test_a_mapped_column_is_named_as_the_file_names_it(run: Run, tmp_path: Path) -> None:
    rows = [f"acc-{each},kein Datum {each}" for each in range(50)]
    (tmp_path / "accounts.csv").write_text("\n".join(["kunde,angelegt", *rows]) + "\n")
    (tmp_path / "map.toml").write_text('[columns.accounts]\naccount_id = "kunde"\ncreated_at = "angelegt"\n')
    done: Done = run("ingest", "accounts.csv", "--map", "map.toml")
    assert "column `angelegt` (read as `created_at`)" in done.err
    assert PEPPER not in done.err


def test_rows_without_an_id_stop_it_too(run: Run, tmp_path: Path) -> None:
    rows = [f",{each}@packwerk.net" for each in range(40)] + [
        f"acc-{each},{each}@packwerk.net" for each in range(60)
    ]
    (tmp_path / "accounts.csv").write_text("\n".join(["account_id,email", *rows]) + "\n")
    done = run("ingest", "accounts.csv")
    assert done.code == 2
    assert "40 of 100 rows cannot be read" in done.err


def test_rows_that_say_nothing_are_set_aside_and_stop_nothing(run: Run, tmp_path: Path) -> None:
    rows = [f'{{"account_id": "d{each}"}}' for each in range(60)] + [
        '{"account_id": "late", "device_id": "dd-77"}'
    ]
    (tmp_path / "devices.jsonl").write_text("\n".join(rows) + "\n")
    counts = run("ingest", "devices.jsonl", "--json").document["feeds"]["devices"]
    assert (counts["rows"], counts["accepted"], counts["quarantined"]) == (61, 1, 60)


def test_a_table_of_which_nothing_is_left_is_not_loaded(run: Run, tmp_path: Path) -> None:
    rows = [f"d{each}," for each in range(60)]
    (tmp_path / "devices.csv").write_text("\n".join(["account_id,device_id", *rows]) + "\n")
    done = run("ingest", "devices.csv")
    assert done.code == 2
    assert "60 of 60 rows cannot be read" in done.err
