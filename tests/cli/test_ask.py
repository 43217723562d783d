"""Questions at the terminal: who holds a value, how two are connected, what changed."""

import xml.etree.ElementTree as ET
from pathlib import Path

import networkx as nx
import polars as pl
import pytest

from tests.api.world import RINGS, World
from tests.cli.conftest import Run, ring_of

FEED = """account_id,created_at,email,phone
a1,2026-01-01T10:00:00Z,ann@packwerk.net,+49 30 901820
a2,2026-01-01T10:05:00Z,bob@packwerk.net,+49 30 901820
a3,2026-01-01T10:09:00Z,cat@packwerk.net,+49 30 901820
a4,2026-02-01T10:09:00Z,dan@elsewhere-mail.net,+49 30 901999
"""


@pytest.fixture
def loaded(run: Run, tmp_path: Path) -> None:
    """A home of four accounts, of which three share a phone and a mail domain."""
    (tmp_path / "accounts.csv").write_text(FEED)
    assert run("ingest", "accounts.csv").code == 0
    assert run("detect").code == 0


def test_a_value_tells_who_holds_it(run: Run, loaded: None) -> None:
    found = run("find", "domain=Packwerk.net", "--json").document
    (match,) = found["matches"]
    assert (match["kind"], match["holders"]) == ("email_domain", 3)
    phone = run("find", "phone=004930901820", "--json").document
    assert phone["matches"][0]["holders"] == 3


def test_a_value_held_alone_is_told_so_and_is_in_no_answer(run: Run, loaded: None) -> None:
    done = run("find", "email=dan@elsewhere-mail.net")
    assert done.code == 0
    assert "dan@" not in done.out + done.err
    assert run("find", "email=dan@elsewhere-mail.net", "--json").document["matches"] == []


@pytest.mark.parametrize(
    ("what", "kind"),
    [
        ("email=dan@elsewhere-mail.net", "email"),
        ("domain=elsewhere-mail.net", "email_domain"),
        ("phone=+49 30 901999", "phone"),
    ],
)
def test_who_holds_a_value_alone_is_named(run: Run, loaded: None, what: str, kind: str) -> None:
    done = run("find", what)
    assert f"a4 alone holds this {kind}" in done.out
    assert run("find", what, "--json").document["accounts"] == ["a4"]


def test_a_value_nobody_holds_is_told_so(run: Run, loaded: None) -> None:
    done = run("find", "email=zoe@elsewhere-mail.net")
    assert "nobody holds it" in done.out
    assert run("find", "email=zoe@elsewhere-mail.net", "--json").document["accounts"] == []


def test_who_came_to_hold_a_value_since_the_run_is_named_and_who_was_erased_is_not(
    run: Run, loaded: None, tmp_path: Path
) -> None:
    (tmp_path / "accounts-2.csv").write_text("account_id,email\na5,dan@elsewhere-mail.net\n")
    assert run("ingest", "accounts-2.csv").code == 0
    told = run("find", "email=dan@elsewhere-mail.net").out
    assert "a4, a5 hold this email" in told
    assert run("erase", "a5", "--reason", "asked for").code == 0
    assert "a4 alone holds this email" in run("find", "email=dan@elsewhere-mail.net").out


def test_who_holds_a_value_alone_is_found_by_its_label(run: Run, loaded: None, tmp_path: Path) -> None:
    assert "a4 alone holds a value of this label (email)" in run("find", "email=d***@e***.net").out
    (tmp_path / "accounts-2.csv").write_text(
        "account_id,email\na5,doe@elsewhere-mail.net\na6,zoe@x-mail.net\n"
    )
    assert run("ingest", "accounts-2.csv").code == 0
    told = run("find", "email=d***@e***.net").out
    assert "a4, a5 hold values of this label (email) that no two accounts of the publication share" in told
    assert run("find", "email=d***@e***.net", "--json").document["accounts"] == ["a4", "a5"]
    assert "nobody holds it" in run("find", "email=y***@e***.net").out
    phone = run("find", "phone=+49 ••• •• 20", "--json").document
    assert (len(phone["matches"]), phone["accounts"]) == (1, ["a1", "a2", "a3"])


def test_no_answer_names_more_accounts_than_its_bound(run: Run, loaded: None, tmp_path: Path) -> None:
    late = [f"late-{each:03},eve@elsewhere-mail.net" for each in range(230)]
    (tmp_path / "accounts-2.csv").write_text("\n".join(["account_id,email", *late]))
    assert run("ingest", "accounts-2.csv").code == 0
    document = run("find", "email=eve@elsewhere-mail.net", "--json").document
    assert (len(document["accounts"]), document["truncated"]) == (200, True)
    told = run("find", "email=eve@elsewhere-mail.net", "--limit", "2").out
    assert "and at least 199 more hold this email" in told
    (tmp_path / "accounts-3.csv").write_text("account_id,email\nnew,fay@elsewhere-mail.net\n")
    assert run("ingest", "accounts-3.csv").code == 0
    assert not run("find", "email=fay@elsewhere-mail.net", "--json").document["truncated"]


def test_an_odd_id_that_alone_holds_a_value_writes_no_line_of_its_own(
    run: Run, loaded: None, tmp_path: Path
) -> None:
    (tmp_path / "accounts-2.csv").write_text('account_id,email\n"a6\nforged",eve@elsewhere-mail.net\n')
    assert run("ingest", "accounts-2.csv").code == 0
    assert r"a6\x0aforged alone holds this email" in run("find", "email=eve@elsewhere-mail.net").out


def test_without_its_graph_a_home_says_that_it_cannot_tell_who_holds_a_value_alone(
    run: Run, loaded: None, tmp_path: Path
) -> None:
    for each in (tmp_path / ".linkage").glob("graph.sqlite*"):
        each.rename(tmp_path / each.name)
    done = run("find", "email=dan@elsewhere-mail.net")
    assert (done.code, "the graph cannot be read" in done.out) == (0, True)
    assert run("find", "domain=packwerk.net", "--json").document["matches"][0]["holders"] == 3
    assert not (tmp_path / ".linkage" / "graph.sqlite").exists()


@pytest.mark.parametrize("what", ["packwerk.net", "domain=", "colour=red", "ip=no-address-9"])
def test_what_cannot_be_found_is_wrong_use_and_not_echoed(run: Run, loaded: None, what: str) -> None:
    done = run("find", what)
    assert done.code == 2
    assert "no-address" not in done.err


def test_a_value_is_found_by_the_tag_it_is_shown_by(run: Run, loaded: None) -> None:
    (shown,) = run("find", "phone=004930901820", "--json").document["matches"]
    tag = f"phone_block {shown['token'][:6]}"
    label = run("find", f"phone={shown['label']}", "--json").document["matches"]
    assert shown["token"] in {each["token"] for each in label}
    assert run("find", f"phone_block={tag}", "--json").document["matches"] == []


def test_a_domain_of_a_free_mail_provider_is_told_to_tie_nobody(run: Run, loaded: None) -> None:
    done = run("find", "domain=gmail.com")
    assert (done.code, "free mail provider" in done.err) == (2, True)


def test_an_account_there_is_not_is_told_apart_from_the_other(run: Run, world: World) -> None:
    for command in ("why", "path"):
        assert "has the second id: check it" in run(command, "farm-1", "nobody").err
        assert "has the first id: check it" in run(command, "nobody", "farm-1").err
    assert "has that id: check it" in run("decide", "confirm", "nobody", "--reason", "so").err


def test_a_path_is_told_step_by_step(run: Run, world: World) -> None:
    document = run("path", "farm-1", "farm-3", "--json").document
    assert document["connected"]
    assert [(each["account_id"], each["kind"], each["other_id"]) for each in document["steps"]] == [
        ("farm-1", "card", "farm-3")
    ]
    assert "card" in run("path", "farm-1", "farm-3").out
    assert not run("path", "farm-1", "honest-1", "--json").document["connected"]


def test_two_publications_are_compared_by_the_beginning_of_their_runs(run: Run, world: World) -> None:
    first = run("rings", "--json").document["publication"]
    farm = ring_of(run, "farm-1")
    grown = {"farm": (*RINGS["farm"], "farm-6"), "camp": ("camp-1", "camp-2", "camp-3")}
    second = world.publish(grown, 8)
    document = run("diff", first, second.run, "--json").document
    changes = {each["ring_id"]: each for each in document["rings"]}
    assert (changes[farm]["before"], changes[farm]["after"], changes[farm]["joined"]) == (4, 5, 1)
    assert sorted(each["change"] for each in document["rings"]) == ["changed", "gone", "new"]
    moved = {each["account_id"]: each for each in document["members"]}
    assert (moved["mill-1"]["before_tier"], moved["mill-1"]["after_ring"]) == ("core", None)
    assert run("diff", first).code == 0
    assert run("diff", "2026").code == 2
    assert run("diff", "1999").code == 1


def test_changes_are_told_from_a_time_or_a_number(run: Run, world: World) -> None:
    world.publish({"farm": RINGS["farm"]}, 8)
    everything = run("changes", "--json").document
    assert {each["account_id"] for each in everything["changes"]} == {*RINGS["farm"], *RINGS["mill"]}
    left = run("changes", "--since", "2026-11-22T13:30:00Z", "--json").document["changes"]
    assert {(each["account_id"], each["after"]) for each in left} == {(each, None) for each in RINGS["mill"]}
    last = everything["next"]
    assert run("changes", "--since", last, "--json").document["changes"] == []
    assert run("changes", "--since", "yesterday").code == 2


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet"])
def test_a_ring_is_a_table_under_its_effective_tiers(run: Run, world: World, form: str) -> None:
    ring = ring_of(run, "farm-1")
    assert run("decide", "dismiss", ring, "--reason", "a club").code == 0
    done = run("export", "ring", ring, "--to", form)
    assert done.code == 0, done.err
    scan = {"csv": pl.scan_csv, "jsonl": pl.scan_ndjson, "parquet": pl.scan_parquet}[form]
    rows: pl.DataFrame = scan(f"{ring}.{form}").collect()  # type: ignore[operator]
    assert set(rows["account_id"]) == set(RINGS["farm"])
    assert set(rows["tier"]) == {"possible"}


def test_a_ring_is_a_sheet_whose_bytes_are_the_same_each_time(run: Run, world: World) -> None:
    ring = ring_of(run, "farm-1")
    for name in ("one.xlsx", "two.xlsx"):
        assert run("export", "ring", ring, "-o", name).code == 0
    rows = pl.read_excel("one.xlsx", engine="calamine")
    assert sorted(rows["account_id"]) == sorted(RINGS["farm"])
    assert rows.columns == run_columns(run, ring)
    assert Path("one.xlsx").read_bytes() == Path("two.xlsx").read_bytes()


def run_columns(run: Run, ring: str) -> list[str]:
    run("export", "ring", ring, "-o", "ring.csv")
    return pl.read_csv("ring.csv").columns


@pytest.mark.parametrize("form", ["graphml", "gexf"])
def test_a_ring_is_a_graph_of_accounts_and_values(run: Run, loaded: None, world: World, form: str) -> None:
    ring = ring_of(run, "farm-1")
    assert run("export", "ring", ring, "-o", f"ring.{form}").code == 0
    graph = nx.read_graphml("ring.graphml") if form == "graphml" else nx.read_gexf("ring.gexf")
    accounts = {each["label"] for _, each in graph.nodes(data=True) if each["what"] == "account"}
    assert accounts == set(RINGS["farm"])


def test_a_form_nobody_knows_is_refused(run: Run, world: World) -> None:
    assert run("export", "ring", ring_of(run, "farm-1"), "--to", "docx").code == 2
    assert run("export", "ring", "R-00000000", "--to", "csv").code == 1


def test_rings_are_drawn_by_size_and_score(run: Run, world: World) -> None:
    assert run("rings", "--plot", "rings.svg").code == 0
    drawn = ET.parse("rings.svg").getroot()
    dots = [each for each in drawn.iter() if each.tag.endswith("circle")]
    assert len(dots) == len(RINGS)
    assert run("rings", "--plot", "rings.png").code == 2


def test_an_account_in_no_ring_is_told_what_stood_against_it(run: Run, world: World) -> None:
    done = run("show", "honest-2")
    assert "bits 21.0, groups 3, score 0.0312" in done.out
    assert "is too low for it to be published" in done.out
    assert run("show", "honest-2", "--json").document["why_not"]["score"] == pytest.approx(0.0312)
