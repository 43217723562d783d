"""Foreign files of many a shape are guessed as they were meant, and what is not known of them is told."""

from pathlib import Path

import polars as pl
import pytest

from tests.cli.conftest import Run
from tests.cli.test_guess import told


def test_structs_of_parquet_are_guessed_and_lists_told(run: Run) -> None:
    users = [{"id": f"u{each:04d}", "mail": f"p{each}@packwerk.net"} for each in range(60)]
    pl.DataFrame({"user": users, "tags": [["a"]] * 60}).write_parquet("customers.parquet")
    [file] = run("ingest", "--guess", "customers.parquet", "--json").document["files"]
    assert file["columns"] == {"account_id": "user.id", "email": "user.mail"}
    assert file["not_placed"] == ["tags"]
    loaded = run("ingest", "customers.parquet", "--map", "map.toml", "--json").document["feeds"]["accounts"]
    assert (loaded["accepted"], loaded["cells"]) == (60, 0)


def test_a_file_of_which_an_id_and_a_time_tell_nothing_is_left_out_of_the_map_and_told(run: Run) -> None:
    rows = [f"{each:07d};{each % 28 + 1:02d}.03.2026 10:00;{each},50" for each in range(60)]
    file = told(run, "zzz.csv", "\n".join(["ref_x;quand;yyy", *rows]))
    assert file["doubts"][0].startswith("nothing but an id and times tells what it is")
    assert '\n# "zzz.csv" = ' in Path("map.toml").read_text()
    assert "[columns." not in Path("map.toml").read_text()


def test_a_polish_file_in_its_own_encoding_is_understood(run: Run) -> None:
    rows = [
        f"{each:08d};{each % 28 + 1:02d}.03.2026 08:05;1{each},50;PLN;fp_{each};Łukasz Żółć;opłacone"
        for each in range(60)
    ]
    head = "Nr klienta;Data płatności;Kwota;Waluta;Karta;Posiadacz karty;Status płatności"
    file = told(run, "płatności.csv", "\n".join([head, *rows]), "cp1250")
    assert file["feed"] == "billing"
    assert file["doubts"] == ["its letters are read as cp1250"]
    assert list(file["columns"]) == [
        *("account_id", "at", "amount", "currency", "card_fingerprint", "payer_name", "outcome")
    ]
    assert file["forms"] == {"at": "%d.%m.%Y %H:%M", "amount": "1.234,56"}
    assert file["words"] == {"outcome": {"opłacone": "paid"}}


@pytest.mark.parametrize("head", ["fp", "visitorId", "device_hash", "Urządzenie"])
def test_names_of_devices_make_a_file_one_of_devices(run: Run, head: str) -> None:
    rows = [f"u{each:04d},{each:032x},Mozilla/5.0 (X11; Linux x86_64) Firefox/130.0" for each in range(60)]
    file = told(run, "export.csv", "\n".join([f"user_id,{head},user_agent", *rows]))
    assert (file["feed"], file["columns"]["device_id"]) == ("devices", head)


@pytest.mark.parametrize("form", ["202603{:02d}0805", "202603{:02d}080500"])
def test_dates_written_as_digits_with_their_time_are_taken_by_their_look(run: Run, form: str) -> None:
    rows = [f"u{each:04d},{form.format(each % 28 + 1)},p{each}@packwerk.net" for each in range(60)]
    file = told(run, "customers.csv", "\n".join(["ref_x,quand,mail", *rows]))
    assert file["columns"] == {"account_id": "ref_x", "created_at": "quand", "email": "mail"}
    assert file["rows"][0]["created_at"] == "2026-03-01T08:05:00Z"


def test_a_second_file_of_a_feed_whose_columns_have_other_names_is_told(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "both"
    folder.mkdir()
    mails = [f"u{each:04d},p{each}@packwerk.net" for each in range(60)]
    for name, head in (("users-a", "user_id,mail"), ("users-b", "user_id,mail"), ("users-c", "uid,e-mail")):
        (folder / f"{name}.csv").write_text("\n".join([head, *mails]))
    one, two, three = run("ingest", "--guess", folder, "--json").document["files"]
    assert (one["doubts"], two["doubts"]) == ([], [])
    assert three["doubts"][0].startswith("its columns or their forms differ from those of users-a.csv")


def test_files_of_one_feed_with_other_names_forms_and_words_are_loaded_by_one_map(
    run: Run, tmp_path: Path
) -> None:
    folder = tmp_path / "shop"
    folder.mkdir()
    ours = [f"u{each:04d},2026-03-{each % 28 + 1:02d}T08:00:00Z,9.50,paid" for each in range(60)]
    theirs = [f"w{each:04d};{each % 28 + 1:02d}.03.2026 08:00;1.234,50;bezahlt" for each in range(60)]
    (folder / "orders-new.csv").write_text("\n".join(["account_id,at,amount,outcome", *ours]))
    (folder / "orders-old.csv").write_text("\n".join(["Kunde;Zeitpunkt;Betrag;Status", *theirs]))
    (folder / "orders-oldest.csv").write_text("\n".join(["Kunde;Zeitpunkt;Betrag;Status", *theirs[:30]]))
    guessed = run("ingest", "--guess", folder, "--map", "m.toml")
    assert guessed.code == 0, guessed.err
    assert "load it by itself" not in guessed.out
    done = run("ingest", folder, "--map", "m.toml", "--json").document
    told = {each["file"]: (each["feed"], each["accepted"], each["cells"]) for each in done["batches"]}
    assert told["orders-new.csv"] == told["orders-old.csv"] == ("billing", 60, 0)
    assert told["orders-oldest.csv"][0] == "billing"
    alone = run("ingest", "--guess", folder / "orders-old.csv", "--map", "alone.toml", "--yes", "--json")
    assert [each["accepted"] for each in alone.document["batches"]] == [0]
    assert [each["duplicate"] for each in alone.document["batches"]] == [60]


def test_files_that_the_map_cannot_tell_apart_are_told(run: Run, tmp_path: Path) -> None:
    for name, head in (("a", "user_id,mail"), ("b", "uid,e-mail")):
        (tmp_path / name).mkdir()
        rows = [f"u{each:04d},p{each}@packwerk.net" for each in range(60)]
        (tmp_path / name / "users.csv").write_text("\n".join([head, *rows]))
    one, two = run("ingest", "--guess", tmp_path / "a", tmp_path / "b", "--json").document["files"]
    assert one["doubts"] == []
    assert two["doubts"][0].startswith("another file has the same name")


@pytest.mark.parametrize(
    ("write", "form"),
    [
        ("{:02d}-Mar-2026 08:05", "%d-%b-%Y %H:%M"),
        ("Mar {}, 2026, 8:05 AM", "%b %d, %Y, %I:%M %p"),
        ("3/{}/26 8:05 AM", "%m/%d/%y %I:%M %p"),
        ("{}/03/2026 8:05 am", "%d/%m/%Y %I:%M %p"),
        ("{:02d}/Mar/2026:09:05:00 +0100", "%d/%b/%Y:%H:%M:%S %z"),
        ("Mon, {:02d} Mar 2026 08:05:00 +0000", "%a, %d %b %Y %H:%M:%S %z"),
    ],
)
def test_dates_with_names_of_months_and_years_of_two_digits_are_read(run: Run, write: str, form: str) -> None:
    days = [2, 9, 16, 23, 30]  # Mondays
    rows = [f"u{each:04d};{write.format(days[each % 5])};p{each}@packwerk.net" for each in range(60)]
    file = told(run, "users.csv", "\n".join(["user_id;joined;mail", *rows]))
    assert file["forms"] == {"created_at": form}
    assert file["rows"][0]["created_at"] == "2026-03-02T08:05:00Z"
    assert (
        run("ingest", "users.csv", "--map", "map.toml", "--json").document["feeds"]["accounts"]["cells"] == 0
    )


@pytest.mark.parametrize(
    ("comma", "name"), [("^", "devices.csv"), ("~", "devices.csv"), ("\t", "devices.csv")]
)
def test_odd_separators_and_files_of_tabs_are_read(run: Run, comma: str, name: str) -> None:
    rows = [comma.join((f"u{each:04d}", f"d{each % 7}")) for each in range(60)]
    assert told(run, name, "\n".join([comma.join(("user_id", "device")), *rows]))["feed"] == "devices"
    assert run("ingest", name, "--map", "map.toml", "--json").document["feeds"]["devices"]["accepted"] == 60


def test_a_file_of_which_nothing_can_be_placed_is_told_and_stops_nothing(run: Run) -> None:
    Path("notes.csv").write_text("zzz%yyy\n1%2\n")
    assert "not mapped: zzz%yyy" in run("ingest", "--guess", "notes.csv").out
