"""What an honest group gives its people: a line, machines, a card, a name, words, hours, an account to share."""

from dataclasses import replace

import numpy as np
import polars as pl

from linkage.simulate import ground as g
from linkage.simulate import lines, purchases
from linkage.simulate.cohort import Groups
from linkage.simulate.draft import FIRM, Draft
from linkage.simulate.ground import Ground
from linkage.simulate.places import REGIONS, zone

REFERRAL = 1
"""Kind of relation, see `linkage.simulate.feeds.RELATIONS`."""
LINKS = 60_000_000
"""Where the codes of invitations begin."""
WORDS, KIT = g.TEMPLATES + (1 << 44), 16
"""Where templates begin, and how many a group has."""


def network(rng: np.random.Generator, ground: Ground, draft: Draft, them: Groups) -> pl.DataFrame:
    """The line of each place, from the first half hour on."""
    home = draft.people["region"].to_numpy()[them.lead[np.unique(them.group, return_index=True)[1]]]
    blocks = ground.blocks[them.cohort.network]
    line = blocks.draw(rng, np.repeat(home // REGIONS, them.cohort.places))
    here = np.flatnonzero(them.some(rng, them.cohort.lined))
    rows = line[them.place[here]].with_columns(pl.Series("account", here))
    rows = lines.arrivals(rng, rows, draft.people["created"].to_numpy(), 60.0)
    return rows.with_columns(pl.Series("hits", rng.geometric(0.03, len(rows))))


def devices(rng: np.random.Generator, draft: Draft, them: Groups) -> pl.DataFrame:
    """The machines of each place, all of one make."""
    each, here = them.cohort.machines, np.flatnonzero(them.some(rng, them.cohort.lent))
    places = int(them.place.max()) + 1
    keys, kind = purchases.keys(rng, each * places), g.popular(rng, places, g.PROFILES)
    at = them.place[here]
    one = keys[each * at + rng.integers(0, each, len(here))]
    rows = pl.DataFrame({"account": here, "device": one, "profile": kind[at]})
    return lines.arrivals(rng, rows, draft.people["created"].to_numpy(), 60.0)


def told(rng: np.random.Generator, draft: Draft, them: Groups) -> pl.DataFrame:
    """What they say of themselves: mail domain, organisation, family name, link."""
    people, cohort = draft.people, them.cohort
    theirs = {
        "domain": (cohort.mailed, FIRM + them.code),
        "org": (cohort.named, them.code),
        "last": (cohort.surnamed, people["last"].to_numpy()[them.lead]),
        "referrer": (cohort.linked, LINKS + them.code),
    }
    columns = [
        pl.Series(name, np.where(them.some(rng, share), value, people[name].to_numpy()))
        for name, (share, value) in theirs.items()
    ]
    return people.with_columns(columns)


def paid(rng: np.random.Generator, draft: Draft, them: Groups) -> pl.DataFrame:
    """Payments: by a card of the group, by a gift card out of one batch, or as before; some at the door of a place."""
    by_group = them.some(rng, them.cohort.carded)
    own_gift = ~by_group & them.some(rng, them.cohort.gifted)
    door = purchases.keys(rng, int(them.place.max()) + 1)[them.place]
    rows = pl.concat(
        [
            _cards(rng, draft, them, door)[np.flatnonzero(by_group)],
            _gifts(rng, draft, them)[np.flatnonzero(own_gift)],
        ]
    )
    made = purchases.payments(rng, rows, draft.people["created"].to_numpy())
    own = draft.billing.filter(~pl.Series(by_group | own_gift).gather(draft.billing["account"]))
    both = pl.concat([own, made.select(own.columns)], how="vertical_relaxed")
    who = both["account"].to_numpy()
    here = (~by_group & them.some(rng, them.cohort.doors))[who]
    return both.with_columns(pl.Series("place", np.where(here, door[who], both["place"].to_numpy())))


def _cards(rng: np.random.Generator, draft: Draft, them: Groups, door: np.ndarray) -> pl.DataFrame:
    """A row an account as its group pays for it: by its cards, in the name of the first to come or of the firm."""
    count = them.cohort.cards * (int(them.group.max()) + 1)
    card, issuer = purchases.keys(rng, count), purchases.issuers(rng, count, 0.3)
    at = them.cohort.cards * them.group + rng.integers(0, them.cohort.cards, them.size)
    rows = _payers(draft, them, them.lead)
    org = them.code if them.cohort.named > 0.5 else np.full(them.size, -1)
    return rows.with_columns(
        pl.Series("card", card[at]),
        pl.Series("bin", issuer[at]),
        pl.Series("payer_org", org),
        pl.Series("place", door),
    )


def _gifts(rng: np.random.Generator, draft: Draft, them: Groups) -> pl.DataFrame:
    """A row an account that pays by a card of its own, all cards of a group by one issuer."""
    issuer = rng.integers(0, g.VIRTUAL_BINS, int(them.group.max()) + 1)[them.group]
    return _payers(draft, them, np.arange(them.size)).with_columns(
        pl.Series("card", purchases.keys(rng, them.size)),
        pl.Series("bin", issuer),
        pl.Series("payer_org", np.full(them.size, -1)),
        pl.Series("place", purchases.keys(rng, them.size)),
    )


def _payers(draft: Draft, them: Groups, holder: np.ndarray) -> pl.DataFrame:
    """A row an account, in the name of whose card it is."""
    named = draft.people[holder].select(payer_first="first", payer_last="last", region="region")
    return pl.DataFrame({"account": np.arange(them.size), "holder": holder}).hstack(named)


def used(rng: np.random.Generator, draft: Draft, them: Groups) -> pl.DataFrame:
    """Usage in words of the group, in the hours it meets, moving to a new model on its day."""
    rows, cohort = draft.usage, them.cohort
    owner, at = rows["account"].to_numpy(), rows["hour"].to_numpy()
    at = np.where(rng.random(len(owner)) < cohort.clocked, _met(rng, draft, them, owner), at)
    ours = WORDS + them.code[owner] * KIT + g.popular(rng, len(owner), 6, 1.5)
    words = np.where(rng.random(len(owner)) < cohort.worded, ours, rows["template"].to_numpy())
    model = _models(rng, rows["model"].to_numpy(), at, owner, them)
    return rows.with_columns(pl.Series("hour", at), pl.Series("template", words), pl.Series("model", model))


def _models(
    rng: np.random.Generator, usual: np.ndarray, at: np.ndarray, owner: np.ndarray, them: Groups
) -> np.ndarray:
    """The newest model on the group's day after its release for those who move together, else the usual one."""
    day = rng.uniform(0, 25, int(them.group.max()) + 1)[them.group[owner]]
    moment, out = (at - g.START) / 86_400, np.array(g.RELEASES)
    ours, newest = (np.searchsorted(out, when, side="right") - 1 for when in (moment - day, moment))
    together = them.some(rng, them.cohort.moved)[owner]
    # An hour that was moved may lie before the usual model came out.
    chosen: np.ndarray = np.where(together, ours, np.minimum(usual, newest)).astype(np.int8)
    return chosen


def _met(rng: np.random.Generator, draft: Draft, them: Groups, owner: np.ndarray) -> np.ndarray:
    """Hours in which the groups of those accounts meet: an afternoon when they begin, and each week for two months."""
    region, created = them.region(draft)[owner], draft.people["created"].to_numpy()[owner]
    week = rng.integers(0, 9, len(owner)) * (them.cohort.days < 30)
    hour = (14 - zone(region)).astype(np.int64) + rng.integers(0, 4, len(owner))
    day = (them.begin[them.group[owner]] // 86_400) + 7 * week
    at = np.maximum((day * 24 + hour) * 3_600, created // 3_600 * 3_600)
    moments: np.ndarray = np.minimum(at, g.END - 3_600)
    return moments


def ties(rng: np.random.Generator, them: Groups) -> pl.DataFrame:
    """Those who are declared as invited by the first to come."""
    who = np.flatnonzero(them.some(rng, them.cohort.invited) & (them.lead != np.arange(them.size)))
    kind = np.full(len(who), REFERRAL)
    return pl.DataFrame({"account": who, "other": them.lead[who], "kind": kind})


def lent_out(rng: np.random.Generator, draft: Draft, them: Groups) -> Draft:
    """The first to come lends the others an account: what they are seen on, it is seen on."""
    if not them.cohort.login:
        return draft
    guest = pl.Series(them.some(rng, them.cohort.login) & (them.lead != np.arange(them.size)))
    lead = pl.Series(them.lead)

    def on_lead(table: pl.DataFrame) -> pl.DataFrame:
        rows = table.filter(guest.gather(table["account"]))
        return pl.concat([table, rows.with_columns(lead.gather(rows["account"]).alias("account"))])

    return replace(
        draft,
        network=on_lead(draft.network),
        devices=on_lead(draft.devices),
        usage=_borrowed(rng, draft, guest, lead),
    )


def _borrowed(rng: np.random.Generator, draft: Draft, guest: pl.Series, lead: pl.Series) -> pl.DataFrame:
    """Half of what guests ask for is asked by the account that is lent."""
    rows = draft.usage
    moved = guest.gather(rows["account"]) & pl.Series(rng.random(len(rows)) < 0.5)
    owner = pl.when(moved).then(lead.gather(rows["account"])).otherwise("account")
    return rows.with_columns(owner.cast(rows.schema["account"]).alias("account"))
