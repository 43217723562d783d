"""The constants that shape a result, read from the stages' sources: place, value, unit and origin of each."""

import ast
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from types import ModuleType
from typing import TypeGuard

ROOT = Path(__file__).parents[1]
STAGES = ("weigh", "detect", "score")
COST = ("PART", "BLOCK", "BESIDE", "SAMPLE", "TRIED")
"""Names of what bounds memory or time and is no belief."""
OTHER = ("DAY", "HOURS", "DIGITS", "LOG2")
"""Names of units and of what follows from mathematics."""
ASIDE: Mapping[str, str] = {
    "linkage.score.calibration": "read when somebody fits a calibration to labels, and in no ordinary run",
    "linkage.score.story": "built into the stories when they are imported, so not to be changed afterwards",
    "linkage.score.misses": "how much is told of a result",
    "linkage.score.phrases": "how much is told of a result",
    "linkage.score.reasons": "how much is told of a result",
}
"""Modules whose constants are left out, and why."""
UNITS_OF: Mapping[str, str] = {
    "weigh.CROWD": "share",
    "weigh.LIFT": "ratio",
    "weigh.learned.SURELY": "share",
    "weigh.learned.matches.ROUNDS": "rounds",
    "weigh.learned.matches.STILL": "share",
    "detect.STRICTNESS": "conductance, resolution",
    "score.apply_decisions.SAME": "one part in",
    "score.bound.MARKS": "ratio",
    "score.enclosed.LOOSE": "conductance",
    "score.hub.OUTSTANDING": "ratio",
    "score.sharing.LIFT": "ratio",
}
"""Units that a docstring does not begin with."""
UNITS: Mapping[str, str] = {
    "bits": "bits",
    "share": "share",
    "confidence": "share",
    "score": "share",
    "days": "days",
    "seconds": "seconds",
    "hours": "active hours",
    "times as many": "ratio",
    "resolution": "ratio",
    "holders": "accounts",
    "members": "accounts",
    "accounts": "accounts",
    "pairs": "pairs",
    "values": "values",
    "groups": "groups",
    "edges": "edges",
    "communities": "communities",
    "rings": "rings",
    "margin": "bits",
    "rounds": "rounds",
    "times": "rounds",
    "sweeps": "rounds",
    "set": "values",
}
"""The unit by the word of a docstring that comes first."""

Value = int | float | tuple["Value", ...]


RENAMES = "0050"
"""The decision record that names constants for their new names: the origin of no value."""


@dataclass(frozen=True)
class Constant:
    """A number of a stage."""

    module: str
    name: str
    value: Value
    says: str
    """Its docstring."""

    @property
    def place(self) -> str:
        """The module without the package of all, and the name."""
        return f"{self.module.removeprefix('linkage.')}.{self.name}"

    @property
    def stage(self) -> str:
        """The first stage that reads it: what `score.held` says of crowds is already asked when weights are known."""
        return "weigh" if self.module == "linkage.score.held" else self.module.split(".")[1]

    @property
    def unit(self) -> str:
        """What it counts."""
        found = [(word.start(), unit) for name, unit in UNITS.items() if (word := said(name, self.says))]
        return UNITS_OF.get(self.place) or (min(found)[1] if found else "–")

    @property
    def origin(self) -> str:
        """The decision records that it names, or that name it; else whether its docstring says that it was chosen,
        measured or bounds time; a dash for neither."""
        own = f"`{self.place}`", f"`{self.module.rpartition('.')[2]}.{self.name}`", f"`{self.name}`"
        every = sorted((ROOT / "docs" / "decisions").glob("0*.md"))
        records = [each for each in every if not each.name.startswith(RENAMES)]
        named = {each.name[:4] for each in records if any(name in each.read_text("utf-8") for name in own)}
        named |= set(re.findall(r"\b00\d\d\b", self.says)) & {each.name[:4] for each in records}
        told = re.search(
            r"[Aa] choice|bounds time|\d of the \d|measured|two in five|pseudo-count|too few", self.says
        )
        return ", ".join(sorted(named)) or ("its docstring" if told else "–")


def constants() -> list[Constant]:
    """Every constant that may be changed, in the order of the stages."""
    every = [each for stage in STAGES for module in modules(stage) for each in of(module)]
    left = (*COST, *OTHER)
    return [each for each in every if each.name not in left and each.module not in ASIDE]


def modules(stage: str) -> list[ModuleType]:
    """The modules of a stage."""
    package = import_module(f"linkage.{stage}")
    inner = sorted(each.name for each in walk_packages(package.__path__, f"linkage.{stage}."))
    return [package, *map(import_module, inner)]


def of(module: ModuleType) -> Iterator[Constant]:
    """Numbers, and tuples of numbers, that a module names in capital letters, with the text that follows each."""
    body = ast.parse(Path(str(module.__file__)).read_text("utf-8")).body
    for node, after in zip(body, [*body[1:], None], strict=True):
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        name = target.id if isinstance(target, ast.Name) else ""
        value = vars(module).get(name)
        if name.isupper() and numeric(value):
            yield Constant(module.__name__, name, value, docstring(after))


def docstring(node: ast.stmt | None) -> str:
    """The text that stands alone in a line, on one line."""
    text = node.value.value if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) else ""
    return " ".join(str(text).split())


def numeric(value: object) -> TypeGuard[Value]:
    """Whether it is a number or a tuple of numbers."""
    if isinstance(value, tuple):
        return bool(value) and all(map(numeric, value))
    return isinstance(value, int | float) and not isinstance(value, bool)


def said(word: str, text: str) -> re.Match[str] | None:
    """Where a word stands in a text."""
    return re.search(rf"\b{word}\b", text, re.IGNORECASE)


def other(constant: Constant, by: float) -> Value:
    """So many times its value; a share is 1 at most."""
    value = scaled(constant.value, by)
    return min(value, 1.0) if constant.unit == "share" and isinstance(value, float) else value


def scaled(value: Value, by: float) -> Value:
    """So many times a value; a whole number stays one, changes by one at least, and is never less than one."""
    if isinstance(value, tuple):
        return tuple(scaled(each, by) for each in value)
    if isinstance(value, float):
        return value * by
    return max(round(value * by), value + 1) if by > 1 else max(min(round(value * by), value - 1), 1)


@contextmanager
def changed(constant: Constant, value: Value) -> Iterator[None]:
    """The value is another, wherever the constant was imported to."""
    found = sys.modules[constant.module]
    holders = [found, *(each for each in list(sys.modules.values()) if took(each, constant))]
    for each in holders:
        setattr(each, constant.name, value)
    try:
        yield
    finally:
        for each in holders:
            setattr(each, constant.name, constant.value)


def took(module: ModuleType, constant: Constant) -> bool:
    """Whether a module of ours imported the constant by its name."""
    name = getattr(module, "__name__", "")
    if not name.startswith("linkage.") or constant.name not in vars(module) or name == constant.module:
        return False
    source = Path(str(module.__file__)).read_text("utf-8")
    return bool(re.search(rf"^from {re.escape(constant.module)} import .*\b{constant.name}\b", source, re.M))
