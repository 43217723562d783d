"""How likely a story makes what a community shares, in bits: log2 of a probability in closed form.

Of h members who have a sort of thing, c have one that is shared, on v values, and o have one of their own. A way
of sharing says how likely that is: c is beta-binomial of h, v has a law of its own given c, and o is
beta-binomial of h again. The ways of a story are mixed by their weights, and sorts are independent given the
story. So a share is never known exactly, and a group of a thousand does not say a hundred times what one of ten
does.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.special import betaln, gammaln

from linkage.score.stories import Beta, Size, Spread, Way

Floats = npt.NDArray[np.float64]

LOG2 = float(np.log(2))

ALONE = -6.0
"""Bits for a way of sharing where nobody shares: it would have to be there and not show."""


OUTNUMBERED = 0.5
"""Bits a ring is the less likely, for each member it has fewer than eight: small groups are mostly homes."""


def ways(said: Sequence[Way], have: Floats, shared: Floats, values: Floats, own: Floats) -> Floats:
    """Bits of what is shared of one sort, under these ways; all arrays of one shape, `own` NaN where unknown."""
    return mixed([way(each, have, shared, values, own) for each in said])


def way(said: Way, have: Floats, shared: Floats, values: Floats, own: Floats) -> Floats:
    """The same under one way, its weight included."""
    bits = np.log2(said.weight) + beta_binomial(shared, have, said.shared)
    bits = bits + np.where(values > 0, spread(said.values, values, shared, have), 0.0)
    if said.values is not Spread.CHANCE:
        bits = np.where((values < 1) & ~np.isnan(own), bits + ALONE, bits)
    beside = beta_binomial(np.nan_to_num(own), have, said.own)
    return np.where((shared > 0) & ~np.isnan(own), bits + beside, bits)


def beta_binomial(hits: Floats, tries: Floats, shape: Beta) -> Floats:
    """Bits of so many hits where the rate has a beta distribution."""
    a, b = shape
    choose = gammaln(tries + 1) - gammaln(hits + 1) - gammaln(tries - hits + 1)
    found: Floats = (choose + betaln(hits + a, tries - hits + b) - betaln(a, b)) / LOG2
    return found


def spread(values: Spread, found: Floats, shared: Floats, have: Floats) -> Floats:
    """Bits of a number of values, of at least one."""
    more = np.maximum(found, 1) - 1
    match values:
        case Spread.ONE:
            return np.where(more == 0, np.log2(0.9), np.log2(0.09) - 2.7 * (more - 1))
        case Spread.SHORT:
            return np.log2(0.45) - more
        case Spread.SOME:
            mean = 1 + have / 12
            return np.log2(1 / (1 + mean)) + more * np.log2(mean / (1 + mean))
        case Spread.STOCK:
            half = np.maximum(have / 2, 1)
            return -np.log2(1 + np.log2(half)) - np.log2(more + 1)
        case Spread.CHANCE:
            return -np.log2(np.maximum(shared / 2, 1))


def size(values: Size, members: Floats) -> Floats:
    """Bits of a number of members."""
    match values:
        case Size.HOME:
            return -2.3 - 1.6 * np.maximum(members - 5, 0)
        case Size.CIRCLE:
            return -2.6 - 0.9 * np.maximum(members - 7, 0)
        case Size.KIN:
            return -3.5 - 0.5 * np.maximum(members - 12, 0)
        case Size.ANY:
            return -np.log2(5 * members)
        case Size.RING:
            return -np.log2(5 * members) - OUTNUMBERED * np.maximum(8 - members, 0)


def mixed(parts: Sequence[Floats]) -> Floats:
    """Bits of a mixture of alternatives, each with its weight."""
    stacked = np.stack(parts)
    best = stacked.max(axis=0)
    total: Floats = best + np.log2(np.exp2(stacked - best).sum(axis=0))
    return total
