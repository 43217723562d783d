"""Sizes of the code beside our aims; fails past the hard limits.

usage: python -m tools.sizes FOLDER…
"""

import ast
import statistics
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

FILE_LIMIT = 350
FUNCTION_LIMIT = 50
AIMS = {"lines a file": (90, 250), "lines a function": (7, 30), "parameters": (2, 5)}

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Size:
    """One thing measured: where it stands and how large it is."""

    place: str
    measure: str
    amount: int

    @property
    def too_large(self) -> bool:
        """Past the limit that fails the check."""
        limits = {"lines a file": FILE_LIMIT, "lines a function": FUNCTION_LIMIT}
        return self.amount > limits.get(self.measure, self.amount)


def lines(function: Function) -> int:
    """Lines of a function's body, its docstring left out."""
    documented = ast.get_docstring(function, clean=False) is not None and len(function.body) > 1
    first = function.body[1] if documented else function.body[0]
    return (function.end_lineno or first.lineno) - first.lineno + 1


def parameters(function: Function) -> int:
    """Parameters of a function, `self` and `cls` left out."""
    given = function.args
    names = [each.arg for each in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
    return len(names) - (names[:1] in (["self"], ["cls"]))


def measure(path: Path) -> Iterator[Size]:
    """Every size of one file; blank lines do not count."""
    text = path.read_text(encoding="utf-8")
    yield Size(str(path), "lines a file", sum(bool(line.strip()) for line in text.splitlines()))
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, Function):
            place = f"{path}:{node.lineno} {node.name}"
            yield Size(place, "lines a function", lines(node))
            yield Size(place, "parameters", parameters(node))


def figures(sizes: Sequence[Size]) -> Iterator[str]:
    """One line a measure: median, 95th percentile and the most, beside the aims."""
    for name, (middle, high) in AIMS.items():
        amounts = sorted(size.amount for size in sizes if size.measure == name)
        if amounts:
            late = amounts[min(len(amounts) - 1, int(len(amounts) * 0.95))]
            yield (
                f"{name:18} median {statistics.median(amounts):g} (aim {middle}), "
                f"95th {late} (aim {high}), most {amounts[-1]}"
            )


def main(folders: Sequence[str]) -> int:
    """Print the figures and whatever is past a limit; 1 when anything is."""
    paths = sorted(path for folder in folders for path in Path(folder).rglob("*.py"))
    sizes = [size for path in paths for size in measure(path)]
    print("\n".join(figures(sizes)))
    large = [size for size in sizes if size.too_large]
    for size in large:
        print(f"too large: {size.place}: {size.amount} {size.measure}", file=sys.stderr)
    return 1 if large else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
