"""Imports go one way, and what only `ui` may do nobody below it does."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BELOW = {"index": set[str](), "rag": {"index"}, "ui": {"index", "rag"}}
MODULES = [pytest.param(path, id=str(path.relative_to(ROOT))) for name in BELOW for path in (ROOT / name).rglob("*.py")]
LONGEST_MODULE = 250
COMMANDS = {
    "rag/training/train.py",
    "rag/training/export.py",
    "rag/training/calibrate_reader.py",
    "rag/training/fit_support.py",
}
"""Run by hand, some by torchrun, so they may speak and ask the environment."""


def layer(path: Path) -> str:
    return path.relative_to(ROOT).parts[0]


def imports(tree: ast.AST) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            found.add((node.module or "").split(".")[0])
    return found


@pytest.mark.parametrize("path", MODULES)
def test_imports_only_what_lies_below(path: Path) -> None:
    own = layer(path)
    assert imports(ast.parse(path.read_text())) & (BELOW.keys() | {"tests"}) <= BELOW[own] | {own}


@pytest.mark.parametrize("path", [module for module in MODULES if layer(module.values[0]) != "ui"])
def test_below_ui_nobody_knows_environment_output_or_web(path: Path) -> None:
    tree = ast.parse(path.read_text())
    assert not imports(tree) & {"fastapi", "gradio", "starlette", "typer", "uvicorn"}
    if str(path.relative_to(ROOT)) not in COMMANDS:
        names = {ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Attribute | ast.Name)}
        assert not names & {"os.environ", "os.getenv", "environ", "getenv", "print", "sys.stdout", "sys.stderr"}


@pytest.mark.parametrize("path", MODULES)
def test_modules_are_short(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= LONGEST_MODULE
