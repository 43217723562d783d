"""How likely a story makes what a community shares, in bits: log2 of a probability in closed form.

Of h members who have a sort of thing, c have one that is shared, on v values, and o have one of their own. A way
of sharing says how likely that is: c is beta-binomial of h, v has a law of its own given c, and o is
beta-binomial of h again. The ways of a story are mixed by their weights, and sorts are independent given the
story. So a share is never known exactly, and a group of a thousand does not say a hundred times what one of ten
does.
"""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
from scipy.special import betaln, gammaln

from linkage.score.story import Beta, Shape, Size, Spread, Way

Floats = npt.NDArray[np.float64]

LOG2 = float(np.log(2))

ALONE = -6.0
"""Bits for a way of sharing where nobody shares: it would have to be there and not show; a choice, see
bench/sensitivity.md."""


OUTNUMBERED = 0.6
"""Bits a ring is the less likely, for each member it has fewer than `HOMELY`: small groups are mostly homes
(0040)."""

HOMELY = 12
"""Members at which rings are as common, beside honest groups of their size, as they ever are (0039, 0040)."""

ATTENDED = 15
"""Members from which on classes, events and residences are as common as they ever are (0073)."""

UNATTENDED = 0.3
"""Bits one of them is the less likely, for each member it has fewer (0073)."""

GATHERED = 3.0
"""Most bits that a ring is the less likely for being large, one for each doubling beyond `HOMELY`: large groups are
mostly firms, schools, residences and events (0040)."""


def ways(
    said: Iterable[Way], have: Floats, shared: Floats, values: Floats, own: Floats
) -> dict[Shape, Floats]:
    """Bits of what is shared in each way, its weight left out, by the shape of the way; a share or number of values
    that several believe in is weighed once. Arrays of one shape, `own` −1 where it is unknown."""
    shapes = {each.shape for each in said}
    spreads, shares, owns = map(set, zip(*shapes, strict=True))
    known = own >= 0
    hits, beside = (
        beta_binomials(*each) for each in ((shared, have, shares), (np.maximum(own, 0), have, owns))
    )
    counts = {each: np.where(values > 0, spread(each, values, shared, have), 0.0) for each in spreads}
    absent, with_own = (values < 1) & known, (shared > 0) & known
    found = {}
    for number, share, rest in shapes:
        bits = hits[share] + counts[number]
        if number is not Spread.CHANCE:
            bits = np.where(absent, bits + ALONE, bits)
        found[number, share, rest] = np.where(with_own, bits + beside[rest], bits)
    return found


def beta_binomials(hits: Floats, tries: Floats, shapes: Iterable[Beta]) -> dict[Beta, Floats]:
    """Bits of so many hits where the rate has a beta distribution, by its parameters."""
    choose = gammaln(tries + 1) - gammaln(hits + 1) - gammaln(tries - hits + 1)
    return {(a, b): (choose + betaln(hits + a, tries - hits + b) - betaln(a, b)) / LOG2 for a, b in shapes}


def spread(values: Spread, found: Floats, shared: Floats, have: Floats) -> Floats:
    """Bits of a number of values, of at least one."""
    more = np.maximum(found, 1) - 1
    match values:
        case Spread.ONE:
            return np.asarray(np.where(more == 0, np.log2(0.9), np.log2(0.09) - 2.7 * (more - 1)))
        case Spread.SHORT:
            return np.asarray(np.log2(0.45) - more)
        case Spread.SOME:
            mean = 1 + have / 12
            return np.asarray(np.log2(1 / (1 + mean)) + more * np.log2(mean / (1 + mean)))
        case Spread.STOCK:
            half = np.maximum(have / 2, 1)
            return np.asarray(-np.log2(1 + np.log2(half)) - np.log2(more + 1))
        case Spread.CHANCE:
            return -np.log2(np.maximum(shared / 2, 1))


def size(values: Size, members: Floats) -> Floats:
    """Bits of a number of members."""
    any_size: Floats = -np.log2(5 * members)
    match values:
        case Size.HOME:
            return np.asarray(-2.3 - 1.6 * np.maximum(members - 5, 0))
        case Size.CIRCLE:
            return -2.6 - 0.9 * np.maximum(members - 7, 0)
        case Size.KIN:
            return -3.5 - 0.5 * np.maximum(members - 12, 0)
        case Size.LARGE:
            return any_size - UNATTENDED * np.maximum(ATTENDED - members, 0)
        case Size.ANY:
            return any_size
        case Size.RING:
            small = OUTNUMBERED * np.maximum(HOMELY - members, 0)
            large = np.minimum(np.log2(np.maximum(members / HOMELY, 1)), GATHERED)
            return any_size - small - large


def mixed(ways: Floats, weights: Floats) -> Floats:
    """Bits of a mixture of ways, from the bits of each; shape (ways, …) to (…)."""
    weighed = ways + np.log2(weights)[:, None]
    best = weighed.max(axis=0)
    total: Floats = best + np.log2(np.exp2(weighed - best).sum(axis=0))
    return total


def shares(ways: Floats, weights: Floats) -> Floats:
    """How surely each way of a mixture it was; shape (ways, …)."""
    found: Floats = np.exp2(ways + np.log2(weights)[:, None] - mixed(ways, weights))
    return found
