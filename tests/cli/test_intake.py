"""What a load leaves in the ledger: counts of each batch, and how the caller's own kinds are to be read."""

import gzip
from dataclasses import asdict
from pathlib import Path

import pytest

from linkage.ledger import Ledger, open_ledger
from linkage.ledger.runs import batches, kinds
from linkage.model import Counts, Group
from tests.cli.conftest import Run

WALLET = '[kinds.wallet]\ngroup = "payment"\nnormaliser = "casefold"\nforgeable = true\n'
FACTS = "account_id,kind,value\na1,wallet,AbC\na2,wallet,abc\na3,tint,AbC\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / ".linkage"


def ledger(home: Path) -> Ledger:
    return open_ledger(f"sqlite:///{home / 'ledger.sqlite'}")


def test_the_counts_of_a_batch_stand_though_a_later_table_fails(run: Run, tmp_path: Path, home: Path) -> None:
    lines = "".join(f"a{n},d{n * 7919 % 9973}\n" for n in range(5000))
    whole = gzip.compress(f"account_id,device_id\n{lines}".encode())
    (tmp_path / "feeds").mkdir()
    (tmp_path / "feeds" / "accounts.csv").write_text('account_id\nb1\nb2\nb1\n""\n')
    (tmp_path / "feeds" / "devices.csv.gz").write_bytes(whole[:-900])
    failed = run("ingest", "feeds", "--batch", "march")
    assert (failed.code, "not loaded: devices.csv.gz" in failed.err) == (1, True)
    (tmp_path / "feeds" / "devices.csv.gz").write_bytes(whole)
    for _ in range(2):
        assert run("ingest", "feeds", "--batch", "march").code == 0
    opened = ledger(home)
    rows = [(row.id, row.counts) for row in batches.batches(opened)]
    opened.close()
    assert rows == [
        ("march/accounts", asdict(Counts(4, accepted=2, duplicate=1, quarantined=1))),
        ("march/devices", asdict(Counts(5000, accepted=5000))),
    ]


def test_a_file_that_cannot_be_read_keeps_no_other_out(run: Run, tmp_path: Path) -> None:
    (tmp_path / "feeds").mkdir()
    (tmp_path / "feeds" / "accounts.csv").write_text("account_id\nb1\n")
    cut = gzip.compress(b"account_id,device_id\n" + b"a1,d1\n" * 9999)[:-9]
    (tmp_path / "feeds" / "devices.csv.gz").write_bytes(cut)
    (tmp_path / "feeds" / "labels.parquet").write_bytes(b"PAR1 no more")
    (tmp_path / "feeds" / "billing.csv").write_bytes(b"")
    done = run("ingest", "feeds", "--json")
    assert done.code == 1
    assert done.document["feeds"]["accounts"]["accepted"] == 1
    assert [each["file"] for each in done.document["failed"]] == ["devices.csv.gz", "labels.parquet"]
    assert run("ingest", "feeds/devices.csv.gz").code == 2
    assert run("reingest", "feeds").code == 2
    assert run("show", "b1").code == 1  # nothing is published, but the old facts stay
    (tmp_path / "feeds" / "devices.csv.gz").unlink()
    (tmp_path / "feeds" / "labels.parquet").unlink()
    assert run("ingest", "feeds", "--json").document["feeds"]["accounts"]["duplicate"] == 1


def test_a_load_that_is_wrong_use_leaves_no_home(run: Run, tmp_path: Path, home: Path) -> None:
    (tmp_path / "accounts.csv").write_text("email\nx@example.com\n")
    assert run("ingest", "accounts.csv").code == 2
    assert not home.exists()


def test_declared_kinds_are_remembered_for_runs_and_later_loads(run: Run, tmp_path: Path, home: Path) -> None:
    (tmp_path / "facts.csv").write_text(FACTS)
    (tmp_path / "map.toml").write_text(WALLET)
    run("ingest", "facts.csv", "--map", "map.toml")
    opened = ledger(home)
    found = kinds.declared(opened)
    opened.close()
    assert list(found) == ["wallet"]
    assert (found["wallet"].group, found["wallet"].forgeable) == (Group.PAYMENT, True)
    again = run("ingest", "facts.csv", "--json").document
    assert again["batches"][0]["repeated"] is True


def test_a_kind_keeps_the_normaliser_its_values_were_read_by(run: Run, tmp_path: Path) -> None:
    (tmp_path / "facts.csv").write_text(FACTS)
    (tmp_path / "map.toml").write_text(WALLET)
    run("ingest", "facts.csv", "--map", "map.toml")
    (tmp_path / "map.toml").write_text(WALLET.replace("casefold", "digits"))
    done = run("ingest", "facts.csv", "--map", "map.toml")
    assert done.code == 2
    assert "casefold" in done.err
    assert run("reingest", "facts.csv", "--map", "map.toml").code == 0


def test_a_kind_of_ours_cannot_be_declared(run: Run, tmp_path: Path) -> None:
    (tmp_path / "facts.csv").write_text(FACTS)
    (tmp_path / "map.toml").write_text('[kinds.email]\ngroup = "payment"\n')
    done = run("ingest", "facts.csv", "--map", "map.toml")
    assert done.code == 2
    assert "`email` is a kind already" in done.err
