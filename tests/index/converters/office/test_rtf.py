import pytest

from index.converters.models import SourceFile
from index.converters.office.rtf import extract_rtf


def parts(inside: str) -> list[str]:
    text = extract_rtf(SourceFile(f"{{\\rtf1\\ansi {inside}}}".encode("latin-1"), "a.rtf")).text
    return text.removesuffix("\n").split("\n\n")


@pytest.mark.parametrize(
    ("inside", "read"),
    [
        pytest.param(r"It stays.\par It is sold.\par", ["It stays.", "It is sold."], id="paragraphs"),
        pytest.param(r"caf\'e9 \u8212 -!", ["café —!"], id="characters of a code page and of Unicode"),
        pytest.param(r"A \u55357 ?\u56832 ? face.", ["A 😀 face."], id="beyond plane 0"),
        pytest.param(r"A \u-75357 ?\u123456 ? face.", ["A ? ? face."], id="no character at all"),
        pytest.param(r"{\fonttbl{\f0\fcharset204 Arial;}}\f0 \'e4\'e0.", ["да."], id="a font's code page"),
        pytest.param(
            r"\trowd\intbl Berth\cell Fee\cell\row\trowd West\cell 12\cell\row\pard It stays.\par",
            ["| Berth | Fee |\n| --- | --- |\n| West | 12 |", "It stays."],
            id="table",
        ),
        pytest.param(
            r"It stays.{\footnote \pard First {\b note}.} Well.\par End.\par{\footnote Second.}",
            ["It stays. Well.", "End.", "First note.", "Second."],
            id="notes",
        ),
        pytest.param(
            r"{\listtext\pard\plain 1.\tab}Let.\par{\listtext 1.1\tab}Rent.\par{\pntext (a)\tab}Due.\par",
            ["1. Let.", "1.1 Rent.", "(a) Due."],
            id="numbers",
        ),
        pytest.param(r"{\pntext\'b7\tab}apples\par{\pntext\'b7\tab}pears\par", ["- apples\n- pears"], id="bullets"),
        pytest.param(r"{\field{\*\fldinst HYPERLINK x}{\fldrslt the list}} of fees", ["the list of fees"], id="link"),
        pytest.param(r"{\header Boat club\par}It stays.{\pict\pngblip 8950}", ["It stays."], id="header and picture"),
    ],
)
def test_reads(inside: str, read: list[str]) -> None:
    assert parts(inside) == read


def test_says_what_its_information_says() -> None:
    info = r"{\info{\title The \'e9t\'e9}{\author Ana Duarte}{\creatim\yr2025\mo3\dy5}}"
    found = extract_rtf(SourceFile(f"{{\\rtf1\\ansi {info}It stays.}}".encode(), "a.rtf"))
    assert (found.title, found.author, found.published) == ("The été", "Ana Duarte", "2025-03-05")
