"""Small rings whose evidence is of kinds that nobody declared must be clear."""

import polars as pl
import pytest

from linkage.score import Judged, judge, undeclared
from linkage.score.phrases import UNDECLARED
from tests.score.build import World, communities


def members(accounts: int) -> pl.DataFrame:
    return pl.DataFrame({"community": [7] * accounts})


def ties(*groups: str, counts: bool = True) -> pl.DataFrame:
    group = pl.Series("group", groups, pl.Categorical())
    return pl.DataFrame({"community": [7] * len(groups), "group": group, "counts": [counts] * len(groups)})


@pytest.mark.parametrize(
    ("accounts", "counting", "beside", "small"),
    [
        (3, ("wallet", "born_on"), (), True),
        (9, ("wallet",), (), True),
        (10, ("wallet", "born_on"), (), False),
        (3, ("wallet", "device"), (), False),
        (3, ("wallet", "born_on"), ("network",), True),
    ],
)
def test_few_accounts_on_whom_no_declared_kind_counts(
    accounts: int, counting: tuple[str, ...], beside: tuple[str, ...], small: bool
) -> None:
    every = pl.concat([ties(*counting), ties(*beside, counts=False)])
    assert undeclared.small(members(accounts), every)["community"].to_list() == ([7] if small else [])


def judged(*kinds: str, accounts: int = 6, odds: float, monkeypatch: pytest.MonkeyPatch) -> Judged:
    """Accounts that cross one another on these kinds."""
    monkeypatch.setattr(undeclared, "ODDS", odds)
    world, ring = World(), range(accounts)
    for kind in kinds:
        for start in range(0, accounts, 3):
            world.share(kind, range(start, start + 3))
        world.share(kind, ring)
    verdicts = world.weighed.verdicts
    return judge(communities(ring), world.shared, verdicts, world.traits, world.about)


def margins(
    *kinds: str, monkeypatch: pytest.MonkeyPatch, accounts: int = 6
) -> tuple[float, float, list[str]]:
    """The margin without and with the odds, and the sentences."""
    free = judged(*kinds, accounts=accounts, odds=0.0, monkeypatch=monkeypatch).scores
    found = judged(*kinds, accounts=accounts, odds=3.0, monkeypatch=monkeypatch).scores
    return free["margin"].item(), found["margin"].item(), found["sentences"].item().to_list()


KINDS = ("wallet", "born_on", "number", "town")


def test_a_small_ring_of_undeclared_kinds_needs_three_bits_more_and_is_told_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    free, found, told = margins(*KINDS, monkeypatch=monkeypatch)
    assert free >= 0
    assert found == pytest.approx(free - 3.0)
    assert told[1] == UNDECLARED


def test_a_larger_one_and_one_on_a_declared_kind_do_not(monkeypatch: pytest.MonkeyPatch) -> None:
    for accounts, kinds in ((12, KINDS), (6, (*KINDS, "card"))):
        free, found, told = margins(*kinds, accounts=accounts, monkeypatch=monkeypatch)
        assert found == free >= 0
        assert UNDECLARED not in told
