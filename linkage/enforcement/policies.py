"""Terms of use as data: which accounts of which rings a policy covers, and what it leads to.

[policies.harvest]
leads_to = "export"                 # propose, review, challenge or export
action = "suspend"                  # of an export: throttle, hold_payouts, suspend or ban
ground = "model_harvesting"         # of a challenge and an export
days = 30                           # until it lapses; not for a ban

[[policies.again.steps]]            # in place of `action` and `days`: one step a strike, from the mildest on
action = "challenge"
days = 7                            # until the action lapses
counts = 90                         # until the strike expires

[policies.harvest.rings]            # every condition that is given must hold
score = 0.9                         # at least
size = 5                            # core and member accounts, at least
known_bad = 0.2                     # share of them known to be bad, at least
states = ["confirmed"]              # proposed, confirmed, disputed, dismissed

[policies.harvest.accounts]
tiers = ["core", "member"]
plans = ["free"]                    # an account whose plan is unknown is not covered
countries = ["XA"]                  # of sign-up
exits = ["XA"]                      # of an address the account was seen at; one of which none is known is not covered

Of rings too: `exits = { countries = ["XA"], share = 0.5 }` under `rings` is the share, at least, of the core and member
accounts that were seen in one of these countries.
"""

import hashlib
import json
import tomllib
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, Final, Literal

import polars as pl
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from linkage.errors import WrongUse
from linkage.ledger.actions import ACTIONS
from linkage.ledger.decisions import effective
from linkage.ledger.decisions.policy import CONFIRMED, DecisionState
from linkage.ledger.exports import Wanted
from linkage.model import ENFORCEABLE
from linkage.publication.reader import Publication
from linkage.tables import EXITS, MEASURES, Schema

LONGEST: Final = 1 << 20
"""Most bytes of a file of policies."""
KNOWN_BAD: Final = "known_bad"
"""The reason of a member that was labelled fraud or banned before."""
UNKNOWN: Final = "unknown"

COVERED: Schema = {
    "account": pl.Int64(),
    "account_id": pl.String(),
    "ring_id": pl.String(),
    "tier": pl.String(),
    "plan": pl.String(),
    "country": pl.String(),
    "state": pl.String(),
}
"""One row an account that a policy covers, by ring, tier and account; `state` is that of its ring."""

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,63}$")]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
Word = Annotated[str, StringConstraints(min_length=1, max_length=64)]
State = Literal["proposed", "confirmed", "disputed", "dismissed"]
Tier = Literal["core", "member", "possible"]
Ground = Literal["coordinated_fraud", "model_harvesting", "payment_fraud", "ban_evasion", "abuse_of_offers"]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, hide_input_in_errors=True)


class Seen(_Part):
    """How many of a ring's core and member accounts were seen in which countries."""

    countries: list[Country] = Field(min_length=1)
    share: float = Field(gt=0, le=1)


class Rings(_Part):
    """Which rings; a condition that is left out holds for all."""

    score: float = Field(0.0, ge=0, le=1)
    size: int = Field(0, ge=0)
    known_bad: float = Field(0.0, ge=0, le=1)
    exits: Seen | None = None
    states: list[State] = Field(["proposed", "confirmed"], min_length=1)


class Accounts(_Part):
    """Which accounts of those rings."""

    tiers: list[Tier] = Field(["core", "member"], min_length=1)
    plans: list[Word] | None = Field(None, min_length=1)
    countries: list[Country] | None = Field(None, min_length=1)
    exits: list[Country] | None = Field(None, min_length=1)


class Step(_Part):
    """What is done to an account with so many strikes."""

    action: Literal["challenge", "throttle", "hold_payouts", "suspend", "ban"]
    days: float | None = Field(None, gt=0, le=3650)
    counts: float | None = Field(None, gt=0, le=3650)

    @model_validator(mode="after")
    def _fits(self) -> "Step":
        limited = self.action != "ban"
        if (self.days is not None, self.counts is not None) != (limited, limited):
            raise ValueError("`days` and `counts` are given for every step but a ban, and not for a ban")
        if self.days is not None and self.counts is not None and self.counts <= self.days:
            raise ValueError("a strike has to count longer than its action lasts, or no step would follow")
        return self


class Policy(_Part):
    """One policy: what it covers, and what it leads to."""

    leads_to: Literal["propose", "review", "challenge", "export"]
    action: Literal["throttle", "hold_payouts", "suspend", "ban"] | None = None
    ground: Ground | None = None
    days: float | None = Field(None, gt=0, le=3650)
    steps: list[Step] | None = Field(None, min_length=2, max_length=10)
    rings: Rings = Rings()
    accounts: Accounts = Accounts()

    @model_validator(mode="after")
    def _fits(self) -> "Policy":
        exported = self.leads_to in ("challenge", "export")
        acts = (self.action is not None) + (self.steps is not None)
        if acts != (self.leads_to == "export"):
            raise ValueError("`action` or `steps` is given for leads_to = export, and for nothing else")
        harsh = [ACTIONS.index(each.action) for each in self.steps or []]
        if harsh != sorted(harsh):
            raise ValueError(f"steps go from the mildest on: {', '.join(ACTIONS)}")
        if exported != (self.ground is not None):
            raise ValueError("`ground` is given for a challenge or an export, and for nothing else")
        limited = exported and self.action != "ban" and self.steps is None
        if limited != (self.days is not None):
            raise ValueError(
                "`days` is given for a challenge or an export, but for a ban, and for nothing else"
            )
        if exported and not set(self.accounts.tiers) <= set(ENFORCEABLE):
            raise ValueError("possible accounts are not enforceable: leave that tier out, or lead to review")
        return self

    @property
    def does(self) -> str | None:
        """The action that is asked for, of steps the first; None for a policy that leads to people alone."""
        if self.steps is not None:
            return self.steps[0].action
        return "challenge" if self.leads_to == "challenge" else self.action

    @property
    def asks_exits(self) -> bool:
        """Whether it goes by the countries that accounts were seen in."""
        return self.accounts.exits is not None or self.rings.exits is not None


class Policies(_Part):
    """A file of policies."""

    policies: dict[Name, Policy] = Field(min_length=1)

    @property
    def says(self) -> dict[str, Any]:
        """As a document."""
        return {"policies": {name: _says(each) for name, each in self.policies.items()}}

    @property
    def ask_exits(self) -> bool:
        """Whether one of them goes by the countries that accounts were seen in."""
        return any(each.asks_exits for each in self.policies.values())

    @property
    def digest(self) -> str:
        """The version: SHA-256 of what the file says, however it is laid out."""
        return hashlib.sha256(json.dumps(self.says, sort_keys=True).encode()).hexdigest()

    def one(self, name: str) -> Policy:
        """The policy of that name; raises WrongUse."""
        if name not in self.policies:
            raise WrongUse(f"there is no policy `{name}`: the file has {', '.join(sorted(self.policies))}")
        return self.policies[name]


def read(path: Path) -> Policies:
    """Read and check a file of policies; raises WrongUse, which names the place."""
    try:
        with path.open("rb") as file:
            return parsed(file.read(LONGEST + 1), path.name)
    except OSError:
        raise WrongUse(f"{path.name} cannot be opened") from None


def parsed(raw: bytes, name: str) -> Policies:
    """Policies as TOML; raises WrongUse, which names the place."""
    try:
        if len(raw) > LONGEST:
            raise WrongUse(f"{name} takes more than {LONGEST:,} bytes: is it a file of policies?")
        return Policies.model_validate(tomllib.loads(raw.removeprefix(b"\xef\xbb\xbf").decode()))
    except RecursionError:
        raise WrongUse(f"{name} is nested too deep") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise WrongUse(f"{name} is not valid TOML: {error}") from None
    except ValidationError as error:
        raise WrongUse(f"{name}: {'; '.join(map(_place, _errors(error)))}") from None


def _errors(error: ValidationError) -> list[Mapping[str, Any]]:
    return list(error.errors(include_input=False, include_url=False))


def _place(error: Mapping[str, Any]) -> str:
    """Where something is wrong, and what: `policies.harvest.rings.score: …`."""
    where = ".".join(str(part) for part in error["loc"]) or "the file"
    return f"{where}: {str(error['msg']).removeprefix('Value error, ')}"


def covered(
    publication: Publication,
    decided: DecisionState,
    policy: Policy,
    measures: pl.DataFrame | None = None,
    exits: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """The accounts that a policy covers under what people decided; columns of `COVERED`.

    Who was released is not covered; who is protected is possible, as in look-ups. What is left out of `measures`
    (`tables.MEASURES`) and `exits` (`tables.EXITS`) is unknown.
    """
    known = pl.DataFrame(schema=MEASURES) if measures is None else measures
    places = pl.DataFrame(schema=EXITS) if exits is None else exits
    shown = effective.members(publication.seen(publication.members), decided)
    asked = policy.rings.exits
    there = _seen_in(places, asked.countries if asked else [])
    rings = _rings(publication, shown.with_columns(there=there), decided, policy.rings)
    rows = shown.join(rings, on="ring_id", maintain_order="left").join(
        known.select("account", pl.col("plan", "country").cast(pl.String)),
        on="account",
        how="left",
        maintain_order="left",
    )
    held = rows.filter(pl.col("tier").is_in(policy.accounts.tiers))
    for name, wanted in (("plan", policy.accounts.plans), ("country", policy.accounts.countries)):
        held = held if wanted is None else held.filter(pl.col(name).is_in(wanted))
    if policy.accounts.exits is not None:
        held = held.filter(_seen_in(places, policy.accounts.exits))
    return held.select(pl.col(name).cast(kind) for name, kind in COVERED.items())


def _seen_in(exits: pl.DataFrame, countries: list[str]) -> pl.Expr:
    """Whether an account was seen in one of these countries."""
    there = exits.filter(pl.col("country").is_in(countries))["account"].unique()
    return pl.col("account").is_in(there.implode())


def _rings(
    publication: Publication, shown: pl.DataFrame, decided: DecisionState, wanted: Rings
) -> pl.DataFrame:
    """The rings for which all conditions hold, and their state: ring_id, state. `shown` has `there`: whether a member
    was seen where the condition on exits asks."""
    bad = pl.col("reasons").list.contains(KNOWN_BAD)
    enforceable = shown.filter(pl.col("tier").is_in(ENFORCEABLE))
    counted = enforceable.group_by("ring_id").agg(bad=bad.mean(), there=pl.col("there").mean())
    states = [decided.ring(each) for each in publication.rings["ring_id"]]
    rows = publication.rings.select("ring_id", "score", "size", state=pl.Series(states, dtype=pl.String))
    rows = rows.join(counted, on="ring_id", how="left").with_columns(pl.col("bad", "there").fill_null(0.0))
    holds = (pl.col("score") >= wanted.score) & (pl.col("size") >= wanted.size)
    holds &= (pl.col("bad") >= wanted.known_bad) & pl.col("state").is_in(wanted.states)
    holds &= pl.col("there") >= (wanted.exits.share if wanted.exits else 0)
    return rows.filter(holds).select("ring_id", "state")


def counts(rows: pl.DataFrame, policy: Policy, exits: pl.DataFrame | None = None) -> dict[str, Any]:
    """What a policy would lead to: counts by tier, plan, country and state of ring.

    Of one that goes by exits (`tables.EXITS`) by these too: who was seen in several countries counts in each.
    `ready`: accounts that an export of it may have now at most, since their ring is confirmed;
    None for one that leads to people alone.
    """
    ready = rows.filter(pl.col("state") == CONFIRMED).height
    seen = {}
    if policy.asks_exits and exits is not None:
        seen["exits"] = _by(rows.select("account").join(exits, on="account", how="left"), "country")
    return {
        "leads_to": policy.leads_to,
        "action": policy.does,
        "rings": rows["ring_id"].n_unique(),
        "accounts": rows.height,
        "ready": None if policy.does is None else ready,
        "by": {name: _by(rows, name) for name in ("tier", "state", "plan", "country")} | seen,
    }


def _by(rows: pl.DataFrame, name: str) -> dict[str, int]:
    found = rows.group_by(pl.col(name).fill_null(UNKNOWN)).agg(accounts=pl.len())
    return dict(found.sort("accounts", name, descending=[True, False]).iter_rows())


def _says(policy: Policy) -> dict[str, Any]:
    """A policy as a document; one without steps or exits says nothing of them, as before there were any."""
    said = policy.model_dump(mode="json")
    for part, key in ((said, "steps"), (said["rings"], "exits"), (said["accounts"], "exits")):
        if part[key] is None:
            del part[key]
    return said


def kept(found: Policies, name: str) -> dict[str, Any]:
    """A policy as an export keeps it, so that approvals are bound to what it says."""
    return {"name": name, "digest": found.digest, "says": _says(found.one(name))}


def wanted(found: Policies, name: str, step: int | None, format: str, now: datetime) -> Wanted:
    """The export that a policy leads to, of one of its steps where it has any; raises WrongUse."""
    policy = found.one(name)
    if policy.does is None or policy.ground is None:
        raise WrongUse(
            f"the policy `{name}` leads to {policy.leads_to}, which people do: nothing is exported"
        )
    said, action, days = kept(found, name), policy.does, policy.days
    if (policy.steps is None) != (step is None) or not 1 <= (1 if step is None else step) <= len(
        policy.steps or [1]
    ):
        has = f"has {len(policy.steps)} steps: name one by its number" if policy.steps else "has no steps"
        raise WrongUse(f"the policy `{name}` {has}")
    if policy.steps is not None and step is not None:
        action, days, said = (
            policy.steps[step - 1].action,
            policy.steps[step - 1].days,
            {**said, "step": step},
        )
    ends = None if days is None else now + timedelta(days=days)
    return Wanted(action, policy.ground, ends_at=ends, format=format, policy=said)


def again(said: Mapping[str, Any]) -> Policy:
    """The policy that an export was asked for by."""
    return Policy.model_validate(said["says"])
