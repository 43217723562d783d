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


def test_a_short_pepper_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match="shorter than 16"):
        pepper.find(settings(tmp_path, pepper=SecretStr("x" * 15)))
    file = tmp_path / "short"
    file.touch(mode=0o600)
    with pytest.raises(WrongUse, match="shorter than 16"):
        pepper.find(settings(tmp_path, pepper_file=file))


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
