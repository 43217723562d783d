"""Features of a ring as a whole: each a function whose docstring the investigator reads.

A feature answers a table community, reading, sentence: a number scaled so that 0 is what an honest group of
that size shows and 1 is clear, null where the data does not tell, and the sentence that says it.
"""

from collections.abc import Mapping

from linkage.score.features import known, lives, ties
from linkage.score.features.reading import About, Facts, Feature
from linkage.score.features.ties import counting

__all__ = ["FEATURES", "About", "Facts", "Feature", "counting"]

FEATURES: Mapping[str, Feature] = {
    each.__name__: each
    for each in (
        ties.size,
        ties.cards,
        ties.devices,
        ties.addresses,
        ties.goods,
        ties.web,
        ties.swift,
        ties.hub,
        ties.venue,
        ties.event,
        ties.firm,
        lives.burst,
        lives.rhythm,
        lives.alike,
        ties.behaviour,
        ties.looks,
        ties.several,
        lives.volume,
        lives.balance,
        lives.eager,
        lives.brief,
        lives.paying,
        known.bad,
        known.honest,
        known.related,
    )
}
