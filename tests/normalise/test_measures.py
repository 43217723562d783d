import polars as pl

from linkage.normalise.measures import DAY, HOUR
from tests.normalise.build import key, run, spoiled


def test_sign_up_is_the_earliest_and_status_the_gravest() -> None:
    part = run(
        "accounts",
        {"account_id": "u1", "created_at": 20, "status": "Banned", "plan": "Pro ", "country": "us"},
        {"account_id": "u1", "created_at": 10, "status": "active", "plan": "free", "country": None},
    )
    shown = part.measures.select("account", "created_at", "status", "plan", "country").rows()
    assert shown == [(key("u1"), 10, "banned", "pro", "US")]


def test_an_unknown_status_or_country_is_set_aside() -> None:
    row = {"account_id": "u1", "created_at": 1, "status": "frozen", "country": "Atlantis"}
    assert spoiled("accounts", row) == [(1, "country", "unreadable"), (1, "status", "unreadable")]
    assert run("accounts", row).measures.select("status", "country").rows() == [(None, None)]


def test_a_plan_that_may_be_somebodys_address_is_set_aside() -> None:
    row = {"account_id": "u1", "created_at": 1}
    rows = [
        row | {"plan": plan} for plan in ("anna@firm.com", "+49 170 1234567", "1.2.3.4", "Team (2 seats)")
    ]
    assert spoiled("accounts", *rows) == [(row, "plan", "unreadable") for row in (1, 2, 3)]
    assert run("accounts", *rows).measures["plan"].to_list() == ["team (2 seats)"]


def test_days_with_a_payment_are_a_set_and_refunds_are_none() -> None:
    part = run(
        "billing",
        {"account_id": "u1", "at": 2 * DAY + 5, "amount": 9.5},
        {"account_id": "u1", "at": 2 * DAY, "amount": 20.0},
        {"account_id": "u1", "at": DAY, "amount": None},
        {"account_id": "u1", "at": 9 * DAY, "amount": -20.0},
        {"account_id": "u2", "at": None, "amount": float("nan")},
    )
    assert part.measures.select("account", "largest_amount", "paid_days").rows() == [
        (key("u1"), 20.0, [1, 2])
    ]


def test_busy_hours_are_a_set_and_peaks_the_largest() -> None:
    part = run(
        "usage",
        {"account_id": "u1", "hour": 3 * HOUR, "requests": 5, "output_tokens": 70},
        {"account_id": "u1", "hour": 3 * HOUR + 59, "requests": 9, "output_tokens": 60},
        {"account_id": "u1", "hour": HOUR, "requests": None, "output_tokens": None},
    )
    assert part.measures.select("hours", "peak_requests", "peak_tokens").rows() == [([1, 3], 9, 70)]


def test_an_account_of_which_nothing_is_measured_has_no_row() -> None:
    assert run("accounts", {"account_id": "u1", "created_at": None, "plan": "n/a"}).measures.is_empty()


def test_relations_merge_and_name_both_accounts() -> None:
    row = {"account_id": "u1", "other_id": "u2", "kind": "Transfer"}
    part = run(
        "relations", row | {"at": 5, "amount": 3.0}, row | {"at": 2, "amount": 8.0}, row | {"other_id": "u1"}
    )
    assert part.relations.rows() == [(key("u1"), key("u2"), "transfer", 2, 5, 8.0)]
    assert sorted(part.accounts["account_id"]) == ["u1", "u2"]


def test_a_relation_or_label_of_no_known_kind_is_set_aside() -> None:
    row = {"account_id": "u1", "other_id": "u2", "kind": "cousin"}
    assert run("relations", row).relations.is_empty()
    assert spoiled("relations", row) == [(1, "kind", "unreadable")]
    assert spoiled("labels", {"account_id": "u1", "label": "odd"}) == [(1, "label", "unreadable")]


def test_a_label_keeps_its_earliest_time() -> None:
    rows = [{"account_id": "u1", "label": "Fraud", "at": at} for at in (9, 4, None)]
    assert run("labels", *rows).labels.rows() == [(key("u1"), "fraud", 4)]
    assert run("labels", *rows).labels.schema == pl.Schema(
        {"account": pl.Int64(), "label": pl.String(), "at": pl.Int64()}
    )


def test_countries_of_addresses_are_a_set_without_times_or_addresses() -> None:
    rows: list[dict[str, object]] = [
        {"account_id": "u1", "ip": "203.0.113.7", "country": "de", "first_seen": 5},
        {"account_id": "u1", "ip": "203.0.113.8", "country": "UK", "first_seen": 9},
        {"account_id": "u1", "ip": "203.0.113.9", "country": " DE "},
        {"account_id": "u2", "ip": "203.0.113.9", "country": None},
        {"account_id": "u3", "ip": "203.0.113.9", "country": "NA"},
    ]
    part = run("network", *rows)
    assert sorted(part.exits.rows()) == sorted([(key("u1"), "DE"), (key("u1"), "GB"), (key("u3"), "NA")])
    assert part.measures.is_empty()
    plain = run("network", *({name: cell for name, cell in row.items() if name != "country"} for row in rows))
    for name, table in plain.tables().items():
        assert name == "exits" or table.equals(part.tables()[name])
    assert plain.exits.is_empty()


def test_a_country_that_is_none_is_set_aside_and_the_rest_of_its_row_goes_in() -> None:
    row = {"account_id": "u1", "ip": "203.0.113.7", "country": "Atlantis"}
    assert spoiled("network", row) == [(1, "country", "unreadable")]
    assert run("network", row).exits.is_empty()
    assert run("network", row).facts.equals(run("network", row | {"country": "DE"}).facts)
