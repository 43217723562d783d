"""`linkage-client`, built and installed by itself, asks a live service; and so does a client that was generated."""

import json
import re
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from tests.api.world import World

ROOT = Path(__file__).parents[2]
ASKS = """
import asyncio, sys
from linkage_client import AsyncClient, Client, Patience, UnknownAccount
url, key = sys.argv[1:]
slow = Patience(each=10, total=20, tries=3, pause=0.05)
with Client(url, key, look_up=slow) as client:
    one = client.account("farm-1")
    assert (one.tier, one.enforceable) == ("core", True), one
    rings = [each.ring_id for each in client.rings()]
async def asked():
    async with AsyncClient(url, key, look_up=slow) as client:
        same, other = await asyncio.gather(client.account("farm-1"), client.account("honest-1"))
        assert same == one
        assert other.ring is None
        assert [each.ring_id async for each in client.rings()] == rings
        assert [each.known async for each in client.accounts(["farm-1", "nobody"])] == [True, False]
        try:
            await client.account("nobody")
        except UnknownAccount:
            print(len(rings), [each for each in sys.modules if each.split(".")[0] in ("linkage", "api", "polars")])
asyncio.run(asked())
"""
GENERATED = """
import sys
from linkage_client import AuthenticatedClient
from linkage_client.api.accounts import get_account, lookup_accounts
from linkage_client.api.rings import list_rings
from linkage_client.models import Lookup, Tier
url, key = sys.argv[1:]
client = AuthenticatedClient(base_url=url, token=key)
one = get_account.sync("farm-1", client=client)
assert (one.account_id, one.tier, one.published_at.tzinfo is not None) == ("farm-1", Tier.CORE, True), one
many = lookup_accounts.sync(client=client, body=Lookup(account_ids=["farm-1", "nobody"]))
assert [each.known for each in many.items] == [True, False]
print(len(list_rings.sync(client=client).items))
"""


def ask(program: list[str], code: str, address: str, key: str, folder: Path) -> str:
    call = [*program, "-c", code, address, key]
    done = subprocess.run(call, cwd=folder, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.strip()


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Python that has the wheel and what it needs, and does not know the repository."""
    folder = tmp_path_factory.mktemp("client")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT / "client", check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    tops = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert tops == {"linkage_client", "linkage_client-0.1.0.dist-info"}
    venv.create(folder / "venv", with_pip=False)
    packages = next((folder / "venv").glob("lib/python*/site-packages"))
    zipfile.ZipFile(wheel).extractall(packages)
    (packages / "needed.pth").write_text(sysconfig.get_path("purelib"))
    return folder / "venv" / "bin" / "python"


def test_the_client_by_itself_asks_a_live_service(fresh: Path, address: str, world: World) -> None:
    said = ask([str(fresh)], ASKS, address, world.key("enforce", "investigate"), fresh.parent)
    assert said == "2 []"


def test_a_client_generated_from_the_contract_asks_a_live_service(
    tmp_path: Path, address: str, world: World
) -> None:
    made = tmp_path / "made"
    generate = [str(Path(sys.executable).with_name("openapi-python-client")), "generate", "--meta", "none"]
    settings = tmp_path / "settings.json"
    settings.write_text(json.dumps({"package_name_override": "linkage_client", "post_hooks": []}))
    call = [
        *generate,
        "--path",
        str(ROOT / "docs" / "openapi.json"),
        "--output-path",
        str(made / "linkage_client"),
    ]
    done = subprocess.run(
        [*call, "--config", str(settings)], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    # It knows no body of text/csv, which receipts may also be sent as.
    warned = re.findall(r"WARNING \w+ (?:POST|GET) (\S+)", done.stdout + done.stderr)
    assert warned == ["/v1/exports/{export_id}/receipts"]
    said = ask([sys.executable], GENERATED, address, world.key("enforce", "investigate"), made)
    assert said == "2"
