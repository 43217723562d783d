"""Scenes on platforms of which each has habits of its own, with operators and honest groups of more sorts."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from linkage.simulate import cohorts, habits, stolen, trade
from linkage.simulate.draft import Draft
from linkage.simulate.ground import Ground
from linkage.simulate.operators import Style
from linkage.simulate.scenes import SCENES as USUAL
from linkage.simulate.scenes import Scene

After = Callable[[np.random.Generator, Ground, Draft], Draft]

CAMPAIGNS, SMALL = USUAL["campaigns"].styles, USUAL["small"].styles


def _nobody(_rng: np.random.Generator, _accounts: int) -> list[Style]:
    """No operator of its own."""
    return []


def _moving(rng: np.random.Generator, accounts: int) -> list[Style]:
    """The campaigns, all of whose accounts ask for a new model within a day."""
    return [replace(style, prompt=1.0) for style in CAMPAIGNS(rng, accounts)]


def _prepaid(rng: np.random.Generator, accounts: int) -> list[Style]:
    """The campaigns, paid for by prepaid cards of few issuers, each used for one account."""
    return [
        replace(style, paying=float(rng.uniform(0.8, 1)), carded=0.0, virtual=1.0)
        for style in CAMPAIGNS(rng, accounts)
    ]


def _everyday(rng: np.random.Generator, accounts: int) -> list[Style]:
    """Small rings and one campaign, of any style."""
    made = [*CAMPAIGNS(rng, accounts)[:1], *SMALL(rng, accounts // 3)]
    return [replace(style, prompt=float(rng.random()), virtual=float(rng.random())) for style in made]


def _together(*hooks: After) -> After:
    """One after the other."""

    def all_of(rng: np.random.Generator, ground: Ground, draft: Draft) -> Draft:
        for hook in hooks:
            draft = hook(rng, ground, draft)
        return draft

    return all_of


SORTS: dict[str, Scene] = {
    "stolen-keys": Scene(
        "Keys of real customers that leak in public code are used within minutes (LLMjacking, 2024).",
        CAMPAIGNS,
        after=stolen.keys,
    ),
    "subscriptions": Scene(
        "Friends and strangers use one streaming or assistant subscription together.",
        CAMPAIGNS,
        cohorts=(cohorts.SUBSCRIPTION,),
    ),
    "resold": Scene("Aged accounts are bought from the people who opened them.", _nobody, after=trade.resold),
    "invitations": Scene(
        "Credit for referrals is farmed by accounts that invite one another, beside friends who do so honestly.",
        CAMPAIGNS,
        cohorts=(cohorts.INVITED,),
        after=trade.invited,
    ),
    "rested": Scene("Account pools rotate, so that none draws attention.", CAMPAIGNS, after=trade.rested),
    "new-model": Scene(
        "A harvest moved half of its traffic to a new model within a day of its release.",
        _moving,
        cohorts=(cohorts.PILOT,),
    ),
    "prepaid": Scene(
        "Prepaid cards and gift cards hide who pays, and are given away by the hundred.",
        _prepaid,
        cohorts=(cohorts.GIFT,),
    ),
    "charge-backs": Scene(
        "Stolen cards are tried out on subscriptions, and their owners have the payments charged back.",
        CAMPAIGNS,
        after=stolen.cards,
    ),
    "schools": Scene(
        "A class signs up on a school's machines in its first lesson.", CAMPAIGNS, cohorts=(cohorts.CLASS,)
    ),
    "first-week": Scene(
        "A firm buys seats and invites its people within days.", CAMPAIGNS, cohorts=(cohorts.FIRM,)
    ),
    "services": Scene(
        "A customer runs dozens of service accounts on machines in a cloud.",
        CAMPAIGNS,
        cohorts=(cohorts.SERVICE,),
    ),
    "fairs": Scene(
        "Visitors of a fair try a product on its stand, with a voucher and a starter kit.",
        CAMPAIGNS,
        cohorts=(cohorts.FAIR,),
    ),
    "relatives": Scene(
        "Relatives in several homes share a name, cards and old tablets.",
        CAMPAIGNS,
        cohorts=(cohorts.RELATIVES,),
    ),
    "everyday": Scene(
        "All of these live on one platform at once.",
        _everyday,
        cohorts=tuple(replace(each, share=each.share / 2) for each in cohorts.ALL),
        after=_together(trade.rested, stolen.keys, stolen.cards, trade.resold),
    ),
    "cohorts": Scene(
        "Honest groups of every sort, and nobody else.",
        _nobody,
        cohorts=tuple(replace(each, share=2 * each.share) for each in cohorts.ALL),
    ),
}
"""What each of these scenes holds."""

ELSEWHERE = {name: replace(scene, habits=habits.drawn) for name, scene in SORTS.items()}
"""The same by the name given to `linkage simulate --scene`, each seed on a platform with habits of its own."""
