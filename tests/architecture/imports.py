"""The import graph of the packages, for the tests of this folder."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("index", "rag", "ui")


@dataclass(frozen=True, slots=True)
class Import:
    """One import of a module of ours, at run time or for type checkers alone."""

    importer: str
    line: int
    imported: str

    def __str__(self) -> str:
        return f"{self.importer}:{self.line} -> {self.imported}"


@cache
def modules() -> dict[str, Path]:
    """The path of each module by its dotted name; a package stands for its `__init__`."""
    paths = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
    return {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path for path in paths}


@cache
def trees() -> dict[str, ast.Module]:
    return {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in modules().items()}


@cache
def imports() -> tuple[Import, ...]:
    """All imports among the modules, also those within functions and under TYPE_CHECKING."""
    return tuple(each for name, tree in trees().items() for each in _imports(name, tree))


def imported(tree: ast.AST) -> Iterator[str]:
    """The modules that a module imports, as they are written."""
    for _, module, _ in _statements(tree):
        yield module


def _statements(tree: ast.AST) -> Iterator[tuple[int, str, tuple[str, ...]]]:
    """The line, the module and the names of each import; no names where the module itself is imported."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name, ()) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: imports are absolute"
            yield node.lineno, node.module or "", tuple(alias.name for alias in node.names)


def _imports(name: str, tree: ast.Module) -> Iterator[Import]:
    for line, module, names in _statements(tree):
        for each in [_module_of(f"{module}.{part}", module) for part in names] or [module]:
            if each in modules() and each != name:
                yield Import(name, line, each)


def _module_of(name: str, parent: str) -> str:
    return name if name in modules() else parent


def entry(package: str, module: str) -> str:
    """The file or folder of a package in which a module lies; the package itself lies in its `__init__`."""
    return module.removeprefix(package).removeprefix(".").split(".")[0] or "__init__"


def entry_graph(package: str) -> dict[str, dict[str, list[Import]]]:
    """Which entries of a package import which others, and by what."""
    graph: dict[str, dict[str, list[Import]]] = {}
    for each in imports():
        if all(f"{name}.".startswith(f"{package}.") for name in (each.importer, each.imported)):
            importer, imported = entry(package, each.importer), entry(package, each.imported)
            if importer != imported:
                graph.setdefault(importer, {}).setdefault(imported, []).append(each)
    return graph


def cycles(graph: dict[str, dict[str, list[Import]]]) -> list[list[str]]:
    """The groups of entries that reach each other, each sorted."""

    def reached(start: str) -> set[str]:
        found: set[str] = set()
        waiting = [start]
        while waiting:
            new = set(graph.get(waiting.pop(), {})) - found
            found |= new
            waiting += new
        return found

    reach = {each: reached(each) for each in graph}
    groups = {frozenset(b for b in reach if b in reach[a] and a in reach[b]) for a in reach if a in reach[a]}
    return sorted(sorted(group) for group in groups)
