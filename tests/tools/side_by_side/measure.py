"""How every system is asked and measured, all by the same rules."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from index.models import Article
from rag.evaluation.gold import GoldQuestion, Place, occurrences
from rag.evaluation.matching import f1, normalised


@dataclass(frozen=True, slots=True)
class Reply:
    """What a system answered.

    Attributes:
        sentences: The answer's text, piece by piece; none where the system says that there is no answer.
        short: The answer at its shortest, as the system gives it.
        places: Where in the article the system says that it stands; none where it does not say.
    """

    sentences: tuple[str, ...] = ()
    short: str = ""
    places: tuple[Place, ...] = ()


Ask = Callable[[Article, str], Reply]
"""A system: from an article that it knows and a question to its answer."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A question, what was answered, and the milliseconds it took."""

    gold: GoldQuestion
    reply: Reply
    ms: float

    @property
    def answered(self) -> bool:
        return bool(self.reply.sentences)

    @property
    def hit(self) -> bool:
        """Whether the answer names a gold answer, or stands in a gold evidence sentence.

        An answer stands where the system says so, or where its words are found.
        """
        text = f" {normalised(' '.join(self.reply.sentences))} "
        answers = [words for words in map(normalised, self.gold.answers) if words]
        if any(f" {words} " in text for words in answers):
            return True
        article = self.gold.article.text
        places = self.reply.places or [p for words in self.reply.sentences for p in occurrences(article, words)]
        evidence = [place for piece in self.gold.evidence for place in piece]
        return any(start < b and a < end for start, end in places for a, b in evidence)

    @property
    def f1(self) -> float:
        """SQuAD's F1 of the short answer; 0 where nothing is answered."""
        return f1(self.reply.short, self.gold.answers) if self.answered else 0.0

    @property
    def verbatim(self) -> bool:
        """Whether every piece of the answer stands word for word in the article, white space aside."""
        article = " ".join(self.gold.article.text.split())
        return all(" ".join(words.split()) in article for words in self.reply.sentences)


def ask_all(ask: Ask, questions: Sequence[GoldQuestion]) -> list[Outcome]:
    """Asks one question after another; what is made on demand is made before, by the last of them."""
    ask(questions[-1].article, questions[-1].question)
    outcomes = []
    for gold in questions:
        began = time.perf_counter()
        reply = ask(gold.article, gold.question)
        outcomes.append(Outcome(gold, reply, (time.perf_counter() - began) * 1000))
    return outcomes


@dataclass(frozen=True, slots=True)
class Figures:
    """The measures of a system.

    Attributes:
        hit: Share of the answerable questions that are answered with a hit (see `Outcome.hit`).
        f1: Mean over the answerable questions that have a gold answer.
        balanced: Mean of the shares of answerable questions answered and of unanswerable ones not answered.
        verbatim: Share of the answers that are word for word the article's.
        median: Milliseconds.
        p95: Milliseconds that 95 of 100 answers stay within.
    """

    hit: float
    f1: float
    balanced: float
    verbatim: float
    median: float
    p95: float


def figures(outcomes: Sequence[Outcome]) -> Figures:
    """The measures over outcomes; nan where there is nothing to measure."""
    answerable = [outcome for outcome in outcomes if outcome.gold.answerable]
    others = [outcome for outcome in outcomes if not outcome.gold.answerable]
    answered = [outcome for outcome in outcomes if outcome.answered]
    walls = [outcome.ms for outcome in outcomes]
    return Figures(
        hit=_mean([outcome.answered and outcome.hit for outcome in answerable]),
        f1=_mean([outcome.f1 for outcome in answerable if outcome.gold.answers]),
        balanced=(_mean([o.answered for o in answerable]) + _mean([not o.answered for o in others])) / 2,
        verbatim=_mean([outcome.verbatim for outcome in answered]),
        median=float(np.percentile(walls, 50)),
        p95=float(np.percentile(walls, 95)),
    )


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else float("nan")
