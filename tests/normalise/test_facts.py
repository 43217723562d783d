import polars as pl

from linkage import kinds
from linkage.normalise import normalise, token_of
from tests.normalise.build import PEPPER, children, frame, key, masks, run, spoiled


def test_an_account_holds_what_it_signed_up_with() -> None:
    part = run(
        "accounts",
        {
            "account_id": "u1",
            "created_at": 100,
            "email": "Maria@firm.com",
            "phone": "(415) 555-0142",
            "country": "us",
        }
        | {
            "full_name": "Maria Kovács",
            "signup_ip": "203.0.113.7",
            "signup_device_id": "d1",
            "organization": "Acme Ltd",
        }
        | {"referrer": "x.com/a", "signup_user_agent": "curl/8.1"},
    )
    held = part.facts.select("kind", "first_seen", "last_seen", "count").sort("kind").rows()
    names = ["device", "email", "ip", "name", "phone", "referrer"]
    assert held == [(name, 100, 100, 1) for name in names]
    assert masks(part, "email") == ["m***@f***.com"]
    assert masks(part, "phone") == ["+1 ••• •• 42"]
    assert children(part, "email") == {"email_domain": 1}
    assert children(part, "device") == {"profile": 1}
    assert children(part, "ip") == {"subnet": 1}
    assert children(part, "name") == {"name_key": 1, "surname": 1}


def test_facts_merge_by_earliest_latest_and_largest() -> None:
    seen = {"account_id": "u1", "ip": "203.0.113.7"}
    part = run(
        "network",
        seen | {"first_seen": 50, "last_seen": 60, "hits": 3},
        seen | {"first_seen": 10, "last_seen": 20, "hits": 9},
        seen | {"ip": "203.0.113.7:80", "first_seen": 70, "last_seen": None, "hits": None},
    )
    assert part.facts.select("account", "first_seen", "last_seen", "count").rows() == [(key("u1"), 10, 70, 9)]


def test_a_count_is_one_at_least_and_times_may_be_unknown() -> None:
    part = run("facts", {"account_id": "u1", "kind": "wallet", "value": "w", "at": None, "count": 0})
    assert part.facts.select("first_seen", "last_seen", "count").rows() == [(None, None, 1)]


def test_times_the_wrong_way_round_are_put_right() -> None:
    part = run("devices", {"account_id": "u1", "device_id": "d1", "first_seen": 9, "last_seen": 4})
    assert part.facts.select("first_seen", "last_seen").rows() == [(4, 9)]


def test_what_a_row_says_of_an_address_hangs_on_the_address() -> None:
    part = run("network", {"account_id": "u1", "ip": "203.0.113.7", "asn": "AS64496", "network_type": "vpn"})
    assert children(part, "ip") == {"asn": 1, "network_type": 1, "subnet": 1}
    assert part.facts["kind"].to_list() == ["ip"]


def test_without_the_value_it_would_hang_on_it_is_a_fact_of_its_own() -> None:
    part = run(
        "billing",
        {"account_id": "u1", "at": 5, "card_fingerprint": "unknown", "card_bin": "424242"},
        {"account_id": "u2", "at": 6, "card_fingerprint": "card_x", "card_bin": "424242"},
    )
    assert sorted(part.facts.select("account", "kind").rows()) == sorted(
        [(key("u1"), "bin"), (key("u2"), "card")]
    )
    assert children(part, "card") == {"bin": 1}
    assert masks(part, "bin") == ["424242••••"]


def test_a_device_with_two_user_agents_has_two_profiles() -> None:
    row = {"account_id": "u1", "device_id": "d1"}
    part = run("devices", row | {"user_agent": "curl/8.1"}, row | {"user_agent": "python-requests/2.1"})
    assert children(part, "device") == {"profile": 2}


def test_words_for_nothing_make_no_fact_and_are_not_set_aside() -> None:
    rows = {
        "account_id": "u1",
        "email": "test@test.com",
        "phone": "N/A",
        "full_name": "-",
        "signup_ip": "10.0.0.1",
    }
    assert run("accounts", rows).facts.is_empty()
    assert spoiled("accounts", rows) == []


def test_unreadable_cells_are_set_aside_by_row_column_and_code() -> None:
    good = {"account_id": "u1", "email": "a@b.co", "signup_ip": "203.0.113.7"}
    bad = {"account_id": "u2", "email": "anna", "signup_ip": "1.2.3"}
    assert spoiled("accounts", good, bad, bad) == [
        (2, "email", "unreadable"),
        (2, "signup_ip", "unreadable"),
        (3, "email", "unreadable"),
        (3, "signup_ip", "unreadable"),
    ]
    assert run("accounts", good, bad).accounts.height == 2


def test_a_phone_number_is_read_in_its_accounts_country() -> None:
    rows = [
        {"account_id": f"u{i}", "phone": "07700 900123", "country": name}
        for i, name in enumerate(("GB", "uk", "TR"))
    ]
    part = run("accounts", *rows)
    assert masks(part, "phone") == ["+44 ••• •• 23", "+90 ••• •• 23"]


def test_rows_of_the_facts_feed_name_their_kind() -> None:
    part = run(
        "facts",
        {"account_id": "u1", "kind": " Wallet ", "value": "0xA", "at": 3, "count": 2},
        {"account_id": "u1", "kind": "wallet", "value": "0xA", "at": 1, "count": 4},
        {"account_id": "u1", "kind": "email", "value": "A.nna@gmail.com", "at": 2, "count": 1},
    )
    assert sorted(part.facts.select("kind", "first_seen", "last_seen", "count").rows()) == [
        ("email", 2, 2, 1),
        ("wallet", 1, 3, 4),
    ]
    assert masks(part, "email") == ["a***@gmail.com"]
    assert masks(part, "wallet")[0].startswith("wallet ")
    assert "0xA" not in masks(part, "wallet")[0]


def test_a_row_without_a_kind_keeps_its_account_alone() -> None:
    for kind in ("n/a", "", "anna@firm.com", "+49 170 1234567", "x" * 65):
        row = {"account_id": "u1", "kind": kind, "value": "x"}
        assert run("facts", row).facts.is_empty()
        assert spoiled("facts", row) == [(1, "kind", "unreadable")]


def test_a_declared_kind_is_read_as_it_was_declared() -> None:
    declared = {"tag": kinds.declare("tag", "behaviour", "casefold")}
    rows = frame(*({"account_id": each, "kind": "tag", "value": each} for each in ("AbC", "aBc")))
    assert normalise("facts", rows, PEPPER, declared)[0].facts["value"].n_unique() == 1


def test_the_same_value_has_one_token_in_every_feed_and_in_a_search() -> None:
    signup = run("accounts", {"account_id": "u1", "signup_ip": "203.0.113.7"}).facts["value"][0]
    network = run("network", {"account_id": "u1", "ip": "203.0.113.7"}).facts["value"][0]
    assert signup == network == token_of("ip", " ::ffff:203.0.113.7", PEPPER)
    phone = run("accounts", {"account_id": "u1", "phone": "07700 900123", "country": "GB"}).facts["value"][0]
    assert (
        phone
        == token_of("phone", "07700 900123", PEPPER, "GB")
        == token_of("phone", "+44 7700900123", PEPPER)
    )


def test_a_search_for_nothing_finds_no_token() -> None:
    assert token_of("email", "test@test.com", PEPPER) is None
    assert token_of("wallet", "null", PEPPER) is None


def test_implied_values_have_a_row_of_their_own() -> None:
    part = run("accounts", {"account_id": "u1", "email": "anna.b@firm.com", "signup_ip": "2001:db8:1:2::3"})
    assert set(part.implied["value"]) | set(part.implied["implied"]) <= set(part.values["value"])
    assert set(part.facts["value"]) <= set(part.values["value"])
    assert part.values.filter(pl.col("kind") == "subnet").height == 2
