"""The limits on the size of the code."""

from pathlib import Path

import pytest

from tools import sizes


def function(lines: int) -> str:
    return "def walk() -> None:\n" + "    pass\n" * lines


def test_a_function_past_the_limit_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "long.py").write_text(function(51))
    assert sizes.main([str(tmp_path)]) == 1
    assert "walk: 51 lines a function" in capsys.readouterr().err


def test_a_function_at_the_limit_passes(tmp_path: Path) -> None:
    (tmp_path / "long.py").write_text(function(50))
    assert sizes.main([str(tmp_path)]) == 0


def test_a_file_past_the_limit_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "long.py").write_text("x = 1\n" * 351)
    assert sizes.main([str(tmp_path)]) == 1
    assert "351 lines a file" in capsys.readouterr().err


def test_blank_lines_and_docstrings_do_not_count(tmp_path: Path) -> None:
    (tmp_path / "long.py").write_text("x = 1\n\n" * 350)
    documented = 'def walk() -> None:\n    """Walk.\n' + "\n    More.\n" * 60 + '    """\n    return None\n'
    (tmp_path / "documented.py").write_text(documented)
    assert sizes.main([str(tmp_path)]) == 0


def test_the_figures_are_printed_beside_the_aims(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "short.py").write_text("def walk(a: int, *, b: int) -> int:\n    return a + b\n")
    sizes.main([str(tmp_path)])
    assert "parameters         median 2 (aim 2)" in capsys.readouterr().out
