"""`tax_id`: VAT numbers and their like, in capitals without punctuation."""

import polars as pl

from linkage.kinds import text
from linkage.kinds.kind import Context, Kind
from linkage.model import Group


def clean(raw: pl.Series, context: Context) -> pl.Series:  # noqa: ARG001 - the shape of every `clean`
    """Letters and digits in capitals, five at least, a digit among them."""
    value = text.fold(raw).str.replace_all(r"[^\p{L}\p{N}]", "").str.to_uppercase()
    number = value.str.replace(r"^\p{L}{1,3}", "")
    fine = value.str.contains(r"[0-9]") & (value.str.len_chars() >= 5) & ~text.filler(number)
    return text.unless(~fine.fill_null(False), value)


TAX = Kind("tax_id", group=Group.PAYMENT, clean=clean, forgeable=True, prior=16.0)
