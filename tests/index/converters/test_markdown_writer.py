import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.converters import markdown_writer
from index.text.blocks import blocks

LOOKS_MARKED = [
    "# one",
    "```",
    "~~~ x",
    "[a]: b",
    "<!-- x",
    "<script> x",
    "***",
    "- x",
    "1. x",
    "> x",
    "---\nx: y\n---",
    "===",
]
texts = st.text() | st.sampled_from(LOOKS_MARKED)


@given(st.lists(texts.map(markdown_writer.paragraph).filter(bool), max_size=6))
@example(["a: b", "x"])
def test_each_paragraph_is_a_block(parts: list[str]) -> None:
    text, starts = markdown_writer.joined(parts)
    assert [text[start : start + len(part)] for start, part in zip(starts, parts, strict=True)] == parts
    found = blocks(text, markdown=True)
    assert "front matter" not in {block.kind for block in found}
    assert "heading" not in {block.kind for block in found if "**" not in text and "__" not in text}
    assert "".join("".join(text[block.start : block.end] for block in found).split()) == "".join(text.split())


@given(st.lists(texts, min_size=1, max_size=6), st.integers(1, 6))
def test_headings_are_headings(words: list[str], level: int) -> None:
    for text in filter(None, (markdown_writer.heading(word, level) for word in words)):
        assert blocks(text + "\n\nBody.", markdown=True)[0].kind == "heading"


@pytest.mark.parametrize("text", ["***", " \u00ad\u200b ", "– – –", "\ud83d"])
def test_what_says_nothing_is_left_out(text: str) -> None:
    assert (
        markdown_writer.paragraph(text)
        == markdown_writer.heading(text, 2)
        == markdown_writer.item(text)
        == markdown_writer.quote(text)
        == ""
    )


def test_rows_of_one_cell_are_paragraphs() -> None:
    assert markdown_writer.table([["Box"], [""], ["Text in it."]]) == "Box\n\nText in it."


def test_rows_are_filled_up() -> None:
    assert markdown_writer.table([["a", "b", "c"], ["1"]]) == "| a | b | c |\n| --- | --- | --- |\n| 1 |  |  |"
