"""What the report says between its tables."""

HEAD = """# How well rings are found, on data of every hand
`make quality`: worlds of {accounts:,} accounts by our own simulator and by generators that others wrote, and sets
that are as they are, loaded, detected and evaluated by the command line; defaults only, one configuration for all.
{sets} sets; code {code}. Every figure here is drawn by that command from what it measured; nothing is typed in.

| seeds | |
|---|---|
| looked at while thresholds and stories were chosen, and not measured here | {looked} |
| measured here, and not looked at while choosing | {reported} |

No number is fitted on any of these sets; what was chosen by hand was chosen on the seeds of the first row. Of *ours*,
and of the sets that are as they are, all counts as looked at. What is measured on ours says that nothing was lost,
not what another platform would see.

Means are over sets, ± half the width of the 95 % interval by Student's t. *At most* is the exact upper bound,
one-sided at 95 %, of a count (Poisson); it takes accounts for flagged one by one, while in truth a family is flagged
at once, so it is a little too low. ✓ and ✗ tell whether a figure is what was asked, in brackets. *Found*: at least
70 % of the ring in one piece, at least 70 % of which is the ring. *Honest* are all accounts in no ring: strangers
whose values a ring copied and clients of agencies among them. Where nobody is in a ring B³ says nothing.
"""

OLDER = """
**Of an older version.** The code is now {code}: `make quality` measures it anew.
"""

ABOUT = """## Every hand, the worst first
"""

EVERY = """## Every scene, the worst first
"""

SMALL = """## Rings of 3 to 9
*Precision*: the share of the enforceable that are in a true ring, an honest account counting where the ring it was
put in has fewer than ten. *Recall*: the share of the accounts of such rings that are enforceable. Lowest first.
"""

COHORTS = """## Honest cohorts
Worlds in which nobody is in a ring, the worst first.
"""

CROWDS = """Every crowd of which anybody is flagged, in all sets, and how many times as often as every other honest
account of the same sets (asked: at most 1.25), between exact 95 % bounds: where they hold 1.25 between them, the sets
are too few to tell.
"""

RECORDS = """Communities in `febrl`, before anything is judged: B³ over all records, one that is in no community
counting as alone; a community is two or more.
"""

NUMBERS = """## Sets in which nobody is known to be in a ring
`p2p` are real users of a payment platform. `febrl` are invented people of whom some are there several times, loaded as
facts alone: none of them abuses anything.
"""

FEEDS = """Each feed and each two feeds left out of one set of each generator. F1 is not to rise, and precision not to
fall below 0.95.
"""

BESIDE = """The same sets, and the same measures. *Plain*: every account and value alike, values of more than 50
holders and derived ones left out. *Rarity*: the same, each value weighing 1 / (holders − 1). *Weighed*: the links
Linkage weighs, with their bits. On these, every community of three or more accounts is taken for a ring and
everybody in it for enforceable, as a peer has no gate. *Judged*: the peer's communities on the weighed graph, then
Linkage's own score and gate. Seconds are of the community stage alone, its graph already made; of *judged* those of
all stages but reading, and of Linkage the whole command. Settings are the usual ones: modularity at resolution 1; the
constant Potts model at the two resolutions that found most of five tried, as its default of 1 cuts a graph without
triangles into pairs.
"""

CALIBRATION = """## Calibration
Members of every tier by confidence, in tenths of all sets together, and the share of them that belongs to the true
ring most of their predicted ring comes from. A confidence is comparable across rings, and no probability until labels
of the platform's own have calibrated it (`linkage fit`).

![Confidence said and share so](../docs/calibration.svg)

"""
