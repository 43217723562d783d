"""Columns of a file that are parts of one of ours are joined, and times of a day are told from addresses."""

from pathlib import Path

from tests.cli.conftest import Run


def test_names_addresses_and_times_in_parts_are_joined(run: Run, tmp_path: Path) -> None:
    """A shop's export has first and last name, the lines of an address and the time of a day apart."""
    lines = ["Customer ID,First Name,Last Name,Street,House No,Zip,City,Order Date,Order Time,Total"]
    lines += [
        f"{n},Ida,Weber{n},Torstr.,{n},10119,Berlin,2026-03-{n % 27 + 1:02},0{n % 9 + 1}:15 PM,12.50"
        for n in range(40)
    ]
    lines[5] = lines[5].replace("Torstr.", "")
    lines[6] = lines[6].replace(",5,10119", ",,10119")
    (tmp_path / "orders.csv").write_text("\n".join(lines) + "\n")
    [file] = run("ingest", "--guess", tmp_path / "orders.csv", "--json").document["files"]
    assert file["feed"] == "billing"
    assert (file["columns"]["payer_name"], file["columns"]["at"]) == ("First Name", "Order Date")
    assert file["joined"] == {
        "payer_name": ["Last Name"],
        "billing_address": ["House No", "Zip", "City"],
        "at": ["Order Time"],
    }
    assert file["not_placed"] == []
    assert file["rows"][0]["at"] == "2026-03-01T13:15:00Z"
    shown = run("ingest", "--guess", tmp_path / "orders.csv", "--map", "other.toml").out
    assert "Street + House No + Zip + City" in shown
    assert 'billing_address = ["Street", "House No", "Zip", "City"]' in Path("map.toml").read_text()
    loaded = run("ingest", tmp_path / "orders.csv", "--map", "map.toml", "--json").document
    assert loaded["feeds"]["billing"]["cells"] == 0
    assert loaded["feeds"]["billing"]["accepted"] == 40


def test_times_of_a_day_are_no_addresses_of_the_internet(run: Run, tmp_path: Path) -> None:
    lines = [
        "user,joined,seen at,spare",
        *(f"u{n:03},2026-03-01,1{n % 9}:00:0{n % 9},08:15:00" for n in range(40)),
    ]
    (tmp_path / "users.csv").write_text("\n".join(lines) + "\n")
    [file] = run("ingest", "--guess", tmp_path / "users.csv", "--json").document["files"]
    assert file["columns"] == {"account_id": "user", "created_at": "joined"}
    assert file["not_placed"] == ["seen at", "spare"]


def test_addresses_of_the_internet_are_told_by_their_look(run: Run, tmp_path: Path) -> None:
    found = ("2001:db8::17", "2001:db8:0:0:0:0:0:1", "::1", "::ffff:203.0.113.9", "203.0.113.7")
    lines = ["user,joined,x", *(f"u{n:03},2026-03-01,{found[n % 5]}" for n in range(40))]
    (tmp_path / "users.csv").write_text("\n".join(lines) + "\n")
    [file] = run("ingest", "--guess", tmp_path / "users.csv", "--json").document["files"]
    assert file["columns"]["signup_ip"] == "x"
