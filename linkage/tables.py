"""Columns of every table that flows between stages, in one place.

Times are seconds since 1970 in UTC. `account` and `value` are 64-bit keys (see `linkage.normalise`):
the digest of an account's id, and the token of a canonical value; a table never holds a raw value.
"""

from dataclasses import dataclass, field, fields

import polars as pl

Schema = dict[str, pl.DataType]

ACCOUNTS: Schema = {"account": pl.Int64(), "account_id": pl.String()}
"""One row an account; `account` is the digest of `account_id`."""

VALUES: Schema = {"value": pl.Int64(), "kind": pl.String(), "mask": pl.String()}
"""One row a value; `mask` is a label for people that does not give the value away (`m***@example.com`)."""

FACTS: Schema = {
    "account": pl.Int64(),
    "value": pl.Int64(),
    "kind": pl.String(),
    "first_seen": pl.Int64(),
    "last_seen": pl.Int64(),
    "count": pl.Int64(),
}
"""One row an account and value: an account holds a value. Merged by earliest, latest and largest;
times are null when unknown, count is at least 1."""

IMPLIED: Schema = {"value": pl.Int64(), "implied": pl.Int64()}
"""One row a pair: who holds `value` holds `implied` too (the domain of an address, the subnet of an IP)."""

MEASURES: Schema = {
    "account": pl.Int64(),
    "created_at": pl.Int64(),
    "status": pl.String(),
    "plan": pl.String(),
    "country": pl.String(),
    "largest_amount": pl.Float64(),
    "paid_days": pl.List(pl.Int32()),
    "peak_requests": pl.Int64(),
    "peak_tokens": pl.Int64(),
    "hours": pl.List(pl.Int32()),
}
"""What is known of an account beside its facts. Merged by earliest (created_at), largest (status by rank
active < limited < suspended < closed < banned, plan and country by text, amounts, peaks) and union (paid_days:
days since 1970 with a payment; hours: hours since 1970 with usage). Every column but account may be null."""

RELATIONS: Schema = {
    "account": pl.Int64(),
    "other": pl.Int64(),
    "kind": pl.String(),
    "first_seen": pl.Int64(),
    "last_seen": pl.Int64(),
    "amount": pl.Float64(),
}
"""One row an ordered pair and kind (transfer, referral, reseller, delegated, same_organisation)."""

LABELS: Schema = {"account": pl.Int64(), "label": pl.String(), "at": pl.Int64()}
"""One row an account and label (fraud, banned, honest); `at` is the earliest."""

EXITS: Schema = {"account": pl.Int64(), "country": pl.String()}
"""One row an account and country (ISO 3166-1 alpha-2) that an address it was seen at lay in. Policies alone read them:
no run does, so they tie nobody."""

SHARED: Schema = {
    "account": pl.Int64(),
    "value": pl.Int64(),
    "kind": pl.Categorical(),
    "first_seen": pl.Int64(),
    "last_seen": pl.Int64(),
    "count": pl.Int64(),
}
"""Facts whose value two or more accounts hold, implied values included, sorted by (value, account)."""

OWN: Schema = {"account": pl.Int64(), "kind": pl.Categorical()}
"""An account and a kind of which it holds a value that nobody else holds; rows may repeat, in no order."""

HIDDEN: Schema = {"account": pl.Int64(), "hidden": pl.Boolean()}
"""Accounts whose sort of network is known, and whether one of theirs hides where they are: hosting, VPN, Tor or a
residential proxy. Sorted by account."""

LINKS: Schema = {
    "account": pl.Int64(),
    "value": pl.Int64(),
    "kind": pl.Categorical(),
    "group": pl.Categorical(),
    "bits": pl.Float32(),
    "holders": pl.UInt32(),
    "first_seen": pl.Int64(),
    "last_seen": pl.Int64(),
}
"""Facts, weighed: sharing `value` says `bits`. Sorted by (value, account); crowds are not here."""

VERDICTS: Schema = {
    "value": pl.Int64(),
    "kind": pl.Categorical(),
    "group": pl.Categorical(),
    "holders": pl.UInt32(),
    "bits": pl.Float32(),
    "crowd": pl.Boolean(),
    "reason": pl.String(),
}
"""One row a shared value: what it weighs, whether it is a crowd, and why in words."""

WEIGHTS: Schema = {
    "kind": pl.String(),
    "group": pl.String(),
    "prior": pl.Float64(),
    "learned": pl.Float64(),
    "m": pl.Float64(),
    "u": pl.Float64(),
    "pairs": pl.Int64(),
    "labelled": pl.Int64(),
    "rests_on": pl.String(),
}
"""One row a kind that is shared, by kind: the most bits one value of it may say by its prior and from here on.
`m` and `u`: how often accounts of one operator and strangers agree, null where it was not learned; `pairs` and
`labelled`: on how many pairs that rests; `rests_on` in words."""

COMMUNITIES: Schema = {"account": pl.Int64(), "community": pl.Int64()}
"""One row an account in a community of two or more; `community` is its smallest account. By account."""

MEMBERS: Schema = {
    "community": pl.Int64(),
    "account": pl.Int64(),
    "tier": pl.String(),
    "confidence": pl.Float64(),
    "bits": pl.Float64(),
    "groups": pl.UInt8(),
    "certificate": pl.UInt8(),
    "reasons": pl.List(pl.String()),
}
"""One row a member of a scored community. `certificate`: the fewest values whose removal drops the member,
4 for four or
more, 0 when it fails the gate as it is. `reasons`: at most five codes, strongest first."""

RINGS: Schema = {
    "community": pl.Int64(),
    "score": pl.Float64(),
    "size": pl.UInt32(),
    "core": pl.UInt32(),
    "member": pl.UInt32(),
    "possible": pl.UInt32(),
    "first_seen": pl.Int64(),
    "last_seen": pl.Int64(),
    "sentences": pl.List(pl.String()),
    "summary": pl.String(),
}
"""One row a community that is a ring. `size` counts core and member. `sentences`: what raised or lowered the
score, strongest first. `first_seen`: earliest sign-up of its core and members; `last_seen`: their latest
sign-up, and once it is published their last activity (`linkage.publication.labels.active`)."""


EVIDENCE: Schema = {
    "account": pl.Int64(),
    "value": pl.Int64(),
    "group": pl.String(),
    "bits": pl.Float64(),
    "counts": pl.Boolean(),
}
"""One row a member of a ring and value that it shares there, with the match weight that decided (`bits`); `counts`:
whether it passed the gate. Three groups have no value: `prior` (the odds before any evidence), `hours` and `marks`
(how like the others' its active hours and its country, plan and sign-up are). The largest weight of each group,
summed, is the member's `bits`; the groups with a value that counts are its `groups`. By account."""

DECISIVE: Schema = {"account": pl.Int64(), "value": pl.Int64()}
"""One row an account and value of the smallest set of values without which an enforceable account would not
be; for those with a certificate of 1 to 3. By account and value."""

FAILED: Schema = {
    "account": pl.Int64(),
    "community": pl.Int64(),
    "codes": pl.List(pl.String()),
    "bits": pl.Float32(),
    "groups": pl.UInt8(),
    "group": pl.String(),
    "score": pl.Float32(),
    "first": pl.List(pl.Int64()),
    "together": pl.UInt32(),
}
"""One row an account that detection put with two others or more and that is not enforceable. `community`: the
ring most of those it was put with are in, null for none. `codes`: what it failed, of `model.Failure`, in that
order. `bits`: that it belongs; `groups`: how many groups counted, and `group` which, where it is one; `score`
of its ring, where that is what failed; `first`: values that do not count since it held them first. `together`:
how many accounts its group had, itself among them: where its score is what failed, those that fit the group, else the
community that detection put it in. By account."""


MISSES: Schema = {
    "accounts": pl.UInt32(),
    "margin": pl.Float64(),
    "story": pl.String(),
    "sentences": pl.List(pl.String()),
    "account": pl.List(pl.Int64()),
}
"""One row a community of proved accounts that is no ring: how many there are, the margin in bits, the
honest story that explains it best, what is said of it, and some of its accounts. The highest margin first."""


@dataclass(frozen=True)
class Holdings:
    """What accounts hold: the facts that two or more of them share, and the kinds of what they hold alone."""

    shared: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=SHARED))
    own: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=OWN))

    def equals(self, other: "Holdings") -> bool:
        """Whether both say the same; the rows of `own` may repeat and come in any order."""
        one, two = (each.own.unique().with_columns(pl.col("kind").cast(pl.String)) for each in (self, other))
        return self.shared.equals(other.shared) and one.sort("account", "kind").equals(
            two.sort("account", "kind")
        )


@dataclass(frozen=True)
class Normalised:
    """What a chunk of rows comes down to: keys, tokens, masks and measures, and nothing raw."""

    accounts: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=ACCOUNTS))
    values: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=VALUES))
    facts: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=FACTS))
    implied: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=IMPLIED))
    measures: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=MEASURES))
    relations: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=RELATIONS))
    labels: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=LABELS))
    exits: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=EXITS))

    def tables(self) -> dict[str, pl.DataFrame]:
        """Its tables by name, in the order they are declared."""
        return {each.name: getattr(self, each.name) for each in fields(self)}


DECIDED: Schema = {"decision": pl.Int64(), "account": pl.Int64()}
"""One row a decision and account."""

PAIRS: Schema = {"account": pl.Int64(), "other": pl.Int64()}
"""One row two accounts that are not of one operator."""


@dataclass(frozen=True)
class RunDecisions:
    """Decisions of people that a run applies, as accounts: ids of rings are given only after it."""

    protected: pl.Series = field(default_factory=lambda: pl.Series(dtype=pl.Int64))
    """Accounts that are never enforceable: on the allowlist, released or dismissed."""
    dismissed: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=DECIDED))
    """Core and member accounts, as they stood, of rings that were dismissed."""
    pairs: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=PAIRS))
    """Two accounts each that are not of one operator."""
    not_of_ring: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=DECIDED))
    """Accounts that are not of the operator of a ring, and the decision that says so."""
    ring_members: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=DECIDED))
    """Core and member accounts, as they stood, of the rings that `not_of_ring` keeps accounts from."""
