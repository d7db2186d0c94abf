import textwrap

import pytest

from index.text.blocks import blocks, heading_text

LONG = "The two leaders spoke for more than an hour on Thursday, and neither of them would say afterwards what about. "


def parts(text: str, *, markdown: bool = False) -> list[tuple[str, str]]:
    return [(block.kind, text[block.start : block.end]) for block in blocks(text, markdown=markdown)]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_each_line_is_a_paragraph(newline: str) -> None:
    lines = ["Headline of the day", LONG.strip(), "Next steps", LONG.strip()]
    kinds = ["heading", "body", "heading", "body"]
    assert parts(newline.join(lines)) == list(zip(kinds, lines, strict=True))


@pytest.mark.parametrize("width", [60, 72, 79])
def test_wrapped_lines_are_one_paragraph(width: int) -> None:
    paragraphs = [textwrap.fill(LONG * 3, width), textwrap.fill(LONG * 2 + "It ended.", width)]
    assert [text for _, text in parts("\n\n".join(paragraphs))] == paragraphs


def test_wrapped_paragraphs_without_blank_lines_end_where_a_line_is_short() -> None:
    paragraphs = [textwrap.fill(LONG * 3 + "It ended.", 72), textwrap.fill(LONG * 3, 72)]
    assert [text for _, text in parts("\n".join(paragraphs))] == paragraphs


def test_list_items_stay_apart() -> None:
    items = [f"- {word} is one of the many reasons that were named on Thursday" for word in ("Water", "Money", "Trust")]
    assert [text for _, text in parts("\n".join(items))] == items


def test_front_matter_is_told_apart() -> None:
    front = "---\ntitle: Summit\ndate: 2025-10-31\n---"
    assert parts(f"{front}\n\n{LONG}")[0] == ("front matter", front)


def test_a_rule_is_no_front_matter() -> None:
    assert all(kind != "front matter" for kind, _ in parts(f"---\n{LONG}\n---\n{LONG}"))


MARKDOWN = f"""# Summit *ends*

By Ana Duarte

{LONG}
It went on.

Next steps
----------

> “We tried,” he said.

- First point
- Second point

![The harbour](harbour.png)

| City | Rain |
| --- | --- |
| Lisbon | 3 mm |

Source: https://example.org/a
"""


@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_markdown(newline: str) -> None:
    text = MARKDOWN.replace("\n", newline)
    assert [kind for kind, _ in parts(text, markdown=True)] == [
        *("heading", "byline", "body", "heading", "body", "body", "body", "caption", "body", "body", "source"),
    ]


def test_rows_of_a_markdown_table_are_blocks() -> None:
    found = [piece for _, piece in parts(MARKDOWN, markdown=True) if piece.startswith("|")]
    assert found == ["| City | Rain |\n| --- | --- |", "| Lisbon | 3 mm |"]


@pytest.mark.parametrize(
    ("heading", "text"),
    [
        pytest.param("# Summit *ends*", "Summit ends", id="emphasis"),
        pytest.param("Next [steps](https://example.org)\n-----", "Next steps", id="underlined, link"),
        pytest.param("## The rise of C# ##", "The rise of C#", id="closing marks"),
    ],
)
def test_heading_text(heading: str, text: str) -> None:
    assert heading_text(heading) == text
