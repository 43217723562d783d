"""What is said of one account in words: what it failed, and what its owner may know."""

from typing import Any

from rich.console import RenderableType

from linkage.cli import views
from linkage.cli.session import Answer
from linkage.errors import UnknownAccount
from linkage.explain import answers, sentences
from linkage.explain import why_not as whynot
from linkage.explain.answers import document
from linkage.ledger.decisions.policy import DecisionState, effective_tier
from linkage.model import TIERS, Failure
from linkage.printable import shown
from linkage.publication.reader import Publication

Row = dict[str, Any]


def why_not(publication: Publication, name: str, ring: int | None, decided: DecisionState) -> Answer:
    """What keeps an account from being enforceable, or from being so in the ring of that row."""
    said = document(answers.why_not(publication, name, known(publication, name), ring, decided))
    for each in said["conditions"]:
        each["values"] = [views.ignored(value) for value in each["values"]]
    return Answer({"publication": publication.run, **said}, (*lines(name, said),))


def lines(name: str, told: Row) -> list[RenderableType]:
    """The same for people: each condition with its values."""
    names = ("community_size", "bits", "groups", "score")
    numbers = views.measured({each: told[each] for each in names})
    beside = f" (ring {told['ring']})" if told["ring"] else ""
    drawn: list[RenderableType] = [f"{shown(name)}{beside}: {numbers or told['sentence']}"]
    for each in told["conditions"]:
        drawn.append(f"{each['code']}: {each['sentence']}")
        if each["code"] == Failure.ONLY_CROWDS:
            drawn += views.ignored_lines(each["values"])
        elif each["values"]:
            drawn.append(views.tie_table(each["values"], None))
    return drawn


def statement(publication: Publication, name: str, decided: DecisionState) -> Answer:
    """What the owner of an account may be told."""
    account = known(publication, name)
    row = publication.row(account)
    assert row is not None
    of = publication.accounts.row(row, named=True)
    ring = whynot.ring_id(publication, of["ring"])
    tier = None if ring is None else TIERS[of["tier"]]
    if ring is not None and tier is not None:
        tier = effective_tier(decided.of(account), decided.rings.get(ring), ring, tier)
    code = sentences.statement(True, tier, of["reasons"] or [])
    return Answer({"code": code, "text": sentences.STATEMENTS[code]}, (sentences.STATEMENTS[code],))


def known(publication: Publication, name: str) -> int:
    """Key of an account; `UnknownAccount` when the publication has none of that id."""
    found = views.find(publication, name)
    if found is None or found.account is None:
        raise UnknownAccount("no account in the publication has that id: check it, or run `linkage detect`")
    return found.account
