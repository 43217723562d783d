"""Every column that docs/feeds.md says makes a kind is weighed as that kind."""

import re
from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
from pydantic import SecretStr

from linkage.home.home import Home
from linkage.home.load import Wish, load
from linkage.home.run import detect
from linkage.ingest import guide
from linkage.settings import Settings

RING, OTHERS = 10, 200
"""Accounts that share every column, and those that share none."""
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/{0}.0.0.0 Safari/537.36"
HEX = "sha256:{0:016x}"

COLUMNS: dict[str, dict[str, tuple[str, str]]] = {
    "accounts": {
        "email": ("kunde-{0}x@web{0}.example", "quelle.77@quarzwerk.net"),
        "phone": ("+4930{0}771122", "+49 89 5550123"),
        "full_name": ("Vor{0}a Nach{0}b", "Ottokar Quendelberg"),
        "organization": ("Firma{0} GmbH", "Quarzwerk Nord GmbH"),
        "referrer": ("https://seite{0}.example/a", "https://quarzwerk.net/join?c=77"),
        "signup_ip": ("11.{0}.1.1", "45.83.12.7"),
        "signup_device_id": ("d-{0:06x}", "d-shared"),
        "signup_user_agent": (
            CHROME,
            "Mozilla/5.0 (X11; OpenBSD amd64; rv:99.0) Gecko/20100101 Firefox/99.0",
        ),
        "invited_by": ("", "a-0100"),
        "verification_method": ("document", "notary"),
        "verification_result": ("passed", "expired"),
        "verification_document": (HEX, "sha256:deadbeefdeadbeef"),
    },
    "billing": {
        "card_fingerprint": ("fp_{0:06d}", "fp_shared1"),
        "card_bin": ("4{0:05d}", "512345"),
        "payer_name": ("Zahl{0}a Geld{0}b", "Zdenka Ypsilon"),
        "payer_email": ("zahler-{0}x@bank{0}.example", "zahler@quarzwerk.net"),
        "billing_address": ("Weg{0} {0}, 10{0:03d} Berlin", "Quarzweg 99, 80331 Muenchen"),
        "tax_id": ("DE1{0:08d}", "DE136695976"),
        "outcome": ("paid", "disputed"),
        "funding": ("credit", "gift"),
    },
    "devices": {
        "device_id": ("dd-{0}", "dd-shared"),
        "user_agent": (CHROME, "Mozilla/5.0 (X11; FreeBSD amd64; rv:88.0) Gecko/20100101 Firefox/88.0"),
    },
    "network": {
        "ip": ("12.{0}.1.1", "45.83.13.7"),
        "asn": ("AS{0}", "AS3320"),
        "network_type": ("residential", "tor"),
    },
    "usage": {
        "model": ("large-2", "secret-9"),
        "prompt_template": (HEX, "sha256:0badcafe0badcafe"),
        "ip": ("13.{0}.1.1", "45.83.14.7"),
        "client": ("sdk-python/1.4.2", "oddtool/0.1"),
        "key_id": ("key_{0:05d}", "key_shared"),
        "channel": ("web", "cloud"),
        "capability": ("chat", "biology"),
    },
}
"""What each account has of each column, and what those of the ring have."""

NAMED = [
    (feed, column, kind)
    for feed, columns in guide.USES.items()
    for column, use in columns.items()
    for each in re.findall(r"\bkinds? ((?:`\w+`(?:, )?)+)", use.use)
    for kind in re.findall(r"\w+", each)
]


class Nobody:
    """Looks at no progress."""

    def tell(self, name: str) -> None: ...

    def step(self, name: str, done: int, total: int | None) -> None: ...


def table(columns: dict[str, tuple[str, str]], when: str) -> pl.DataFrame:
    """A feed: the ring first, then the others."""
    places = range(1, RING + OTHERS + 1)
    days = [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=7 * each) for each in places]
    cells = {
        name: [shared if each <= RING else own.format(each) for each in places]
        for name, (own, shared) in columns.items()
    }
    ids = [f"a-{each:04d}" for each in places]
    return pl.DataFrame({"account_id": ids, when: [each.isoformat() for each in days], **cells})


@pytest.fixture(scope="module")
def weighed(tmp_path_factory: pytest.TempPathFactory) -> pl.DataFrame:
    """The values that all of the ring hold, with their weights."""
    folder = tmp_path_factory.mktemp("columns")
    (folder / "feeds").mkdir()
    times = {"accounts": "created_at", "billing": "at", "devices": "first_seen", "network": "first_seen"}
    for feed, columns in COLUMNS.items():
        table(columns, times.get(feed, "hour")).write_csv(folder / "feeds" / f"{feed}.csv")
    secret = SecretStr("0123456789abcdef0123456789abcdef")
    home = Home(
        Settings(home=folder / "home", pepper=secret, audit_key=secret, audit_folder=folder / "audit")
    )
    load(home, [str(folder / "feeds")], Wish(), Nobody())
    detect(home, Nobody())
    links = home.publication().links.with_columns(pl.col("kind").cast(pl.String))
    return links.group_by("kind", "value").agg(pl.len(), pl.col("bits").max()).filter(pl.col("len") == RING)


def test_the_page_names_the_kinds_of_all_columns_that_have_one() -> None:
    assert {(feed, column) for feed, column, _ in NAMED} == {
        (feed, column) for feed, columns in COLUMNS.items() for column in columns
    }


@pytest.mark.parametrize(("feed", "column", "kind"), NAMED)
def test_a_column_is_weighed_as_the_kind_that_the_page_names(
    weighed: pl.DataFrame, feed: str, column: str, kind: str
) -> None:
    columns = [(a, b) for a, b, named in NAMED if named == kind]
    found = weighed.filter((pl.col("kind") == kind) & (pl.col("bits") > 0))
    assert found.height >= len({COLUMNS[a][b][1] for a, b in columns})
    assert (feed, column) in columns
