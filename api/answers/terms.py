"""Policies, from requests to the ledger and back as shapes."""

from datetime import UTC, datetime

from api.answers import exporting
from api.answers.lists import Written
from api.pages import page
from api.runtime.live import Live
from api.schemas.exports import Export
from api.schemas.policies import Applying, PolicyVersion, PolicyVersions, Tried
from api.times import stamp
from linkage.enforcement import ladder, policies, produce
from linkage.enforcement.policies import Policies
from linkage.errors import NotFound, Refused
from linkage.ledger import Ledger, exports, terms
from linkage.ledger.decisions.record import Spoken
from linkage.ledger.termed import TermsRow

BODY = "the body"


def given(toml: str) -> Policies:
    """Policies as a request has them; raises WrongUse, which names the place."""
    return policies.parsed(toml.encode(), BODY)


def in_force(ledger: Ledger) -> Policies:
    """The policies in force; raises NotFound before the first."""
    return Policies.model_validate(terms.active(ledger).says)


def shape(row: TermsRow, active: bool) -> PolicyVersion:
    """An activation as a shape."""
    return PolicyVersion(
        version=row.version,
        active=active,
        at=stamp(row.at),
        name=row.name,
        reason=row.reason,
        policies=row.says["policies"],
    )


def page_of(ledger: Ledger, asked: Written, most: int) -> PolicyVersions:
    """The page of activations, newest first."""
    told = terms.listed(ledger)
    found = asked.kept(told)
    at = page(["policies", told[0].seq if told else 0, asked.author, asked.since], asked, most)
    items = [shape(row, row is told[0]) for row in at.cut(found)]
    return PolicyVersions(items=items, next=at.next(len(found)))


def one(ledger: Ledger, version: str) -> PolicyVersion:
    """The newest activation of a version; raises NotFound."""
    row = terms.version(ledger, version)
    return shape(row, row.seq == terms.active(ledger).seq)


def activate(ledger: Ledger, toml: str, said: Spoken) -> PolicyVersion:
    """Have policies in force from now on."""
    found = given(toml)
    return shape(terms.activate(ledger, found.digest, found.says, said), True)


def tried(live: Live, toml: str | None) -> Tried:
    """A dry run over what is served."""
    found = in_force(live.ledger()) if toml is None else given(toml)
    live.load()
    served, now = live.current().publication, datetime.now(UTC)
    told = ladder.tried(live.settings, live.ledger(), served, found, now)
    return Tried(version=told["digest"], publication=told["publication"], policies=told["policies"])


def apply(live: Live, ledger: Ledger, name: str, asked: Applying, said: Spoken) -> Export:
    """Ask for the export of a policy in force, in the transaction that is open; the preview comes as for any."""
    found = in_force(ledger)
    if name not in found.policies:
        raise NotFound("no policy in force has that name")
    if asked.version not in (None, found.digest):
        raise Refused("another version of the policies is in force: look at it, and name that one")
    wanted = policies.wanted(found, name, asked.step, asked.format, said.at)
    live.load()
    basis = produce.basis(live.current().publication)
    return exporting.shape(ledger, exports.request(ledger, wanted, basis, said))
