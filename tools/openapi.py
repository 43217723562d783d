"""Is the contract clean, and does a client generated from it work? Redocly, Spectral, openapi-typescript.

usage: python -m tools.openapi

Lints `docs/openapi.json` by Redocly's recommended rules and Spectral's for OpenAPI: no error and no warning. Then makes
types of it, compiles `tools/contract/ask.ts` by them, and asks a service of its own. Needs node 20 and npm. The
generated Python client is tried by `tests/client/test_package.py`.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tools.servers.process import free_port
from tools.turns import turn

ROOT = Path(__file__).parents[1]
FOLDER, CONTRACT = ROOT / "tools" / "contract", ROOT / "docs" / "openapi.json"
TOOLS = FOLDER / "node_modules" / ".bin"
LINKAGE = str(Path(sys.executable).with_name("linkage"))
ACCOUNTS = "1000"


def run(call: Sequence[str], folder: Path = FOLDER) -> str:
    """What a program says on stdout; exits with all it said when it fails."""
    environment = {**os.environ, "CI": "true", "NO_COLOR": "1", "REDOCLY_TELEMETRY": "off"}
    done = subprocess.run(call, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, call))} failed:\n{done.stdout[-4000:]}{done.stderr[-4000:]}")
    return done.stdout


def install() -> None:
    """The packages of the lock file, unless they are there."""
    with turn("npm"):
        mark, lock = FOLDER / "node_modules" / ".package-lock.json", FOLDER / "package-lock.json"
        if not mark.exists() or mark.stat().st_mtime < lock.stat().st_mtime:
            run(["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"])
            mark.touch()


def redocly() -> list[str]:
    """What Redocly's recommended rules find."""
    said = run(
        [str(TOOLS / "redocly"), "lint", str(CONTRACT), "--config", "redocly.yaml", "--format", "json"]
    )
    found = json.loads(said[said.index("{") :])
    return [f"redocly: {each['ruleId']}: {each['message']}" for each in found["problems"]]


def spectral() -> list[str]:
    """What Spectral's rules for OpenAPI find; a warning is a failure."""
    call = [str(TOOLS / "spectral"), "lint", str(CONTRACT), "-r", ".spectral.yaml", "-f", "json", "--quiet"]
    said = run([*call, "--fail-severity", "error"])
    return [f"spectral: {each['code']}: {each['message']}" for each in json.loads(said or "[]")]


def compiled() -> Path:
    """The program that asks, compiled by types of the contract."""
    run([str(TOOLS / "openapi-typescript"), str(CONTRACT), "-o", "contract.ts"])
    run([str(TOOLS / "tsc"), "-p", "tsconfig.json"])
    return FOLDER / "built" / "ask.js"


@contextmanager
def service() -> Iterator[tuple[str, str, str]]:
    """A live service over a small world: its URL, a key, and an account."""
    with tempfile.TemporaryDirectory() as folder:
        home = ["--home", folder]
        run([LINKAGE, *home, "demo", "--accounts", ACCOUNTS, "--no-serve"], ROOT)
        scopes = ["--scope", "enforce", "--scope", "investigate"]
        key = run([LINKAGE, *home, "keys", "create", "contract", *scopes], ROOT).strip()
        url = f"http://127.0.0.1:{(port := free_port())}"
        call = [LINKAGE, *home, "serve", "--port", str(port)]
        with subprocess.Popen(call, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as serving:
            try:
                yield url, key, account(Path(folder))
            finally:
                serving.terminate()


def account(home: Path) -> str:
    """An account of a ring that is served."""
    from linkage import Linkage

    return str(Linkage(home).members()["account_id"][0])


def asked(program: Path) -> dict[str, object]:
    """What the generated client says of a live service, asked until it is up."""
    with service() as (url, key, wanted):
        for _ in range(50):
            call = ["node", str(program), url, key, wanted]
            done = subprocess.run(call, capture_output=True, text=True, check=False)
            if done.returncode == 0:
                found: dict[str, object] = json.loads(done.stdout)
                return {**found, "wanted": wanted}
            time.sleep(0.2)
    sys.exit(f"the generated client failed:\n{done.stderr[-2000:]}")


def main() -> int:
    """Lint, generate, compile, ask; 1 when anything is amiss."""
    if shutil.which("npm") is None:
        print("contract: npm is not here, so that it was not linted and no client of it was built")
        return 1 if os.environ.get("CI", "").lower() in {"1", "true", "yes"} else 0
    install()
    found = [*redocly(), *spectral()]
    print("\n".join(found) or "contract: Redocly and Spectral find nothing")
    said = asked(compiled())
    right = said["account"] == said["wanted"] and (said["many"], said["refused"]) == ([True, False], 404)
    right = right and said["ring"] is not None and said["ring"] == said["whole"]
    print(f"contract: the generated TypeScript client {'works' if right else f'says {said}'}")
    return int(bool(found) or not right)


if __name__ == "__main__":
    sys.exit(main())
