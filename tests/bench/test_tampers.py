"""Whatever is done to the audit chain is seen; a thousand times by `python -m bench.tampers`."""

from collections import Counter

from bench.tampers import SKILLS, TAMPERS, measure


def test_every_tamper_is_seen_however_well_it_is_hidden() -> None:
    found = measure(60, seed=7)
    assert set(found) == {(tamper, skill) for tamper in TAMPERS for skill in SKILLS}
    assert sum(found.values(), Counter()) == Counter({True: 60})
