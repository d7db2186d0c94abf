"""Each document of tests/data/document-cases is read as a reader would read it: the same words in the same order."""

import re
from pathlib import Path

import pytest

from index.sources.load import load_file

FOLDER = Path(__file__).parents[2] / "data" / "document-cases"
CASES = sorted(
    path
    for path in FOLDER.iterdir()
    if (FOLDER / f"{path.stem}.expected.txt").exists() and not re.search(r"\.(?:expected|title)\.txt$", path.name)
)

pytestmark = pytest.mark.usefixtures("unsandboxed")


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.name)
def test_reads_the_words_in_their_order(path: Path) -> None:
    assert words(load_file(path).text) == words((FOLDER / f"{path.stem}.expected.txt").read_text("utf-8"))


@pytest.mark.parametrize("title", sorted(FOLDER.glob("*.title.txt")), ids=lambda path: path.name)
def test_takes_the_documents_own_title(title: Path) -> None:
    (path,) = (each for each in CASES if each.stem == title.name.removesuffix(".title.txt"))
    assert load_file(path).title == title.read_text("utf-8").strip()
