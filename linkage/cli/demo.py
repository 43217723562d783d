"""The whole path on a planted world: simulate, load, detect, measure, show one ring."""

import shutil
from collections.abc import Iterator
from dataclasses import replace

from linkage.cli import load, look, run
from linkage.cli.session import Answer, Session

FOLDER = "demo"
"""Where it lives under the default home, so that it never mixes with anybody's data."""

Step = tuple[str, Answer]


def play(session: Session, accounts: int, seed: int) -> Iterator[Step]:
    """The steps one by one, each with its name and its answer."""
    world = session.settings.home / "world"
    yield "simulate", load.simulate(session, world, accounts, seed)
    yield "ingest", load.ingest(session, [str(world / "input")])
    yield "detect", run.detect(session)
    yield "evaluate", run.evaluate(session, world / "truth.parquet")
    yield "rings", look.rings(session, limit=10)
    publication = session.publication()
    if publication.rings.height:
        middle = publication.rings["ring_id"][publication.rings.height // 2]
        yield "show", look.show(session, middle, 8)


def at_home(session: Session) -> Session:
    """The session in the demo's own home, emptied; a home that was named is taken as it is."""
    settings = session.settings
    if "home" in settings.model_fields_set:
        return session
    home = settings.home / FOLDER
    shutil.rmtree(home, ignore_errors=True)
    own = {"home": home, "graph_url": None, "ledger_url": None}
    return replace(session, settings=settings.model_copy(update=own))


def to_try(session: Session, url: str, key: str) -> str:
    """A call of the API worth trying: the surest member of the largest ring."""
    publication = session.publication()
    held = publication.members if publication.members.height else publication.accounts
    account = held["account_id"][0]
    return f'curl -H "Authorization: Bearer {key}" {url}/v1/accounts/{account}'
