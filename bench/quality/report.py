"""The whole report in Markdown, from the rows that were kept."""

from collections.abc import Sequence

from bench.quality import calibration, compared, crowds, scenes
from bench.quality.ablation import WITHOUT
from bench.quality.parts import ABLATION, OURS, PEER
from bench.results import Row
from linkage.simulate import SCENES

HEAD = """# How well rings are found
`make quality`: simulated worlds of {accounts:,} accounts, loaded, detected and evaluated by the command
line; defaults only, one configuration for all scenes. {worlds} worlds; code {code}. Every figure here is
drawn by that command from what it measured; nothing is typed in.

Figures are means over the worlds of a scene ± half the width of the 95 % interval by Student's t. *At most*
is the exact upper bound, one-sided at 95 %, of the count over all worlds of the scene (Poisson for accounts
flagged, Clopper and Pearson for shares); it takes accounts for flagged one by one, while in truth a family
is flagged at once, so it is a little too low. ✓ and ✗ tell whether the figure itself is what was asked, in
brackets. *Rings found*: at least 70 % of the ring in one piece, at least 70 % of which is the ring.
*Strangers* are honest accounts whose own values a ring copied, or that came to a ring's exits later,
*clients* those of honest agencies and resellers, *guests of the exits* honest customers on a ring's proxy
exits. Where nobody is in a ring B³ says nothing.
"""

CROWDS = """## Honest crowds
Flagged of each crowd, and how many times as often as every other honest account of the same worlds (asked:
at most 1.25), between exact 95 % bounds: where they hold 1.25 between them, the worlds are too few to tell.
"""

PEERS = """## Beside peers
The same worlds, and the same measures. *Plain*: every account and value alike, values of more than 50
holders and derived ones left out. *Weighed*: the links Linkage weighs, with their bits. On both, every
community of three or more accounts is taken for a ring and everybody in it for enforceable, as a peer has
no gate. *Judged*: the peer's communities on the weighed graph, then Linkage's own score and gate: what is
left is what the communities themselves add. Seconds are of the community stage alone, its graph already
made; of *judged* those of all stages but reading, and of Linkage itself the whole command. Settings are the
usual ones: modularity at resolution 1; the constant Potts model at the two resolutions that found most of
five tried on a world of 5,000 accounts, as its default of 1 cuts a graph without triangles into pairs.
"""

ABLATED = """## What each part adds
The same run with one part taken away from outside, by changing what a stage takes or gives; seconds are of
the stages but reading. Nothing is learned from labels here, so the first row, and not Linkage's own above, is
what the others stand beside.

{parts}

"""

CALIBRATION = """## Calibration
Members of every tier by confidence, in tenths of all worlds together, and the share of them that belongs to
the true ring most of their predicted ring comes from. These are simulated worlds with simulated base rates:
on another platform this says nothing of what its own share would be.

![Confidence said and share so](../docs/calibration.svg)

"""


def draw(rows: Sequence[Row], accounts: int) -> str:
    """Every section of which there are figures."""
    ours = in_order([row for row in rows if row.part == OURS])
    if not ours:
        return HEAD.format(accounts=accounts, worlds=0, code="–") + "\nNothing was measured yet.\n"
    worlds = {scene: [row.found for row in ours if row.scene == scene] for scene in scenes_of(ours)}
    head = HEAD.format(accounts=accounts, worlds=len(ours), code=ours[0].code)
    sections = [
        head + "\n" + scenes.scenes(worlds),
        "## Asked and not reached\n" + scenes.unmet(worlds),
        "## Rings found by size\n" + scenes.sizes(worlds),
        CROWDS + "\n" + crowds.crowds(worlds),
        PEERS + "\n" + compared.tables(in_order(rows), {OURS: "**Linkage**"} | {each: each for each in PEER}),
        ABLATED.format(parts=parts()) + compared.tables(in_order(rows), {each: each for each in ABLATION}),
        CALIBRATION + calibration.by_tenth(ours) + "\n" + calibration.by_scene(ours),
    ]
    return "\n".join(sections)


def parts() -> str:
    """What is put in place of each part, as a list."""
    return "\n".join(f"- {name}: {changed.says}" for name, changed in WITHOUT.items())


def in_order(rows: Sequence[Row]) -> list[Row]:
    """Rows by scene as scenes are listed, then by seed."""
    place = {scene: number for number, scene in enumerate(SCENES)}
    return sorted(rows, key=lambda row: (place.get(row.scene, len(place)), row.scene, row.seed))


def scenes_of(rows: Sequence[Row]) -> list[str]:
    """Scenes in the order of the rows."""
    return list(dict.fromkeys(row.scene for row in rows))
