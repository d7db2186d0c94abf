"""Makes an index of any number of articles out of the project's own texts, without embedding each of them.

    python -m tests.tools.scale.library FOLDER 1000

An article is passages of several news articles, one after the other, in which the name that the passage's article is
about is replaced by one of the article's own. Vectors are those of the original passages and sentences, turned a little
at random, so that no two articles are equally near to a question.
"""

import json
import random
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.chunking import passages
from index.embeddings.encoder import Encoder, load_encoder
from index.models import Article, IndexedArticle, Kind, Passage, Sentence
from index.store.chroma_collections import ARTICLES, PASSAGES
from index.store.connection.embedded import EmbeddedChroma
from index.store.records import entry_metadata, records_of
from index.store.store import Store

NEWS = Path(__file__).parents[3] / "rag" / "training" / "data" / "news" / "articles.jsonl"
ORIGINALS = 60
"""News articles that all are made of: some 500 passages."""
PASSAGES_EACH = 25
NOISE = 0.35
"""Length of the random vector that is added to one of length 1: the cosine to the original is then about 0.94."""
TOGETHER = 20
"""Articles in one write."""
SYLLABLES = [
    "ka",
    "lo",
    "mer",
    "vin",
    "tor",
    "sel",
    "bru",
    "dan",
    "os",
    "hel",
    "ri",
    "quin",
    "pa",
    "zu",
    "fen",
    "gar",
    "il",
    "mo",
    "sta",
    "ny",
]
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{3,}")
_FIRST = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Original:
    """A passage of a news article: its sentences, their kinds and vectors, and the name to be replaced."""

    sentences: tuple[str, ...]
    kinds: tuple[Kind, ...]
    kind: Kind
    name: str
    vectors: NDArray[np.float32]
    """Shape (1 + sentences, dimension): of the passage, then of each sentence."""


def originals(encoder: Encoder) -> list[Original]:
    """The passages that articles are made of."""
    found = []
    for line in NEWS.read_text(encoding="utf-8").splitlines()[:ORIGINALS]:
        row = json.loads(line)
        name = Counter(_NAME.findall(row["text"])).most_common(1)[0][0]
        for part in passages(Article(row["title"], row["text"], ""), encoder.count_tokens):
            if part.kind != "body":
                continue
            texts = [part.text, *(sentence.text for sentence in part.sentences)]
            vectors = np.asarray(encoder.embeddings.embed_documents(texts), dtype=np.float32)
            sentences = tuple(sentence.text for sentence in part.sentences)
            found.append(Original(sentences, tuple(each.kind for each in part.sentences), part.kind, name, vectors))
    return found


def made_up_name(number: int) -> str:
    """The name that one article alone has."""
    syllables = []
    for _ in range(4):
        number, at = divmod(number, len(SYLLABLES))
        syllables.append(SYLLABLES[at])
    return "".join(syllables).capitalize()


def articles(
    parts: Sequence[Original], begin: int, end: int
) -> Iterator[tuple[IndexedArticle, list[Passage], NDArray[np.float32]]]:
    """Articles by number, each with its passages and the vectors of its records, in the order of these."""
    for number in range(begin, end):
        rng, chance = random.Random(number), np.random.default_rng(number)
        chosen, name = rng.sample(parts, PASSAGES_EACH), made_up_name(number)
        texts = [[sentence.replace(each.name, name) for sentence in each.sentences] for each in chosen]
        title = f"{name} in the news, part {number}"
        article = Article(title, f"{title}\n\n" + "\n\n".join(map(" ".join, texts)), f"https://example.org/{number}")
        vectors = np.concatenate([each.vectors for each in chosen])
        vectors = vectors + chance.normal(0, NOISE / vectors.shape[1] ** 0.5, vectors.shape).astype(np.float32)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        cut = list(_cut(article, texts, chosen))
        when = (_FIRST + timedelta(minutes=number)).isoformat(timespec="seconds")
        records = sum(1 + len(part.sentences) for part in cut)
        yield IndexedArticle(article, len(cut), when, records), cut, vectors


def _cut(article: Article, texts: list[list[str]], chosen: list[Original]) -> Iterator[Passage]:
    at = len(article.title) + 2
    for sentences, original in zip(texts, chosen, strict=True):
        start, spans = at, []
        for sentence, kind in zip(sentences, original.kinds, strict=True):
            spans.append(Sentence(at, at + len(sentence), sentence, kind))
            at += len(sentence) + 1
        yield Passage(article.id, start, at - 1, article.text[start : at - 1], original.kind, tuple(spans))
        at += 1


def make(folder: Path, count: int, encoder: Encoder, begin: int = 0, parts: Sequence[Original] | None = None) -> None:
    """Writes articles into the index of a data folder, which is made where there is none.

    Args:
        folder: The data folder.
        count: How many.
        encoder: The index's embedding model.
        begin: The number of the first.
        parts: What they are made of, where that is at hand.
    """
    parts = parts or originals(encoder)
    folder.mkdir(parents=True, exist_ok=True)
    Store.open(folder, encoder).close()
    with closing(EmbeddedChroma(folder).connect()) as client:
        records, entries = (client.get_collection(name, embedding_function=None) for name in (PASSAGES, ARTICLES))
        for at in range(begin, begin + count, TOGETHER):
            group = list(articles(parts, at, min(at + TOGETHER, begin + count)))
            documents = [each for _, cut, _ in group for part in cut for each in records_of(part)]
            vectors: Any = np.concatenate([each for _, _, each in group])
            records.upsert(
                ids=[str(each.id) for each in documents],
                documents=[each.page_content for each in documents],
                metadatas=[each.metadata for each in documents],
                embeddings=vectors,
            )
            whole = [entry for entry, _, _ in group]
            ones: Any = [[1.0]] * len(whole)
            entries.upsert(
                ids=[entry.article.id for entry in whole],
                documents=[entry.article.text for entry in whole],
                metadatas=[entry_metadata(entry) for entry in whole],
                embeddings=ones,
            )


if __name__ == "__main__":
    make(Path(sys.argv[1]), int(sys.argv[2]), load_encoder())
