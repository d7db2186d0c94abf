import json
from typing import Any

import pytest

from index.converters.bundles.notebook import extract_notebook
from index.converters.models import SourceFile
from index.errors import SourceError


def text(notebook: Any) -> str:
    return extract_notebook(SourceFile(json.dumps(notebook).encode(), "a.ipynb")).text


def cell(kind: str, source: str | list[str], **more: Any) -> dict[str, Any]:
    return {"cell_type": kind, "source": source, **more}


@pytest.mark.parametrize(
    ("given", "read"),
    [
        (cell("markdown", ["# One\n", "\n", "It *stays*."]), "# One\n\nIt *stays*."),
        (cell("code", "x = 1\n"), "```\nx = 1\n```"),
        (cell("code", "print('```')"), "````\nprint('```')\n````"),
        (cell("code", "x", outputs=[{"data": {"text/plain": ["2"]}}]), "```\nx\n```\n\n```\n2\n```"),
        (cell("code", "x", outputs=[{"data": {"image/png": "", "text/plain": "<Figure>"}}]), "```\nx\n```"),
        (cell("code", "x", outputs=[{"output_type": "error", "traceback": ["no"]}]), "```\nx\n```"),
        (cell("raw", "It stays."), "It stays."),
        (cell("heading", "One", level=2), "## One"),
    ],
)
def test_reads_a_cell(given: dict[str, Any], read: str) -> None:
    assert text({"cells": [given], "nbformat": 4}) == f"{read}\n"


def test_reads_the_third_version() -> None:
    old = {"worksheets": [{"cells": [{"cell_type": "code", "input": ["x = 1"], "outputs": []}]}], "nbformat": 3}
    assert text(old) == "```\nx = 1\n```\n"


@pytest.mark.parametrize("notebook", [[], 7, {"cells": 7}, {"cells": [[]]}, {"cells": None}])
def test_a_broken_notebook_is_refused(notebook: Any) -> None:
    with pytest.raises(SourceError, match=r"'a\.ipynb' is a broken notebook"):
        text(notebook)
