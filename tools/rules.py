"""Rules that no tool knows, each a function from a source file to its breaches.

usage: python -m tools.rules [ROOT]
"""

import ast
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

PACKAGES = ("linkage", "api", "migrations")
QUERIES_MAY_STAND_IN = ("linkage/graph/", "linkage/ledger/", "linkage/ingest/", "migrations/")
ENVIRONMENT_MAY_BE_READ_IN = ("linkage/settings.py", "linkage/pepper.py")
BANNED_NAMES = {"community", "utils", "helpers", "common", "manager"}
HARMLESS = {"len", "type", "bool"}
LOG_METHODS = {"debug", "info", "warning", "error", "exception", "critical", "bind"}
RAW = {
    *("email", "phone", "full_name", "name_raw", "billing_address", "address", "ip", "signup_ip", "card"),
    *("card_fingerprint", "device_id", "signup_device_id", "user_agent", "signup_user_agent", "payer_name"),
    *("payer_email", "tax_id", "organization", "prompt_template", "cell", "raw", "canonical", "pepper"),
}

# A letter in brackets keeps these patterns from finding themselves.
FOREIGN = re.compile(
    r"p[y]pi\.org|pythonhoste[d]\.org|npmj[s]\.(org|com)|yarnpk[g]\.com|maven\.or[g]|crates\.i[o]"
    r"|debian\.or[g]/debian|docke[r]\.io|gh[c]r\.io|qua[y]\.io|proxy\.golan[g]\.org|artifactor[y]|nexu[s]\."
    r"|(?<![\w.])/(hom[e]|User[s]|roo[t]|wor[k])/[\w.-]+",
    re.IGNORECASE,
)
QUERY = re.compile(
    r"\bSELECT\b.+\bFROM\b|\bINSERT\s+(OR\s+\w+\s+)?INTO\b|\bUPDATE\s+\S+\s+SET\b|\bDELETE\s+FROM\b"
    r"|\b(CREATE|DROP|ALTER)\s+(UNIQUE\s+)?(TABLE|INDEX|VIEW|CONSTRAINT)\b|\bPRAGMA\s+\w+"
    r"|\b(MATCH|MERGE)\s*\(.*\)|\bUNWIND\b.+\bAS\b",
    re.DOTALL,
)


@dataclass(frozen=True)
class Source:
    """One Python file, parsed."""

    path: str
    """Relative to the root, with slashes."""
    tree: ast.Module


@dataclass(frozen=True)
class Breach:
    """A place that breaks a rule, and what the rule says."""

    path: str
    line: int
    says: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.says}"


def queries(source: Source) -> Iterator[Breach]:
    """No SQL and no Cypher but in the graph, the ledger, their migrations and the reader of SQL feeds."""
    if source.path.startswith(QUERIES_MAY_STAND_IN):
        return
    prose = docstrings(source.tree)
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
            statement = node.value.lstrip()
            if QUERY.search(statement) or QUERY.match(statement.upper()):
                yield Breach(source.path, node.lineno, "a query outside graph/, ledger/ and ingest/")


def logged(source: Source) -> Iterator[Breach]:
    """No raw value in a log call, and no text put together there: an event is a constant."""
    for node in ast.walk(source.tree):
        if not (isinstance(node, ast.Call) and is_log(node.func)):
            continue
        values = [*node.args, *(keyword.value for keyword in node.keywords)]
        names = {keyword.arg for keyword in node.keywords if keyword.arg}
        names |= {name for value in values for name in mentioned(value)}
        if names & RAW:
            yield Breach(source.path, node.lineno, f"{min(names & RAW)} in a log call may be a raw value")
        if any(isinstance(value, ast.JoinedStr) for value in values):
            yield Breach(source.path, node.lineno, "a log event put together from values; pass them by name")


def environment(source: Source) -> Iterator[Breach]:
    """The environment is read by settings and pepper alone."""
    if source.path in ENVIRONMENT_MAY_BE_READ_IN:
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute):
            names = {node.attr}
        elif isinstance(node, ast.ImportFrom) and node.module == "os":
            names = {each.name for each in node.names}
        else:
            continue
        if names & {"environ", "environb", "getenv"}:
            yield Breach(source.path, node.lineno, "the environment is read by linkage/settings.py alone")


def named(source: Source) -> Iterator[Breach]:
    """No module or package is called by a name that says nothing, or that shadows python-louvain's."""
    for part in Path(source.path).with_suffix("").parts:
        if part in BANNED_NAMES:
            yield Breach(source.path, 1, f"no module is called {part}")


RULES: tuple[Callable[[Source], Iterator[Breach]], ...] = (queries, logged, environment, named)


def foreign(path: str, text: str) -> Iterator[Breach]:
    """No host of a package registry and no absolute path of one machine, in any file."""
    for number, line in enumerate(text.splitlines(), 1):
        if FOREIGN.search(line):
            yield Breach(path, number, "a registry's host or a path of one machine")


def docstrings(tree: ast.Module) -> set[int]:
    """Identities of the bare strings that document something."""
    bare = [node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)]
    return {id(value) for value in bare if isinstance(value, ast.Constant)}


def is_log(function: ast.expr) -> bool:
    """Whether a call goes to a logger: `log.info`, `self.logger.bind`, `logging.error`."""
    if not (isinstance(function, ast.Attribute) and function.attr in LOG_METHODS):
        return False
    return any("log" in name.lower() for name in mentioned(function.value))


def mentioned(node: ast.expr) -> Iterator[str]:
    """Every name and attribute an expression is made of; what `len` and `count` take is not given away."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in HARMLESS:
        return
    for child in ast.walk(node):
        if isinstance(child, ast.Name):
            yield child.id
        elif isinstance(child, ast.Attribute):
            yield child.attr


def tracked(root: Path) -> list[str]:
    """Files under version control, or that would be; every file where there is no git."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    if listing.returncode == 0:
        return sorted({name for name in listing.stdout.splitlines() if (root / name).is_file()})
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


def breaches(root: Path) -> Iterator[Breach]:
    """Everything under the root that breaks a rule."""
    for name in tracked(root):
        try:
            text = (root / name).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        yield from foreign(name, text)
        if name.endswith(".py") and name.startswith(tuple(f"{package}/" for package in PACKAGES)):
            source = Source(name, ast.parse(text))
            for rule in RULES:
                yield from rule(source)


def main(arguments: list[str]) -> int:
    """Print every breach; 1 when there is any."""
    found = list(breaches(Path(arguments[0] if arguments else ".")))
    for breach in found:
        print(breach, file=sys.stderr)
    print(f"rules: {len(found)} broken")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
