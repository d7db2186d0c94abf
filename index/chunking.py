"""Cuts an article into passages of whole sentences, small enough for the embedding model to read in full."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence

from index.models import Article, Kind, Passage, Sentence
from index.text.blocks import Block, blocks, trim
from index.text.sentences import sentence_spans

SPLITTER = "sentences-2"
"""Names this way of cutting in the index's stamp; raise it whenever passages or sentences come out differently."""

MAX_PASSAGE_PIECES = 200
"""Word pieces. all-MiniLM-L6-v2 drops what follows its 256th without a word; 200 leave room to spare."""

MAX_SENTENCE_PIECES = 160
"""Word pieces; a longer sentence is cut so that passages keep to their size."""

CUTS = (r"(?<=[.!?…])[”\"’')\]]*\s+", r"(?<=[,;:—–])\s+", r"\s+")
"""Where a sentence that is too long is cut, the best places first."""


def passages(article: Article, count_tokens: Callable[[str], int]) -> list[Passage]:
    """The passages of an article, in its order.

    A section (what stands between two headings) is cut into passages of about equal length, at sentence ends. Captions,
    bylines and source lines are passages of their own.

    Args:
        article: The article to cut.
        count_tokens: The number of the embedding model's word pieces in a text.

    Returns:
        Passages with `article.text[p.start:p.end] == p.text`, and the same for each of their sentences; together they
        hold all of the article's blocks but its front matter.
    """
    found: list[Passage] = []
    for section in _sections(article.text, blocks(article.text, markdown=article.markdown)):
        units = [sentence for block in section for sentence in _sentences(article.text, block, count_tokens)]
        sizes = [count_tokens(unit.text) for unit in units]
        headings = sum(unit.kind == "heading" for unit in units)
        for first, last in _even_runs(sizes, headings):
            found.append(_passage(article, units[first:last]))
    return found


def _passage(article: Article, sentences: Sequence[Sentence]) -> Passage:
    start, end = sentences[0].start, sentences[-1].end
    kind: Kind = next((s.kind for s in sentences if s.kind != "heading"), "heading")
    page = article.page_at(start)
    return Passage(article.id, start, end, article.text[start:end], kind, tuple(sentences), page)


def _sections(text: str, parts: Sequence[Block]) -> Iterator[list[Block]]:
    """Runs of blocks that may share a passage: a heading with its body, or neighbouring byline and source lines."""
    section: list[Block] = []
    for block in parts:
        if block.kind == "front matter":
            continue
        # In Markdown a rule or a link definition may lie between two blocks.
        if section and (not _belongs(block, section[-1]) or text[section[-1].end : block.start].strip()):
            yield section
            section = []
        section.append(block)
    if section:
        yield section


def _belongs(block: Block, previous: Block) -> bool:
    imprint = {"byline", "source"}
    if block.kind in imprint:
        return previous.kind in imprint
    return block.kind == previous.kind != "caption" or (block.kind == "body" and previous.kind == "heading")


def _sentences(text: str, block: Block, count_tokens: Callable[[str], int]) -> Iterator[Sentence]:
    whole = block.kind != "body"
    for span in [(block.start, block.end)] if whole else sentence_spans(text, block.start, block.end):
        for start, end in _cut(text, *trim(text, *span), count_tokens):
            yield Sentence(start, end, text[start:end], block.kind)


def _cut(text: str, start: int, end: int, count_tokens: Callable[[str], int]) -> Iterator[tuple[int, int]]:
    """The span, or pieces of it of at most `MAX_SENTENCE_PIECES` word pieces."""
    if start == end:
        return
    if count_tokens(text[start:end]) <= MAX_SENTENCE_PIECES or end - start == 1:
        yield start, end
        return
    at = _cutting_point(text, start, end)
    yield from _cut(text, *trim(text, start, at), count_tokens)
    yield from _cut(text, *trim(text, at, end), count_tokens)


def _cutting_point(text: str, start: int, end: int) -> int:
    """The best place to cut near the middle of a span; where it has no white space, between two characters."""
    middle, margin = (start + end) // 2, (end - start) // 4
    for pattern in CUTS:
        places = [match.end() for match in re.compile(pattern).finditer(text, middle - margin, middle + margin)]
        if places:
            return min(places, key=lambda place: abs(place - middle))
    for at in range(middle, middle + margin):
        # Not between a letter and its accent, nor inside a joined emoji.
        if unicodedata.category(text[at])[0] not in "MC" and text[at - 1] != "\u200d":
            return at
    return middle


def _even_runs(sizes: Sequence[int], headings: int) -> Iterator[tuple[int, int]]:
    """Cuts a section into the fewest runs of at most `MAX_PASSAGE_PIECES`, as equal as whole sentences allow.

    Args:
        sizes: Of the section's sentences, in word pieces.
        headings: How many of the first ones are headings, which stay with what follows them.
    """
    first, remaining = 0, sum(sizes)
    while first < len(sizes):
        target = remaining / -(-remaining // MAX_PASSAGE_PIECES) if remaining else 0
        last, size = first + 1, sizes[first]
        while last < len(sizes) and size + sizes[last] <= MAX_PASSAGE_PIECES:
            if last > headings and size + sizes[last] / 2 > target:
                break
            size += sizes[last]
            last += 1
        yield first, last
        first, remaining = last, remaining - size
