"""From a margin in bits to a score between 0 and 1: as it is shipped, or calibrated by a platform's own labels.

The score is 1 / (1 + 2^−(slope · margin + offset)). As it is shipped the slope is 0.3, since sorts of sharing are
not quite independent and margins are too sure; it is a convenient scale and no probability. Labelled rings make
it one: slope and offset are then fitted by logistic regression (Platt 1999), with the shipped values as prior.
"""

import json
from dataclasses import asdict, dataclass
from hashlib import blake2b
from pathlib import Path

import numpy as np
import polars as pl
from pydantic import FiniteFloat, TypeAdapter, ValidationError
from scipy.optimize import minimize

from linkage.errors import Refused
from linkage.score.about import About

MOSTLY = 0.7
"""Share of the accounts of a ring whose truth is known that must be bad for the ring to count as abuse, and honest for
it to count as honest; others are left out. A choice: clear majorities alone."""

LABELS = 2
"""Fewest labelled accounts of a ring for it to be labelled; a choice."""

COVERED = 0.1
"""Least share of a ring that has to be labelled: one ban among many honest accounts is no label of them. A choice."""

FEWEST = 10
"""Fewest labelled rings of either sort from which a calibration is fitted; a choice."""

PRIOR_STRENGTH = 4.0
"""Labelled rings that the shipped values are worth; a choice: with `FEWEST` rings of either sort labels decide."""

BOUNDS = ((0.02, 2.0), (-20.0, 20.0))
"""Bounds of slope and offset (bits): a larger margin never lowers the score."""


@dataclass(frozen=True)
class Calibration:
    """How a margin becomes a score."""

    slope: FiniteFloat = 0.3
    """Bits of the score's log-odds for a bit of margin."""
    offset: FiniteFloat = 0.0
    """Bits of the score's log-odds at no margin."""
    about: str = "As it is shipped: a scale, and no probability."

    @property
    def fitted(self) -> bool:
        """Whether labels made it: only then a score is a probability."""
        return self != Calibration()

    @property
    def digest(self) -> str:
        """A name for it by what is in it."""
        return blake2b(json.dumps([self.slope, self.offset]).encode(), digest_size=8).hexdigest()

    def score(self, margin: pl.Expr) -> pl.Expr:
        """The score of a margin."""
        return 1 / (1 + (-(margin * self.slope + self.offset) * float(np.log(2))).exp())


@dataclass(frozen=True)
class Fitted:
    """A calibration that was fitted to labels, and to how many."""

    calibration: Calibration
    abuse: int
    honest: int
    """Labelled rings of either sort."""


_ADAPTER = TypeAdapter(Calibration)


def read(path: Path) -> Calibration:
    """The calibration fitted in a home, else the shipped one; raises `Refused` for a file that is not valid."""
    if not path.exists():
        return Calibration()
    try:
        return _ADAPTER.validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise Refused(f"{path} is not a valid calibration: `linkage fit --forget` removes it") from error


def text(calibration: Calibration) -> bytes:
    """The calibration as a file."""
    return json.dumps(asdict(calibration), indent=2, ensure_ascii=False).encode() + b"\n"


def fit(margins: pl.DataFrame, members: pl.DataFrame, about: About, why: str) -> Fitted:
    """A calibration from labels: margins are community, margin; members community, account.

    Raises `Refused` when too few rings are labelled.
    """
    rings = margins.join(truth_of(members, labelled(about)), on="community").sort("community")
    abuse = int(rings["abuse"].sum())
    honest = rings.height - abuse
    if min(abuse, honest) < FEWEST:
        raise Refused(
            f"too few labelled rings to learn from: {abuse} of abuse and {honest} of honest accounts, "
            f"where {FEWEST} of either are needed"
        )
    slope, offset = logistic(rings["margin"].to_numpy(), rings["abuse"].to_numpy())
    return Fitted(Calibration(round(slope, 4), round(offset, 3), why), abuse, honest)


def logistic(margin: np.ndarray, abuse: np.ndarray) -> tuple[float, float]:
    """Slope and offset, in bits, of the highest posterior probability, the shipped ones being the prior."""
    shipped = Calibration()
    centre, scale = np.array([shipped.slope, shipped.offset]), np.array([shipped.slope, 4.0])

    def loss(tried: np.ndarray) -> float:
        odds = (tried[0] * margin + tried[1]) * np.log(2)
        prior = PRIOR_STRENGTH / 2 * (((tried - centre) / scale) ** 2).sum()
        return float((np.logaddexp(0, odds) - abuse * odds).sum() + prior)

    slope, offset = minimize(loss, centre, bounds=BOUNDS, method="L-BFGS-B").x
    return float(slope), float(offset)


def truth_of(members: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Which communities are abuse: community, abuse; from accounts whose truth (account, bad) is known."""
    both = members.select("community", "account").join(known, on="account", how="left")
    shares = both.group_by("community").agg(
        n=pl.len(), k=pl.col("bad").count(), share=pl.col("bad").cast(pl.Float64).mean()
    )
    enough = (pl.col("k") >= LABELS) & (pl.col("k") >= COVERED * pl.col("n"))
    clear = (pl.col("share") >= MOSTLY) | (pl.col("share") <= 1 - MOSTLY)
    return shares.filter(enough & clear).select("community", abuse=pl.col("share") > 0.5).sort("community")


def labelled(about: About) -> pl.DataFrame:
    """Accounts a platform labelled, and those it banned: account, bad; contradicted labels are left out."""
    bad = about.known_bad().with_columns(bad=pl.lit(True))
    both = pl.concat([bad, about.known_honest().with_columns(bad=pl.lit(False))])
    return both.filter(pl.len().over("account") == 1).sort("account")
