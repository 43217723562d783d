"""Small rings apart from larger ones, beside what is counted by hand and what `linkage evaluate` says of all."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.quality import sized
from linkage.evaluate.metrics import evaluate


def tables(*accounts: tuple[str | None, str | None]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Truth and members of accounts that are each in a true ring and a predicted one, or none."""
    ids = [f"a{number}" for number in range(len(accounts))]
    truth = pl.DataFrame(
        {"account_id": ids, "ring": [ring for ring, _ in accounts]},
        {"account_id": pl.String, "ring": pl.String},
    )
    said = [(name, put, "core", 0.9) for name, (_, put) in zip(ids, accounts, strict=True) if put]
    heads = {"account_id": pl.String, "ring_id": pl.String, "tier": pl.String, "confidence": pl.Float64}
    return truth, pl.DataFrame(said, heads, orient="row")


def test_a_small_ring_half_found_beside_an_honest_account() -> None:
    small = sized.measure(*tables(*[("r", "p")] * 2, *[("r", None)] * 2, (None, "p")))["small"]
    assert small["precision"] == pytest.approx(2 / 3)
    assert small["recall"] == pytest.approx(2 / 4)
    assert small["b3_precision"] == pytest.approx((2 * 2 / 3 + 2 + 1 / 3) / 5)
    assert small["b3_recall"] == pytest.approx((2 * 2 / 4 + 2 / 4 + 1) / 5)


def test_a_ring_of_ten_is_no_small_one() -> None:
    found = sized.measure(*tables(*[("r", "p")] * 10))
    assert found["large"] == {
        "b3_precision": 1,
        "b3_recall": 1,
        "b3_f1": 1,
        "precision": 1,
        "recall": 1,
        "accounts": 10,
    }
    assert found["small"]["accounts"] == 0
    assert found["small"]["precision"] is None


def test_an_honest_account_counts_where_the_ring_it_was_put_in_does() -> None:
    found = sized.measure(*tables(*[("r", "p")] * 9, (None, "p")))
    assert found["large"]["accounts"] == 1
    assert found["small"]["precision"] == 1


def test_nobody_at_all_has_no_measures() -> None:
    assert sized.measure(*tables((None, None)))["large"]["b3_f1"] is None


RINGS = st.one_of(st.none(), st.sampled_from("rstu"))


@settings(deadline=None)
@given(st.lists(st.tuples(RINGS, RINGS), min_size=1, max_size=60))
def test_the_classes_together_are_what_evaluate_says_of_all(
    accounts: list[tuple[str | None, str | None]],
) -> None:
    truth, members = tables(*accounts)
    whole, each = evaluate(truth, members), sized.measure(truth, members).values()
    count = sum(part["accounts"] or 0 for part in each)
    for name in ("b3_precision", "b3_recall"):
        total = sum((part["accounts"] or 0) * (part[name] or 0) for part in each)
        assert total == pytest.approx(count * (getattr(whole, name) or 0))
