"""Files in encodings older than Unicode are read as they were meant, and faults of single rows stay faults."""

from pathlib import Path

import pytest

from linkage.ingest import delimited, legacy, stream
from tests.ingest import build

TEXTS = {
    "cp1252": "Jürgen Müller;München;Straße 5\nRené Gérard;Besançon;12 rue de l’Église\nPeña;Málaga;España\n",
    "cp1250": "Łukasz Wiśniewski;Łódź;Święta 3\nZdeněk Dvořák;Plzeň;Třída 4\nSzűcs Győző;Győr;ő\n",
    "cp1251": "Иван Петров;Москва;Тверская улица 5\nМария Сидорова;Казань;Ленина 3\n",
    "cp1253": "Γιώργος Παπαδόπουλος;Αθήνα\nΜαρία Νικολάου;Θεσσαλονίκη\n",
    "cp1254": "Şükrü Yılmaz;İstanbul;Çiğdem sokağı\nAyşe Öztürk;Kadıköy;Gül sokağı\n",
    "koi8_r": "Иван Петров;Москва;Тверская улица 5\nМария Сидорова;Казань;Ленина 3\n",
    "shift_jis": "山田太郎;東京都;渋谷区\n鈴木花子;大阪市;北区\n佐藤一郎;ひらがな\n",
    "gb18030": "王小明;北京市;朝阳区\n李华;上海市;浦东新区\n张伟;广州\n",
    "big5": "王小明;台北市;信義區\n陳美玲;高雄市;三民區\n",
    "euc_kr": "김철수;서울특별시;강남구\n이영희;부산;해운대\n",
    "mac_roman": "Jürgen Müller;München;Straße 5\nRené Gérard;Besançon;Église\nPeña;Málaga;España\n",
}
MORE = (
    ("cp1252", "Niccolò Città;Forlì\nRené Gérard;Hélène\nSøren Åse;Ærø\nPeña;Málaga\nJosé Conceição;São\n"),
    ("cp1250", "Zdeněk Dvořák;Plzeň\nJiří Novotný;České Budějovice;Růžová 3\nTomáš Černý;Hradec Králové\n"),
    ("cp1252", "Åse Sjögren;Malmö;Västra gatan\nSøren Ærø;København;Nørregade\n"),
)


@pytest.mark.parametrize(("encoding", "text"), [*TEXTS.items(), *MORE])
def test_an_encoding_is_told_by_its_letters(encoding: str, text: str) -> None:
    found = legacy.told(text.encode(encoding))
    assert found is not None
    assert text.encode(encoding).decode(found) == text


ROWS = {
    "cp1250": ["Data płatności;Status płatności", *["00000017;Łukasz Żółć;opłacone"] * 60],
    "cp1252": ["Preis;Name", *["5 €;“gut” – Jörg’s Haus"] * 3, *["10 €;Ann"] * 60],
    "cp1257": ["vārds;pilsēta", *["Līga Kļaviņa;Rīga"] * 5],
}


@pytest.mark.parametrize("encoding", ROWS)
def test_few_letters_that_come_again_and_again_are_those_of_a_language(encoding: str) -> None:
    assert legacy.told("\n".join(ROWS[encoding]).encode(encoding)) == encoding


@pytest.mark.parametrize("encoding", ["cp1252", "shift_jis", "cp1251"])
@pytest.mark.parametrize("suffix", [".csv", ".csv.gz", ".csv.zst"])
def test_a_file_is_read_in_it_wherever_blocks_end(tmp_path: Path, encoding: str, suffix: str) -> None:
    text = "account_id;city\n" + "plain;ascii\n" * 8000 + TEXTS[encoding].replace(";", "") * 50
    path = build.compressed(tmp_path / f"t{suffix}", text.encode(encoding))
    assert b"".join(stream.blocks(path, lambda *_: None, 1001)).decode() == text
    assert delimited.Delimited(path).columns() == ["account_id", "city"]


def test_utf_8_with_a_fault_stays_utf_8(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes("a,b\nMüller,1\nGérard,2\nPeña,3\n".encode() + b"M\xfcller,4\nM\xfcller,5\n")
    read = delimited.Delimited(path)
    assert build.rows(read, ["a"]) == [(2, "Müller"), (3, "Gérard"), (4, "Peña")]
    assert [row for row, _ in build.aside(read, ["a"])] == [5, 6]


def test_one_stray_byte_is_a_fault_of_its_row(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(b"a,b\nx,1\n\xff,2\n")
    assert build.rows(delimited.Delimited(path), ["a"]) == [(2, "x")]


def test_letters_after_much_ascii_are_told_too(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(b"a,b\n" + b"x,1\n" * 50_000 + "Müller,1\nGérard,2\nStraße,3\n".encode("cp1252"))
    assert build.rows(delimited.Delimited(path), ["a"], 100_000)[-3:] == [
        (50_002, "Müller"),
        (50_003, "Gérard"),
        (50_004, "Straße"),
    ]
