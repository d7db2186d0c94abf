"""Feeds the loaders, the splitter, the settings and the marker parser what nobody thought of, by hypothesis.

    python -m tests.tools.fuzz [loaders|splitter|settings|markers] [--seconds 600] [--seed N]

goes on for that long with each (all four where none is named) and ends with an error where something was found.
`tests/system/test_fuzz.py` does the same for some seconds.
"""

import argparse
import faulthandler
import pkgutil
import random
import re
import resource
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Sequence
from itertools import cycle, pairwise
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from langchain_core.embeddings import DeterministicFakeEmbedding

from index.converters.models import Extract, SourceFile
from index.embeddings.encoder import Encoder
from index.errors import SourceError
from index.formats import BY_SUFFIX
from index.models import Article, Passage, Sentence
from index.sources.load import article_from_bytes, article_from_text
from index.text.blocks import blocks
from index.text.sentences import sentence_spans
from rag.answering.citing.citations import Quote
from rag.answering.generative.answer_builder import Writing
from rag.models import Checked, Delta, Event
from tests.support.language_models.scripted_model import WordCheck
from tests.support.passages import check, left_out
from tests.support.strategies import any_text, documents, environments, speeches
from ui.api.articles import largest_body
from ui.settings import PREFIX, SettingsError, load_settings

PASS = 200
"""Cases that are made of one seed."""
SECONDS, SECONDS_PER_CHARACTER = 2, 0.0001
"""Of the processor, that reading or cutting a text may take; ten times what it does take, and far less than forever."""
HANG = 60
"""Seconds for one case, after which this process ends with a traceback of where it hangs."""
MEMORY = 6_000_000_000
"""Bytes of addresses for this process."""
CONVERTERS: dict[str, Callable[[SourceFile], Extract]] = {
    suffix: pkgutil.resolve_name(each.converter) for suffix, each in BY_SUFFIX.items() if each.converter
}
PIECES = re.compile(r"\w+|[^\w\s]")
ENCODER = Encoder(DeterministicFakeEmbedding(size=8), "fake", "0" * 16, 8, lambda text: len(PIECES.findall(text)))
"""Counts about as many word pieces as a real one, and needs no model."""


def _check_told(message: str, *secrets: str) -> None:
    """An error is one line, and gives nothing away."""
    assert len(message.splitlines()) == 1, message
    assert not any(secret in message for secret in secrets), message


def load(document: tuple[str, bytes], *, apart: bool = False) -> None:
    """A document becomes an article or one clear error, in this process or as a server does, in one apart from it."""
    name, content = document
    converter = None if apart else CONVERTERS.get(Path(name).suffix)
    try:
        if converter is None:
            article = article_from_bytes(content, name=name, source="")
        else:
            article = article_from_text(converter(SourceFile(content, name)).text, source="a.md")
    except SourceError as error:
        _check_told(str(error), str(Path.cwd()))
        return
    except Exception:
        if converter is None or isinstance(sys.exception(), MemoryError | AssertionError):
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


def set_up(given_: tuple[dict[str, str], str | None]) -> None:
    """Any environment gives settings that work, or one clear line that holds no key."""
    environment, key = given_
    if key is not None:
        environment = {**environment, f"{PREFIX}API_KEY": key}
    try:
        found = load_settings(environment)
    except SettingsError as error:
        _check_told(str(error), "k3y", "s3cret")
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


def _written(pieces: Sequence[str], strict: bool) -> tuple[Writing, list[Event]]:
    """What becomes of a model's text that comes in these pieces, as `rag.answering.generative.answerer` goes about
    it."""
    writing = Writing(QUOTES, WordCheck(), strict=strict)
    told: list[Event] = []
    for piece in pieces:
        told += writing.add(piece)
        if writing.repeats:
            break
    return writing, told + writing.finish()


def speak(speech: tuple[str, list[int], bool]) -> None:
    """However a model's text comes, the same answer comes of it, and it keeps to the contract."""
    text, sizes, strict = speech
    turn = cycle(sizes)
    ends = [0]
    while ends[-1] < len(text):
        ends.append(ends[-1] + next(turn))
    pieces = [text[a:b] for a, b in pairwise(ends)]
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
    "markers": (speeches([quote.text for quote in QUOTES]), speak),
}


def fuzz(strategy: st.SearchStrategy[Any], holds: Callable[[Any], None], seconds: float, first: int = 0) -> int:
    """Tries cases for so long, by the seeds from `first` on; gives their number, or raises with one that fails."""
    deadline = time.monotonic() + seconds
    tried = 0

    def case(value: Any) -> None:
        nonlocal tried
        if time.monotonic() < deadline:
            tried += 1
            holds(value)

    bounded = settings(max_examples=PASS, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    number = first
    while time.monotonic() < deadline:
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
            tried = fuzz(strategy, watched, given_.seconds, given_.seed)
            print(f"{target}: {tried:,} cases, nothing found", flush=True)
        except Exception:
            traceback.print_exc()
            found += 1
    return min(found, 1)


if __name__ == "__main__":
    sys.exit(main())
