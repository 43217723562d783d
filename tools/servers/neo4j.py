"""Neo4j Community with OpenGDS, from the jars that `pom.xml` names; Maven keeps them in its own cache."""

import os
import re
import secrets
import shutil
import signal
import subprocess
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from tools.servers.process import Address, Missing, child, free_port, packages, tail

POM: Final = Path(__file__).with_name("pom.xml")
FITTING: Final = {17, 21}
"""Versions of Java that Neo4j 5.26 runs on."""
OPENS: Final = tuple(
    f"--add-opens=java.base/{each}=ALL-UNNAMED" for each in ("java.nio", "java.io", "sun.nio.ch")
)
LASTING: Final = ("-XX:+UseG1GC",)
BRIEF: Final = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
"""For a server of some minutes: half of the processor time of its start goes to compiling what it runs once."""
PLUGINS: Final = ("proc-*.jar", "alpha-proc-*.jar")
"""Jars whose procedures are called by name: they have to lie in the plugins' folder as well."""


class Neo4j:
    """One server and its administration tool, on one data folder."""

    name = "neo4j"
    ending = signal.SIGTERM

    def __init__(self, heap: str = "1g", cache: str = "256m", brief: bool = False) -> None:
        self._heap, self._cache, self._java = heap, cache, BRIEF if brief else LASTING
        self._port = free_port()
        self._folder = Path()
        self._password = secrets.token_hex(18)  # its tool takes a password that begins with - for an option

    def prepare(self, folder: Path) -> None:
        """Settings, plugins and the first password."""
        self._folder = folder
        for name in ("conf", "logs", "run", "import", "data", "plugins"):
            (folder / name).mkdir(parents=True)
        for jar in map(Path, classpath().split(":")):
            if any(jar.match(pattern) for pattern in PLUGINS):
                (folder / "plugins" / jar.name).symlink_to(jar)
        (folder / "conf" / "neo4j.conf").write_text(self._settings())
        self.admin("dbms", "set-initial-password", self._password)

    def admin(self, *arguments: str) -> str:
        """Run Neo4j's administration tool on this folder, the server stopped; what it printed."""
        memory = ["-Xmx1g", *self._java]
        call = [java() or "java", *memory, *OPENS, "-cp", classpath(), "org.neo4j.cli.AdminTool"]
        environment = {"NEO4J_HOME": str(self._folder), "NEO4J_CONF": str(self._folder / "conf")}
        log = self._folder / "logs" / "admin.log"
        with log.open("wb") as out:
            done = subprocess.run(
                [*call, *arguments],
                cwd=self._folder,  # its import leaves a report where it was called
                env=environment,
                stdout=out,
                stderr=subprocess.STDOUT,
                check=False,
            )
        if done.returncode:
            raise RuntimeError(f"Neo4j's tool failed: {tail(log, 40)}")
        return log.read_text(errors="replace")

    def start(self) -> subprocess.Popen[bytes]:
        """Start the server."""
        memory = ["-Xms256m", f"-Xmx{self._heap}", *self._java, "-XX:+ExitOnOutOfMemoryError"]
        call = [java() or "java", *memory, "-XX:-OmitStackTraceInFastThrow", *OPENS]
        call += ["-Dlog4j2.disable.jmx=true", "-Dfile.encoding=UTF-8", "-cp", classpath()]
        call += ["org.neo4j.server.CommunityEntryPoint", f"--home-dir={self._folder}"]
        return child([*call, f"--config-dir={self._folder / 'conf'}"], self.log)

    @property
    def log(self) -> Path:
        """What it says on its console."""
        return self._folder / "logs" / "console.log"

    def answers(self) -> bool:
        """Whether a query is answered."""
        import neo4j
        from neo4j.exceptions import DriverError, Neo4jError

        address = self.address(0)
        driver = neo4j.GraphDatabase.driver(
            f"bolt://{address.host}:{address.port}", auth=(address.user, address.password)
        )
        with driver, driver.session() as session:
            try:
                session.run("RETURN 1").consume()
            except (DriverError, Neo4jError, OSError):
                return False
        return True

    def address(self, pid: int) -> Address:
        """Where it is."""
        return Address(self.name, "127.0.0.1", self._port, "neo4j", self._password, pid, str(self._folder))

    def _settings(self) -> str:
        settings = {
            "server.default_listen_address": "127.0.0.1",
            "server.bolt.listen_address": f"127.0.0.1:{self._port}",
            "server.bolt.advertised_address": f"127.0.0.1:{self._port}",
            "internal.server.bolt.thread_pool_shutdown_wait_time": "0s",  # each connector waits 5 s for nobody
            "server.http.enabled": "false",
            "server.https.enabled": "false",
            "server.directories.plugins": self._folder / "plugins",
            "server.memory.pagecache.size": self._cache,
            "dbms.security.procedures.unrestricted": "gds.*",
            "dbms.usage_report.enabled": "false",
            "db.tx_log.preallocate": "false",
            "db.tx_log.rotation.size": "64m",
            "db.tx_log.rotation.retention_policy": "128M size",
        }
        return "".join(f"{name}={value}\n" for name, value in settings.items())


@cache
def java() -> str | None:
    """A Java that Neo4j runs on: the one on the path, else one of Debian's folder of them."""
    found = [shutil.which("java"), *map(str, sorted(Path("/usr/lib/jvm").glob("*/bin/java")))]
    return next((each for each in found if each and version(each) in FITTING), None)


def version(program: str) -> int:
    """The major version of a Java; 0 when it does not say."""
    done = subprocess.run([program, "-version"], capture_output=True, text=True, check=False)
    told = re.search(r'version "(\d+)', done.stderr)
    return int(told[1]) if told else 0


@cache
def classpath() -> str:
    """Where the jars lie, fetched when they are not there; `Missing` when Java, Maven or the jars are."""
    java.cache_clear()
    packages(
        lambda: java() is not None and shutil.which("mvn") is not None,
        ("openjdk-17-jre-headless", "maven"),
        "Java 17 or Maven",
    )
    java.cache_clear()
    known = found_before()
    if known.exists() and all(Path(jar).exists() for jar in known.read_text().split(":")):
        return known.read_text()
    jars = resolved()
    known.parent.mkdir(parents=True, exist_ok=True)
    part = known.with_suffix(f".{os.getpid()}")
    part.write_text(jars)
    part.replace(known)
    return jars


def found_before() -> Path:
    """Where the answer of Maven to this pom.xml is kept: asking it takes as long as starting a server."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "linkage" / f"neo4j-{sha256(POM.read_bytes()).hexdigest()[:16]}.classpath"


def resolved() -> str:
    """The jars of pom.xml and all that they need, as Maven finds them."""
    call = ["mvn", "-B", "-q", "-f", str(POM), "dependency:build-classpath", "-DincludeScope=runtime"]
    done = subprocess.run(
        [*call, "-Dmdep.outputFile=/dev/stdout"], capture_output=True, text=True, check=False
    )
    lines = [line for line in done.stdout.splitlines() if ".jar" in line]
    if done.returncode or not lines:
        raise Missing(f"Maven could not fetch Neo4j's jars: {done.stdout.strip()[-400:]}")
    return re.sub(r"\x1b\[[0-9;]*m", "", lines[-1]).strip()
