"""Commands are run for their JSON, and told from those that fail or take too long."""

import resource
import sys

import pytest

from bench import worlds


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def test_a_command_answers_its_document_its_seconds_and_its_memory() -> None:
    said = worlds.run(
        python("import json; print(json.dumps({'rings': len(bytearray(50_000_000)) // 10**7}))")
    )
    assert said.document == {"rings": 5}
    assert said.seconds > 0
    own = (
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    )  # a fork begins with what its parent holds
    assert 50 < said.rss < max(500, 1.1 * own)


def test_a_command_that_fails_says_what_it_wrote() -> None:
    with pytest.raises(worlds.Failed, match="no such scene"):
        worlds.run(python("import sys; sys.exit('no such scene')"))


def test_a_command_that_takes_too_long_is_ended() -> None:
    with pytest.raises(TimeoutError):
        worlds.run(python("import time; time.sleep(60)"), limit=0.2)
