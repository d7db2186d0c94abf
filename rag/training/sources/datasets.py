"""Training examples for the reader: questions with passages that hold the answer, and with passages that do not.

What a source lacks is made: passages that look right and hold no answer, ranked by BM25 (hard negatives).
"""

import gzip
import hashlib
import json
import random
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import bm25s
import Stemmer

from index.chunking import passages
from index.models import Article
from rag.training.sources.examples import Example

CALIBRATION_TITLES = ("Force", "Huguenot", "Southern_California", "Steam_engine")
REPORT_TITLES = ("Black_Death", "Private_school", "Victoria_(Australia)", "Warsaw")
"""Articles of SQuAD 2.0's development set that no training step sees; the other 17 are trained on."""


def squad(path: Path, keep: Callable[[str], bool]) -> list[dict[str, Any]]:
    """The articles of a SQuAD 2.0 file whose title `keep` accepts."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as file:
        return [article for article in json.load(file)["data"] if keep(article["title"])]


RIVALS = 3
"""Passages of the same article that a question is read with beside its own: the reader is served about so many."""


def from_squad(articles: Iterable[dict[str, Any]]) -> Iterator[Example]:
    """Questions with their own paragraph, and the most word-alike others of the article as rivals."""
    for article in articles:
        paragraphs = [paragraph["context"] for paragraph in article["paragraphs"]]
        hard = HardNegatives(paragraphs)
        for paragraph in article["paragraphs"]:
            for question in paragraph["qas"]:
                answers = [(a["answer_start"], a["answer_start"] + len(a["text"])) for a in question["answers"]]
                texts = [a["text"].lower() for a in question["answers"]]
                holding = {text for text in paragraphs if any(answer in text.lower() for answer in texts)}
                rivals = hard.free(question["question"], {*holding, paragraph["context"]})[:RIVALS] if answers else ()
                yield Example(question["question"], paragraph["context"], tuple(answers), "squad", tuple(rivals))


def from_spans(path: Path, rng: random.Random, negatives: float, share: dict[str, float]) -> Iterator[Example]:
    """SQuADShifts and QED records, with hard negatives from the other contexts of the same source.

    Args:
        path: `spans.jsonl.gz`.
        rng: Draws the share and the negatives.
        negatives: As in `from_squad`.
        share: Source name to the share of its records that is used.
    """
    by_source: dict[str, list[dict[str, Any]]] = {}
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            record = json.loads(line)
            by_source.setdefault(record["src"], []).append(record)
    for source, records in by_source.items():
        tokenised = source.startswith("qed")
        clean = detokenise if tokenised else str
        hard = HardNegatives(list(dict.fromkeys(clean(record["context"]).strip() for record in records)))
        for record in records:
            if rng.random() >= share[source]:
                continue
            context = clean(record["context"]).rstrip()
            spans = []
            for answer in record["answers"]:
                text = clean(answer["text"])
                start = context.find(text) if tokenised else answer["start"]
                if start >= 0 and len(text) <= 200:
                    spans.append((start, start + len(text)))
            if not spans:
                continue
            yield Example(record["question"], context, tuple(spans), source)
            if rng.random() < negatives:
                texts = [clean(answer["text"]) for answer in record["answers"]]
                yield from hard.examples(record["question"], texts, rng, source)


def from_paragraphs(spans: Path, asked: Path) -> Iterator[Example]:
    """Our own questions about SQuADShifts' Wikipedia paragraphs, most of them with no answer there.

    Args:
        spans: `spans.jsonl.gz`, which holds the paragraphs.
        asked: JSON Lines: `id` (a paragraph's `paragraph_id`), `questions` (`question`, `answers`; empty: none).
    """
    with gzip.open(spans, "rt", encoding="utf-8") as file:
        records = map(json.loads, file)
        contexts = {r["context"].strip() for r in records if r["src"] == "squadshifts_new_wiki"}
    by_id = {paragraph_id(context): context for context in contexts}
    with asked.open(encoding="utf-8") as file:
        for record in map(json.loads, file):
            context = by_id[record["id"]]
            for question in record["questions"]:
                spans_held = tuple((at, at + len(a)) for a in question["answers"] if (at := context.find(a)) >= 0)
                yield Example(question["question"], context, spans_held, "paragraphs")


def paragraph_id(context: str) -> str:
    """What `from_paragraphs` knows a paragraph by, so that its text need not be kept with the questions."""
    return hashlib.sha256(context.encode()).hexdigest()[:12]


def detokenise(text: str) -> str:
    """QED's treebank tokens ("`` Love '' , he said") as running text."""
    text = re.sub(r"`` ?", '"', text)
    text = re.sub(r" ?''", '"', text)
    text = re.sub(r" ([,.;:?!%)\]]|'s\b|n't\b|'re\b|'ve\b|'d\b|'ll\b)", r"\1", text)
    return re.sub(r"([(\[$]) ", r"\1", text)


class HardNegatives:
    """Finds, for a question, passages that share its words and do not hold its answer."""

    def __init__(self, passages: Sequence[str]) -> None:
        self.passages = passages
        self.stemmer = Stemmer.Stemmer("english")
        self.index = bm25s.BM25()
        self.index.index(self.tokens(list(passages)), show_progress=False)

    def tokens(self, texts: list[str]) -> object:
        """Texts as stems, in the form that BM25 takes."""
        return bm25s.tokenize(texts, stopwords="en", stemmer=self.stemmer, show_progress=False)

    def examples(self, question: str, answers: Sequence[str], rng: random.Random, source: str) -> Iterator[Example]:
        """One of the three best-ranked passages in which no answer text stands, if there is one."""
        lowered = [answer.lower() for answer in answers]
        holding = {text for text in self.passages if any(answer in text.lower() for answer in lowered)}
        if free := self.free(question, holding):
            yield Example(question, rng.choice(free[:3]), (), source)

    def free(self, question: str, holding: Collection[str]) -> list[str]:
        """The passages that share words with a question, best first, without those in `holding`."""
        count = min(8, len(self.passages))
        ranked = self.index.retrieve(self.tokens([question]), k=count, show_progress=False)
        found = [self.passages[i] for i, score in zip(ranked.documents[0], ranked.scores[0], strict=True) if score > 0]
        return [passage for passage in found if passage not in holding]


def from_articles(path: Path, count_tokens: Callable[[str], int]) -> Iterator[Example]:
    """Questions about our own news-like articles, asked of the product's own passages.

    A passage that holds evidence is an example with its answers there, and the best-ranked passages that hold none are
    its rivals; a question without an answer is an example with the best-ranked passage and the next ones as rivals.

    Args:
        path: JSON Lines: `title`, `text`, `questions` (`question`, `answers`, `evidence`; both empty: no answer).
        count_tokens: As for `index.chunking.passages`.
    """
    with path.open(encoding="utf-8") as file:
        records = [json.loads(line) for line in file]
    for record in records:
        article = Article(record["title"], record["text"], "")
        parts = passages(article, count_tokens)
        hard = HardNegatives([part.text for part in parts])
        for question in record["questions"]:
            held: dict[str, tuple[tuple[int, int], ...]] = {}
            for part in parts:
                spans = []
                for evidence in question["evidence"]:
                    at = part.text.find(evidence)
                    for answer in question["answers"] if at >= 0 else ():
                        inside = evidence.find(answer)
                        if inside >= 0:
                            spans.append((at + inside, at + inside + len(answer)))
                if spans:
                    held[part.text] = tuple(spans)
            rivals = tuple(hard.free(question["question"], held))
            for text, answered in held.items():
                yield Example(question["question"], text, answered, "news", rivals[:RIVALS])
            if not held and rivals:
                yield Example(question["question"], rivals[0], (), "news", rivals[1:RIVALS])
