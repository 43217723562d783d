"""Search a publication by a value: who holds it, how many, whether it is common, in which rings.

A raw value becomes a token here and goes no further: it is in no answer and no error.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import polars as pl

from linkage.errors import WrongUse, nearest
from linkage.explain.evidence import named
from linkage.kinds import KINDS as BUILT_IN
from linkage.kinds import Kind
from linkage.model import ENFORCEABLE
from linkage.normalise import token_of
from linkage.normalise.tokens import tags
from linkage.publication.reader import Publication

MOST = 200
"""Most accounts in one answer."""

KINDS: Mapping[str, tuple[str, ...]] = {
    "domain": ("email_domain",),
    "ip": ("ip", "subnet"),
    "subnet": ("subnet",),
    "email": ("email", "payer_email"),
    "card": ("card",),
    "device": ("device",),
    "phone": ("phone",),
}
"""What people ask for, and the kinds of values that are looked through; any other kind by its own name."""

FORMS: Mapping[str, str] = {"phone": ", and name its country: +49 30 901820"}
"""What a value has to say that a row of a feed says elsewhere."""

MASKED = re.compile(r"\*|•|[.:]x(/64)?( #\w+)?$")
"""A label as it is shown for people, in place of the value itself."""

TAG = re.compile(r"[0-9a-f]{6}")
"""First digits of a token."""


UNSHARED = {"value": pl.Int64(), "kind": pl.String()}


@dataclass(frozen=True)
class Found:
    """What a search found."""

    matches: pl.DataFrame
    """value, kind, group, mask, holders, crowd, reason: one row a value that was found, fewest holders first."""
    held: pl.DataFrame
    """account, value: the accounts known to hold them. Of a common value, only accounts of rings are kept."""
    members: pl.DataFrame
    """value, ring (a row of the publication's rings), members: core and member accounts that hold it."""
    unshared: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=UNSHARED))
    """value, kind: what was looked for and no two accounts share; who holds it alone is in no publication."""
    label: tuple[tuple[str, ...], str] | None = None
    """Kinds and the masked label that was looked for; who alone holds a value shown so is in no publication either."""


def search(
    publication: Publication, kind: str, text: str, pepper: bytes, declared: Mapping[str, Kind] | None = None
) -> Found:
    """Find a value by its raw text, or by its masked label; `unshared` where two accounts do not share it.

    Raises `WrongUse` for a text that is no value of that kind.
    """
    asked = KINDS.get(kind, (kind,))
    if MASKED.search(text) or tag_of(asked, text):
        return replace(of_values(publication, labelled(publication, asked, text)), label=(asked, text))
    read = [(token_of(*each, pepper, None, declared), each[0]) for each in forms(asked, text)]
    tokens = [(token, kind) for token, kind in read if token]
    if not tokens:
        raise WrongUse(
            f"This value cannot be read as {kind}: check its form{FORMS.get(kind, '')}. "
            "Values that tie nobody, such as the domain of a free mail provider, are none."
        )
    wanted = pl.DataFrame(tokens, UNSHARED, orient="row")
    found = of_values(publication, wanted["value"].to_numpy())
    return replace(found, unshared=wanted.join(found.matches, on="value", how="anti"))


def known(publication: Publication, kind: str, declared: Mapping[str, Kind]) -> None:
    """Refuse a kind that nothing is of; raises `WrongUse` that names the nearest and all."""
    there = {*KINDS, *BUILT_IN, *declared}
    if kind not in there:
        there |= set(map(str, publication.verdicts["kind"].unique()))
    if kind not in there:
        near = nearest(kind, there)
        meant = f"did you mean `{near}`? " if near else ""
        raise WrongUse(f"unknown kind: {meant}the kinds are {', '.join(sorted(there))}")


def forms(asked: tuple[str, ...], text: str) -> list[tuple[str, str]]:
    """Each kind with the text to read as it; an address is looked for as itself and as its network."""
    if asked != ("ip", "subnet") or "/" in text:
        return [(kind, text) for kind in asked]
    nets = ("/64", "/48") if ":" in text else ("/24",)
    return [("ip", text), *(("subnet", network(text, each)) for each in nets)]


def network(address: str, size: str) -> str:
    """The network of an address as it is written: `203.0.113.0/24`, `2001:db8::1/64`."""
    return f"{address.rpartition('.')[0]}.0{size}" if size == "/24" else f"{address}{size}"


def labelled(
    publication: Publication, asked: tuple[str, ...], label: str
) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    """Values of some kinds that are shown by this label."""
    shown = (pl.col("mask") == label) | pl.col("mask").str.starts_with(f"{label} #")
    verdicts = publication.verdicts.lazy().filter(pl.col("kind").cast(pl.String).is_in(asked))
    found = verdicts.filter(shown).select("value").collect()["value"]
    tag = tag_of(asked, label)
    if tag is not None:
        bare = verdicts.filter(pl.col("mask").is_null()).select("value").collect()["value"]
        found = found.append(bare.filter(pl.Series(tags(bare), dtype=pl.String) == tag))
    return found.to_numpy()


def tag_of(asked: tuple[str, ...], label: str) -> str | None:
    """The tag in a label such as `device 6fcbda`, by which a value without a mask is shown; None for other labels."""
    kind, _, tag = label.partition(" ")
    return tag if kind in asked and TAG.fullmatch(tag) else None


def of_values(publication: Publication, values: "np.ndarray[tuple[int], np.dtype[np.int64]]") -> Found:
    """What is known of some values."""
    matches = named(publication.verdicts_of(values))
    linked = publication.links_across(values).select("account", "value")
    ignored = publication.seen(publication.ignored.filter(pl.col("value").is_in(matches["value"].implode())))
    held = pl.concat([linked, ignored.select("account", "value")]).unique().sort("value", "account")
    rings = publication.members.filter(pl.col("tier").is_in(ENFORCEABLE)).select("account", "ring")
    members = held.join(rings, on="account").group_by("value", "ring").agg(members=pl.len())
    return Found(
        matches.sort("holders", "value"),
        held,
        members.sort("value", "members", "ring", descending=[False, True, False]),
    )


def accounts(
    publication: Publication, found: Found, single: pl.DataFrame | None = None
) -> tuple[list[str], bool]:
    """Ids of the accounts that hold what was found, or alone hold it (`single`: account_id): the first `MOST` by id,
    and whether there are more."""
    keys = found.held["account"].unique()
    ids = publication.accounts.filter(pl.col("account").is_in(keys.implode()))["account_id"]
    every = sorted({*ids, *([] if single is None else single["account_id"])})
    return every[:MOST], len(every) > MOST


def matches(publication: Publication, found: Found) -> list[dict[str, Any]]:
    """Each value that was found: token, kind, label, holders, common, and the rings whose core and members hold it."""
    ids = publication.rings["ring_id"]
    rings: dict[int, list[dict[str, Any]]] = {}
    for row in found.members.to_dicts():
        rings.setdefault(row["value"], []).append({"ring": ids[row["ring"]], "members": row["members"]})
    return [
        {
            "token": token(row["value"]),
            "kind": row["kind"],
            "label": row["mask"],
            "holders": row["holders"],
            "common": row["crowd"],
            "rings": rings.get(row["value"], []),
        }
        for row in found.matches.to_dicts()
    ]


def token(value: int) -> str:
    """A token as 16 hexadecimal digits, of which labels show the first: 64 bits are no safe number in JSON."""
    return value.to_bytes(8, "little", signed=True).hex()
