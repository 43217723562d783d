"""From facts to a publication: the stages in order, one line each."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from hashlib import blake2b
from time import perf_counter

import polars as pl

from linkage import kinds
from linkage.consistency import credible, intact, undamaged
from linkage.detect import Grain
from linkage.detect import detect as find
from linkage.erasure import sweep
from linkage.errors import Refused
from linkage.graph import networks
from linkage.graph.store import Partitions, Store
from linkage.ledger import Ledger
from linkage.ledger.db.models import Run
from linkage.ledger.decisions import erased
from linkage.ledger.decisions.run_decisions import run_decisions
from linkage.ledger.runs import rings
from linkage.ledger.runs.kinds import declared
from linkage.memory import give_back
from linkage.model import ENFORCEABLE, Trait
from linkage.publication import gather, release, writer
from linkage.publication.manifest import new_run_id
from linkage.publication.profiles import profiles
from linkage.publication.reader import Publication
from linkage.publication.schema import Findings
from linkage.publication.write_back import write_back
from linkage.score import (
    About,
    Judged,
    Means,
    Scored,
    again,
    apply_decisions,
    assemble,
    calibration,
    enclosed,
    judge,
    overlooked,
)
from linkage.score.about import hidden
from linkage.score.calibration import Calibration
from linkage.score.held import uncommon
from linkage.score.misses import nearest
from linkage.score.overlooked import Detect, Look
from linkage.settings import Settings
from linkage.tables import RunDecisions
from linkage.weigh import Weighed, weigh
from linkage.weigh.composite import TRAITS as COMPOSED
from linkage.weigh.composite import compose
from linkage.weigh.learned import Labelled, Learned, learn

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Report:
    """How a run ended."""

    publication: Publication
    held: list[str]
    """Why it is held; empty when it is served."""
    unshown: str | None = None
    """Why the graph does not show its rings to those who explore it; None when it does, or shows none at all."""


@dataclass(frozen=True)
class Facts:
    """What a run reads, all up to one watermark."""

    shared: pl.DataFrame
    accounts: pl.DataFrame
    about: About
    watermark: int
    epoch: str


@dataclass(frozen=True)
class Known:
    """Declared kinds, and decisions."""

    kinds: Mapping[str, Trait]
    decisions: RunDecisions
    """Decisions of people."""


@dataclass(frozen=True)
class Clock:
    """Seconds by stage, in the order they were taken."""

    tell: Progress
    times: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time a block and tell that it begins; free memory is given back when it ends."""
        self.tell(name)
        start = perf_counter()
        yield
        give_back()
        self.times[name] = round(self.times.get(name, 0.0) + perf_counter() - start, 3)


def detect(
    settings: Settings,
    store: Store,
    ledger: Ledger,
    *,
    now: datetime,
    progress: Progress = lambda _: None,
) -> Report:
    """Run every stage on the facts up to the newest watermark, and publish or hold what was found.

    Accounts that were erased leave the graph first, if they are still or again in it.
    """
    undamaged(settings)
    intact(store, ledger)
    sweep(store, erased.everyone(ledger))
    watermark = newest(store)
    run = Run(
        id=new_run_id(now),
        started=now,
        detector=settings.detector,
        seed=settings.seed,
        watermark=watermark,
    )
    with release.underway(ledger, settings.publications, run, lambda: datetime.now(UTC)):
        known = Known(traits(declared(ledger)), run_decisions(ledger, now))
        findings = examine(settings, store, watermark, known, Clock(progress))
        progress("publish")
        previous = writer.intact(settings.publications)
        publication = writer.write(findings, settings.publications, run.id, previous, rings.known(ledger))
        held = release.conclude(ledger, settings.publications, publication, settings, now)
    return Report(publication, held, None if held else write_back(store, publication))


def examine(settings: Settings, store: Store, watermark: int, known: Known, clock: Clock) -> Findings:
    """From the facts up to a watermark to findings: read, weigh, detect, score, apply decisions, gather."""
    detector = detector_of(settings, store)
    means = means_of(detector, calibration.read(settings.weights))
    facts, learned, weighed, communities = read_and_link(store, watermark, known.kinds, clock, detector)
    with clock.stage("score"):
        judged = judge(communities, facts.shared, weighed.verdicts, learned.traits, facts.about, means)
        anew = partial(again, judged, least=settings.publish_at, calibration=means.calibration)
        found = with_decisions(assemble(judged, settings.publish_at), anew, weighed.links, known.decisions)
    with clock.stage("explain"):
        facts_shown = gather.shown(found, facts.shared, weighed)
        return Findings(
            accounts=facts.accounts,
            rings=gather.rings(found, facts_shown, facts.about),
            members=found.members,
            links=weighed.links,
            verdicts=gather.labelled(facts_shown, weighed, store),
            ignored=gather.ignored(facts_shown, weighed),
            decisive=found.decisive,
            failed=found.failed,
            evidence=found.evidence,
            misses=nearest(judged, found.members),
            profiles=profiles(found.members, facts.about.measures, facts.about.labels),
            weights=learned.table,
            paying=gather.paying(found, facts.about),
            watermark=facts.watermark,
            epoch=facts.epoch,
            detector=settings.detector,
            seed=settings.seed,
            settings=fingerprint(settings, means.calibration),
            times=clock.times,
        )


def judged(settings: Settings, store: Store, known_kinds: Mapping[str, Trait], clock: Clock) -> Judged:
    """Every community with proved members and its margin, on the facts of now: to fit a calibration to."""
    watermark = newest(store)
    detector = detector_of(settings, store)
    facts, learned, weighed, communities = read_and_link(store, watermark, known_kinds, clock, detector)
    with clock.stage("score"):
        return judge(
            communities, facts.shared, weighed.verdicts, learned.traits, facts.about, means_of(detector)
        )


def newest(store: Store) -> int:
    """The watermark there is; `Refused` when nothing is loaded."""
    watermark = store.watermark()
    if not watermark:
        raise Refused("nothing is loaded yet: load feeds with `linkage ingest PATH`")
    return watermark


def read_and_link(
    store: Store,
    watermark: int,
    known_kinds: Mapping[str, Trait],
    clock: Clock,
    detector: "partial[pl.DataFrame]",
) -> tuple[Facts, Learned, Weighed, pl.DataFrame]:
    """The facts on uncommon values, their weights, and the communities of linked accounts: read, learn, weigh,
    detect."""
    with clock.stage("read"):
        facts = [read(store, watermark)]
    # Nobody else keeps the facts, so that memory is freed when facts on common values are left out.
    return linked(facts.pop(), known_kinds, detector, clock)


def linked(
    facts: Facts, known_kinds: Mapping[str, Trait], detector: "partial[pl.DataFrame]", clock: Clock
) -> tuple[Facts, Learned, Weighed, pl.DataFrame]:
    """`read_and_link` for facts that were read."""
    with clock.stage("weigh"):
        learned = learn(facts.shared, known_kinds, labelled(facts.about), facts.about.total)
        weighed = weigh(facts.shared, learned.traits, facts.about.total)
        facts = replace(facts, shared=uncommon_facts(facts.shared, weighed.verdicts, facts.about.total))
    with clock.stage("detect"):
        communities = detector(weighed.links, total=facts.about.total)
    return facts, learned, weighed, communities


def labelled(about: About) -> Labelled:
    """The accounts that are labelled, or banned by status."""
    return Labelled(about.known_bad(), about.known_honest())


def detector_of(settings: Settings, store: Store | None = None) -> "partial[pl.DataFrame]":
    """The detector of the settings, in the store's server where that has one; the score splits by it what is left of a
    community."""
    own = store.partition if isinstance(store, Partitions) else None
    return partial(find, detector=settings.detector, seed=settings.seed, partition=own)


def means_of(detector: "partial[pl.DataFrame]", used: Calibration | None = None) -> Means:
    """What communities are judged by: the detector, the same looser and as further looks ask for, and the
    calibration."""
    looser = partial(detector, grain=Grain(enclosed.LOOSE))
    return Means(detector, used or Calibration(), looser, looking(detector))


def looking(detector: "partial[pl.DataFrame]") -> Detect:
    """The detector as further looks take it (`score.overlooked`)."""

    def detect(links: pl.DataFrame, total: int, look: Look) -> pl.DataFrame:
        least = overlooked.LEAST if look.weak else None
        return detector(links, total=total, grain=Grain(look.conductance, asked=least, large=False))

    return detect


def read(store: Store, watermark: int) -> Facts:
    """Everything a run looks at, exactly up to the watermark."""
    accounts, holdings = store.accounts(watermark), store.held(watermark)
    about = About(
        store.measures(watermark),
        store.relations(watermark),
        store.labels(watermark),
        accounts.height,
        holdings.own,
        hidden(holdings.shared, networks.types(store, holdings.shared)),
    )
    # Half the width of the times is a tenth of the memory of a run; a time past 2038 is no time.
    credible(accounts, holdings.shared)
    short = pl.col("first_seen", "last_seen").cast(pl.Int32, strict=False)
    shared = holdings.shared.drop("count").with_columns(short)
    return Facts(compose(shared, about.measures), accounts, about, watermark, store.epoch() or "")


def traits(declared: Mapping[str, Trait]) -> dict[str, Trait]:
    """Traits of every kind that is known, the caller's own declarations included, by name."""
    derived = {each.kind for kind in kinds.KINDS.values() for each in kind.implies}
    own = {
        name: Trait(kind.group, kind.prior, kind.forgeable, name in derived)
        for name, kind in kinds.KINDS.items()
    }
    return {**own, **COMPOSED, **declared}


def uncommon_facts(shared: pl.DataFrame, verdicts: pl.DataFrame, total: int) -> pl.DataFrame:
    """Facts on values that are not held by a great part of all accounts; no later stage reads the others."""
    return shared.join(uncommon(verdicts, total), on="value", how="semi", maintain_order="left")


def with_decisions(
    found: Scored, anew: Callable[[pl.DataFrame], Scored], links: pl.DataFrame, decisions: RunDecisions
) -> Scored:
    """What was found, with decisions applied, as it may be published; `anew` judges what they left of rings."""
    left = apply_decisions.remainders(found.members, links, decisions)
    found = replaced(found, left, anew(left.drop("ring"))) if left.height else found
    rings, members = apply_decisions.apply(found.rings, found.members, links, decisions)
    still = enforceable(members).select("account")
    decisive = found.decisive.join(still, on="account", how="semi", maintain_order="left")
    evidence = found.evidence.join(members, on="account", how="semi", maintain_order="left")
    return replace(found, rings=rings, members=members, decisive=decisive, evidence=evidence)


def replaced(found: Scored, left: pl.DataFrame, anew: Scored) -> Scored:
    """The findings, with some rings replaced by the findings on what decisions left of them."""
    rings = found.rings.filter(~pl.col("community").is_in(left["ring"].implode()))
    members = found.members.filter(~pl.col("community").is_in(left["ring"].implode()))
    decisive = found.decisive.join(members, on="account", how="semi")
    failed = found.failed.join(left, on="account", how="anti")
    return Scored(
        pl.concat([rings, anew.rings]).sort("community"),
        pl.concat([members, anew.members]).sort("community", "account"),
        pl.concat([decisive, anew.decisive]).sort("account", "value"),
        pl.concat([failed, anew.failed]).sort("account"),
        pl.concat([found.evidence.join(members, on="account", how="semi"), anew.evidence]).sort(
            "account", "value", "group", nulls_last=True
        ),
    )


def enforceable(members: pl.DataFrame) -> pl.DataFrame:
    """Core and member."""
    return members.filter(pl.col("tier").is_in(ENFORCEABLE))


def fingerprint(settings: Settings, used: Calibration) -> str:
    """Digest of the settings that bear on a result, and of the calibration of the ring score."""
    bearing = settings.model_dump_json(include={"detector", "seed", "publish_at"})
    return blake2b((bearing + used.digest).encode(), digest_size=8).hexdigest()
