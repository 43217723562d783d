"""How two accounts are connected: the shortest chain of values that count, over the links of a run.

Breadth first from both ends, level by level, until both have come upon the same value. Of chains equally short
it is the one whose weakest value says most. Crowds are no links, so no chain goes through one.
"""

from dataclasses import dataclass

import polars as pl

from linkage.publication.reader import Publication

LONGEST = 8
"""Most values of a chain."""
WIDE = 500
"""A value that more accounts hold is gone through only where both ends come upon it: what else lies behind it is
left out."""
ROOM = 10_000
"""Most accounts and values looked at from one end."""

OPENED = {"value": pl.Int64(), "before": pl.Int64(), "weakest": pl.Float32(), "holders": pl.UInt32()}
REACHED = {"account": pl.Int64(), "value": pl.Int64(), "weakest": pl.Float32()}


@dataclass(frozen=True)
class Step:
    """A value that an account and the next one share."""

    account: int
    value: int
    other: int


@dataclass(frozen=True)
class Chain:
    """The steps from the one to the other, none where there is no chain."""

    steps: list[Step]
    truncated: bool
    """Whether something was left out that might have told of a chain, or of a shorter one."""


class _Side:
    """The search from one end: what was come upon at each level, and from where."""

    def __init__(self, publication: Publication, start: int) -> None:
        self._publication = publication
        self.reached = [pl.DataFrame([(start, 0, float("inf"))], schema=REACHED, orient="row")]
        self.opened: list[pl.DataFrame] = []
        self.cut = False
        self._open()

    @property
    def ended(self) -> bool:
        """Whether the last level has no value that was not known."""
        return self.opened[-1].is_empty()

    def grow(self) -> None:
        """Go on to those who hold the last values, and open theirs."""
        narrow = self.opened[-1].filter(pl.col("holders") <= WIDE).sort("holders", "value")
        room = ROOM - sum(each.height for each in (*self.opened, *self.reached))
        crossed = narrow.filter(pl.col("holders").cum_sum() <= room)
        self.cut |= crossed.height < self.opened[-1].height
        holders = self._publication.links_across(crossed["value"].to_numpy()).select("account", "value")
        known = pl.concat([each.select("account") for each in self.reached])
        fresh = holders.join(known, on="account", how="anti").join(
            crossed.select("value", "weakest"), on="value"
        )
        best = fresh.sort("weakest", "value", descending=[True, False]).unique("account", keep="first")
        self.reached.append(best.select(list(REACHED)).sort("account"))
        self._open()

    def _open(self) -> None:
        """Come upon the values of the accounts reached last."""
        last = self.reached[-1]
        held = self._publication.links_of(last["account"].to_numpy())
        known = pl.concat([pl.DataFrame(schema=OPENED), *self.opened]).select("value")
        fresh = held.join(known, on="value", how="anti").join(last.select("account", "weakest"), on="account")
        weakest = fresh.with_columns(pl.min_horizontal("weakest", "bits"), before="account")
        best = weakest.sort("weakest", "before", descending=[True, False]).unique("value", keep="first")
        self.opened.append(best.select(list(OPENED)).sort("value"))

    def values(self) -> pl.DataFrame:
        """Every value come upon, and at which level."""
        levels = (each.with_columns(level=pl.lit(level)) for level, each in enumerate(self.opened))
        return pl.concat(levels).select("value", "weakest", "level")

    def trail(self, value: int, level: int) -> list[int]:
        """From a value back to the start: value, account, value, …, account."""
        account = _row(self.opened[level], "value", value)["before"]
        if level == 0:
            return [value, account]
        return [
            value,
            account,
            *self.trail(_row(self.reached[level], "account", account)["value"], level - 1),
        ]


def _row(rows: pl.DataFrame, name: str, key: int) -> dict[str, int]:
    return rows.row(by_predicate=pl.col(name) == key, named=True)


def chain(publication: Publication, account: int, other: int) -> Chain:
    """The chain from one account to another, of no step for one and the same."""
    if account == other:
        return Chain([], truncated=False)
    left, right = _Side(publication, account), _Side(publication, other)
    while (met := _meeting(left, right)) is None:
        if any(side.ended and not side.cut for side in (left, right)):
            return Chain([], truncated=False)
        going = [side for side in (left, right) if not side.ended]
        if not going or len(left.opened) + len(right.opened) > LONGEST:
            return Chain([], truncated=True)
        min(going, key=lambda side: side.opened[-1].height).grow()
    value, near, far = met
    there = [*reversed(left.trail(value, near)), *right.trail(value, far)[1:]]
    steps = [Step(*there[at : at + 3]) for at in range(0, len(there) - 1, 2)]
    return Chain(steps, truncated=left.cut or right.cut)


def nearest(publication: Publication, account: int, value: int) -> tuple[int | None, bool]:
    """The account that holds a value and is fewest values away, None where none was come upon; whether it was cut."""
    side = _Side(publication, account)
    while value not in side.opened[-1]["value"]:
        if side.ended or len(side.opened) > LONGEST:
            return None, side.cut or not side.ended
        side.grow()
    return side.trail(value, len(side.opened) - 1)[1], side.cut


def _meeting(left: _Side, right: _Side) -> tuple[int, int, int] | None:
    """The value that both ends came upon, and at which level of each; None when there is none yet."""
    both = left.values().join(right.values(), on="value", suffix="_right")
    if both.is_empty():
        return None
    way = pl.col("level") + pl.col("level_right")
    order = [way, pl.min_horizontal("weakest", "weakest_right").neg(), pl.col("value")]
    best = both.sort(order).row(0, named=True)
    return best["value"], best["level"], best["level_right"]
