"""Errors become one line, a hint and an exit code."""

import pytest

from linkage.cli import edge, main
from linkage.errors import (
    LinkageError,
    MissingColumn,
    NothingPublished,
    PepperChanged,
    StoreUnavailable,
    UnknownAccount,
    WrongUse,
)
from linkage.printable import shown

SECRET = "someone@example.com"


def failing(error: Exception) -> int:
    def call() -> None:
        raise error

    return edge.guarded(call)


@pytest.mark.parametrize("error", [WrongUse("so"), MissingColumn("so"), PepperChanged("so")])
def test_wrong_use_is_exit_2(error: LinkageError) -> None:
    assert failing(error) == 2


@pytest.mark.parametrize(
    "error", [LinkageError("so"), UnknownAccount("so"), NothingPublished("so"), StoreUnavailable("so")]
)
def test_what_failed_is_exit_1(error: LinkageError) -> None:
    assert failing(error) == 1


def test_what_went_well_is_exit_0() -> None:
    assert edge.guarded(lambda: None) == 0


def test_an_error_is_one_line_and_a_hint(capsys: pytest.CaptureFixture[str]) -> None:
    failing(StoreUnavailable("the graph does not answer"))
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.splitlines() == [
        "linkage: the graph does not answer",
        "  `linkage doctor` checks what can be reached",
    ]


def test_an_unexpected_error_tells_its_type_and_place_and_not_its_text(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert failing(ValueError(f"cannot parse {SECRET}")) == 1
    said = capsys.readouterr().err
    assert "unexpected ValueError in linkage/cli/edge.py:" in said
    assert SECRET not in said
    assert "Traceback" not in said


def test_the_traceback_is_shown_when_asked_for(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LINKAGE_DEBUG", "1")
    failing(ValueError("so"))
    assert "Traceback" in capsys.readouterr().err


def test_a_wrong_setting_hides_no_error(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LINKAGE_WORKERS", "none")
    assert failing(ValueError("so")) == 1
    assert "unexpected ValueError" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (["rings", "--st\u202eate"], r"--st\u202eate"),
        (["rings", "--li\x1b[31mmit"], r"--li\x1b[31mmit"),
        (["rings", "--limit", "\u202e3"], r"\u202e3"),
        (["rings", "one\nError: two\u2066"], r"one\x0aError: two\u2066"),
        (["ri\u202engs"], r"ri\u202engs"),
        (["keys", "cre\u200fate"], r"cre\u200fate"),
    ],
)
def test_what_was_typed_is_shown_escaped_by_the_parser_too(
    typed: list[str], told: str, capfd: pytest.CaptureFixture[str]
) -> None:
    for json in ([], ["--json"]):
        with pytest.raises(SystemExit) as left:
            main([*json, *typed])
        said = capfd.readouterr()
        assert (left.value.code, said.out) == (2, "")
        assert told in said.err.replace(r"\\", "\\")
        assert shown(said.err.replace("\n", "")) == said.err.replace("\n", "")
        assert len([each for each in said.err.splitlines() if each.startswith("Error")]) == (not json)
