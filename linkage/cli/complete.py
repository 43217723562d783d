"""What the shell offers where a name is to be typed: ids and names of the home, and words of a closed set."""

from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import Path
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


def _feeds() -> Iterable[str]:
    from linkage.ingest.feeds import FEEDS

    return FEEDS


def _scenes() -> Iterable[str]:
    from linkage.simulate import SCENES

    return SCENES


def _scopes() -> Iterable[str]:
    from linkage.ledger.keys.api_keys import SCOPES

    return SCOPES


def _decisions() -> Iterable[str]:
    from linkage.ledger.decisions.record import ACTIONS

    return ACTIONS


def _actions() -> Iterable[str]:
    from linkage.ledger.actions import ACTIONS

    return ACTIONS


def _grounds() -> Iterable[str]:
    from linkage.ledger.actions import GROUNDS

    return GROUNDS


def _detectors() -> Iterable[str]:
    from linkage.model import DETECTORS

    return DETECTORS


def _file_formats() -> Iterable[str]:
    from linkage.ledger.exports import FORMATS

    return FORMATS


def _ring_formats() -> Iterable[str]:
    from linkage.export.ring import GRAPHS, TABLES

    return (*TABLES, *GRAPHS)


def _verdicts() -> Iterable[str]:
    from linkage.ledger.actions import FRAUD, HONEST

    return FRAUD, HONEST


def _cases() -> Iterable[str]:
    from linkage.home.cases import CLOSED, OPEN, TAKEN

    return OPEN, TAKEN, CLOSED


def _export_states() -> Iterable[str]:
    from linkage.ledger.actions import STATES

    return STATES


def _export_kinds() -> Iterable[str]:
    from linkage.ledger.actions import KINDS

    return KINDS


def _appeals() -> Iterable[str]:
    from linkage.ledger.actions import APPEALS

    return APPEALS


def _ring_states() -> Iterable[str]:
    from linkage.ledger.decisions.policy import RING_STATES

    return RING_STATES


kind, feed, scene, scope = words(_kinds), words(_feeds), words(_scenes), words(_scopes)
decision, action, ground = words(_decisions), words(_actions), words(_grounds)
detector, form, graph_form = words(_detectors), words(_file_formats), words(_ring_formats)
verdict, case = words(_verdicts), words(_cases)
export_state, export_kind = words(_export_states), words(_export_kinds)
appeal_state, ring_state = words(_appeals), words(_ring_states)
