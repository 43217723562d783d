"""Values that stand for no value, and values that merely look like it."""

import base64
import hashlib
import uuid
import zlib
from collections.abc import Sequence

import pytest

from linkage import kinds
from linkage.kinds import Context, digests
from tests.kinds.build import clean, readable, texts

ANY = (
    "not specified", "Not Specified", "not_specified", "notProvided", "NOT-AVAILABLE", "not applicable", "n/a", "N/A.",
    "(blank)", "<nil>", "nil", "None", "'null'", '"undefined"', "(null string)", "undefinednull", "null, null, 00000",
    "undefined undefined", "None/None", "[object Object]", "[object Object], [object Object]", "[object Promise]",
    "%5Bobject%20Object%5D", "{}", "[]", "()", "[{}]", '""', "''", "--", "............", "***", "NaN", "-nan",
    "1.#QNAN", "function()", "function () { [native code] }", "() => {}", "getDeviceId()", "System.Object",
    "System.String[]", "System.Collections.Generic.List`1[System.String]", "[B@1a2b3c4d", "[Ljava.lang.String;@1a2b",
    "java.lang.Object@3f2a91", "<object object at 0x7f3a2c>", "<function key at 0x7f3a2c>", "#<Object:0x01>",
    "%!s(<nil>)", '{"id":null}', "{'id': None}", "[null, null]", "{{ email }}", "{{first}} {{last}}", "${name}", "%s",
    "#REF!", "#VALUE!", "#NAME?", "#N/A", "#DIV/0!", "#NUM!", "Default string", "To be filled by O.E.M.",
    "System Serial Number", "INVALID", "unknown device", "Unknown User", "no data", "no response", "Redacted",
    "string", "string, string", "object Object", "Prefer not to disclose", "declined to answer",
    "Email not provided", "Device ID not found", "address not on file", "has not been set", "nil UUID",
    "[deleted]", "keine Angabe", "desconocido", "inconnu", "неизвестно", "不明", "XXXX-XXXX", "xxx-xx-xxxx",
)  # fmt: skip
HASHED = (
    "",
    "0",
    "null",
    "undefined",
    "unknown",
    "None",
    "NULL",
    "NaN",
    "[object Object]",
    "00:00:00:00:00:00",
)
ALGORITHMS = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha3_256", "blake2b", "blake2s")
OPAQUE = ("card", "device", "wallet")
WORDY = ("name", "payer", "organisation", "address", "email", "phone", "tax_id", *OPAQUE)

GONE: dict[str, tuple[str, ...]] = {
    "organisation": (
        "PayPal", "PayPal Inc.", "PayPal (Europe) S.à r.l. et Cie, S.C.A.", "Stripe", "Stripe Payments Europe Ltd",
        "Apple Pay", "ApplePay", "Google Pay", "GPay", "Klarna Bank AB", "bank transfer", "guest", "Cash", "self",
        "Self-Employed", "private", "Privatperson", "Individual", "walk-in customer", "Unemployed", "-",
        "Google Play", "Apple App Store", "Shopify Payments", "Amazon.com", "Klarna Holding", "Not a company",
        "N/A - individual", "Home user", "sin empresa", "Confidential", "Your Company Name Here",
    ),
    "payer": (
        "PayPal", "PAYPAL EUROPE", "Stripe", "Apple Pay", "WeChat Pay", "Cash App", "Google Pay", "guest", "cash",
        "Credit Card", "Visa", "Cardholder", "Name on Card", "Private",
        "PayPal Holdings", "Klarna AB (publ)", "Revolut Ltd", "Wise Payments", "Link by Stripe", "Prepaid Card",
        "GIFT CARD RECIPIENT", "A Gift For You", "Unknown Payer", "MR CARDHOLDER", "Debit",
    ),
    "name": (
        "Guest", "guest user", "Guest 12", "User 4711", "Walk-In Customer", "Customer", "J*** S***",
        "Firstname Lastname", "Max Mustermann", "Deleted User", "Gast", "Consumidor Final",
        "Test Testsson", "Deleted User 123", "Facebook User", "Discord User", "GDPR deleted", "имя фамилия", "张三",
        "test1 test1", "Mr. Null",
    ),
    "address": (
        "n/a, n/a, 00000", "N/A, N/A, GB", "null, London, null", "undefined, 12345", "None, None, None, US", "00000",
        "same as above", "Click & Collect", "PayPal", "guest", "cash", "self", "private", "123 Fake St.",
        "123 Main St, Anytown, USA", "Musterstraße 1, 12345 Musterstadt",
        "123 Test Street, Testville, TE1 1ST", "123 Any Street, Any Town, USA 12345", "Default Address 1",
        "Calle Falsa 123, Springfield", "Online order", "Street 1, City, 12345", "string, string, string",
    ),
    "card": (
        "XXXX-XXXX-XXXX-4242", "************4242", "**** **** **** 4242", "•••• 4242", "...4242", "4242",
        "4242-XXXX-XXXX-XXXX", "424242******4242", "4242-42XX-XXXX-4242", "4242????????4242", "Visa 4242", "mc-1234",
        "Visa ending in 4242", "Mastercard •••• 4242", "0000 0000 0000 1234", "Visa", "PayPal", "Apple Pay", "cash",
        "tok_visa", "pm_card_visa", "Visa x4242", "4000000000003220", "6759649826438453", "free trial",
        "Sofort", "card_", "card_null", "4242 4242 4242 4242", "4111 1111 1111 1111", "5555555555554444",
        "last4=4242", "visa_4242", "ending-in-4242", "tok_chargeDeclined", "card_fingerprint", "no_fingerprint",
        "apple_pay", "sepa_debit", "us_bank_account", "paypal_account",
    ),
    "device": (
        "ffffffff-ffff-ffff-ffff-ffffffffffff", "{00000000-0000-0000-0000-000000000000}", "0x0000000000000000",
        "urn:uuid:00000000-0000-0000-0000-000000000000", "imei:000000000000000", "00:00:00:00:00:00", "0.0", "-1",
        "FF:FF:FF:FF:FF:FF", "11:22:33:44:55:66", "12:34:56:78:9a:bc", "0123456789", "987654321", "123456789000",
        "0123456789abcdef", "aaaaaaaa", "abababababab", "01010101-0101-0101-0101-010101010101", "SN-1234567890",
        "11111111-2222-3333-4444-555555555555", "00000000-54b3-e7c7-0000-000046bffd97", "SYS-9876543210", "xxxxxxx",
        "03000200-0400-0500-0006-000700080009", "123e4567-e89b-12d3-a456-426614174000", "44:45:53:54:00:00",
        "02:42:ac:11:00:02", "unknown_device", "device-undefined", "null_null", "device_id", "iPhone", "localhost",
        "\\N", "Optional(nil)", "Some(null)", "empty string", "missing_device_id", "Type1ProductConfigId", "SERNUM",
        "012345678912345", "Parallels", "abcdefgh",
        "Base Board Serial", "SerialNumber", "Type2 - Board Serial Number", "Product Name", "VMware Virtual Platform",
        "Standard PC (i440FX + PIIX, 1996)", "permission_denied", "OPTED OUT", "advertising id disabled",
        "unsupported", "timeout", "TypeError: undefined is not a function", "undefined-undefined-undefined",
        "android-undefined", "deadbeef-dead-beef-dead-beefdeadbeef", "cafebabe", "BSN12345678901234567", "PF000000",
        "00000000-0000-0000-0000-000000000001", "<html><body>404</body></html>",
    ),
    "phone": (
        "XXX-XXX-1234", "+44 7*** ***633", "07xxx xxxxxx", "+1 (___) ___-1234", "07••• •••123", "+447000000000",
        "+44 7123456789", "1-800-XXX-XXXX", "+1 555 123 4567",
        "+86 138 0013 8000",
    ),
    "tax_id": (
        "XX-XXX1234", "***-**-1234", "XXX-XX-6789", "DE*****6788", "XAXX010101000", "GB123456789", "NL123456789B01",
        "IE1234567T", "ATU12345678", "CHE-123.456.789 MWST", "12-3456789", "111.111.111-11", "123.456.789-09",
        "12.345.678/0001-95",
    ),
    "wallet": (
        "00000000-0000-0000-0000-000000000000", "0x0000000000000000000000000000000000000000", "0", "0.0", "-1",
        "123456789", "***-**-1234", "XXXX-XXXX-4242", "GB** **** 1234", "ff:ff:ff:ff:ff:ff",
    ),
    "email": (
        "guest@example.com", "walkin@example.org", "john@shop.example", "info@firm.test", "3f2a@shop.invalid",
        "1@example.com", "guest123@example.net", "john.doe@mail.example.com", "guest@gmail.com", "test@gmail.com",
        "customer@yahoo.com", "test@mailinator.com", "none@gmx.de", "unknown@firm.com", "no.reply@firm.com",
        "guest@firm.com", "anonymous@firm.com", "null@null.com", "none@noemail.com", "notiene@firm.mx",
        "j***@gmail.com", "xxxx@gmail.com", "111111@qq.com", "123456@gmail.com",
        "someone@somewhere.com", "email@domain.tld",
    ),
}  # fmt: skip

KEPT: dict[str, tuple[str, ...]] = {
    "organisation": (
        "Stripe Rite Ltd", "Stripes", "PayPal Museum", "Cash & Carry", "Guest House Anna", "Self Storage Ltd",
        "Private Bank of Anna", "Unknown Pleasures", "Card Factory", "Individual Restaurants", "NullPointer GmbH",
        "Link Group", "Square Enix", "Bar International", "Ideal Services", "Apple Inc.", "Wise Owl",
        "String Theory Ltd", "Error Prone Ltd", "Startup Nation",
    ),
    "payer": (
        "Johnny Cash", "Anna Guest", "Mary Square", "Private Jones", "Stripe Rite",
        "Wise Owen", "Anna Credit", "Penny Card", "Gift Okafor",
    ),
    "name": (
        "Anna Guest", "Christopher Null", "Johnny Cash", "Noah", "Anna", "Bo Nil", "Anna Blank", "Na Nguyen",
        "Nan Goldin", "Otto", "Max Power",
        "Jan Kowalski", "Test Pilot Jones", "Line Andersen", "Steam Powers", "Will Denied",
    ),
    "address": (
        "12 Main Street, Springfield", "123 Main St, Springfield IL 62701", "Via Roma 5, 10060 None TO",
        "null, 12 Main Street, York YO1 1AA", "1 Guest Road, Leeds", "5 Cash Street, York", "10 Private Road, London",
        "12 Testwood Road, Southampton SO15 4AA", "12 City Road, London EC1", "12 Online Way, York YO1",
    ),
    "card": (
        "Xt5EWLLDS7FJjR1c", "fp1207388624", "4000 1234 1234 4242", "card_Q7xZ", "card_1", "visa_Xt5EWLLDS7FJjR1c",
        "deadbeef00112233", "10023", "xxHash9Tq21Lm", "pm_1Nx",
        "last4x9KqP77w", "visaX9q", "card_1Nx83", "0x9f3ab2", "fp00000001", "DENIED-8831-KX",
    ),
    "device": (
        "6f1c2d3e-0000-4aaa-8bbb-00112233aabb", "Kx_9zQ", "dv-92bde3134d2ea16", "null-device-7a91", "a4:5e:60:d1:22:9f",
        "00000000-1234-e7c7-0000-000046bffd97", "SN-73120945", "imei:356938035643809", "unknown-pleasures-19",
        "12345678-90ab-4def-8123-9abcdef01234", "emulator-5554-abc9", "android-9f31c2",
        "reception-pc", "club-tablet-77aa01", "BSN7392817364", "c0ffee12", "error-tracker-9", "denied-laptop",
        "vmware-5601", "00000000-0000-0000-0000-00000000002a",
    ),
    "phone": ("+447930246633", "+14155550123", "+491701234567", "+447912345678", "+442020202020", "+1 415 555 0123 x9"),
    "tax_id": ("DE123456788", "FRXX123456788", "GB980780684", "12-3456780", "IE6388047V", "NL004495445B01"),
    "wallet": (
        "0xAb", "1", "7", "A+", "true", "1920x1080x24", "none of your business", "000123", "2024-01-01", "UTC+0",
        "GB29NWBK60161331926819", "0x52908400098527886E0F7030069857D2E4169EE7", "00:1b:44:11:3a:b7", "guest",
        "denied", "error", "timeout", "disabled",
    ),
    "email": (
        "c.guest@firm.com", "anna.smith@example.com", "info@firm.com", "test@firm.com", "unknown99@gmail.com",
        "maxxxx@gmail.com", "test.pilot@gmail.com", "annone@gmail.com", "stripe@firm.de", "ring-3-0@example.org",
    ),
    "prompt": (
        "write a poem about null pointers", "{{question}} in {{style}}",
        "Error: explain this traceback", "function add(a, b) { return a + b }", "do not answer",
    ),
    "model": ("none-such-1",),
    "referrer": ("undefined.com",),
}  # fmt: skip


def digest(name: str, word: str) -> bytes:
    """One digest of a word."""
    return hashlib.new(name, word.encode(), usedforsecurity=False).digest()


def kept(kind: str, raw: Sequence[str], country: str | None = None) -> list[str]:
    """Those cells in which a kind finds a value; all are read as one column, as a feed is."""
    found = clean(kind, *raw, country=country)
    return [cell for cell, value in zip(raw, found, strict=True) if value is not None]


@pytest.mark.parametrize("kind", WORDY)
def test_nothing_said_in_words_or_by_a_slip_of_a_program_is_no_value_of_any_kind(kind: str) -> None:
    assert kept(kind, ANY, country="GB") == []


@pytest.mark.parametrize("kind", GONE)
def test_a_stand_in_is_no_value(kind: str) -> None:
    assert kept(kind, GONE[kind], country="GB" if kind == "phone" else None) == []


@pytest.mark.parametrize("kind", KEPT)
def test_what_merely_looks_like_a_stand_in_stays(kind: str) -> None:
    assert kept(kind, KEPT[kind]) == list(KEPT[kind])


def written(name: str, word: str) -> list[str]:
    """One digest of a word in all the ways that digests are written."""
    raw = digest(name, word)
    forms = [raw.hex(), raw.hex().upper(), f"{name}:{raw.hex()}", f"0x{raw.hex()}", raw.hex(":")]
    return [*forms, base64.b64encode(raw).decode(), base64.urlsafe_b64encode(raw).decode().rstrip("=")]


@pytest.mark.parametrize("kind", OPAQUE)
@pytest.mark.parametrize("name", ALGORITHMS)
def test_a_digest_of_nothing_is_no_value_however_it_is_written(kind: str, name: str) -> None:
    assert kept(kind, [form for word in HASHED for form in written(name, word)]) == []


def short(word: str) -> list[str]:
    """Checksums, halves of digests and UUIDs of a word."""
    md5 = digest("md5", word)
    halves = [f"{zlib.crc32(word.encode()):08x}", md5.hex()[:16], digest("sha256", word).hex()[:16]]
    ids = [uuid.UUID(bytes=md5), uuid.UUID(bytes=md5, version=3), uuid.uuid5(uuid.NAMESPACE_DNS, word)]
    return [*halves, *map(str, ids)]


@pytest.mark.parametrize("kind", OPAQUE)
def test_short_digests_and_uuids_of_nothing_are_no_values_either(kind: str) -> None:
    words = ("", "0", "null", "undefined", "unknown")
    assert kept(kind, [form for word in words for form in short(word)]) == []


@pytest.mark.parametrize("kind", OPAQUE)
def test_a_digest_of_something_stays(kind: str) -> None:
    forms = [digest(name, "anna.smith@firm.com").hex() for name in ALGORITHMS]
    assert clean(kind, *forms) == forms


def test_a_snippet_that_finds_no_id_on_a_phone_makes_one_id_for_all() -> None:
    assert (
        clean("device", "00000000-0000-0000-0000-000000000030", "00000000-0033-c587-0033-c5870033c587")
        == [None] * 2
    )
    assert clean("device", "00000000-7a11-e7c7-0000-000000000000") == ["00000000-7a11-e7c7-0000-000000000000"]


def test_digests_of_nothing_are_told_once() -> None:
    known = digests.of_nothing()
    assert known.n_unique() == len(known)
    assert known.str.len_bytes().min() >= 6  # type: ignore[operator]


@pytest.mark.parametrize("normaliser", ["exact", "casefold", "digits", "device", "card"])
def test_a_declared_kind_refuses_nothing_whatever_its_normaliser(normaliser: str) -> None:
    declared = kinds.declare("token", None, normaliser)
    raw = texts(
        "[object Object]", "not specified", digest("sha256", "").hex(), "XXXX-XXXX-1234", "0000000000"
    )
    assert declared.clean(raw, Context()).to_list() == [None] * 5


def test_a_stand_in_with_the_form_of_an_address_is_readable() -> None:
    assert readable("email", "guest@example.com", "x@shop.invalid") == [True, True]


def test_a_domain_kept_for_examples_belongs_to_nobody() -> None:
    assert clean("email_domain", "example.com", "mail.example.org", "firm.test", "firm.com") == [
        None,
        None,
        None,
        "firm.com",
    ]


def test_a_payer_is_refused_in_whatever_order_the_words_come() -> None:
    assert clean("payer", "Pay, Apple", "Guest") == [None, None]
