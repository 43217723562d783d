"""How surprising a count is, where another was to be expected by chance."""

import numpy as np
import numpy.typing as npt
from scipy.special import gammainc

Floats = npt.NDArray[np.float64]


def surprise(seen: Floats, expected: Floats) -> Floats:
    """Bits of surprise, −log2 of the probability that chance makes at least so many; arrays of one shape.

    Chance is Poisson: the tail from k of mean λ is the regularised lower incomplete gamma function P(k, λ).
    """
    found: Floats = -np.log2(np.maximum(gammainc(seen, np.maximum(expected, 1e-9)), 1e-300))
    return found
