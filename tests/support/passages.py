"""Invariants of passages, and texts that try them."""

from hypothesis import strategies as st

from index.chunking import MAX_PASSAGE_PIECES, MAX_SENTENCE_PIECES, passages
from index.embeddings.encoder import Encoder
from index.models import Article, Passage

words = st.sampled_from(
    ["Kim", "Trump", "said", "“no”", "U.S.", "Dr.", "10/31/2025", "5 p.m.", "e\u0301t\u0327e\u0301"]
)


odd_words = st.sampled_from(
    ["👩‍👩‍👧‍👦", "🇰🇷", "👍🏽", "한국어", "日本", "ﷺ", "\u200b", "\x00", "½", "…", "--", "***", "|", "#", ">"]
)


sentences = st.lists(words | odd_words | st.text(max_size=6), min_size=1, max_size=30).map(" ".join).map("{}.".format)


paragraphs = st.lists(sentences, min_size=1, max_size=8).map(" ".join)


lines = st.sampled_from(
    ["What happens next", "By Ana Duarte", "Photo: Ana Duarte/AP", "# Heading", "- item", "> quote", "---", ""]
)


newlines = st.sampled_from(["\n", "\r\n", "\n\n", "\r", "\r\n\r\n"])


@st.composite
def texts(draw: st.DrawFn) -> str:
    """Articles with repeated paragraphs, odd characters, any line ends, and often no final one."""
    pool = draw(st.lists(paragraphs | lines | paragraphs, min_size=1, max_size=5))
    chosen = draw(st.lists(st.sampled_from(pool), min_size=1, max_size=12))
    newline = draw(newlines)
    return newline.join(chosen) + draw(st.sampled_from(["", newline]))


def check(text: str, encoder: Encoder, *, markdown: bool = False) -> list[Passage]:
    """What holds for every article; returns its passages for more."""
    found = passages(Article("", text, "", markdown=markdown), encoder.count_tokens)
    end = 0
    for passage in found:
        assert text[passage.start : passage.end] == passage.text
        assert end <= passage.start < passage.end
        assert encoder.count_tokens(passage.text) <= MAX_PASSAGE_PIECES
        assert (passage.start, passage.end) == (passage.sentences[0].start, passage.sentences[-1].end)
        kinds = [sentence.kind for sentence in passage.sentences]
        assert kinds == sorted(kinds, key=lambda kind: kind != "heading"), "a heading only begins a passage"
        for sentence in passage.sentences:
            assert text[sentence.start : sentence.end] == sentence.text == sentence.text.strip() != ""
            assert end <= sentence.start < sentence.end
            assert sentence.start == passage.start or not text[end : sentence.start].strip()
            assert encoder.count_tokens(sentence.text) <= MAX_SENTENCE_PIECES
            end = sentence.end
    return found


def left_out(text: str, found: list[Passage]) -> str:
    """The characters of a text that are in no sentence."""
    rest = list(text)
    for passage in found:
        for sentence in passage.sentences:
            rest[sentence.start : sentence.end] = " " * (sentence.end - sentence.start)
    return "".join(rest)
