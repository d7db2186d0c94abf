import unicodedata

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from index.chunking import MAX_PASSAGE_PIECES, passages
from index.embeddings.encoder import Encoder
from index.models import Article
from index.text.blocks import blocks
from tests.support.passages import check, left_out, texts

SENTENCE = "The two leaders spoke for an hour, and neither would say afterwards what it had been about."


LONG_LINES = [
    pytest.param("word " * 4000, id="words"),
    pytest.param("x" * 20_000, id="no spaces"),
    pytest.param("한국" * 10_000, id="Hangul"),
    pytest.param("e\u0301\u0323-" * 5000, id="combining marks"),
    pytest.param("-👩‍👩‍👧‍👦" * 2500, id="joined emoji"),
    pytest.param("1,2." * 5000, id="punctuation"),
    pytest.param("“" + SENTENCE * 250, id="open quotation"),
]


@given(texts())
@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@example("")
@example("---\ntitle: x\n---\nBody text.")
def test_every_character_is_in_one_sentence(encoder: Encoder, text: str) -> None:
    rest = left_out(text, check(text, encoder))
    front = sum(block.end for block in blocks(text) if block.kind == "front matter")
    assert not rest[front:].strip()


@given(texts())
@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@example(("Word word word. " * 40 + "\n\n---\n\n") * 3)
@example("> - # a\n\n[x]: http://example.org\n\n1. \n\n---\n\ttab\n\n<b>html</b>\n\n```\ncode\n```")
def test_markdown_loses_no_words(encoder: Encoder, text: str) -> None:
    found = check(text, encoder, markdown=True)
    lost = {line.strip() for line in left_out(text, found).replace("\r", "\n").split("\n")} - {""}
    front = any(block.kind == "front matter" for block in blocks(text, markdown=True))
    assert front or all(not any(c.isalpha() for c in line) or line.startswith("[x]:") for line in lost)


@pytest.mark.parametrize("text", LONG_LINES)
@pytest.mark.parametrize("markdown", [False, True], ids=["text", "Markdown"])
def test_one_long_line(encoder: Encoder, text: str, markdown: bool) -> None:
    assert not left_out(text, check(text, encoder, markdown=markdown)).strip()


@pytest.mark.parametrize("text", LONG_LINES[3:5])
def test_cuts_between_characters_as_seen(encoder: Encoder, text: str) -> None:
    for passage in check(text, encoder):
        for sentence in passage.sentences:
            assert not unicodedata.combining(sentence.text[0])
            assert not sentence.text.startswith("\u200d")
            assert not sentence.text.endswith("\u200d")


def test_a_line_of_accents_alone_is_cut_in_halves() -> None:
    text = "\u0301" * 20_000
    found = passages(Article("", text, ""), len)
    assert "".join(passage.text for passage in found) == text


def test_long_sentences_are_cut_at_their_stops(encoder: Encoder) -> None:
    quotation = "“" + " ".join([SENTENCE] * 20) + "”"
    found = check(quotation, encoder)
    assert all(sentence.text.rstrip("”").endswith(".") for passage in found for sentence in passage.sentences)


def test_repeated_paragraphs_have_places_of_their_own(encoder: Encoder) -> None:
    text = "\n".join([f"{SENTENCE} {SENTENCE}"] * 12)
    places = {(sentence.start, sentence.end) for passage in check(text, encoder) for sentence in passage.sentences}
    assert len(places) == 24


@given(st.lists(st.integers(1, 158), min_size=2, max_size=12))
@settings(deadline=None, max_examples=100)
@example([100, 100, 2, 158, 41, 158, 42, 1])
def test_passages_keep_to_their_size_however_long_their_sentences(encoder: Encoder, lengths: list[int]) -> None:
    text = " ".join("Word " + "word " * (length - 1) + "." for length in lengths)
    sizes = [
        [encoder.count_tokens(sentence.text) for sentence in passage.sentences] for passage in check(text, encoder)
    ]
    assert [size for passage in sizes for size in passage] == [length + 1 for length in lengths]


def test_passages_of_a_section_are_about_equal(encoder: Encoder) -> None:
    sizes = [encoder.count_tokens(passage.text) for passage in check("\n".join([SENTENCE] * 23), encoder)]
    assert len(sizes) == -(-23 * encoder.count_tokens(SENTENCE) // MAX_PASSAGE_PIECES)
    assert max(sizes) - min(sizes) <= 2 * encoder.count_tokens(SENTENCE)


def test_a_heading_stays_with_the_sentence_below_it(encoder: Encoder) -> None:
    long_sentence = " ".join(["word"] * 158) + "."
    found = check(f"{SENTENCE}\n\nWhat happens next\n\n{long_sentence} {SENTENCE}", encoder)
    assert found[1].text.startswith("What happens next\n\nword")


def test_identifiers_are_stable_and_distinct(encoder: Encoder) -> None:
    text = "\n".join([SENTENCE] * 40)
    first, second = (passages(Article(title, text, ""), encoder.count_tokens) for title in ("A", "B"))
    assert [passage.id for passage in first] == [passage.id for passage in second]
    assert len({passage.id for passage in first}) == len(first)
