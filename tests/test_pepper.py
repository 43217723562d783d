import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pydantic import SecretStr

from linkage import pepper
from linkage.errors import WrongUse
from linkage.settings import Settings


def settings(tmp_path: Path, **given: object) -> Settings:
    """Settings of a home of their own, with the pepper's file beside it."""
    return Settings.model_validate(
        {"home": tmp_path / "home", "pepper_file": tmp_path / "own" / "pepper", **given}
    )


def test_the_environment_comes_first(tmp_path: Path) -> None:
    given = settings(tmp_path, pepper=SecretStr("x" * 16))
    assert pepper.find(given) == b"x" * 16
    assert not (tmp_path / "own").exists()


def test_a_pepper_is_made_on_first_use_for_its_owner_alone(tmp_path: Path) -> None:
    first = pepper.find(settings(tmp_path))
    file = tmp_path / "own" / "pepper"
    assert len(bytes.fromhex(first.decode())) == 32
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [each.name for each in file.parent.iterdir()] == ["pepper"]
    assert pepper.find(settings(tmp_path)) == first


def test_the_text_of_the_file_is_the_pepper_wherever_it_is_given(tmp_path: Path) -> None:
    made = pepper.find(settings(tmp_path))
    text = (tmp_path / "own" / "pepper").read_text().strip()
    assert pepper.find(settings(tmp_path, pepper=SecretStr(text))) == made


def test_many_at_once_agree_on_one(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(lambda _: pepper.find(settings(tmp_path)), range(32)))
    assert len(found) == 1


def test_a_file_that_others_may_read_is_refused(tmp_path: Path) -> None:
    pepper.find(settings(tmp_path))
    (tmp_path / "own" / "pepper").chmod(0o640)
    with pytest.raises(WrongUse, match="chmod 600"):
        pepper.find(settings(tmp_path))


def test_a_short_secret_is_refused_by_its_own_name(tmp_path: Path) -> None:
    short, file = SecretStr("x" * 15), tmp_path / "short"
    file.touch(mode=0o600)
    with pytest.raises(WrongUse, match=r"^the pepper in LINKAGE_PEPPER is shorter than 16"):
        pepper.find(settings(tmp_path, pepper=short))
    with pytest.raises(WrongUse, match=r"^the pepper file is shorter than 16"):
        pepper.find(settings(tmp_path, pepper_file=file))
    with pytest.raises(WrongUse, match=r"^the audit's key in LINKAGE_AUDIT_KEY is shorter than 16"):
        pepper.audit_key(settings(tmp_path, audit_key=short))
    with pytest.raises(WrongUse, match=r"^the file of the audit's key is shorter than 16"):
        pepper.audit_key(settings(tmp_path, audit_key_file=file))


def test_a_pepper_in_the_home_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match="home"):
        pepper.find(settings(tmp_path, pepper_file=tmp_path / "home" / "sub" / "pepper"))
    assert not (tmp_path / "home").exists()


def test_without_a_file_named_it_lies_under_the_users_configuration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    assert pepper.default_file() == tmp_path / "config" / "linkage" / "pepper"
    monkeypatch.setenv("XDG_CONFIG_HOME", "relative")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert pepper.default_file() == tmp_path / ".config" / "linkage" / "pepper"


def test_the_error_never_holds_the_pepper(tmp_path: Path) -> None:
    with pytest.raises(WrongUse) as refused:
        pepper.find(settings(tmp_path, pepper=SecretStr("sesame")))
    assert "sesame" not in str(refused.value)


def test_the_audits_key_is_kept_like_the_pepper_and_is_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    settings = Settings(home=tmp_path / "home")
    key = pepper.audit_key(settings)
    assert key == pepper.audit_key(settings) != pepper.find(settings)
    assert (tmp_path / "config" / "linkage" / "audit-key").stat().st_mode & 0o777 == 0o600
    given = Settings(home=tmp_path / "home", audit_key=SecretStr("0123456789abcdef"))
    assert pepper.audit_key(given) == b"0123456789abcdef"


def test_each_ledger_has_a_folder_of_heads_that_a_new_password_does_not_move(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))

    def folder(home: str, url: str | None = None) -> Path:
        return pepper.audit_folder(Settings(home=tmp_path / home, ledger_url=url))

    assert folder("a").is_relative_to(tmp_path / "state" / "linkage" / "audit")
    assert folder("a") == folder("b/../a") != folder("b")
    assert folder("a", "postgresql://me:one@db/x") == folder("b", "postgresql://me:two@db/x") != folder("a")


def test_heads_do_not_lie_in_the_home(tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match="home"):
        pepper.audit_folder(Settings(home=tmp_path, audit_folder=tmp_path / "heads"))
