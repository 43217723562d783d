"""What the shell offers where a name is to be typed: ids and names of the home, and words of a closed set."""

from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import Path
from pkgutil import resolve_name
from typing import TYPE_CHECKING, TypeAlias

import typer

from linkage.cli.session import earlier, settings_for
from linkage.errors import LinkageError
from linkage.home.home import Home

if TYPE_CHECKING:
    from linkage.ledger import Ledger

Offer: TypeAlias = tuple[str, str]
"""What may stand there, and what it is."""
Found: TypeAlias = Iterable[Offer]

MOST = 100
"""Most names that are offered."""


def of(find: Callable[[Home, str], Found]) -> Callable[[typer.Context, str], list[Offer]]:
    """What a home offers for the letters typed so far; nothing where it is away, and it is never made."""

    def offered(ctx: typer.Context, incomplete: str) -> list[Offer]:
        try:
            home = Home(settings_for(ctx.params.get("home") or earlier(ctx, "home")))
            if not home.settings.home.is_dir():
                return []
            fitting = (each for each in find(home, incomplete) if each[0].startswith(incomplete))
            return list(islice(fitting, MOST))
        except (LinkageError, OSError):
            return []

    return offered


def words(there: Callable[[], Iterable[str]]) -> Callable[[str], list[str]]:
    """Words of a closed set, read when they are asked for."""

    def offered(incomplete: str) -> list[str]:
        return [each for each in there() if each.startswith(incomplete)]

    return offered


def constant(*names: str) -> Callable[[str], list[str]]:
    """The words of constants, each named `module:NAME`; a module is imported when they are asked for."""
    return words(lambda: [word for name in names for word in resolve_name(name)])


def ledgered(find: Callable[["Ledger"], Found]) -> Callable[[typer.Context, str], list[Offer]]:
    """What the ledger of a home offers, unless there is none."""

    def found(home: Home, _: str) -> Found:
        if not home.has_ledger:
            return []
        with home.ledger() as ledger:
            return list(find(ledger))

    return of(found)


def _accounts(home: Home, begun: str) -> Found:
    import polars as pl

    publication = home.publication(verify=False)
    fitting = publication.accounts.lazy().filter(pl.col("account_id").str.starts_with(begun))
    return [(each, "account") for each in publication.seen(fitting.collect())["account_id"].sort().head(MOST)]


def _rings(home: Home, _: str) -> Found:
    return home.publication(verify=False).rings.select("ring_id", "summary").rows()


def _either(home: Home, begun: str) -> Found:
    return [*_rings(home, begun), *_accounts(home, begun)]


def _runs(home: Home, _: str) -> Found:
    return [(each, "run") for each in home.runs()]


def _batches(ledger: "Ledger") -> Found:
    from linkage.ledger.runs import batches

    return [(each.id, f"{each.feed}, {each.file}") for each in batches.batches(ledger)]


def _exports(ledger: "Ledger") -> Found:
    from linkage.ledger import exports

    return [
        (each.id, f"{each.action} of {each.accounts:,} accounts, {each.state}")
        for each in exports.listed(ledger, limit=MOST)
    ]


def _webhooks(ledger: "Ledger") -> Found:
    from linkage.ledger import subscriptions

    return [(each.id, each.url) for each in subscriptions.listed(ledger)]


def _keys(ledger: "Ledger") -> Found:
    from linkage.ledger.keys import api_keys

    return [(each.prefix, each.name) for each in api_keys.keys(ledger) if each.revoked_at is None]


def _owners(ledger: "Ledger") -> Found:
    from linkage.ledger.keys import api_keys

    return [(each, "person") for each in {key.name for key in api_keys.keys(ledger)}]


account, ring, either, run = of(_accounts), of(_rings), of(_either), of(_runs)
batch, export, webhook = ledgered(_batches), ledgered(_exports), ledgered(_webhooks)
key, owner = ledgered(_keys), ledgered(_owners)


def policy(ctx: typer.Context, incomplete: str) -> list[str]:
    """Names of the policies in the file that was named before."""
    from linkage.enforcement import policies

    try:
        found = policies.read(Path(ctx.params["path"])).policies
    except (LinkageError, OSError, KeyError, TypeError):
        return []
    return [each for each in sorted(found) if each.startswith(incomplete)]


def _schemas() -> Iterable[str]:
    from linkage.cli.shapes import SHAPES

    return SHAPES


def schema(ctx: typer.Context, incomplete: str) -> list[str]:
    """The next word of a command."""
    before = list(ctx.params.get("words") or [])
    named = [each.split() for each in _schemas()]
    return sorted(
        {
            each[len(before)]
            for each in named
            if each[: len(before)] == before
            and len(each) > len(before)
            and each[len(before)].startswith(incomplete)
        }
    )


def _kinds() -> Iterable[str]:
    from linkage import kinds
    from linkage.explain import search

    return [f"{each}=" for each in (*search.KINDS, *kinds.KINDS)]


def _verdicts() -> Iterable[str]:
    from linkage.ledger.actions import FRAUD, HONEST

    return FRAUD, HONEST


def _cases() -> Iterable[str]:
    from linkage.home.cases import CLOSED, OPEN, TAKEN

    return OPEN, TAKEN, CLOSED


kind, verdict, case = words(_kinds), words(_verdicts), words(_cases)
feed, scene = constant("linkage.ingest.feeds:FEEDS"), constant("linkage.simulate:SCENES")
scope = constant("linkage.ledger.keys.api_keys:SCOPES")
decision = constant("linkage.ledger.decisions.record:ACTIONS")
ring_state = constant("linkage.ledger.decisions.policy:RING_STATES")
action, ground = constant("linkage.ledger.actions:ACTIONS"), constant("linkage.ledger.actions:GROUNDS")
export_state, export_kind = (
    constant("linkage.ledger.actions:STATES"),
    constant("linkage.ledger.actions:KINDS"),
)
appeal_state = constant("linkage.ledger.actions:APPEALS")
detector, form = constant("linkage.model:DETECTORS"), constant("linkage.ledger.exports:FORMATS")
graph_form = constant("linkage.export.ring:TABLES", "linkage.export.ring:GRAPHS")
