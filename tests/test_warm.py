"""A process that was forked from a warm one is as one that was started."""

import os
import signal
import subprocess
import sys
import time

import pytest

from tests import warm

LINKAGE = "from linkage.cli import main; main()"
ENVIRONMENT = {**os.environ, "ONLY": "here"}
CODES = {
    "says something": "import os, sys; print(sys.argv[1:], os.environ['ONLY'], sys.stdin.read())",
    "leaves with a number": "import sys; sys.exit(3)",
    "leaves with a word": "import sys; sys.exit('why')",
    "breaks": "raise ValueError('why')",
    "is killed": "import os; print('before', flush=True); os.kill(os.getpid(), 9)",
    "does something at its end": "import atexit; atexit.register(print, 'left')",
    "is wrong use of the command line": LINKAGE,
}


@pytest.mark.parametrize("code", CODES.values(), ids=CODES)
def test_it_says_and_ends_the_same(code: str) -> None:
    words = ["nonsense", "é"]
    started = subprocess.run(
        [sys.executable, "-c", code, *words],
        env=ENVIRONMENT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    forked = warm.start(code, words, ENVIRONMENT)
    said = forked.communicate(60)
    assert said.splitlines()[-1:] == started.stdout.splitlines()[-1:]
    assert forked.returncode == started.returncode


def test_it_can_be_waited_for_and_ended() -> None:
    forked = warm.start("import time; time.sleep(600)", (), ENVIRONMENT)
    with pytest.raises(subprocess.TimeoutExpired):
        forked.wait(0.05)
    assert forked.poll() is None
    began = time.monotonic()
    forked.terminate()
    assert forked.wait(60) == forked.poll() == -signal.SIGTERM
    assert time.monotonic() - began < 60


def test_one_is_not_what_another_made_of_itself() -> None:
    code = "import linkage; print(vars(linkage).get('mine')); linkage.mine = 1"
    assert [warm.start(code, (), ENVIRONMENT).communicate(60) for _ in range(2)] == ["None\n"] * 2
