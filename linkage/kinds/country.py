"""Countries of accounts: two letters, as phone numbers are read by them."""

import polars as pl

from linkage.kinds import text

_ALIASES = {"UK": "GB", "EL": "GR", "USA": "US", "GBR": "GB", "UNITED STATES": "US", "UNITED KINGDOM": "GB"}


def clean(raw: pl.Series) -> pl.Series:
    """ISO 3166-1 alpha-2 in capitals; null for no value and for what is no code of two letters."""
    # `NA` is Namibia here, and no value everywhere else.
    namibia = raw.str.strip_chars().str.to_uppercase() == "NA"
    code = text.tidy(raw).str.to_uppercase().replace(_ALIASES)
    code = pl.select(pl.when(namibia).then(pl.lit("NA")).otherwise(code)).to_series()
    return text.unless(
        ~code.str.contains(r"^[A-Z]{2}$").fill_null(False) | text.among(code, ("XX", "ZZ")), code
    )
