"""Training examples for the reader: questions with passages that hold the answer, and with passages that do not.

Every source becomes `Example`s over passages of the product's own size. What a source lacks is made: passages that
look right and hold no answer (hard negatives, ranked by BM25), questions with typing errors, questions in keyword form.
"""

import gzip
import json
import random
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import bm25s
import Stemmer
from sentencex import get_sentence_boundaries

from index.article import Article
from index.chunk import passages

CALIBRATION_TITLES = ("Force", "Huguenot", "Southern_California", "Steam_engine")
REPORT_TITLES = ("Black_Death", "Private_school", "Victoria_(Australia)", "Warsaw")
"""Articles of SQuAD 2.0's development set that no training step sees; the other 17 are trained on."""

LONGEST_PASSAGE = 1000
"""Characters; a longer context is cut to whole sentences around its answer."""


@dataclass(frozen=True, slots=True)
class Example:
    """A question, a passage, and the character spans of its answers there (none: the passage does not answer)."""

    question: str
    passage: str
    spans: tuple[tuple[int, int], ...]
    source: str


def squad(path: Path, keep: Callable[[str], bool]) -> list[dict[str, Any]]:
    """The articles of a SQuAD 2.0 file whose title `keep` accepts."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as file:
        return [article for article in json.load(file)["data"] if keep(article["title"])]


def from_squad(articles: Iterable[dict[str, Any]], rng: random.Random, negatives: float) -> Iterator[Example]:
    """Questions with their own paragraph, and a share of them again with the most word-alike other paragraph.

    Args:
        articles: As `squad` gives them.
        rng: Decides which questions are asked again.
        negatives: Share of the answerable questions that are, 0 to 1.
    """
    for article in articles:
        paragraphs = [paragraph["context"] for paragraph in article["paragraphs"]]
        hard = HardNegatives(paragraphs)
        for paragraph in article["paragraphs"]:
            for question in paragraph["qas"]:
                answers = [(a["answer_start"], a["answer_start"] + len(a["text"])) for a in question["answers"]]
                yield Example(question["question"], paragraph["context"], tuple(answers), "squad")
                if answers and rng.random() < negatives:
                    texts = [a["text"] for a in question["answers"]]
                    yield from hard.examples(question["question"], texts, rng, "squad")


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
        """The passages best ranked for a question, best first, without those in `holding`."""
        count = min(8, len(self.passages))
        ranked = self.index.retrieve(self.tokens([question]), k=count, show_progress=False).documents[0]
        return [self.passages[i] for i in ranked if self.passages[i] not in holding]


def fit(example: Example, rng: random.Random, longest: int = LONGEST_PASSAGE) -> Example | None:
    """Cuts a long passage to a run of whole sentences, at most `longest` characters, around one of its answers.

    Returns None when the answer does not fit.
    """
    text = example.passage
    if len(text) <= longest:
        return example
    bounds = [(s["start_index"], s["end_index"]) for s in get_sentence_boundaries("en", text)]
    span = rng.choice(example.spans) if example.spans else None
    held = [i for i, (start, end) in enumerate(bounds) if span and start < span[1] and end > span[0]]
    first, last = (held[0], held[-1]) if held else (rng.randrange(len(bounds)),) * 2
    grown = True
    while grown:
        grown = False
        for step in rng.sample((0, 1), 2):
            a, b = (first - 1, last) if step else (first, last + 1)
            if a >= 0 and b < len(bounds) and bounds[b][1] - bounds[a][0] <= longest:
                first, last, grown = a, b, True
    start, end = bounds[first][0], bounds[last][1]
    spans = tuple((s - start, e - start) for s, e in example.spans if s >= start and e <= end)
    if (example.spans and not spans) or end - start > 2 * longest:
        return None
    return replace(example, passage=text[start:end].rstrip(), spans=spans)


FUNCTION_WORDS = frozenset(
    [
        "a",
        "an",
        "the",
        "is",
        "are",
        "was",
        "were",
        "do",
        "does",
        "did",
        "has",
        "have",
        "had",
        "be",
        "been",
        "of",
        "to",
        "in",
        "on",
        "at",
        "by",
        "for",
        "with",
        "and",
        "or",
        "that",
        "this",
        "what",
        "who",
        "when",
        "where",
        "which",
        "it",
        "its",
        "their",
        "his",
        "her",
        "they",
        "he",
        "she",
        "there",
        "can",
        "could",
        "would",
        "should",
        "will",
        "how",
    ]
)


def roughen(question: str, rng: random.Random) -> str:
    """The question as a hurried reader types it: lower case, without its mark, with typing errors, or as keywords."""
    dice = rng.random()
    if dice < 0.72:
        return question
    words = question.rstrip(" ?").split()
    if dice < 0.80:
        return " ".join(words).lower()
    if dice < 0.90 and len(words) > 4:
        kept = [word for word in words if word.lower() not in FUNCTION_WORDS]
        keep_asking = words[0].lower() in {"who", "when", "where", "how", "why"} and rng.random() < 0.7
        kept = ([words[0]] if keep_asking else []) + [word for word in kept if word != words[0]]
        return " ".join(kept).lower() if len(kept) > 1 else question
    for _ in range(1 + len(words) // 7):
        at = rng.randrange(len(words))
        words[at] = mistype(words[at], rng)
    return " ".join(words) + ("?" if rng.random() < 0.5 else "")


def mistype(word: str, rng: random.Random) -> str:
    """One letter swapped, dropped or doubled; words under four letters stay."""
    if len(word) < 4:
        return word
    at = rng.randrange(1, len(word) - 1)
    kind = rng.randrange(3)
    if kind == 0:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return word[:at] + word[at + 1 :] if kind == 1 else word[:at] + word[at] + word[at:]


def from_articles(path: Path, count_tokens: Callable[[str], int], rng: random.Random) -> Iterator[Example]:
    """Questions about our own news-like articles, asked of the product's own passages.

    A passage that holds evidence is an example with its answers there; for every question the best-ranked passages that
    hold none are examples without.

    Args:
        path: JSON Lines: `title`, `text`, `questions` (`question`, `answers`, `evidence`; both empty: no answer).
        count_tokens: As for `index.chunk.passages`.
        rng: Draws the negatives.
    """
    with path.open(encoding="utf-8") as file:
        records = [json.loads(line) for line in file]
    for record in records:
        article = Article(record["title"], record["text"], "")
        parts = passages(article, count_tokens)
        hard = HardNegatives([part.text for part in parts])
        for question in record["questions"]:
            held = set()
            for part in parts:
                spans = []
                for evidence in question["evidence"]:
                    at = part.text.find(evidence)
                    for answer in question["answers"] if at >= 0 else ():
                        inside = evidence.find(answer)
                        if inside >= 0:
                            spans.append((at + inside, at + inside + len(answer)))
                if spans:
                    held.add(part.text)
                    yield Example(question["question"], part.text, tuple(spans), "news")
            for text in hard.free(question["question"], held)[: 1 if held else 2]:
                if not held or rng.random() < 0.6:
                    yield Example(question["question"], text, (), "news")
