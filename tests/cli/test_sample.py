"""A sample drawn for review, filled in, and taken back."""

from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest

from linkage.publication.reader import Publication
from tests.api.world import World
from tests.cli.conftest import Done, Run


@pytest.fixture
def publication(run: Run, tmp_path: Path) -> Publication:
    """A ring of sixty and one of eight; the last of each is only possible."""
    made = World(tmp_path / ".linkage")
    rings = {"farm": tuple(f"farm-{at}" for at in range(60)), "mill": tuple(f"mill-{at}" for at in range(8))}
    return made.publish(rings)


def review(path: Path, **said: str) -> None:
    """Fill in a sample: fraud throughout, but for those named (`farm_1` is farm-1)."""
    rows = pl.read_csv(path, infer_schema=False)
    names = {name.replace("_", "-"): verdict for name, verdict in said.items()}
    verdict = pl.col("account_id").replace_strict(names, default="fraud", return_dtype=pl.String)
    rows.with_columns(verdict=verdict).write_csv(path)


def reviewed(run: Run, tmp_path: Path, **said: str) -> Done:
    """Draw, fill in, take back."""
    assert run("sample", "--size", 40).code == 0
    review(tmp_path / "sample.csv", **said)
    return run("sample", "--verdicts", "sample.csv", "--json")


def test_a_sample_says_who_is_drawn_and_not_how_sure_we_are(
    run: Run, publication: Publication, tmp_path: Path
) -> None:
    document = run("sample", "--size", 40, "--json").document
    rows = pl.read_csv(tmp_path / "sample.csv", infer_schema=False)
    assert rows.columns == ["publication", "account_id", "ring_id", "tier", "verdict"]
    assert document["accounts"] == rows.height == 40
    assert sum(document["strata"].values()) == 40
    assert set(rows["publication"]) == {publication.run}
    assert rows["verdict"].fill_null("").to_list() == [""] * 40
    assert "possible" not in set(rows["tier"])


def test_the_same_seed_writes_the_same_file(run: Run, publication: Publication, tmp_path: Path) -> None:
    for name, seed in (("one", 5), ("two", 5), ("three", 6)):
        run("sample", "--size", 20, "--seed", seed, "-o", f"{name}.csv")
    one, two, three = ((tmp_path / f"{name}.csv").read_bytes() for name in ("one", "two", "three"))
    assert one == two != three


def test_a_file_that_may_hold_verdicts_is_not_written_over(
    run: Run, publication: Publication, tmp_path: Path
) -> None:
    run("sample", "--size", 20)
    review(tmp_path / "sample.csv")
    before = (tmp_path / "sample.csv").read_bytes()
    assert run("sample").code == 2
    assert (tmp_path / "sample.csv").read_bytes() == before


def test_before_a_review_the_answer_is_unknown(run: Run, publication: Publication) -> None:
    assert publication.manifest.expected_false_positives == "unknown"
    document = run("publications", "--json").document
    assert document["publications"][0]["expected_false_positives"] is None
    assert "expected false positives" in run("publications").out


def test_after_a_review_the_publication_has_an_interval(
    run: Run, publication: Publication, tmp_path: Path
) -> None:
    done = reviewed(run, tmp_path)
    found = done.document["expected_false_positives"]
    assert (done.code, done.document["accepted"], done.document["errors"]) == (0, 40, [])
    assert (found["expected"], found["low"], found["basis"], found["level"]) == (0.0, 0.0, "sample", 0.95)
    assert 0 < found["high"] < 40
    listed = run("publications", "--json").document["publications"][0]
    assert listed["expected_false_positives"] == found
    assert f"0.0 of {found['accounts']}" in run("publications").out


def test_lines_that_cannot_be_taken_are_told_and_the_others_go_in(
    run: Run, publication: Publication, tmp_path: Path
) -> None:
    run("sample", "--size", 40)
    review(tmp_path / "sample.csv")
    rows = (tmp_path / "sample.csv").read_text().splitlines()
    rows[2] = rows[2].replace(",fraud", ",perhaps")
    rows.append(f"{publication.run},honest-1,,core,honest")
    (tmp_path / "sample.csv").write_text("\n".join(rows) + "\n")
    done = run("sample", "--verdicts", "sample.csv", "--json")
    assert (done.code, done.document["accepted"]) == (0, 39)
    assert [each["line"] for each in done.document["errors"]] == [3, 42]
    assert "line 42: the account was not drawn" in run("sample", "--verdicts", "sample.csv").out


def test_a_file_of_nothing_but_mistakes_is_exit_1(run: Run, publication: Publication, tmp_path: Path) -> None:
    run("sample", "--size", 20)
    (tmp_path / "bad.csv").write_text("account_id,verdict\nnobody,fraud\n")
    assert run("sample", "--verdicts", "bad.csv").code == 1


def test_a_review_may_come_in_parts_and_change_its_mind(
    run: Run, publication: Publication, tmp_path: Path
) -> None:
    assert reviewed(run, tmp_path, farm_1="honest", farm_2="").document["new"] in {39, 40}
    again = run("sample", "--verdicts", "sample.csv", "--json").document
    assert again["new"] == 0
    review(tmp_path / "sample.csv")
    later = run("sample", "--verdicts", "sample.csv", "--reviewer", "ann", "--json").document
    assert later["accepted"] == 40
    assert later["new"] <= 2
    assert later["expected_false_positives"]["expected"] == 0


def test_verdicts_before_anything_was_drawn_are_refused(
    run: Run, publication: Publication, tmp_path: Path
) -> None:
    (tmp_path / "own.csv").write_text("account_id,verdict\nfarm-1,fraud\n")
    done = run("sample", "--verdicts", "own.csv")
    assert done.code == 1
    assert "nothing was drawn" in done.err


def test_a_review_is_of_the_publication_it_was_drawn_from(run: Run, tmp_path: Path) -> None:
    world = World(tmp_path / ".linkage")
    first = world.publish()
    run("sample", "-o", "first.csv")
    second = world.publish({"farm": tuple(f"farm-{at}" for at in range(9))})
    review(tmp_path / "first.csv")
    assert run("sample", "--verdicts", "first.csv", "--json").document["publication"] == first.run
    listed = run("publications", "--json").document["publications"]
    known = {each["run"]: each["expected_false_positives"] for each in listed}
    assert known[second.run] is None
    assert known[first.run]["expected"] == 0


def test_a_later_run_that_finds_the_same_needs_no_second_review(
    run: Run, publication: Publication, tmp_path: Path
) -> None:
    found = reviewed(run, tmp_path).document["expected_false_positives"]
    world = World(tmp_path / ".linkage")
    world.clock += timedelta(hours=5)
    rings = {"farm": tuple(f"farm-{at}" for at in range(60)), "mill": tuple(f"mill-{at}" for at in range(8))}
    later = world.publish(rings)
    newest = run("publications", "--json").document["publications"][0]
    assert newest["run"] == later.run != publication.run
    assert newest["expected_false_positives"] == found


def test_labels_given_since_the_run_tell_of_its_errors_and_on_what_that_rests(
    run: Run, tmp_path: Path
) -> None:
    World(tmp_path / ".linkage").publish({"farm": tuple(f"farm-{at}" for at in range(60))}, watermark=0)
    rows = [f"farm-{at},{'honest' if at < 4 else 'fraud'}" for at in range(40)]
    (tmp_path / "labels.csv").write_text("\n".join(["account_id,label", *rows]) + "\n")
    assert run("ingest", "labels.csv").code == 0
    found = run("publications", "--json").document["publications"][0]["expected_false_positives"]
    assert (found["basis"], found["reviewed"]) == ("labels", 40)
    assert found["low"] >= 4
    assert "only if those were drawn at random" in run("publications").out


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("missing.csv", None),
        ("columns.csv", "account,verdict\na,fraud\n"),
        ("two.csv", "publication,account_id,verdict\none,a,fraud\ntwo,b,fraud\n"),
        ("empty.csv", ""),
    ],
)
def test_a_file_that_is_no_review_is_wrong_use(
    run: Run, publication: Publication, tmp_path: Path, name: str, content: str | None
) -> None:
    if content is not None:
        (tmp_path / name).write_text(content)
    assert run("sample", "--verdicts", name).code == 2


def test_a_publication_that_never_was_cannot_be_reviewed(
    run: Run, publication: Publication, tmp_path: Path
) -> None:
    (tmp_path / "odd.csv").write_text("publication,account_id,verdict\n../../etc,a,fraud\n")
    assert run("sample", "--verdicts", "odd.csv").code == 1


def test_before_anything_is_published_nothing_is_drawn(run: Run, tmp_path: Path) -> None:
    assert run("sample").code == 1
    assert not (tmp_path / "sample.csv").exists()


def test_beside_the_blind_file_stands_one_with_the_evidence_of_the_same_accounts(
    run: Run, publication: Publication, tmp_path: Path
) -> None:
    document = run("sample", "--size", 20, "--json").document
    blind, informed = (
        pl.read_csv(tmp_path / document[each], infer_schema=False) for each in ("file", "evidence")
    )
    assert document["evidence"] == "sample-evidence.csv"
    assert informed["account_id"].to_list() == blind["account_id"].to_list()
    shown = run("show", informed["account_id"][0], "--json").document
    assert float(informed["bits"][0]) == shown["bits"]
    assert all(each["masked"] in informed["links"][0] for each in shown["ties"]["items"])
    assert informed["without"][0] == shown["counterfactual"]["sentence"]


def test_verdicts_of_the_file_with_the_evidence_are_taken_too(
    run: Run, publication: Publication, tmp_path: Path
) -> None:
    run("sample", "--size", 20)
    review(tmp_path / "sample-evidence.csv")
    done = run("sample", "--verdicts", "sample-evidence.csv", "--json")
    assert (done.code, done.document["accepted"], done.document["errors"]) == (0, 20, [])


def test_neither_file_is_written_over(run: Run, publication: Publication, tmp_path: Path) -> None:
    (tmp_path / "sample-evidence.csv").write_text("verdicts")
    assert run("sample").code == 2
    assert not (tmp_path / "sample.csv").exists()


def test_a_file_to_review_steers_no_terminal_and_its_verdicts_find_their_accounts(
    run: Run, tmp_path: Path
) -> None:
    odd = ("farm-1\x1b[31m", "farm-2\u202e", "farm-3\nx", r"farm-1\x1b[32m", "farm-1\x1b[32m", "farm-6")
    World(tmp_path / ".linkage").publish({"farm": odd, "mill": ("mill-1", "mill-2", "mill-3")})
    count = run("sample", "--size", 40, "--json").document["accounts"]
    for name in ("sample.csv", "sample-evidence.csv"):
        text = (tmp_path / name).read_text()
        assert not {"\x1b", "\u202e"} & set(text)
        assert r"farm-1\x1b[31m" in text
    review(tmp_path / "sample.csv")
    rows = pl.read_csv(tmp_path / "sample.csv", infer_schema=False)
    done = run("sample", "--verdicts", "sample.csv", "--json").document
    twins = rows["account_id"].to_list().count(r"farm-1\x1b[32m") - 1
    assert (done["accepted"], done["new"], done["errors"]) == (count - twins, count - twins, [])
