"""The whole path with its ledger on PostgreSQL."""

from pathlib import Path

import pytest

from linkage.ledger import upgrade
from tests.cli.conftest import Run
from tests.ledgers import Databases

pytestmark = pytest.mark.postgres


def test_all_is_done_as_on_the_embedded_ledger_and_the_password_is_never_said(
    run: Run, databases: Databases, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with databases.empty() as url:
        monkeypatch.setenv("LINKAGE_LEDGER_URL", url)
        behind = run("doctor", "--json")
        assert behind.code == 1
        assert upgrade.COMMAND in behind.out
        upgrade.main()
        said = [behind.out, behind.err]

        def done(*arguments: object) -> str:
            made = run(*arguments)
            said.extend((made.out, made.err))
            assert made.code == 0, made.err
            return made.out

        done("simulate", "world", "--accounts", "1000", "--scene", "small")
        done("ingest", "world/input")
        run_id = run("detect", "--json").document["run"]
        assert run_id in done("publications")
        ring = run("rings", "--json").document["rings"][0]["ring_id"]
        done("decide", "watch", ring, "--reason", "looks odd")
        assert ring in done("decisions")
        done("keys", "create", "bot", "--scope", "enforce")
        assert "bot" in done("keys", "list")
        done("quarantine")
        done("audit", "verify")
        done("doctor")
        assert url.split(":")[2].partition("@")[0] not in "".join(said)
        assert list((tmp_path / ".linkage").glob("ledger*")) == []
