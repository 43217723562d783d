"""Samples that are random and repeatable, and what they say of a publication."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from linkage.evaluate import samples
from linkage.publication import writer
from linkage.publication.reader import Publication
from tests.publication.builders import findings, names, run_id


def published(folder: Path, *rings: dict[str, str] | list[str], minute: int = 1) -> Publication:
    return writer.write(findings(*rings), folder, run_id(minute), None)


@pytest.fixture
def publication(tmp_path: Path) -> Publication:
    """A ring of 400, one of 40, ten of 4, each with a member and one who is only possible."""
    small = [names(f"small-{at}-", 4) for at in range(10)]
    rings = [names("large-", 400), names("middle-", 40), *small]
    tiers = [
        {name: {0: "member", 1: "possible"}.get(at, "core") for at, name in enumerate(ring)} for ring in rings
    ]
    return published(tmp_path, *tiers)


def verdicts(ids: pl.Series, honest: set[str]) -> pl.DataFrame:
    said = ["honest" if each in honest else "fraud" for each in ids]
    return pl.DataFrame({"account_id": ids, "verdict": said})


def test_the_same_seed_draws_the_same_and_another_does_not(publication: Publication) -> None:
    drawn = samples.draw(publication, 60, 1)
    assert drawn.equals(samples.draw(publication, 60, 1))
    assert drawn.height == drawn["account_id"].n_unique() == 60
    assert set(drawn["account_id"]) != set(samples.draw(publication, 60, 2)["account_id"])


def test_the_same_findings_of_another_run_are_drawn_alike(tmp_path: Path) -> None:
    one, other = (published(tmp_path, names("a", 30), minute=minute) for minute in (1, 2))
    assert samples.draw(one, 9, 1)["account_id"].equals(samples.draw(other, 9, 1)["account_id"])


def test_only_the_enforceable_are_drawn(publication: Publication) -> None:
    drawn = samples.draw(publication, 10_000, 1)
    assert set(drawn["tier"]) == {"core", "member"}
    assert drawn.height == publication.manifest.counts["enforceable"]


def test_every_stratum_gets_a_few_and_the_rest_by_its_share(publication: Publication) -> None:
    drawn = dict(samples.draw(publication, 100, 1).group_by("stratum").len().iter_rows())
    assert min(drawn["member of 100–999"], drawn["member of 10–99"]) == 1
    assert min(drawn["member of 3–9"], drawn["core of 3–9"], drawn["core of 10–99"]) >= samples.FLOOR
    assert drawn["core of 100–999"] > 50


def test_a_smaller_sample_is_the_beginning_of_a_larger_one(publication: Publication) -> None:
    small, large = (samples.draw(publication, size, 3)["account_id"].to_list() for size in (20, 90))
    assert large[:20] == small


def test_every_account_of_a_stratum_is_as_likely_to_be_drawn(publication: Publication) -> None:
    counts = pl.concat(samples.draw(publication, 100, seed) for seed in range(200))
    often = counts.filter(stratum="core of 100–999").group_by("account_id").len()["len"].to_numpy()
    assert len(often) == 398
    mean = often.mean()
    assert often.std() < 1.2 * np.sqrt(mean)


def test_nobody_looked_is_unknown_and_nothing_else(publication: Publication) -> None:
    nobody = verdicts(pl.Series([], dtype=pl.String), set())
    assert samples.expected(publication, nobody) is None
    assert samples.plain(None) is None


def test_all_that_are_fraud_leave_a_bound_above_nought(publication: Publication) -> None:
    drawn = samples.draw(publication, 100, 1)
    found = samples.expected(publication, verdicts(drawn["account_id"], set()))
    assert found is not None
    assert (found.expected, found.low, found.reviewed) == (0.0, 0.0, 100)
    assert 5 < found.high < 60


def test_a_review_of_everybody_knows(publication: Publication) -> None:
    everyone = samples.frame(publication)["account_id"]
    honest = set(everyone.sort().head(7))
    found = samples.expected(publication, verdicts(everyone, honest))
    assert found is not None
    assert (found.low, found.expected, found.high) == (7.0, 7.0, 7.0)


def test_a_stratum_counts_by_its_accounts_and_not_by_how_many_were_drawn(publication: Publication) -> None:
    """One of five small-ring members honest is two of ten, however large the sample of the large ring is."""
    drawn = samples.draw(publication, 150, 1)
    few = drawn.filter(stratum="member of 3–9")["account_id"]
    found = samples.expected(publication, verdicts(drawn["account_id"], {few[0]}))
    assert found is not None
    assert found.expected == pytest.approx(10 / len(few), abs=0.1)
    assert found.low < found.expected < found.high


def test_an_unsure_reviewer_widens_the_interval_at_both_ends(publication: Publication) -> None:
    drawn = samples.draw(publication, 100, 1)["account_id"]
    sure = verdicts(drawn, set(drawn.head(20)))
    shown = sure.with_columns(
        verdict=pl.when(pl.col("account_id").is_in(drawn.tail(15).implode()))
        .then(pl.lit("unsure"))
        .otherwise("verdict")
    )
    first, second = (samples.expected(publication, each) for each in (sure, shown))
    assert first is not None
    assert second is not None
    assert second.unsure == 15
    assert second.high > first.high
    assert second.low <= second.expected <= second.high


def test_a_stratum_nobody_reviewed_may_be_anything(publication: Publication) -> None:
    drawn = samples.draw(publication, 100, 1)
    partly = drawn.filter(pl.col("stratum") != "core of 10–99")["account_id"]
    found, part = (
        samples.expected(publication, verdicts(each, set())) for each in (drawn["account_id"], partly)
    )
    assert found is not None
    assert part is not None
    assert part.high > found.high + 10


@pytest.mark.parametrize("share", [0.0, 0.01, 0.1, 0.4])
def test_the_interval_holds_the_truth_as_often_as_it_says(share: float) -> None:
    rng = np.random.Generator(np.random.PCG64(7))
    totals, looked = np.array([3000, 800, 300, 60, 12]), np.array([130, 40, 15, 10, 5])
    true = np.round(totals * share).astype(int)
    held = 0
    for _ in range(300):
        honest = rng.hypergeometric(true, totals - true, looked)
        strata = {"accounts": totals, "fraud": looked - honest, "honest": honest, "unsure": 0 * looked}
        low, _, high = samples.estimate(pl.DataFrame(strata))
        held += low <= true.sum() <= high
    assert held >= 0.93 * 300


def rows(*given: tuple[str, str]) -> pl.DataFrame:
    return pl.DataFrame(list(given), ["account_id", "verdict"], orient="row").with_row_index("line", 2)


DRAWN = pl.DataFrame({"account_id": ["a", "b", "c"], "stratum": ["core of 3–9"] * 3})


def test_verdicts_are_taken_as_people_type_them() -> None:
    good, bad = samples.checked(rows(("a", " Fraud"), ("b", "HONEST"), ("c", "")), DRAWN)
    assert good.select("account_id", "verdict").rows() == [("a", "fraud"), ("b", "honest")]
    assert bad.is_empty()


def test_a_line_that_cannot_be_taken_says_why_and_the_others_go_in() -> None:
    made = rows(("a", "guilty"), ("z", "fraud"), ("b", "honest"), ("c", "fraud"), ("c", "honest"))
    good, bad = samples.checked(made, DRAWN)
    assert good["account_id"].to_list() == ["b"]
    assert bad["line"].to_list() == [2, 3, 5, 6]
    for line, word in zip(bad["says"], ("fraud, honest, unsure", "not drawn", "two", "two"), strict=True):
        assert word in line


def labels(*given: tuple[int, str]) -> pl.DataFrame:
    return pl.DataFrame([(*each, 0) for each in given], ["account", "label", "at"], orient="row")


def test_labels_that_the_run_read_are_no_news_of_its_errors() -> None:
    before = labels((1, "fraud"))
    later = labels((1, "fraud"), (1, "honest"), (2, "honest"), (3, "fraud"), (3, "honest"), (4, "banned"))
    assert samples.since(later, before).rows() == [(2, "honest")]


def test_few_labels_say_nothing_and_more_say_on_what_they_rest(publication: Publication) -> None:
    everyone = samples.frame(publication)["account_id"].sort()
    few = samples.expected(publication, verdicts(everyone.head(samples.FEWEST - 1), set()), "labels")
    more = samples.expected(publication, verdicts(everyone.head(samples.FEWEST), set()), "labels")
    assert few is None
    assert "only if those were drawn at random" in str(more)


def test_a_publication_without_rings_expects_none(tmp_path: Path) -> None:
    empty = published(tmp_path)
    assert samples.draw(empty, 10, 1).is_empty()
    assert samples.expected(empty, verdicts(pl.Series(["x"]), set())) is None


def test_six_hundred_reviews_without_an_error_show_five_in_a_hundred_thousand_where_one_in_a_hundred_is_flagged() -> (
    None
):
    assert samples.needed(10_000, 1_000_000, 5) == pytest.approx(600, abs=5)
    assert samples.needed(10_000, 1_000_000, 20) == pytest.approx(149, abs=3)


def test_what_no_review_can_show_is_said_as_much_and_what_needs_none_too() -> None:
    assert samples.needed(0, 1_000, 5) is None
    assert samples.needed(50, 1_000, 5) is None
    assert samples.needed(3, 1_000_000, 20) == 0
