import sqlite3
from pathlib import Path

import pytest

from linkage.errors import WrongUse
from linkage.ingest.query import Query
from tests.ingest import build

SECRET = "ann@example.com"


def database(folder: Path) -> str:
    with sqlite3.connect(folder / "x.db") as connection:
        connection.execute("create table users (id, mail text, amount real)")
        rows = [(1, SECRET, 2.0), ("u2", None, 2.5), (3.0, b"raw", None)]
        connection.executemany("insert into users values (?, ?, ?)", rows)
    connection.close()
    return f"sqlite:///{folder / 'x.db'}"


def test_rows_come_as_text_numbered_from_one(tmp_path: Path) -> None:
    query = Query("users", database(tmp_path), "select id as account_id, mail as email, amount from users")
    assert query.columns() == ["account_id", "email", "amount"]
    expected = [(1, "1", SECRET, "2"), (2, "u2", None, "2.5"), (3, "3", "raw", None)]
    for size in (1, 2, 100):
        assert build.rows(query, ["account_id", "email", "amount"], size) == expected


def test_the_digest_is_that_of_the_answer(tmp_path: Path) -> None:
    url = database(tmp_path)
    one = Query("users", url, "select id, mail from users order by rowid").digest()
    assert one == Query("people", url, "select id, mail from users where 1 = 1 order by rowid").digest()
    assert one != Query("users", url, "select id, mail from users order by rowid desc").digest()
    assert len(one) == 32


@pytest.mark.parametrize(
    ("url", "query", "words"),
    [
        ("sqlite:///{}/x.db", "select nothing from nowhere", "the query of users failed"),
        ("sqlite:///{}/no/such/x.db", "select 1", "the query of users failed"),
        ("nonsense", "select 1", "the URL of users"),
        ("nosuchdialect://user:hunter2@host/db", "select 1", "the URL of users"),
    ],
)
def test_a_failing_query_names_neither_rows_nor_passwords(
    tmp_path: Path, url: str, query: str, words: str
) -> None:
    with pytest.raises(WrongUse, match=words) as raised:
        Query("users", url.format(tmp_path), query).columns()
    assert "hunter2" not in str(raised.value)
    assert "nowhere" not in str(raised.value)


def test_its_repr_keeps_the_url_to_itself() -> None:
    assert "hunter2" not in repr(Query("users", "sqlite://user:hunter2@host/db", "select 1"))


def test_numbers_that_are_none_cost_their_cell_alone(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "y.db") as connection:
        connection.execute("create table paid (id, amount real)")
        connection.executemany("insert into paid values (?, ?)", [(1, 9e999), (2, 2.0), (3, 2.0**60)])
    connection.close()
    query = Query("paid", f"sqlite:///{tmp_path / 'y.db'}", "select id, amount from paid")
    assert build.rows(query, ["amount"]) == [(1, "inf"), (2, "2"), (3, "1152921504606846976.0")]
