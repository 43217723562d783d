"""The report in Markdown, of what was measured alone."""

import statistics
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bench.lookups import Load, median
from bench.results import Row
from bench.servers.agreement import GDS, OURS
from bench.servers.detected import SCENE, SEED
from bench.speed import stages
from bench.tables import NONE, mark, table

SHARE = 0.95
"""Least look-ups a second without the graph, as a share of those with it."""
HEX = 12
"""Of a digest, that are shown."""

Found = Mapping[str, Any]

HEAD = """# Stores on servers
`{command}`, {date}, {machine}, code {code}. {products}. Servers are started by the command on the same \
machine, whose cores they share with it, each only while it is measured: {given}. The machine's load \
before each part: {loads}.
"""
LOADED = """## Loaded and read
{facts:,} facts of {accounts:,} made-up accounts in five batches, in one run. *Loaded* is from the first \
row to the last commit, with values, implied values, masks and measures; *read* is all accounts, measures \
and shared facts. A first load of tens of millions goes into Neo4j by files (`linkage graph \
export-import`), not over Bolt.

"""
DETECTED = """## Detect
Scene `{scene}`, seed {seed}, {accounts:,} accounts: ingested once, into a file, in {ingest:.1f} s, and \
copied batch by batch from there ({copied}). Each row is the middle one of {rounds} runs of `linkage \
detect`, in a process of its own. Seconds by stage are the run's own; *in all* is the whole process, with \
its start, the writing of the publication and, in Neo4j, of the rings for those who explore them. Memory is \
that of the process, not of the server.

"""
AGREED = """## Leiden of GDS beside the built-in
Adjusted Rand index (Hubert and Arabie 1985) of labels on the same weights, before score and gate: a run's \
own graph of {accounts:,} accounts and {values:,} values on {edges:,} edges, {ringed:,} of the accounts in \
true rings. *One partition* is Leiden alone, at resolution 1; *communities* are what a run hands on to its \
score, after all rungs of the ladder, and who is in none is alone. Each detector beside itself, on nodes and \
edges in another order, shows how far labels that fit as well lie apart.

"""
SERVED = """## Look-ups without the graph
{accounts:,} accounts, {ids:,} rotating ids, a service with the Neo4j set as its graph, wrk with one thread \
and 32 connections for {seconds} s at a time; {rounds} rounds of up, stopped (SIGSTOP), up, killed \
(SIGKILL). Before each time an account is erased, so that the service goes on asking for the graph. Loads \
are the middle ones, shares the median of the rounds', each over the time just before.

"""


def draw(rows: Sequence[Row], command: str, given: str) -> str:
    """The whole report, of the parts there are."""
    have = {row.part: row for row in rows}
    if not have:
        return "# Stores on servers\nNothing was measured yet.\n"
    ours = [have[name] for name in SECTIONS if name in have]
    products = {name: text for row in ours for name, text in row.found["products"].items()}
    head = HEAD.format(
        command=command,
        date=" to ".join(sorted({row.found["date"] for row in ours})),
        machine=", ".join(sorted({row.found["machine"] for row in ours})),
        code=ours[0].code,
        products=", ".join(products.values()),
        given=given,
        loads=", ".join(f"{row.found['load']:.1f}" for row in ours),
    )
    return "\n".join([head, *(SECTIONS[row.part](row.found, row.accounts) for row in ours)])


def of_stores(found: Found, accounts: int) -> str:
    """Facts a second, and two hops, on each store."""
    heads = ("store", "loaded, facts a second", "read, facts a second", "two hops, median ms", "p99 ms")
    rows = [
        (
            each["product"],
            f"{each['facts'] / each['loaded']:,.0f}",
            f"{each['facts'] / each['read']:,.0f}",
            f"{each['median']:.1f}",
            f"{each['p99']:.1f}",
        )
        for each in found["stores"].values()
    ]
    facts = max(each["facts"] for each in found["stores"].values())
    return LOADED.format(facts=facts, accounts=accounts) + table(heads, rows)


def of_detect(found: Found, accounts: int) -> str:
    """A row a store and detector, whether they found the same, and how far the detectors agree."""
    runs = found["runs"]
    names = stages([Row(SCENE, SEED, accounts, each["store"], {}, each["times"]) for each in runs])
    heads = ("store, detector", *names, "in all", "MB", "rings", "B³ F1", "digest")
    rows = [
        (
            f"{found['products'][each['store']].split()[0]}, `{each['detector']}`",
            *(f"{each['times'][name]:.1f}" if name in each["times"] else NONE for name in names),
            f"{each['seconds']:.1f}",
            f"{each['rss']:,.0f}",
            f"{each['rings']:,}",
            f"{each['b3']:.3f}",
            ", ".join(f"`{digest[:HEX]}`" for digest in each["digests"]),
        )
        for each in runs
    ]
    copied = ", ".join(
        f"{found['products'][name].split()[0]} {s:.1f} s" for name, s in found["copied"].items()
    )
    about = DETECTED.format(
        scene=SCENE,
        seed=SEED,
        accounts=accounts,
        ingest=found["ingest"],
        copied=copied,
        rounds=found["rounds"],
    )
    said = table(("", "measured"), [*alike(runs), *apart(runs)])
    return f"{about}{table(heads, rows)}\n{said}\n{of_agreement(found['agreement'])}"


def alike(runs: Sequence[Found]) -> list[tuple[str, str]]:
    """Whether every run of one detector found the same, whatever the store."""
    said = []
    for detector in dict.fromkeys(each["detector"] for each in runs):
        mine = [each for each in runs if each["detector"] == detector]
        different = len({digest for each in mine for digest in each["digests"]})
        name = f"different digests by `{detector}`, all runs from {', '.join(each['store'] for each in mine)}"
        said.append((name, f"{different}{mark(different, most=1)}"))
    return said


def apart(runs: Sequence[Found]) -> list[tuple[str, str]]:
    """B³ F1 by GDS over that of the built-in detector from the same store."""
    by = {each["detector"]: each["b3"] for each in runs if each["store"] == "neo4j"}
    if not {OURS, GDS} <= by.keys():
        return []
    return [(f"B³ F1 by `{GDS}` less that by `{OURS}`", f"{by[GDS] - by[OURS]:+.4f}")]


def of_agreement(found: Found) -> str:
    """Adjusted Rand between the detectors, and of each with itself on another order."""
    graph = found["graph"]
    heads = ("", "nodes", "accounts", "accounts of true rings", "labels", "modularity")
    rows = []
    for name, sides in found["found"].items():
        labels = {OURS: "built-in beside itself", GDS: "GDS beside itself"}
        rows.append((f"{name}: built-in beside GDS", *figures(sides["between"])))
        rows += [
            (f"{name}: {said}, in another order", *figures(sides[side])) for side, said in labels.items()
        ]
    values = graph["nodes"] - graph["accounts"]
    return AGREED.format(**graph, values=values) + table(heads, rows)


def figures(found: Found) -> list[str]:
    """Indices of one comparison, then how many labels the first side has and how well they fit."""
    indices = [f"{found[name]:.3f}" if name in found else NONE for name in ("nodes", "accounts", "ringed")]
    labels = f"{found['labels']:,.0f}" if "labels" in found else NONE
    return [*indices, labels, f"{found['modularity']:.4f}" if "modularity" in found else NONE]


def of_lookups(found: Found, accounts: int) -> str:
    """Loads with the graph up and away, and the shares."""
    rounds = [
        {state: [Load(**load) for load in pair] for state, pair in each.items()} for each in found["rounds"]
    ]
    loads = {"Neo4j up": median([up for each in rounds for up, _ in each.values()])}
    busy = statistics.median(found["busy"])
    said = []
    for state in rounds[0]:
        loads[f"Neo4j {state}"] = median([each[state][1] for each in rounds])
        shares = sorted(down.rate / up.rate for up, down in (each[state] for each in rounds))
        share = statistics.median(shares)
        name = f"look-ups a second with Neo4j {state}, as a share of those with it up"
        said.append((name, f"{share:.3f}{mark(share, least=SHARE)}", f"{shares[0]:.3f} to {shares[-1]:.3f}"))
    said.append(("cores that the Neo4j itself keeps busy while it is up", f"{busy:.2f}", NONE))
    refused = sum(load.refused for each in rounds for pair in each.values() for load in pair)
    said.append(("answers other than 200, in all", f"{refused}{mark(refused, most=0)}", NONE))
    heads = ("", "requests/s", "p50 ms", "p99 ms", "p99.9 ms", "not 200", "server's CPU µs")
    about = SERVED.format(
        accounts=accounts, ids=found["ids"], seconds=found["seconds"], rounds=len(found["rounds"])
    )
    lines = table(heads, [(name, *load.figures()) for name, load in loads.items()])
    return f"{about}{lines}\n{table(('', 'measured', 'over the rounds'), said)}"


SECTIONS: Mapping[str, Callable[[Found, int], str]] = {
    "stores": of_stores,
    "detect": of_detect,
    "lookups": of_lookups,
}
