"""Worlds whose kinds nobody declared."""

from random import Random

from linkage.score import About
from linkage.weigh.learned import Labelled, Learned, learn
from tests.score.build import World, hands


def gadgets(thing: str = "gadget") -> World:
    """Pairs of accounts with one thing each, things of thirty models, and badges that two share at random."""
    world = World(total=4_000)
    rng = Random(3)
    models: dict[int, list[int]] = {}
    for number, pair in enumerate(hands(range(600), 2)):
        world.share(thing, pair)
        models.setdefault(number % 30, []).extend(pair)
    for holders in models.values():
        world.share("maker", holders)
    world.deal("badge", range(1_000), 2, rng)
    return world


def records(people: int = 400, known: float = 0.92) -> World:
    """Everybody twice, what is known of them the same in both; given names and streets are others' too."""
    world = World(total=4 * people)
    rng = Random(5)
    shared: dict[tuple[str, int], list[int]] = {}
    for person in range(people):
        for kind, variety in (("passport", people), ("birth", people), ("given", 40), ("street", 120)):
            own = person if variety == people else rng.randrange(variety)
            for record in (2 * person, 2 * person + 1):
                if rng.random() < known:
                    shared.setdefault((kind, own), []).append(record)
    for (kind, _), holders in sorted(shared.items()):
        world.share(kind, holders)
    return world


def learned(world: World, known: Labelled | None = None) -> Learned:
    """What is learned of a world."""
    return learn(world.shared, world.traits, known or Labelled(), world.total)


def bits(found: Learned, kind: str) -> float:
    """Most bits a value of a kind may say from then on."""
    return found.traits[kind].max_weight


def known(about: About) -> Labelled:
    """Whom the labels of a world name."""
    return Labelled(about.known_bad(), about.labels.filter(label="honest").select("account"))
