"""`model`: the model an account uses; what tells is the day on which it moved to a new one."""

import polars as pl

from linkage.kinds import text
from linkage.kinds.kind import Context, Kind
from linkage.model import Group


def clean(raw: pl.Series, context: Context) -> pl.Series:  # noqa: ARG001 - the shape of every `clean`
    """The name, folded."""
    return text.fold(raw)


def mask(values: pl.Series) -> pl.Series:
    """The name itself where it looks like one; it is the platform's, not the account's."""
    plain = values.str.contains(r"^[a-z][a-z0-9 ._:/-]{1,39}$").fill_null(False)
    return text.unless(~plain, values)


MODEL = Kind("model", group=Group.BEHAVIOUR, clean=clean, mask=mask, prior=1.0, public=True)
