"""What the containers start is what the tests start, with limits, health checks, and no secret in sight."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from linkage.settings import Settings
from tests.commands import wrong
from tests.servers import version
from tools.servers import postgres
from tools.servers.neo4j import Neo4j
from tools.servers.process import Address

ROOT = Path(__file__).parents[2]
COMPOSED: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, Any] = COMPOSED["services"]
OURS = ("migrate", "api", "job")
SERVERS = ("neo4j", "postgres")
COMPOSE = (
    shutil.which("docker") is not None
    and subprocess.run(["docker", "compose", "version"], capture_output=True, check=False).returncode == 0
)
PINNED = re.compile(r"[\w./-]+:\d+\.\d+(\.\d+)?[\w.-]*")


SHARED = {
    "dbms.security.procedures.unrestricted",
    "dbms.usage_report.enabled",
}
"""Settings of Neo4j that bear on what the tests showed."""


def as_setting(variable: str) -> str:
    """The setting of Neo4j that a variable of its image is: one underscore for a dot, two for one."""
    return variable.removeprefix("NEO4J_").replace("__", "\0").replace("_", ".").replace("\0", "_")


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def instructions(name: str, word: str) -> list[str]:
    """What stands after a word in a Dockerfile, continued lines joined."""
    lines = read(name).replace("\\\n", " ").splitlines()
    return [line.partition(" ")[2].strip() for line in lines if line.startswith(f"{word} ")]


def test_it_starts_both_servers_the_service_and_the_job() -> None:
    assert set(SERVICES) == {*SERVERS, *OURS}


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_has_a_pinned_image_and_limits(name: str) -> None:
    assert PINNED.fullmatch(SERVICES[name]["image"]), SERVICES[name]["image"]
    limits = SERVICES[name]["deploy"]["resources"]["limits"]
    assert set(limits) == {"cpus", "memory"}


@pytest.mark.parametrize("recipe", ["Dockerfile", "tools/servers/Dockerfile"])
def test_every_image_that_is_built_upon_is_pinned(recipe: str) -> None:
    bases = [each.split()[0] for each in instructions(recipe, "FROM")]
    assert bases
    assert [each for each in bases if not PINNED.fullmatch(each)] == []


@pytest.mark.parametrize("name", [*SERVERS, "api", "job"])
def test_whatever_goes_on_has_a_health_check_and_starts_again(name: str) -> None:
    check = SERVICES[name]["healthcheck"]
    assert check["test"][0] in ("CMD", "CMD-SHELL")
    assert {"interval", "timeout", "retries", "start_period"} <= set(check)
    assert SERVICES[name]["restart"] == "unless-stopped"


def test_the_tables_are_made_before_anybody_needs_them() -> None:
    assert SERVICES["migrate"]["entrypoint"] == ["python", "-m", "linkage.ledger.upgrade"]
    assert SERVICES["migrate"]["depends_on"]["postgres"]["condition"] == "service_healthy"
    for name in ("api", "job"):
        assert SERVICES[name]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"
    assert "neo4j" not in SERVICES["api"]["depends_on"], "look-ups go on without it, and so does their start"


@pytest.mark.parametrize("name", OURS)
def test_every_variable_is_a_setting(name: str) -> None:
    known = {f"LINKAGE_{each.upper()}" for each in Settings.model_fields}
    assert set(SERVICES[name]["environment"]) <= known
    built = {part.partition("=")[0] for each in instructions("Dockerfile", "ENV") for part in each.split()}
    assert {each for each in built if each.startswith("LINKAGE_")} <= known


@pytest.mark.parametrize("name", OURS)
def test_the_settings_of_the_containers_can_be_read(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for each, value in SERVICES[name]["environment"].items():
        monkeypatch.setenv(each, value)
    settings = Settings()
    assert settings.graph == "bolt://neo4j:7687"
    assert str(settings.ledger_url).startswith("postgresql+psycopg://postgres:5432/")


def test_commands_are_commands() -> None:
    for name in ("api", "job"):
        assert wrong(SERVICES[name]["command"]) is None
        assert "entrypoint" not in SERVICES[name]
    assert instructions("Dockerfile", "ENTRYPOINT") == ['["linkage"]']
    [shown] = instructions("Dockerfile", "CMD")
    assert wrong(yaml.safe_load(shown)) is None


def test_secrets_come_by_file_and_stand_nowhere() -> None:
    for name, service in SERVICES.items():
        given = {str(key): str(value) for key, value in service.get("environment", {}).items()}
        for key, value in given.items():
            if re.search("PASSWORD|PEPPER|AUTH|KEY", key):
                assert key.endswith("_FILE"), (name, key)
                assert value.removeprefix("/run/secrets/") in service["secrets"], (name, key)
        assert set(service["secrets"]) <= set(COMPOSED["secrets"])
    assert all(each["file"].startswith("./secrets/") for each in COMPOSED["secrets"].values())
    assert re.search("^secrets/$", read(".gitignore"), re.MULTILINE)
    assert "secrets" not in [line[1:] for line in read(".dockerignore").splitlines() if line[:1] == "!"]


@pytest.mark.parametrize("name", OURS)
def test_ours_run_as_nobody_special(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "user" not in service
    assert instructions("Dockerfile", "USER") == ["linkage"]


def test_what_is_to_last_lies_in_volumes_and_nothing_is_open_to_the_network() -> None:
    for name, place in (("neo4j", "/data"), ("postgres", "/var/lib/postgresql/data")):
        assert SERVICES[name]["volumes"] == [f"{name}:{place}"]
        assert "ports" not in SERVICES[name]
    for name in OURS:
        assert {"state:/state", "audit:/audit"} <= set(SERVICES[name]["volumes"])
    assert SERVICES["job"]["volumes"][-1].endswith(":/feeds:ro")
    assert [each.startswith("127.0.0.1:") for each in SERVICES["api"]["ports"]] == [True]
    assert set(COMPOSED["volumes"]) == {"state", "audit", *SERVERS}


def test_the_graph_server_is_the_one_the_tests_start() -> None:
    environment = SERVICES["neo4j"]["environment"]
    told = {as_setting(name): value for name, value in environment.items()}
    started = dict(line.split("=", 1) for line in Neo4j()._settings().splitlines())
    assert SERVICES["neo4j"]["image"] == f"linkage-neo4j:{version('neo4j')}-{version('gds')}"
    assert (ROOT / SERVICES["neo4j"]["build"] / "pom.xml").exists()
    assert instructions("tools/servers/Dockerfile", "FROM")[-1] == f"neo4j:{version('neo4j')}-community"
    assert "pom.xml /jars/" in instructions("tools/servers/Dockerfile", "COPY")
    assert "gds.version()" in SERVICES["neo4j"]["healthcheck"]["test"][1]
    assert told.keys() >= SHARED
    for name in SHARED:
        assert told[name] == started[name], name


@pytest.mark.postgres
def test_the_ledgers_server_is_of_the_version_the_tests_start(postgres_server: Address) -> None:
    assert postgres_server.port
    programs = postgres.binaries()
    assert programs is not None
    told = subprocess.run([programs / "postgres", "--version"], capture_output=True, text=True, check=True)
    major = re.search(r"(\d+)\.", told.stdout)
    assert major is not None
    assert SERVICES["postgres"]["image"].startswith(f"postgres:{major[1]}.")


def test_every_package_of_the_image_is_locked_by_hash_and_only_what_runs_is_in_it() -> None:
    steps = " ".join(instructions("Dockerfile", "RUN"))
    assert "wheel --no-cache-dir --require-hashes --wheel-dir /wheels -r requirements.lock" in steps
    assert all("--no-index" in each for each in re.findall(r"pip install [^&]*", steps))
    assert len(instructions("Dockerfile", "FROM")) == 2
    assert instructions("Dockerfile", "COPY")[-1] == "--from=build /venv /venv"
    assert instructions("Dockerfile", "HEALTHCHECK")


if COMPOSE:  # where there is no client, there is nothing to leave out

    def test_compose_itself_takes_the_file() -> None:
        call = ["docker", "compose", "--file", str(ROOT / "docker-compose.yml"), "config", "--quiet"]
        done = subprocess.run(call, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
