"""Odd ids and odd values from loading to what is shown: rings are found, and no screen is steered."""

from pathlib import Path
from random import Random
from xml.etree import ElementTree

import polars as pl
import pytest

from linkage.printable import lines
from tests.cli.conftest import Run

NAMES = (
    "R-a\u202eb",
    "x\x1b[31m R-00000000",
    "nl\nforged",
    "tab\tx",
    "rtl\u2067z",
    "<b>&\"'",
    "\u200bzero",
    "c1\x9b",
)
ENFORCEABLE = ("core", "member")
HONEST, RING = 600, 12


def load(run: Run, device: str, card: str, strangers: int = 0, names: tuple[str, ...] = ()) -> set[str]:
    """Who is found (core or member) where twelve have one device and one card; `strangers` have one of the two."""
    drawn = Random(3)
    ids = [*names, *(f"ring-{each}" for each in range(len(names), RING))]
    ring = [(each, f"2026-03-02T10:{at:02}:00Z", device, card) for at, each in enumerate(ids)]
    honest = [
        (
            f"honest-{each}",
            f"2026-{1 + each % 9:02}-{1 + each % 28:02}T{each % 24:02}:11:00Z",
            device if each % 2 and each < strangers * 2 else f"d-{drawn.getrandbits(40):x}",
            card if not each % 2 and each < strangers * 2 else f"fp_{drawn.getrandbits(50):x}",
        )
        for each in range(HONEST)
    ]
    rows = pl.DataFrame(
        [*ring, *honest], ["account_id", "created_at", "signup_device_id", "card_fingerprint"], orient="row"
    )
    people = rows.drop("card_fingerprint").with_columns(
        email=pl.Series([f"q{drawn.randrange(10**7)}@gmail.com" for _ in range(rows.height)])
    )
    people.write_csv("accounts.csv")
    rows.select("account_id", "card_fingerprint", at="created_at").write_csv("billing.csv")
    assert run("ingest", "accounts.csv", "billing.csv").code == 0
    assert run("detect").code == 0
    assert run("export", "members", "-o", "members.parquet").code == 0
    members = pl.read_parquet("members.parquet")
    return set(members.filter(pl.col("tier").is_in(ENFORCEABLE))["account_id"])


@pytest.mark.parametrize(
    ("device", "card"), [("my phone", "gift-77"), ("guest-pc", "test-card-3"), ("qwerty", "card-1")]
)
def test_a_ring_on_values_that_look_like_stand_ins_is_found(run: Run, device: str, card: str) -> None:
    assert load(run, device, card) == {f"ring-{each}" for each in range(RING)}


def test_the_same_values_tie_nobody_where_many_strangers_hold_them(run: Run) -> None:
    assert load(run, "my phone", "gift-77", strangers=250) == set()


def test_odd_ids_are_escaped_in_every_picture_and_file_of_their_ring(run: Run, tmp_path: Path) -> None:
    assert set(NAMES) < load(run, "dev-5f2c9a77", "fp_412b3027d5eb2ff2", names=NAMES)
    ring = run("rings", "--plot", "rings.svg", "--json").document["rings"][0]["ring_id"]
    assert run("show", ring, "--plot", "ring.svg").code == 0
    assert run("show", NAMES[0], "--plot", "account.svg").code == 0
    for form in ("graphml", "gexf", "csv"):
        assert run("export", "ring", ring, "--to", form).code == 0
    files = [
        "rings.svg",
        "ring.svg",
        "account.svg",
        *(f"{ring}.{form}" for form in ("graphml", "gexf", "csv")),
    ]
    for each in files:
        text = (tmp_path / each).read_text(encoding="utf-8")
        assert text == lines(text), each
        if not each.endswith("csv"):
            ElementTree.fromstring(text)
    drawn = (tmp_path / "ring.svg").read_text(encoding="utf-8")
    titles = (r"R-a\u202eb (core)", r"x\x1b[31m R-00000000 (core)", r"nl\x0aforged (core)", "&lt;b&gt;&amp;")
    assert all(each in drawn for each in titles)


def test_an_account_whose_id_begins_as_a_ring_s_does_is_decided_upon(run: Run) -> None:
    load(run, "dev-5f2c9a77", "fp_412b3027d5eb2ff2", names=NAMES)
    assert r"release R-a\u202eb" in run("decide", "release", NAMES[0], "--reason", "so").out
    (made,) = run("decisions", "--json").document["decisions"]
    assert (made["account_id"], made["ring"]) == (NAMES[0], None)
