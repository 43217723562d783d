"""Start one server, say where it is, and keep it until told to end.

usage: python -m tools.servers neo4j|postgres [--state FILE] [--for PID]

Prints one line of JSON when it answers: host, port, user, password, process id, folder; or `missing`, when
this machine lacks something for it. With --state the line is written to that file, whole, as well. It ends, and
takes the server and its folder along, at SIGTERM, at SIGINT, or when the process PID is gone.
"""

import argparse
import json
import os
import select
import signal
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from tools.servers.neo4j import Neo4j
from tools.servers.postgres import Postgres
from tools.servers.process import Broken, Missing, Server, running

SERVERS: Final[dict[str, Callable[[], Server]]] = {"neo4j": partial(Neo4j, brief=True), "postgres": Postgres}


def main(arguments: list[str]) -> int:
    """Keep one server."""
    parser = argparse.ArgumentParser(prog="tools.servers", description=__doc__)
    parser.add_argument("name", choices=SERVERS)
    parser.add_argument("--state", type=Path, help="write where it is to this file too")
    parser.add_argument("--for", type=int, dest="master", metavar="PID", help="end when that process is gone")
    chosen = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    master = os.pidfd_open(chosen.master) if chosen.master else None
    try:
        with running(SERVERS[chosen.name]()) as address:
            tell(address.document(), chosen.state)
            select.select([] if master is None else [master], [], [])
    except (Missing, Broken) as error:
        tell({"missing" if isinstance(error, Missing) else "broken": str(error)}, chosen.state)
        return 1
    except KeyboardInterrupt:
        pass
    return 0


def tell(document: dict[str, object], state: Path | None) -> None:
    """One line of JSON, to stdout and whole to the file."""
    line = json.dumps(document)
    print(line, flush=True)
    if state is not None:
        part = state.with_suffix(".part")
        part.write_text(line + "\n")
        part.chmod(0o600)
        part.replace(state)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
