"""Imports go one way: `index` <- `rag` <- `ui`, no folder imports one above it, and the runtime no training code."""

import ast
from pathlib import Path

import pytest

from tests.architecture.imports import PACKAGES, ROOT, cycles, entry_graph, imported, imports, modules, trees

LAYERS = {"index": {"index"}, "rag": {"index", "rag"}, "ui": {"index", "rag", "ui"}}
FOLDERS = sorted(name for name, path in modules().items() if path.name == "__init__.py")
TRAINING = "rag.training"
COMMANDS = tuple(name for name in sorted(modules()) if f"{name}.".startswith(f"{TRAINING}."))
"""Run by hand, some by torchrun, so they may print and read the environment."""


def test_every_folder_of_modules_is_a_package() -> None:
    folders = {path.parent for path in modules().values()}
    assert not [str(folder) for folder in sorted(folders) if not (folder / "__init__.py").exists()]


@pytest.mark.parametrize("package", PACKAGES)
def test_imports_only_the_layers_below(package: str) -> None:
    wrong = [
        each
        for each in imports()
        if each.importer.split(".")[0] == package and each.imported.split(".")[0] not in LAYERS[package]
    ]
    assert not wrong, "\n".join(map(str, wrong))


@pytest.mark.parametrize("name", sorted(modules()))
def test_imports_no_test(name: str) -> None:
    assert not [each for each in imported(trees()[name]) if each.split(".")[0] == "tests"]


def test_no_test_imports_a_test() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}: {each}"
        for path in sorted((ROOT / "tests").rglob("*.py"))
        for each in imported(ast.parse(path.read_text(encoding="utf-8")))
        if each.startswith("tests.") and each.rpartition(".")[2].startswith(("test_", "conftest"))
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_folder_imports_one_above_it(folder: str) -> None:
    graph = entry_graph(folder)
    told = [
        f"{' <-> '.join(group)}: "
        + "; ".join(str(graph[a][b][0]) for a in group for b in group if b in graph.get(a, {}))
        for group in cycles(graph)
    ]
    assert not told, "\n".join(told)


def test_the_runtime_imports_no_training_code() -> None:
    wrong = [each for each in imports() if each.imported.startswith(TRAINING) and each.importer not in COMMANDS]
    assert not wrong, "\n".join(map(str, wrong))


@pytest.mark.parametrize("name", [name for name in sorted(modules()) if not name.startswith("ui")])
def test_below_ui_nothing_knows_environment_output_or_web(name: str) -> None:
    tree = trees()[name]
    roots = {each.split(".")[0] for each in imported(tree)}
    assert not roots & {"fastapi", "gradio", "starlette", "typer", "uvicorn"}
    if name not in COMMANDS:
        used = {ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Attribute | ast.Name)}
        assert not used & {"os.environ", "os.getenv", "environ", "getenv", "print", "sys.stdout", "sys.stderr"}


def test_a_cycle_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    made = {name: ast.Module([], []) for name in ("p", "p.low", "p.low.a", "p.high", "p.high.b", "p.other")}
    made["p.low.a"] = ast.parse("def f():\n    from p.high.b import g")
    made["p.high.b"] = ast.parse("from p.low import a\nfrom p.other import c")
    monkeypatch.setattr("tests.architecture.imports.modules", lambda: dict.fromkeys(made, Path()))
    monkeypatch.setattr("tests.architecture.imports.trees", lambda: made)
    imports.cache_clear()
    try:
        assert cycles(entry_graph("p")) == [["high", "low"]]
    finally:
        imports.cache_clear()
