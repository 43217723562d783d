"""Phone numbers by the column: the rules of phonenumbers, from its own metadata, for the ordinary number.

`read` answers for numbers of digits and plain punctuation what `phonenumbers.parse` and `is_possible_number`
would, and leaves the rest (letters, extensions, other digits, carrier codes, prefixes that are
rewritten) to be asked one by one. A test holds the two to be equal over every region.
"""

from collections.abc import Callable
from functools import cache

import phonenumbers
import polars as pl
from phonenumbers import PhoneMetadata

PLAIN = r"^[ (]*\+?[0-9 ().-]{3,40}$"
"""Digits and punctuation that means nothing, with a plus at most in front."""

_CODES = "|".join(str(code) for code in sorted(phonenumbers.COUNTRY_CODE_TO_REGION_CODE))
CODE = rf"^({_CODES})"
"""The country calling code at the front of a full number; no code is the beginning of another."""

_EMPTY = {"number": pl.UInt32, "region": pl.String, "code": pl.String, "digits": pl.String}


def lengths(metadata: PhoneMetadata) -> tuple[int, ...]:
    """How many digits a number may have after its country code."""
    return tuple(metadata.general_desc.possible_length) if metadata.general_desc else ()


def _pattern(metadata: PhoneMetadata) -> str:
    """The form of any national number of these rules."""
    return f"^(?:{metadata.general_desc.national_number_pattern})$" if metadata.general_desc else "^$"


@cache
def main(code: str) -> str:
    """Key of the rules by which numbers with that country code are read: a region, or the code itself."""
    region = phonenumbers.region_code_for_country_code(int(code))
    return code if region in ("001", "ZZ") else region


def rules(key: str) -> PhoneMetadata:
    """What phonenumbers knows of a region, or of a country code that belongs to none."""
    nowhere = key.isdigit()
    found = (
        PhoneMetadata.metadata_for_nongeo_region(int(key), None)
        if nowhere
        else PhoneMetadata.metadata_for_region(key)
    )
    if found is None:
        raise LookupError(f"phonenumbers has no rules for {key}")
    return found


@cache
def _possible() -> tuple[str, ...]:
    """Every `code:length` a full number may have."""
    codes = (str(code) for code in sorted(phonenumbers.COUNTRY_CODE_TO_REGION_CODE))
    return tuple(f"{code}:{size}" for code in codes for size in lengths(rules(main(code))))


def read(raw: pl.Series, region: pl.Series) -> pl.DataFrame:
    """Columns `e164` and `asked`: the number or null, and whether it was left to be asked singly.

    `raw` is trimmed; `region` is a supported region in capitals or null.
    """
    frame = pl.DataFrame({"raw": raw, "region": region}).with_row_index("number")
    frame = frame.with_columns(
        digits=pl.col("raw").str.replace_all(r"[^0-9]", ""), full=pl.col("raw").str.contains(r"^[ (]*\+")
    ).filter(pl.col("raw").str.contains(PLAIN) & (pl.col("digits").str.len_bytes().is_between(4, 20)))
    home = frame.filter(~pl.col("full") & pl.col("region").is_not_null())
    abroad, near = _dialled(home)
    whole = pl.concat([frame.filter("full").select("number", "digits"), abroad])
    read_ = _each(pl.concat([_coded(whole), near]), "region", _national)
    fit = (pl.col("code") + ":" + pl.col("digits").str.len_bytes().cast(pl.String)).is_in(list(_possible()))
    done = read_.select(
        "number", e164=pl.when(fit).then("+" + pl.col("code") + pl.col("digits")), asked=False
    )
    rows = pl.DataFrame({"number": pl.arange(len(raw), dtype=pl.UInt32, eager=True)})
    out = rows.join(done, on="number", how="left", maintain_order="left")
    return out.select("e164", pl.col("asked").fill_null(True))


def _each(frame: pl.DataFrame, by: str, step: Callable[[str, pl.DataFrame], pl.DataFrame]) -> pl.DataFrame:
    """The frame with a step taken on the rows of each key apart."""
    parts = [step(str(part[by][0]), part) for part in frame.partition_by(by, maintain_order=True)]
    return pl.concat(parts) if parts else pl.DataFrame(schema=_EMPTY)


def _coded(whole: pl.DataFrame) -> pl.DataFrame:
    """Full numbers taken apart into country code and digits; those of no known code are left out."""
    code = pl.col("digits").str.extract(CODE)
    apart = whole.filter(pl.col("digits").str.len_bytes() > 2).with_columns(code=code).drop_nulls("code")
    key = pl.col("code").replace_strict(
        {code: main(code) for code in apart["code"].unique()}, return_dtype=pl.String
    )
    digits = pl.col("digits").str.slice(pl.col("code").str.len_bytes())
    return apart.select("number", region=key, code="code", digits=digits)


def _dialled(home: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Numbers as dialled in a region: those that leave it, as full numbers, and those that stay."""

    def exits(region: str, part: pl.DataFrame) -> pl.DataFrame:
        metadata = rules(region)
        out = pl.lit(False)
        if metadata.international_prefix is not None:
            out = pl.col("digits").str.contains(f"^(?:{metadata.international_prefix})")
            rest = pl.col("digits").str.replace(f"^(?:{metadata.international_prefix})", "")
        else:
            rest = pl.col("digits")
        return part.select(
            "number", "region", "digits", code=pl.lit(str(metadata.country_code)), out=out, rest=rest
        )

    seen = _each(home, "region", exits)
    if "out" not in seen.columns:
        return seen.select("number", "digits"), seen
    # A zero after the prefix means that it was none after all: a rare thing, asked singly.
    abroad = seen.filter(pl.col("out") & ~pl.col("rest").str.starts_with("0")).select("number", digits="rest")
    near = seen.filter(~pl.col("out")).select(*_EMPTY)
    return abroad, _each(near, "region", _unprefixed)


def _unprefixed(region: str, part: pl.DataFrame) -> pl.DataFrame:
    """Numbers with the region's own country code in front, but for the plus, made national."""
    metadata = rules(region)
    code = str(metadata.country_code)
    starts = pl.col("digits").str.starts_with(code)
    plain = part.filter(~starts)
    coded = part.filter(starts)
    rest = _stripped(metadata, coded["digits"].str.slice(len(code)))
    pattern = _pattern(metadata)
    frame = coded.with_columns(rest=rest["digits"], sure=rest["sure"]).filter("sure")
    was, now = pl.col("digits").str.contains(pattern), pl.col("rest").str.contains(pattern)
    long = pl.col("digits").str.len_bytes() > max(lengths(metadata))
    take = (~was & now) | long
    frame = frame.with_columns(
        region=pl.when(take).then(pl.lit(main(code))).otherwise("region"),
        digits=pl.when(take).then("rest").otherwise("digits"),
    )
    return pl.concat([plain, frame.select(*_EMPTY)])


def _national(region: str, part: pl.DataFrame) -> pl.DataFrame:
    """National numbers without the prefix that is dialled inside the country."""
    metadata = rules(region)
    cut = _stripped(metadata, part["digits"])
    frame = part.with_columns(cut=cut["digits"], sure=cut["sure"]).filter("sure")
    size = pl.col("cut").str.len_bytes()
    fits = size.is_in(list(lengths(metadata))) | (size > max(lengths(metadata)))
    return frame.select("number", "region", "code", digits=pl.when(fits).then("cut").otherwise("digits"))


def _stripped(metadata: PhoneMetadata, digits: pl.Series) -> pl.DataFrame:
    """Columns `digits`, without the national prefix, and `sure`: false where a carrier code needs asking."""
    prefix = metadata.national_prefix_for_parsing
    frame = digits.to_frame("digits")
    if not prefix:
        return frame.with_columns(sure=True)
    found = pl.col("digits").str.contains(f"^(?:{prefix})")
    if metadata.national_prefix_transform_rule or "(" in prefix.replace("(?:", ""):
        return frame.with_columns(sure=~found)
    cut = pl.col("digits").str.replace(f"^(?:{prefix})", "")
    pattern = _pattern(metadata)
    keep = pl.col("digits").str.contains(pattern) & ~cut.str.contains(pattern)
    return frame.select(digits=pl.when(found & ~keep).then(cut).otherwise("digits"), sure=pl.lit(True))
