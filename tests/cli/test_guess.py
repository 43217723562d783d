"""Foreign files are understood: feeds, columns, forms of dates and numbers; nothing is loaded unasked."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run
from tests.ingest import sheets

CUSTOMERS = "\n".join(
    [
        "Kundennr;Registriert;E-Mail Address;Tel;Land;Lieblingsfarbe",
        *(
            f"{each:05d};{each % 28 + 1:02d}.03.2026 1{each % 9}:05;kunde{each}@packwerk.net;"
            f"+49 30 9018{each:04d};DE;blau"
            for each in range(60)
        ),
    ]
)
PAYMENTS = "\n".join(
    [
        "customer_id,paid at,betrag,card token",
        *(
            f'{each:05d},2026-03-{each % 28 + 1:02d}T10:00:00Z,"1.{each:03d},50",fp_{each}'
            for each in range(60)
        ),
    ]
)


@pytest.fixture
def foreign(tmp_path: Path) -> Path:
    folder = tmp_path / "export"
    folder.mkdir()
    (folder / "kunden_2026.csv").write_text(CUSTOMERS + "\n")
    (folder / "zahlungen.csv").write_text(PAYMENTS + "\n")
    return folder


def test_files_are_proposed_a_map_and_nothing_is_loaded(run: Run, foreign: Path) -> None:
    document = run("ingest", "--guess", foreign, "--json").document
    one, two = document["files"]
    assert (one["feed"], two["feed"]) == ("accounts", "billing")
    assert one["columns"] == {
        "account_id": "Kundennr",
        "created_at": "Registriert",
        "email": "E-Mail Address",
        "phone": "Tel",
        "country": "Land",
    }
    assert one["forms"] == {"created_at": "%d.%m.%Y %H:%M"}
    assert one["not_placed"] == ["Lieblingsfarbe"]
    assert two["columns"]["amount"] == "betrag"
    assert two["forms"] == {"amount": "1.234,56"}
    assert (one["rows"][1]["account_id"], one["rows"][1]["created_at"]) == ("00001", "2026-03-02T11:05:00Z")
    assert two["rows"][1]["amount"] == 1001.5
    assert run("batches", "--json").document["batches"] == []
    assert Path("map.toml").is_file()


def test_rows_are_shown_without_values_of_people(run: Run, foreign: Path) -> None:
    done = run("ingest", "--guess", foreign)
    assert done.code == 0
    assert "kunde1@" not in done.out
    assert "k***@" in done.out
    assert "not mapped: Lieblingsfarbe" in done.out


def test_the_map_loads_every_row_of_them(run: Run, foreign: Path) -> None:
    feeds = run("ingest", "--guess", "--yes", foreign, "--json").document["feeds"]
    assert {name: (each["accepted"], each["cells"]) for name, each in feeds.items()} == {
        "accounts": (60, 0),
        "billing": (60, 0),
    }
    again = run("ingest", foreign, "--map", "map.toml", "--json").document
    assert all(each["repeated"] for each in again["batches"])


def test_a_map_that_is_there_is_not_written_over(run: Run, foreign: Path) -> None:
    Path("map.toml").write_text("# mine\n")
    assert run("ingest", "--guess", foreign).code == 2
    assert Path("map.toml").read_text() == "# mine\n"


def test_a_date_that_could_be_read_two_ways_is_told(run: Run, tmp_path: Path) -> None:
    rows = [f"u{each},0{each % 9 + 1}/05/2026" for each in range(30)]
    (tmp_path / "users.csv").write_text("\n".join(["user_id,signup_date", *rows]) + "\n")
    (file,) = run("ingest", "--guess", "users.csv", "--json").document["files"]
    assert file["forms"] == {"created_at": "%d/%m/%Y"}
    assert "%m/%d/%Y would read it too" in file["doubts"][0]


def test_a_text_of_another_encoding_and_a_missing_id_are_told(run: Run, tmp_path: Path) -> None:
    (tmp_path / "users.csv").write_bytes("E-Mail,Name\nx@packwerk.net,Jörg\n".encode("cp1252"))
    (file,) = run("ingest", "--guess", "users.csv", "--json").document["files"]
    assert not file["complete"]
    assert any("UTF-8" in each for each in file["doubts"])
    assert any("account_id" in each for each in file["doubts"])


def test_what_is_no_table_is_wrong_use(run: Run, tmp_path: Path) -> None:
    (tmp_path / "notes.docx").write_text("nothing")
    assert run("ingest", "--guess", "notes.docx").code == 2
    assert run("ingest", "--guess", "nowhere.csv").code == 2


def test_spreadsheets_and_older_encodings_are_guessed_and_loaded_alike(run: Run, tmp_path: Path) -> None:
    text = CUSTOMERS.replace("blau", "grün") + "\n"
    told = {}
    for name in ("cp1252", "utf-16-le", "xlsx"):
        folder, home = tmp_path / name, f"home-{name}"
        folder.mkdir()
        if name == "xlsx":
            sheets.write(folder / "kunden.xlsx", [[line.split(";") for line in text.split("\n")]])
        else:
            (folder / "kunden.csv").write_bytes(text.encode(name))
        options = ("--map", f"{name}.toml", "--home", home, "--json")
        told[name] = run("ingest", "--guess", folder, *options).document["files"][0]["doubts"]
        loaded = run("ingest", folder, *options).document["feeds"]["accounts"]
        assert (loaded["accepted"], loaded["cells"]) == (60, 0)
    assert told == {
        "cp1252": ["its letters are read as cp1252"],
        "utf-16-le": ["its letters are read as utf-16-le"],
        "xlsx": [],
    }


def told(run: Run, name: str, text: str, encoding: str = "utf-8") -> dict[str, Any]:
    Path(name).write_bytes(text.encode(encoding))
    (file,) = run("ingest", "--guess", name, "--json").document["files"]
    return dict(file)


def test_a_french_file_is_understood_and_ids_keep_their_zeros(run: Run) -> None:
    rows = [f"{each:08d}\t{each % 28 + 1:02d}/03/2026 08:05\tu{each}@packwerk.net\t" for each in range(60)]
    file = told(
        run, "comptes.csv", "\n".join(["N° compte\tDate d'inscription\tCourriel\tSociété", *rows]), "utf-16"
    )
    assert file["feed"] == "accounts"
    assert file["columns"] == {
        "account_id": "N° compte",
        "created_at": "Date d'inscription",
        "email": "Courriel",
        "organization": "Société",
    }
    assert file["forms"] == {"created_at": "%d/%m/%Y %H:%M"}
    assert (file["rows"][1]["account_id"], file["rows"][1]["created_at"]) == (
        "00000001",
        "2026-03-02T08:05:00Z",
    )
    assert (
        run("ingest", "comptes.csv", "--map", "map.toml", "--json").document["feeds"]["accounts"]["cells"]
        == 0
    )


def test_columns_of_names_that_nobody_knows_are_taken_by_their_look_and_told(run: Run) -> None:
    rows = [f"{each:07d}|{each % 28 + 1}/03/2026|u{each}@packwerk.net|17" for each in range(60)]
    file = told(run, "customers.csv", "\n".join(["ref_x|quand|poste|zzz", *rows]))
    assert file["columns"] == {"account_id": "ref_x", "created_at": "quand", "email": "poste"}
    assert file["doubts"] == [
        "`ref_x` is taken for `account_id` by the look of its cells alone",
        "`quand` is taken for `created_at` by the look of its cells alone",
    ]


@pytest.mark.parametrize("ids", ["00001234", "1767225600", "2026-01-15"])
def test_digits_without_a_name_that_says_so_are_no_phones(run: Run, ids: str) -> None:
    rows = [f"{ids[:-2]}{each:02d},u{each}@packwerk.net" for each in range(10, 30)]
    assert "phone" not in told(run, "users.csv", "\n".join(["zzz,email", *rows]))["columns"]


@pytest.mark.parametrize(
    ("cells", "form", "read"),
    [
        (["12.50", "1,234.50", "$3,000.00"], "1,234.56", [12.5, 1234.5, 3000.0]),
        (["12,5", "1.234,50", "EUR 3 000,00"], "1.234,56", [12.5, 1234.5, 3000.0]),
        (["12.5", "1234.5", "-3"], None, [12.5, 1234.5, -3.0]),
    ],
)
def test_thousands_and_currencies_of_amounts_are_read(
    run: Run, cells: list[str], form: str | None, read: list[float]
) -> None:
    rows = [f"u{at:03d};2026-03-01;{cells[at % 3]}" for at in range(30)]
    file = told(run, "payments.csv", "\n".join(["user_id;paid at;amount", *rows]))
    assert file["forms"].get("amount") == form
    assert [each["amount"] for each in file["rows"][:3]] == read


def test_few_large_numbers_with_points_between_thousands_are_not_set_aside(run: Run) -> None:
    rows = [f"u{at:03d};2026-03-01 10:00;{'1.234' if at == 7 else at}" for at in range(60)]
    file = told(run, "usage.csv", "\n".join(["user_id;hour;requests", *rows]))
    assert (file["forms"], file["rows"][7]["requests"]) == ({"requests": "1.234,56"}, 1234)


def test_commas_that_may_be_either_sign_are_told(run: Run) -> None:
    rows = [f"u{at:03d};2026-03-01;{at + 1},500" for at in range(30)]
    file = told(run, "payments.csv", "\n".join(["user_id;paid at;amount", *rows]))
    assert file["rows"][0]["amount"] == 1500
    assert "1.234,56 would read it too" in file["doubts"][0]


def payments(word: Callable[[int], str], heads: str) -> str:
    rows = [f"{each:05d};2026-03-{each % 28 + 1:02d};12,50;{word(each)}" for each in range(60)]
    return "\n".join([heads, *rows]) + "\n"


@pytest.mark.parametrize(
    ("spoken", "ours"),
    [
        (("Payé", "Échoué", "Remboursé"), ("paid", "failed", "refunded")),
        (("bezahlt", "abgelehnt", "zurückerstattet"), ("paid", "failed", "refunded")),
        (("pagado", "rechazado", "reembolsado"), ("paid", "failed", "refunded")),
        (("succeeded", "declined", "Partially refunded"), ("paid", "failed", "refunded")),
    ],
)
def test_words_of_other_languages_are_read_as_ours_and_told(
    run: Run, spoken: tuple[str, ...], ours: tuple[str, ...]
) -> None:
    heads = "id client;date;montant;statut du paiement"
    file = told(run, "paiements.csv", payments(lambda each: spoken[each % 3], heads))
    assert file["words"]["outcome"] == {a.lower(): b for a, b in zip(spoken, ours, strict=True)}
    assert [each["outcome"] for each in file["rows"]][:3] == list(ours)
    assert file["doubts"] == []
    feeds = run("ingest", "paiements.csv", "--map", "map.toml", "--json").document["feeds"]
    assert (feeds["billing"]["accepted"], feeds["billing"]["cells"]) == (60, 0)


def test_words_that_are_not_known_are_left_and_told_with_where_to_say_what_they_mean(run: Run) -> None:
    heads = "id client;date;montant;outcome"
    file = told(run, "paiements.csv", payments(lambda each: "payé" if each % 3 else "mystère", heads))
    assert file["words"] == {"outcome": {"payé": "paid"}}
    assert [
        each for each in file["doubts"] if "33% of its words" in each and "[words.billing.outcome]" in each
    ]


def test_yes_and_no_stand_for_nothing_until_a_map_says_what(run: Run) -> None:
    rows = "".join(f"{each:05d};{'oui' if each < 20 else 'non'}\n" for each in range(60))
    file = told(run, "fraudes.csv", f"id client;label\n{rows}")
    assert file["words"] == {}
    text = '[files]\n"fraudes.csv" = "labels"\n[columns.labels]\naccount_id = "id client"\n'
    Path("own.toml").write_text(f'{text}[words.labels.label]\n"Oui" = "fraud"\n"non" = ""\n')
    labels = run("ingest", "fraudes.csv", "--map", "own.toml", "--json").document["feeds"]["labels"]
    assert labels["accepted"] == 20


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ('[words.billing.outcome]\n"x" = "settled"\n', "a word stands for one of paid"),
        ('[words.billing.tax_id]\n"x" = "y"\n', "the column takes any text"),
        ('[words.billing.nothing]\n"x" = "y"\n', "has no column nothing"),
    ],
)
def test_a_map_whose_words_stand_for_nothing_is_refused(run: Run, said: str, why: str) -> None:
    Path("own.toml").write_text(said)
    Path("billing.csv").write_text("account_id,outcome\na,x\n")
    done = run("ingest", "billing.csv", "--map", "own.toml")
    assert done.code == 2
    assert why in " ".join(done.err.split())


def test_words_in_the_rows_shown_are_those_that_will_be_read(run: Run) -> None:
    file = told(
        run, "p.csv", payments(lambda each: "paid" if each % 4 else "voided", "id client;date;montant;status")
    )
    assert [each["outcome"] for each in file["rows"]][:2] == [None, "paid"]


def test_columns_of_another_feed_are_told_and_a_copy_named_for_it_is_guessed_as_it(run: Run) -> None:
    rows = [f"u{each:04d},203.0.{each}.7,2026-03-{each % 28 + 1:02d},dev{each}" for each in range(60)]
    text = "\n".join(["userId,ipAddress,ts,deviceFingerprint", *rows])
    file = told(run, "logins.csv", text)
    assert (file["feed"], file["columns"]["first_seen"]) == ("network", "ts")
    assert [
        each
        for each in file["doubts"]
        if "`deviceFingerprint`: devices takes it" in each and "devices-logins.csv" in each
    ]
    Path("map.toml").unlink()
    copied = told(run, "devices-logins.csv", text)
    assert (copied["feed"], copied["columns"]["device_id"]) == ("devices", "deviceFingerprint")
    assert not [each for each in copied["doubts"] if "takes it" in each]


def signups(count: int = 60) -> str:
    """A JSONL of objects within objects, as programs write it."""
    rows = (
        {
            "user": {
                "id": f"u{each:04d}",
                "email": f"p{each}@packwerk.net",
                "created": "2026-03-01T10:00:00Z",
            },
            "address": {"street": f"{each} Elm Rd", "country": "GB"},
            "plan": "free",
            "tags": ["a"],
        }
        for each in range(count)
    )
    return "".join(f"{json.dumps(row)}\n" for row in rows)


def test_fields_of_objects_within_objects_are_columns(run: Run) -> None:
    file = told(run, "signups.jsonl", signups())
    assert file["columns"] == {
        "account_id": "user.id",
        "created_at": "user.created",
        "email": "user.email",
        "country": "address.country",
        "plan": "plan",
    }
    assert file["not_placed"] == ["address.street", "tags"]
    loaded = run("ingest", "signups.jsonl", "--map", "map.toml", "--json").document["feeds"]["accounts"]
    assert (loaded["accepted"], loaded["cells"]) == (60, 0)


def test_an_account_of_an_id_within_an_object_is_loaded_under_that_id(run: Run) -> None:
    Path("signups.jsonl").write_text(signups())
    Path("map.toml").write_text(
        '[files]\n"signups.jsonl" = "accounts"\n[columns.accounts]\naccount_id = "user.id"\n'
    )
    said = run("ingest", "signups.jsonl", "--map", "map.toml").out
    assert "columns ignored: user.email, user.created, address, tags" in said


def test_a_folder_of_a_german_shop_is_read_whole(run: Run, tmp_path: Path) -> None:
    """Names with units and commas, UTF-16 and tabs in `.txt`, types of network, phones by the country of the row."""
    folder = tmp_path / "daten"
    folder.mkdir()
    people = ["Kundennummer;Name, Vorname;E-Mail-Adresse;Mobilnummer;Registriert am;Uhrzeit;Land"]
    paid = ["KdNr\tBuchungsdatum\tBetrag (EUR)\tWährung\tKarten-Token\tZahlungsstatus"]
    seen = ["KundenNr.|IP|Zeitpunkt|Anschlussart"]
    owned = ["Kunde;Geräte-ID;Zuerst gesehen;Zuletzt gesehen"]
    for n in range(40):
        day = f"{1 + n % 27:02}.03.2026"
        people.append(f"{n:05};Weber, Ida;ida{n}@gmx.de;0160/50591{n:02};{day};08:{n:02};DE")
        paid.append(f"{n:05}\t{day}\t1.249,{n:02}\tEUR\ttok_{n:06}\tbezahlt")
        seen.append(f"{n:05}|84.17.{n}.9|{day} 08:{n:02}:11|{('Kabel', 'Mobilfunk')[n % 2]}")
        owned.append(f"{n:05};{n:012x};{day};{day}")
    (folder / "Kunden 2026.csv").write_text("\n".join(people) + "\n", encoding="cp1252")
    (folder / "zahlungen.txt").write_text("\n".join(paid) + "\n", encoding="utf-16")
    (folder / "Anmeldungen.tsv").write_text("\n".join(seen).replace("|", "\t") + "\n", encoding="utf-8-sig")
    (folder / "Geräte.csv").write_text("\n".join(owned) + "\n", encoding="utf-8")
    (folder / "LIESMICH.txt").write_text("Export vom 1.12., siehe Wiki.\n")
    (folder / "bild.png").write_bytes(b"\x89PNG")
    document = run("ingest", "--guess", folder, "--json").document
    found = {each["feed"]: each for each in document["files"]}
    assert {feed: each["not_placed"] for feed, each in found.items()} == {
        "accounts": [],
        "billing": [],
        "devices": [],
        "network": [],
    }
    assert found["accounts"]["columns"]["full_name"] == "Name, Vorname"
    assert found["accounts"]["joined"] == {"created_at": ["Uhrzeit"]}
    assert found["accounts"]["rows"][9]["created_at"] == "2026-03-10T08:09:00Z"
    assert found["accounts"]["rows"][0]["phone"].startswith("+49")
    assert found["billing"]["rows"][7]["amount"] == 1249.07
    assert found["network"]["words"] == {"network_type": {"kabel": "residential", "mobilfunk": "mobile"}}
    assert found["network"]["rows"][1]["first_seen"] == "2026-03-02T08:01:11Z"
    assert document["skipped"] == ["LIESMICH.txt", "bild.png"]
    Path("map.toml").unlink()
    done = run("ingest", "--guess", "--yes", folder)
    assert "no feed, and not in the map: LIESMICH.txt, bild.png" in done.out
    batches = run("batches", "--json").document["batches"]
    assert [each["accepted"] for each in batches] == [40] * 4
