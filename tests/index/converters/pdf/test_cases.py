"""PDFs that are easily read wrongly give what a reader would read, in that order."""

import re
from collections import Counter
from pathlib import Path

import pytest

from index.sources.load import load_file

FOLDER = Path(__file__).parents[3] / "data" / "pdf"
FORMULAS = "two-columns-with-formulas"
pytestmark = pytest.mark.usefixtures("unsandboxed")


def sequences(text: str) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return Counter(zip(*(words[first:] for first in range(4)), strict=False))


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.pdf")), ids=lambda path: path.stem)
def test_is_read_in_order(path: Path) -> None:
    expected = sequences(path.with_suffix(".expected.txt").read_text("utf-8"))
    found = sequences(load_file(path).text)
    shared = (expected & found).total()
    assert shared > 0.97 * expected.total()
    assert path.stem == FORMULAS or shared > 0.97 * found.total()


def test_a_title_on_two_lines_is_one() -> None:
    title = load_file(FOLDER / "title-on-two-lines.pdf").title
    assert title == "On the Ledgers, Lights and Schools of the Northern Harbours"


@pytest.mark.parametrize("name", ["hebrew-logical-order", "hebrew-visual-order"])
def test_lines_of_another_direction_begin_a_paragraph(name: str) -> None:
    expected = (FOLDER / f"{name}.expected.txt").read_text("utf-8")
    assert load_file(FOLDER / f"{name}.pdf").text.split() == expected.split()
    assert len(load_file(FOLDER / f"{name}.pdf").text.strip().split("\n\n")) == 2
