"""Explanations as values, and as the one document that the command line and the service answer.

`document` turns each of them into plain names and values; whoever answers adds which publication it is from.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from linkage.explain import evidence, path, sentences
from linkage.explain import why_not as whynot
from linkage.ledger.decisions.policy import DecisionState
from linkage.model import Failure
from linkage.printable import iso
from linkage.publication.reader import Publication

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Row = dict[str, Any]


@dataclass(frozen=True)
class Value:
    """What is known of a value, without the value."""

    kind: str
    group: str
    masked: str | None
    bits: float
    """Match weight; in a ring, the one that decided there."""
    counts: bool | None
    """Whether it passed the gate; None where it was not judged."""
    holders: int
    members: int | None
    verdict: str | None


@dataclass(frozen=True)
class Span:
    """When an account was first and last seen with a value, in ISO 8601; None where that is not known."""

    first_seen: str | None
    last_seen: str | None


@dataclass(frozen=True)
class Tie(Span, Value):
    """A value an account shares in its ring."""


@dataclass(frozen=True)
class Shared(Value):
    """A value two accounts share, with the times of each."""

    account: Span
    other: Span


@dataclass(frozen=True)
class Counterfactual:
    """The fewest values without which an account would leave its ring."""

    values: int
    sentence: str
    without: list[Value]


@dataclass(frozen=True)
class OfAccount:
    """The evidence on one account."""

    ties: list[Tie]
    groups: list[Row]
    """group, bits, values, counts: they add up to `bits`."""
    bits: float | None
    ignored: list[Value]
    counterfactual: Counterfactual | None


@dataclass(frozen=True)
class Between:
    """What ties two accounts."""

    account_id: str
    other_id: str
    ring: str | None
    """The ring both are in."""
    bits: float
    ties: list[Shared]
    ignored: list[Value]
    sentence: str
    counterfactual: Counterfactual | None
    other_counterfactual: Counterfactual | None


@dataclass(frozen=True)
class Condition:
    """A check that an account failed, with the values concerned."""

    code: Failure
    sentence: str
    values: list[Value]


@dataclass(frozen=True)
class WhyNot:
    """What keeps an account from being enforceable."""

    account_id: str
    ring: str | None
    enforceable: bool
    sentence: str
    conditions: list[Condition]
    bits: float | None
    groups: int | None
    score: float | None
    community_size: int | None
    """How many accounts its community had, itself among them."""


@dataclass(frozen=True)
class Step(Shared):
    """One value of a chain, and whom it connects."""

    account_id: str
    other_id: str
    token: int
    """Key of the value."""


@dataclass(frozen=True)
class Connection:
    """How two accounts are connected."""

    account_id: str
    other_id: str
    connected: bool
    sentence: str
    weakest: float | None
    """Bits of the weakest step."""
    steps: list[Step]
    truncated: bool


def document(answer: "DataclassInstance") -> Row:
    """An explanation as plain names and values."""
    return asdict(answer)


def of_account(publication: Publication, account: int) -> OfAccount:
    """The evidence on one account, by its key."""
    ties = evidence.ties(publication, account, publication.ring_of(account))
    return OfAccount(
        [tie(each) for each in ties.to_dicts()],
        evidence.groups(publication, account, ties).to_dicts(),
        evidence.bits(publication, account),
        [value(each) for each in evidence.crowds(publication, account).to_dicts()],
        counterfactual(publication, account),
    )


def between(publication: Publication, one: tuple[str, int], two: tuple[str, int]) -> Between:
    """What ties two accounts, each by its id and key."""
    (name, account), (other_id, other) = one, two
    ties = evidence.shared(publication, account, other)
    bits = float(evidence.by_group(ties)["bits"].sum())
    rings = {publication.ring_of(each) for each in (account, other)}
    return Between(
        account_id=name,
        other_id=other_id,
        ring=whynot.ring_id(publication, rings.pop()) if len(rings) == 1 else None,
        bits=round(bits, evidence.DIGITS),
        ties=[shared(each) for each in ties.to_dicts()],
        ignored=[value(each) for each in evidence.crowds(publication, account, other).to_dicts()],
        sentence=sentences.tied(ties.height, bits),
        counterfactual=counterfactual(publication, account),
        other_counterfactual=counterfactual(publication, other),
    )


def connection(publication: Publication, one: tuple[str, int], two: tuple[str, int]) -> Connection:
    """The shortest chain between two accounts, each by its id and key."""
    found = path.chain(publication, one[1], two[1])
    steps = [step(publication, each) for each in found.steps]
    connected = bool(steps) or one[1] == two[1]
    weakest = min((each.bits for each in steps), default=None)
    said = sentences.connected(len(steps), connected, found.truncated)
    return Connection(one[0], two[0], connected, said, weakest, steps, found.truncated)


def why_not(
    publication: Publication, account_id: str, account: int, ring: int | None, decided: DecisionState
) -> WhyNot:
    """What keeps an account from being enforceable, or from being so in the ring of that row."""
    found = whynot.why_not(publication, account, ring, decided)
    conditions = [
        Condition(each.code, each.sentence, [value(row) for row in each.values.to_dicts()])
        for each in found.conditions
    ]
    return WhyNot(
        account_id,
        whynot.ring_id(publication, found.ring),
        found.enforceable,
        found.sentence,
        conditions,
        found.bits,
        found.groups,
        found.score,
        found.together,
    )


def counterfactual(publication: Publication, account: int) -> Counterfactual | None:
    """The fewest values without which an account would leave its ring; None for one in no ring."""
    row = publication.row(account)
    member = -1 if row is None else int(publication.accounts["member"][row])
    if member < 0:
        return None
    fewest = int(publication.members["certificate"][member])
    without = [value(each) for each in evidence.decisive(publication, account).to_dicts()]
    names = [sentences.label(each.kind, each.masked) for each in without]
    return Counterfactual(fewest, sentences.counterfactual(fewest, names), without)


def step(publication: Publication, found: path.Step) -> Step:
    """One value of a chain."""
    row = evidence.on(publication, found.account, found.other, found.value).row(0, named=True)
    ids = [name(publication, each) for each in (found.account, found.other)]
    return Step(**vars(shared(row)), account_id=ids[0], other_id=ids[1], token=found.value)


def name(publication: Publication, account: int) -> str:
    """Id of an account of the publication, by its key."""
    row = publication.row(account)
    assert row is not None
    return str(publication.accounts["account_id"][row])


def value(row: Mapping[str, Any]) -> Value:
    """A value, from a row of `evidence.told`."""
    return Value(
        kind=row["kind"],
        group=row["group"],
        masked=row["mask"],
        bits=round(float(row["bits"]), evidence.DIGITS),
        counts=row["counts"],
        holders=row["holders"],
        members=row.get("members"),
        verdict=verdict(row),
    )


def tie(row: Mapping[str, Any]) -> Tie:
    """A value with the times of the account, from a row of `evidence.ties`."""
    return Tie(**vars(value(row)), first_seen=iso(row["first_seen"]), last_seen=iso(row["last_seen"]))


def shared(row: Mapping[str, Any]) -> Shared:
    """A value two accounts share, from a row of `evidence.shared`."""
    own, other = (
        Span(iso(row[first]), iso(row[last]))
        for first, last in (("first_seen", "last_seen"), ("other_first", "other_last"))
    )
    return Shared(**vars(value(row)), account=own, other=other)


def verdict(row: Mapping[str, Any]) -> str | None:
    """What was found about a value, in words; of a common value, that it was ignored and why."""
    reason = str(row["reason"] or "")
    if not row["crowd"]:
        return reason or None
    if reason.startswith("does not count"):
        return reason
    why = reason.removeprefix("ignored: ") or f"{row['holders']:,} unrelated accounts use it"
    return f"ignored: {why}"


def ring_tie(row: Mapping[str, Any]) -> Row:
    """A value of a ring, from a row of `evidence.ring_ties`, and whether it is too common to count."""
    return asdict(value(row)) | {"crowd": row["crowd"]}
