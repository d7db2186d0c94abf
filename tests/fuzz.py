"""Feeds the loaders, the splitter, the settings and the marker parser what nobody thought of, by hypothesis.

    python tests/fuzz.py [loaders|splitter|settings|markers] [--seconds 600] [--seed N]

goes on for that long with each (all four where none is named) and ends with an error where something was found.
`tests/test_fuzz.py` does the same for some seconds.
"""

import argparse
import faulthandler
import random
import re
import resource
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Sequence
from itertools import cycle
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from langchain_core.embeddings import DeterministicFakeEmbedding
from scripted_model import WordCheck
from test_index_chunk import check, left_out, lines, paragraphs, texts
from test_index_docx import changed
from test_index_parse import DOCUMENTS, mutated

from index.article import Article, Passage, Sentence
from index.blocks import blocks
from index.docx import extract_docx
from index.embed import Encoder
from index.errors import SourceError
from index.extract import Extract, Limits
from index.html import extract_html
from index.load import article_from_bytes, article_from_text
from index.pdf import extract_pdf
from index.sentences import sentence_spans
from rag.cite import Quote
from rag.events import Checked, Delta, Event
from rag.writing import Writing
from ui.articles import largest_body
from ui.settings import PREFIX, Settings, SettingsError, load_settings

PASS = 200
"""Cases that are made of one seed."""
SECONDS, SECONDS_PER_CHARACTER = 2, 0.0001
"""Of the processor, that reading or cutting a text may take; ten times what it does take, and far less than forever."""
HANG = 60
"""Seconds for one case, after which this process ends with a traceback of where it hangs."""
MEMORY = 6_000_000_000
"""Bytes of addresses for this process."""
EXTRACTORS: dict[str, Callable[[bytes], Extract]] = {
    ".pdf": lambda content: extract_pdf(content, "a.pdf"),
    ".docx": lambda content: extract_docx(content, "a.docx", Limits().unpacked),
    ".html": lambda content: extract_html(content, "a.html"),
    ".htm": lambda content: extract_html(content, "a.htm"),
}
KEPT = {path.name: path.read_bytes() for path in DOCUMENTS.iterdir() if not path.name.startswith((".", "README"))}
PIECES = re.compile(r"\w+|[^\w\s]")
ENCODER = Encoder(DeterministicFakeEmbedding(size=8), "fake", "0" * 16, 8, lambda text: len(PIECES.findall(text)))
"""Counts about as many word pieces as a real one, and needs no model."""

marks = st.sampled_from(
    ["#", "##", "*", "**", "_", "`", "```", "~~~", "[", "]", "(", ")", "<", ">", "|", "\\", "---", "===", "- ", "1. "]
    + ["> ", "    ", "\t", "\n", "\n\n", "\r\n", "\r", "\f", "\v", "\x1c", "\x85", "\u2028", "&amp;", "&#0;", "<b>"]
    + ["<!--", "-->", "<![CDATA[", "<?", "![", "](", "]: ", "[x]: ", "http://", "“", "”", '"', ". ", "Mr. ", "a.m. "]
    + ["---\ntitle: ", "\n---\n", "author: ", "By Ada Quill", "Source: ", "Photo: ", "31/10/2025", "\u202e", "\0"]
)
marked = st.lists(marks | st.text(max_size=4) | lines | paragraphs, max_size=40).map("".join)
repeated = st.builds(
    lambda unit, end, size: unit * (size // len(unit)) + end,
    st.lists(marks | st.text(max_size=3), min_size=1, max_size=3).map("".join).filter(bool),
    marks | st.just(""),
    st.integers(1000, 30_000),
)
"""What takes long where time grows with the square of a text's length."""
any_text = texts() | marked | repeated
yaml = st.lists(
    st.sampled_from(
        ["title", "author", "date", "published", "site", ": ", "\n", "- ", "[", "]", "{", "}", "&a ", "*a", ","]
    )
    | st.sampled_from(
        ["!!int ", "!!bool ", "!!timestamp ", "!!float ", "!!set ", "<<: ", "|", "> ", "? ", "'", '"', "0x"]
    )
    | st.sampled_from(["2025-10-31", "2025-13-99", "10:30", "~", "true", ".inf", "1e999", "  "])
    | st.text(max_size=5),
    max_size=30,
).map("".join)
front = st.builds("---\ntitle: {}\n---\n{}".format, yaml, marked)
tags = st.sampled_from(
    [
        "html",
        "head",
        "body",
        "div",
        "p",
        "br",
        "table",
        "tr",
        "td",
        "th",
        "ul",
        "ol",
        "li",
        "h1",
        "h2",
        "article",
        "main",
        "span",
        "font",
        "center",
        "b",
        "a",
        "pre",
        "blockquote",
        "script",
        "style",
        "template",
        "noscript",
        "iframe",
        "form",
        "input",
        "select",
        "option",
        "svg",
        "math",
        "title",
        "meta",
        "base",
        "caption",
        "figure",
        "img",
        "nav",
    ]
)
soup = st.lists(
    st.builds("<{}>".format, tags)
    | st.builds("</{}>".format, tags)
    | st.builds('<{} class="{}" id={}>'.format, tags, st.text(max_size=5), st.text(max_size=5))
    | st.sampled_from(
        ["The old crane stays at its place until a buyer is found. ", "<br><br>", "&#1;", "&nbsp;", "<!--"]
    )
    | marks,
    max_size=60,
).map("".join)


def _markup_changed(content: bytes, number: int) -> bytes:
    """A DOCX whose main part is changed below its packing, which would notice."""
    return changed(content, lambda xml: mutated(xml, random.Random(number)))


documents = (
    st.builds(
        lambda name, number: (name, mutated(KEPT[name], random.Random(number))),
        st.sampled_from(sorted(KEPT)),
        st.integers(0, 2**32),
    )
    | st.builds(
        lambda number: ("a.docx", _markup_changed(KEPT["allotments.docx"], number)),
        st.integers(0, 2**32),
    )
    | st.tuples(st.just("a.html"), soup.map(lambda text: text.encode("utf-8", "surrogatepass")))
    | st.tuples(
        st.sampled_from(["a.txt", "a.md"]),
        st.builds(
            lambda text, encoding: text.encode(encoding, "ignore"),
            any_text | front,
            st.sampled_from(["utf-8", "utf-16", "utf-16-le", "utf-32", "cp1252", "latin-1", "koi8-r", "utf-7"]),
        ),
    )
    | st.tuples(st.sampled_from(["a.txt", "a.md", "a.html", "a.pdf", "a.docx"]), st.binary(max_size=300))
)


def load(document: tuple[str, bytes], *, apart: bool = False) -> None:
    """A document becomes an article or one clear error, in this process or as a server does, in one apart from it."""
    name, content = document
    parser = None if apart else EXTRACTORS.get(Path(name).suffix)
    try:
        if parser is None:
            article = article_from_bytes(content, name=name, source="")
        else:
            article = article_from_text(parser(content).text, source="a.md")
    except SourceError as error:
        assert "\n" not in str(error), error
        assert str(Path.cwd()) not in str(error), error
        return
    except Exception:
        if parser is None or isinstance(sys.exception(), MemoryError | AssertionError):
            raise
        return  # the worker makes an error of whatever a parser raises
    assert article.title.strip()
    assert article.text.strip()
    assert list(article.pages) == sorted(article.pages)
    article.text.encode()


def split(text: str) -> None:
    """Passages, sentences and blocks stand where they say, and only what is documented is in none of them."""
    began = time.process_time()
    for markdown in (False, True):
        at = 0
        for block in blocks(text, markdown=markdown):
            piece = text[block.start : block.end]
            assert piece == piece.strip() != ""
            assert at <= block.start
            at = block.end
        rest = left_out(text, check(text, ENCODER, markdown=markdown))
        begin = sum(block.end for block in blocks(text) if block.kind == "front matter")
        assert markdown or not rest[begin:].strip()
    spans = list(sentence_spans(text, 0, len(text)))
    assert "".join(text[start:end] for start, end in spans) == text
    took = time.process_time() - began
    assert took < SECONDS + SECONDS_PER_CHARACTER * len(text), f"{len(text)} characters took {took:.1f} s"


names = st.sampled_from([*Settings.model_fields]) | st.text(st.characters(exclude_characters="=\0"), max_size=20)
values = (
    st.sampled_from(["", " ", "0", "1", "-1", "true", "nan", "inf", "-inf", "1e308", "1e-308", "60/minute", "~", "/"])
    | st.sampled_from(["https://news.example", "https://a\nb", "9" * 400, ",", "1_0", "٣", "None", "{}", "[]"])
    | st.text(st.characters(exclude_characters="\0", exclude_categories=()), max_size=30)
)
keys = st.builds(
    "k3y{}s3cret".format, st.text(st.characters(exclude_characters="\0", exclude_categories=()), max_size=9)
)
environments = st.tuples(
    st.dictionaries(
        st.builds(
            lambda prefix, name, upper: prefix + (name.upper() if upper else name),
            st.sampled_from([PREFIX, PREFIX, PREFIX.lower(), ""]),
            names,
            st.booleans(),
        ),
        values,
        max_size=3,
    ),
    st.none() | keys,
)


def set_up(given_: tuple[dict[str, str], str | None]) -> None:
    """Any environment gives settings that work, or one clear line that holds no key."""
    environment, key = given_
    if key is not None:
        environment = {**environment, f"{PREFIX}API_KEY": key}
    try:
        found = load_settings(environment)
    except SettingsError as error:
        message = str(error)
        assert "k3y" not in message, message
        assert "s3cret" not in message, message
        assert len(message.splitlines()) == 1, message
        return
    assert largest_body(found) > 0
    assert "s3cret" not in repr(found)


ARTICLE = (
    "Ada Quill opened the bridge in 1932. It spans the Lowe at Harn [3]. Critics called it “a waste. Of money.” It is."
)
SENTENCES = [(start, end) for start, end in sentence_spans(ARTICLE, 0, len(ARTICLE))]


def _quotes() -> list[Quote]:
    article = Article("Bridge", ARTICLE, "")
    spans = [(start, start + len(ARTICLE[start:end].rstrip())) for start, end in SENTENCES]
    sentences = tuple(Sentence(start, end, ARTICLE[start:end], "body") for start, end in spans)
    passage = Passage(article.id, 0, len(ARTICLE), ARTICLE, "body", sentences)
    return [Quote(sentence, passage, article, 0.5) for sentence in sentences]


QUOTES = _quotes()
spoken = st.lists(
    st.sampled_from([quote.text for quote in QUOTES])
    | st.sampled_from(
        ["[1]", "[2]", " [3]", "[1, 2]", "[1-4]", "[^2]", "【2】", "[99]", "[0]", "[", "]", "[1", "2]", "\\"]
    )
    | st.sampled_from([" ", ". ", "! ", "\n", "- ", "3. ", "**", "__", "`", "“", "”", '"', "(", ")", "Mr. ", "5 p.m. "])
    | st.sampled_from(["Ada", "bridge", "opened ", "It", "the ", "Lowe"])
    | st.text(max_size=3),
    max_size=25,
).map("".join)
speeches = st.tuples(spoken, st.lists(st.integers(1, 12), min_size=1, max_size=8), st.booleans())


def _written(pieces: Sequence[str], strict: bool) -> tuple[Writing, list[Event]]:
    """What becomes of a model's text that comes in these pieces, as `rag.generate` goes about it."""
    writing = Writing(QUOTES, WordCheck(), strict=strict)
    told: list[Event] = []
    for piece in pieces:
        told += writing.add(piece)
        if writing.repeats:
            return writing, told
    return writing, told + writing.finish()


def speak(speech: tuple[str, list[int], bool]) -> None:
    """However a model's text comes, the same answer comes of it, and it keeps to the contract."""
    text, sizes, strict = speech
    turn = cycle(sizes)
    ends = [0]
    while ends[-1] < len(text):
        ends.append(ends[-1] + next(turn))
    pieces = [text[a:b] for a, b in zip(ends, ends[1:], strict=False)]
    writing, told = _written(pieces, strict)
    whole, _ = _written([text], strict)
    assert [*writing.sentences] == [*whole.sentences]
    assert writing.text() == whole.text()
    citations = writing.numbering.citations
    assert [citation.number for citation in citations] == list(range(1, len(citations) + 1))
    shown = [int(number) for number in re.findall(r"(?<!\\)\[(\d+)\]", writing.text())]
    assert list(dict.fromkeys(shown)) == [citation.number for citation in citations]
    assert all(ARTICLE[citation.start : citation.end] == citation.quote for citation in citations)
    if writing.holds:
        assert "".join(event.text for event in told if isinstance(event, Delta)) == writing.text()
        made = [event for event in told if isinstance(event, Checked)]
        assert [event.sentence for event in made] == writing.sentences
        assert tuple(citation for event in made for citation in event.citations) == citations
    else:
        assert not told


TARGETS: dict[str, tuple[st.SearchStrategy[Any], Callable[[Any], None]]] = {
    "loaders": (documents, load),
    "splitter": (any_text, split),
    "settings": (environments, set_up),
    "markers": (speeches, speak),
}


def fuzz(strategy: st.SearchStrategy[Any], holds: Callable[[Any], None], seconds: float, first: int = 0) -> int:
    """Tries cases for so long, by the seeds from `first` on; gives their number, or raises with the smallest that fails."""
    deadline = time.monotonic() + seconds
    tried = 0

    def case(value: Any) -> None:
        nonlocal tried
        if time.monotonic() < deadline:
            tried += 1
            holds(value)

    case.__name__ = case.__qualname__ = getattr(holds, "__name__", "case")
    number = first
    while time.monotonic() < deadline:
        bounded = settings(
            max_examples=PASS,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        seed(number)(bounded(given(strategy)(case)))()
        number += 1
    return tried


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", nargs="*", choices=[[], *TARGETS], help="all where none is named")
    parser.add_argument("--seconds", type=float, default=600, help="for each")
    parser.add_argument("--seed", type=int, default=random.randrange(2**31), help="of the first cases")
    given_ = parser.parse_args()
    faulthandler.enable()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    last = Path(tempfile.mkdtemp()) / "last"
    found = 0
    for target in given_.target or TARGETS:
        strategy, holds = TARGETS[target]

        def watched(value: Any, holds: Callable[[Any], None] = holds) -> None:
            last.write_text(ascii(value), encoding="ascii")
            faulthandler.dump_traceback_later(HANG, exit=True)
            holds(value)
            faulthandler.cancel_dump_traceback_later()

        print(f"{target}, seeds from {given_.seed} on; should this end without a word, see {last}", flush=True)
        try:
            print(
                f"{target}: {fuzz(strategy, watched, given_.seconds, given_.seed):,} cases, nothing found", flush=True
            )
        except Exception:
            traceback.print_exc()
            found += 1
    return min(found, 1)


if __name__ == "__main__":
    sys.exit(main())
