"""`model`: the model an account uses; what tells is the day on which it moved to a new one."""

import polars as pl

from linkage.kinds import text
from linkage.kinds.kind import Context, Kind
from linkage.model import Group


def clean(raw: pl.Series, context: Context) -> pl.Series:  # noqa: ARG001 - the shape of every `clean`
    """The name, folded."""
    return text.fold(raw)


MODEL = Kind("model", group=Group.BEHAVIOUR, clean=clean, prior=1.0)
