"""Folders and modules stay small enough to be read at a glance, and a class can be found by its name."""

import ast
import subprocess
from collections import defaultdict
from pathlib import PurePosixPath

import pytest

from tests.architecture.imports import PACKAGES, ROOT, modules, trees

MAX_ENTRIES = 12
MAX_MODULE_LINES = 250
DATA = ("tests/data", "rag/training/data")
"""Whose files are not read one by one."""


def folders() -> dict[str, set[str]]:
    """The entries of each folder by its path, as git has them; without data."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z", *PACKAGES, "tests"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, set[str]] = defaultdict(set)
    for path in map(PurePosixPath, filter(None, listed.stdout.split("\0"))):
        for entry, folder in zip([path, *path.parents], path.parents, strict=False):
            if str(folder) != "." and (ROOT / path).exists():
                found[str(folder)].add(entry.name)
    return {path: names for path, names in found.items() if not path.startswith(DATA)}


@pytest.mark.parametrize(("path", "names"), sorted(folders().items()), ids=sorted(folders()))
def test_a_folder_has_at_most_twelve_entries(path: str, names: set[str]) -> None:
    assert len(names) <= MAX_ENTRIES, f"{path} has {len(names)}: {', '.join(sorted(names))}"


@pytest.mark.parametrize("name", sorted(modules()))
def test_a_module_has_at_most_250_lines(name: str) -> None:
    lines = len(modules()[name].read_text(encoding="utf-8").splitlines())
    assert lines <= MAX_MODULE_LINES, f"{name} has {lines} lines: split it by what it does"


def test_no_two_public_classes_have_one_name() -> None:
    places = defaultdict(list)
    for name, tree in trees().items():
        for node in tree.body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places[node.name].append(f"{name}:{node.lineno}")
    twice = [f"{name}: {', '.join(where)}" for name, where in sorted(places.items()) if len(where) > 1]
    assert not twice, "\n".join(twice)
