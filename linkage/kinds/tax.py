"""`tax_id`: VAT numbers and their like, in capitals without punctuation."""

import polars as pl

from linkage.kinds import text
from linkage.kinds.kind import Context, Kind
from linkage.model import Group

_SAMPLES = (
    "XAXX010101000", "XEXX010101000", "XEXX010101HNEXXXA4", "ABCDE1234F", "AAAAA0000A", "AAAPL1234C",
    "22AAAAA0000A1Z5", "078051120", "219099999", "12345678909", "12345678Z", "12345678A", "1234563218", "X1234567X",
    "RSSMRA80A01H501U", "RSSMRA85T10A562S", "XXXXXX00X00X000X", "GB999999973", "NL000099998B57", "0000000000191",
    "12345678000195", "00000000000191", "11222333000181",
)  # fmt: skip
"""Numbers that forms, laws and manuals give for whoever has none."""

_AROUND = r"^\p{L}{1,4}|(?:B[0-9]{2}|\p{L}{1,4})$"


def clean(raw: pl.Series, context: Context) -> pl.Series:  # noqa: ARG001 - the shape of every `clean`
    """Letters and digits in capitals, five at least, a digit among them."""
    folded = text.fold(raw)
    value = text.unless(text.masked(folded), folded)
    value = value.str.replace_all(r"[^\p{L}\p{N}]", "").str.to_uppercase()
    value = text.unless(text.among(value, _SAMPLES) | text.masked(value) | text.void(value), value)
    number = value.str.replace_all(_AROUND, "")
    fine = value.str.contains(r"[0-9]") & (value.str.len_chars() >= 5) & ~text.filler(number)
    return text.unless(~fine.fill_null(False), value)


TAX = Kind("tax_id", group=Group.PAYMENT, clean=clean, forgeable=True, prior=16.0)
