"""Who is said to have said something."""

import pytest

from rag.nlp.attribution import attributions, is_named


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        pytest.param("“It is late,” said Ada Quill.", ["Ada Quill"], id="behind"),
        pytest.param("Ada Quill, the mayor, told reporters that it was late.", ["Ada Quill"], id="aside"),
        pytest.param("Ada Quill of the University of Oslo in Bergen said it was late.", ["Ada Quill"], id="of"),
        pytest.param("According to Bo Lind it was late.", ["Bo Lind"], id="according"),
        pytest.param("The ministry announced a ban on Monday.", ["The ministry"], id="a-body"),
        pytest.param("“Bo Lind said no,” she added.", ["she"], id="a-speaker-speaks-of-others"),
        pytest.param("Quill argued for it; Lind warned of it.", ["Quill", "Lind"], id="two"),
        pytest.param("“It is late,” said a spokesman.", ["a spokesman"], id="nobody-by-name"),
        pytest.param("She said Bo Lind was late.", ["She"], id="of-whom-is-spoken"),
        pytest.param("It was late, and nobody came.", [], id="nobody"),
        pytest.param("Ada Quill built the bridge in Oslo.", [], id="no-speech"),
    ],
)
def test_speakers_are_found(text: str, speakers: list[str]) -> None:
    assert [text[start:end] for start, end in attributions(text)] == speakers


@pytest.mark.parametrize(
    ("speaker", "named"), [("Ada Quill", True), ("she", False), ("He", False), ("the mayor", False)]
)
def test_names_are_told_from_what_only_means_somebody(speaker: str, named: bool) -> None:
    assert is_named(speaker) is named
