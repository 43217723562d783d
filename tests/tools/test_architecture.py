"""docs/architecture.md names functions that exist, and draws the layers that are enforced."""

import ast
import re
import tomllib
from functools import reduce
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
WALK = re.findall(r"`((?:linkage|api)\.[\w.]+)`", TEXT.partition("## From a CSV row")[2])
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]


def found(name: str) -> object:
    """What a dotted name leads to: the longest module of it, then attributes."""
    parts = name.split(".")
    for length in range(len(parts) - 1, 0, -1):
        try:
            module = import_module(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        return reduce(getattr, parts[length:], module)
    raise ModuleNotFoundError(name)


def test_the_walk_is_short() -> None:
    assert 20 <= len(WALK) <= 25
    assert len(set(WALK)) == len(WALK)


@pytest.mark.parametrize("name", WALK)
def test_every_step_is_a_function(name: str) -> None:
    assert callable(found(name))


def test_a_step_that_is_gone_is_noticed() -> None:
    with pytest.raises(AttributeError):
        found("linkage.weigh.gone")


def test_the_picture_shows_the_layers_that_are_enforced() -> None:
    picture = TEXT.partition("```text")[2].partition("```")[0]
    drawn = [
        sorted(re.findall(r"(?<!\w)(?:linkage\.\w+|api)(?!\w)", layer)) for layer in re.split("─+", picture)
    ]
    layers = next(each["layers"] for each in CONTRACTS if each["name"] == "Layers")
    assert drawn == [sorted(re.split(r" \| ", layer)) for layer in layers]


def test_every_module_of_the_engine_has_a_layer() -> None:
    layers = next(each["layers"] for each in CONTRACTS if each["name"] == "Layers")
    drawn = {name for layer in layers for name in layer.split(" | ")}
    there = {
        f"linkage.{path.stem}"
        for path in (ROOT / "linkage").iterdir()
        if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    assert there - drawn == {"linkage.__init__", "linkage.__main__", "linkage.client"}
    assert drawn - there == {"api"}


def test_no_function_of_a_package_has_the_name_of_a_module_in_it() -> None:
    """Importing that module would put it in the function's place."""
    for init in (path for name in ("linkage", "api") for path in (ROOT / name).rglob("__init__.py")):
        tree = ast.parse(init.read_text(encoding="utf-8"))
        functions = {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
        modules = {path.stem for path in init.parent.iterdir()}
        assert not functions & modules, init
