"""What each column of each feed is for, in words: what `linkage feeds` and docs/feeds.md say."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from linkage.ingest.feeds import FEEDS, Column, Type


@dataclass(frozen=True)
class Use:
    """What a column is used for."""

    example: str
    use: str
    otherwise: str = "nothing is compared by it"
    """What happens without it."""
    unit: str = ""


SUMMARIES: Mapping[str, str] = {
    "accounts": "One row an account: who signed up, when and from where.",
    "billing": "One row a payment or a payment method.",
    "devices": "One row an account and device.",
    "network": "One row an account and address, with when and how often it was used.",
    "usage": "One row an account and hour: how much of which model was used.",
    "relations": "One row a known tie between two accounts; they explain honest sharing as much as abuse.",
    "labels": "One row a label: what is known of an account already.",
    "facts": "One row any other attribute of an account, of a kind you name.",
}
"""What a row of each feed is."""

_ID = Use("acc-1042", "names the account; kept as it is", "the row is set aside")
_FIRST = Use(
    "2026-05-03T10:00:00Z", "orders holders of a value, and what is new", "the time counts as unknown"
)
_LAST = Use("2026-05-04T18:30:00Z", "tells when the value was last seen", "`first_seen` stands for both")
_AT = Use("2026-05-03T10:00:00Z", "orders holders of a value, and what is new", "the time counts as unknown")
_AGENT = Use(
    "Mozilla/5.0 (X11; Linux x86_64) …", "a kind `profile` (device): browser and system", "no profile"
)
_PLACE = Use("DE", "reads phones and addresses; compared as a mark of a ring", "phones need a + and a code")

USES: Mapping[str, Mapping[str, Use]] = {
    "accounts": {
        "account_id": _ID,
        "created_at": Use(
            "2026-05-03T10:00:00Z", "sign-up: bursts, who held a value first, ages", "no burst is seen"
        ),
        "email": Use("ann@packwerk.net", "kinds `email`, `email_domain`, `email_shape` (identity)"),
        "phone": Use("+49 30 901820", "kinds `phone`, `phone_block` (identity)"),
        "full_name": Use("Ann Example", "kinds `name`, `name_key`, `surname` (identity)"),
        "country": _PLACE,
        "organization": Use("Packwerk GmbH", "kind `organisation` (identity); explains honest teams"),
        "referrer": Use("https://packwerk.net/join?c=77", "kind `referrer` (behaviour)"),
        "plan": Use("pro", "compared as a mark of a ring; shown before a ban", "no such mark"),
        "status": Use(
            "active",
            "banned accounts are known to be bad; a ring of banned and closed ones is closed; shown before a ban",
            "counts as active",
        ),
        "signup_ip": Use("203.0.113.7", "kinds `ip`, `subnet` (network)"),
        "signup_device_id": Use("d-5f2c9a", "kind `device` (device)"),
        "signup_user_agent": _AGENT,
        "invited_by": Use("acc-1001", "kind `inviter` (behaviour)"),
        "verification_method": Use("document", "kind `verification_method` (identity)"),
        "verification_result": Use("passed", "kind `verification_result` (identity)"),
        "verification_document": Use(
            "sha256:1c9e…", "kind `document` (identity): a digest of its number is enough"
        ),
    },
    "billing": {
        "account_id": _ID,
        "at": _AT,
        "amount": Use(
            "20.00",
            "the largest is the spend shown; days with one above zero tell who paid on, one below zero is a refund",
            "spend is unknown",
            "one currency",
        ),
        "currency": Use("EUR", "not read: amounts are compared as they stand", "nothing changes"),
        "card_fingerprint": Use("fp_8Jd2kQ", "kind `card` (payment), from your payment provider"),
        "card_bin": Use("424242", "kind `bin` (payment); follows from the card"),
        "payer_name": Use("Ann Example", "kind `payer` (payment)"),
        "payer_email": Use("pay@packwerk.net", "kind `payer_email` (payment)"),
        "billing_address": Use("Torstr. 1, 10119 Berlin", "kinds `address`, `address_key` (place)"),
        "tax_id": Use("DE123456789", "kind `tax_id` (payment)"),
        "outcome": Use("paid", "kind `outcome` (payment)"),
        "funding": Use("prepaid", "kind `funding` (payment)"),
    },
    "devices": {
        "account_id": _ID,
        "device_id": Use("d-5f2c9a", "kind `device` (device)", "the row is set aside"),
        "user_agent": _AGENT,
        "first_seen": _FIRST,
        "last_seen": _LAST,
    },
    "network": {
        "account_id": _ID,
        "ip": Use("203.0.113.7", "kinds `ip`, `subnet` (network)", "the row is set aside"),
        "asn": Use("AS3320", "kind `asn` (network); follows from the address"),
        "country": Use(
            "DE",
            "kept of the account as a set of countries, without times or addresses; read by `exits` of policies "
            "alone, and ties nobody",
            "no policy covers the account by its exits",
        ),
        "network_type": Use(
            "residential",
            "kind `network_type` (network); hosting, vpn, tor and residential_proxy hide where it is, which is weighed",
            "the network says nothing",
        ),
        "first_seen": _FIRST,
        "last_seen": _LAST,
        "hits": Use("37", "kept in the graph; not weighed", "counts as 1", "requests"),
    },
    "usage": {
        "account_id": _ID,
        "hour": Use(
            "2026-05-03T10:00:00Z", "active hours: rhythm of a ring", "the row is set aside", "an hour"
        ),
        "requests": Use(
            "120", "the busiest hour: heavy use, exchanges of a ring", "no such measure", "requests"
        ),
        "output_tokens": Use(
            "48000", "the busiest hour, kept in the graph; not weighed", "nothing changes", "tokens"
        ),
        "model": Use("large-2", "kind `model` (behaviour)"),
        "prompt_template": Use("sha256:9f31…", "kind `prompt` (behaviour): a digest or an id is enough"),
        "ip": Use("203.0.113.7", "kinds `ip`, `subnet` (network)"),
        "client": Use("sdk-python/1.4.2", "kind `client` (device)"),
        "key_id": Use("key_01H8", "kind `api_key` (identity): the id of a key, never the key"),
        "channel": Use("api", "kind `channel` (behaviour)"),
        "capability": Use("coding", "kind `capability` (behaviour): class of the prompt"),
    },
    "relations": {
        "account_id": _ID,
        "other_id": Use("acc-1043", "the other account", "the row is set aside"),
        "kind": Use(
            "reseller",
            "same_organisation, delegated and reseller explain honest sharing; transfer, referral and invitation are "
            "kept in the graph and not weighed (who invited an account is weighed by `invited_by`)",
            "the row is set aside",
        ),
        "at": _AT,
        "amount": Use(
            "50.00", "size of a transfer, kept in the graph; not weighed", "unknown", "your currency"
        ),
    },
    "labels": {
        "account_id": _ID,
        "label": Use(
            "fraud", "weights are learned by it; known bad accounts are told", "the row is set aside"
        ),
        "at": Use("2026-05-03T10:00:00Z", "when it was known; backtests go by it", "counts as always known"),
        "reason": Use("charge-back", "not read: no reason is kept", "nothing changes"),
    },
    "facts": {
        "account_id": _ID,
        "kind": Use("wallet", "name of the kind, yours or one of ours", "the row is set aside"),
        "value": Use(
            "0x71C7…976F", "the value; matched exactly unless the map says otherwise", "the row is set aside"
        ),
        "at": _AT,
        "count": Use("3", "kept in the graph; not weighed", "counts as 1", "uses"),
    },
}
"""Every column of every feed; a test holds this against `FEEDS`."""

TYPES: Mapping[Type, str] = {
    Type.ID: "text, at most 256 characters",
    Type.TEXT: "text",
    Type.TIME: "time: ISO 8601 (UTC without a zone), or epoch s, ms, µs",
    Type.WHOLE: "whole number",
    Type.REAL: "number",
    Type.CHOICE: "one of",
}
"""Types, as people read them."""

COLUMNS = ("column", "type", "unit", "example", "used for", "without it")


def typed(column: Column) -> str:
    """The type of a column in words."""
    words = f" {', '.join(column.choices)}" if column.choices else ""
    return f"{TYPES[column.type]}{words}"


def rows(feed: str) -> Iterator[tuple[str, ...]]:
    """The columns of a feed, as `COLUMNS` has them; required ones carry a star."""
    for column in FEEDS[feed].columns:
        use = USES[feed][column.name]
        name = f"{column.name}{'*' if column.required else ''}"
        yield name, typed(column), use.unit, use.example, use.use, use.otherwise


EXAMPLES: Mapping[str, tuple[Mapping[str, str], ...]] = {
    "accounts": (
        {"account_id": "acc-1", "created_at": "2026-05-03T10:00:00Z", "email": "ann@packwerk.net", "country": "DE",
         "phone": "+49 30 901820", "status": "active", "signup_ip": "203.0.113.7", "signup_device_id": "d-5f2c9a"},
        {"account_id": "acc-2", "created_at": "2026-05-03T10:04:00Z", "email": "bob@packwerk.net", "country": "DE",
         "phone": "+49 30 901820", "status": "active", "signup_ip": "203.0.113.7", "signup_device_id": "d-5f2c9a"},
        {"account_id": "acc-3", "created_at": "2026-05-03T10:09:00Z", "email": "cat@packwerk.net", "country": "DE",
         "phone": "+49 30 901821", "status": "active", "signup_ip": "203.0.113.8", "signup_device_id": "d-5f2c9a"},
    ),
    "billing": tuple(
        {"account_id": f"acc-{each}", "at": f"2026-05-03T1{each}:00:00Z", "amount": "20.00", "currency": "EUR",
         "card_fingerprint": "fp_8Jd2kQ", "payer_name": "Ann Example"}
        for each in (1, 2, 3)
    ),
    "network": tuple(
        {"account_id": f"acc-{each}", "ip": "203.0.113.7", "asn": "AS3320", "network_type": "residential",
         "first_seen": "2026-05-03T10:00:00Z", "last_seen": "2026-05-09T10:00:00Z", "hits": str(each * 10)}
        for each in (1, 2, 3)
    ),
}  # fmt: skip
"""A small set that loads as it stands."""

MAPS: Mapping[str, str] = {
    "Other names of files and columns": """\
[files]
customers = "accounts"
payments = "billing"

[columns.accounts]
account_id = "customer_no"
created_at = "registered"
email = "mail"

[columns.billing]
account_id = "customer_no"
at = "paid_at"
card_fingerprint = "card_token"
""",
    "Several columns that are one of ours": """\
[columns.accounts]
account_id = "customer_no"
created_at = ["day", "time"] # joined by a blank: the first must be there, others may be empty
full_name = ["first name", "last name"]

[columns.billing]
account_id = "customer_no"
billing_address = ["street", "house no", "postcode", "city"]
""",
    "A file of other names than the others of its feed": """\
[files]
"orders-2025.csv" = "billing"
"orders-2024.csv" = "billing"

[columns.billing]
account_id = "customer_no"

[columns."orders-2024.csv"] # read by its own parts alone: of [columns.billing] nothing holds for it
account_id = "Kunde"
at = "Zeitpunkt"

[forms."orders-2024.csv"]
at = "%d.%m.%Y %H:%M"
""",
    "Forms of times and of numbers": """\
[forms.accounts]
created_at = "%d.%m.%Y %H:%M"

[forms.billing]
amount = "1.234,56" # or "1,234.56"; signs and codes of currencies beside a number are passed over
""",
    "Words in other languages": """\
[words.billing.outcome]
"payé" = "paid"
"annulé" = "" # no value

[words.labels.label]
"oui" = "fraud"
"non" = ""
""",
    "Rows from a database": """\
[sources.crm]
url = "postgresql+psycopg://reader@db/crm"
query = "select id as account_id, mail as email, created as created_at from customers"
feed = "accounts"
""",
    "Kinds of your own, for the feed facts": """\
[kinds.wallet]
group = "payment"
normaliser = "exact"

[kinds.steam_id]
group = "identity"
normaliser = "digits"
forgeable = true
""",
}
"""Maps, by what they are for."""


def page() -> str:
    """docs/feeds.md, whole."""
    return "\n".join([HEAD, *(_section(feed) for feed in FEEDS), *_maps()])


HEAD = """# Feeds

A feed is a table: a file (`.csv`, `.tsv`, `.txt`, `.jsonl`, `.json`, `.parquet`, `.xlsx`; all but the last two also
`.gz` and `.zst`), a folder of them, or a SQL query. A `.json` is an array of objects, one within an object (`{"data":
[…]}`), or objects one after another. Separators are found by themselves, and so are encodings: UTF-8, UTF-16 and
UTF-32 with and without mark, cp1252 and its kin, Cyrillic, Greek, Japanese, Chinese and Korean ones; `ingest --guess`
says which it takes. Of an `.xlsx` (`pip install 'linkage[xlsx]'`) the first sheet that has rows is read, up to 128 MB
unpacked and 8,000,000 cells; a cell that holds an error (`#N/A`, `#REF!`, …), also one saved as text, cannot be read
(code `sheet_error`). Only the columns with a star are required. Columns that a feed does not have are named once and
ignored. A cell that cannot be read is set aside and its row is loaded; a row without a readable starred cell is set
aside whole, and so is a line that ends an export, such as `TRAILER,2` or `EOF` (code `trailer`). Where over 5 % of
the rows, or of a column of ids, times or numbers, or over half of another column, cannot be read (and at least 20 of
them) nothing of the table is loaded, and the message says which column, what was expected and what the cells look
like; `--accept-losses` loads the rest.

`linkage feeds` prints this page, `linkage feeds NAME` one feed, `linkage feeds --example DIR` writes a small set that
loads as it stands. This file is made by `linkage feeds --markdown`.
"""


def _section(feed: str) -> str:
    head = f"## {feed}\n{SUMMARIES[feed]}\n\n| {' | '.join(COLUMNS)} |\n|{'---|' * len(COLUMNS)}"
    return "\n".join([head, *(f"| {' | '.join(row)} |" for row in rows(feed)), ""])


def _maps() -> Iterator[str]:
    """What a map is, with an example of each use."""
    yield "## The map\nA TOML file for `--map`. On the left stand our names, on the right those of your files. "
    yield "`linkage ingest --guess PATH` looks at foreign files and writes one. In JSON the field `id` of the object "
    yield "`user` is the column `user.id`, and so is that of a struct of Parquet; lists of Parquet are not read.\n"
    for title, text in MAPS.items():
        yield f"### {title}\n```toml\n{text}```\n"
