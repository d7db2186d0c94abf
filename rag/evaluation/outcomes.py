"""One question's outcome: what was answered, and how right that is."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rag.evaluation.gold import GoldQuestion, Place, YesNo
from rag.evaluation.matching import exact_match, f1, normalised
from rag.models import Answer, Status

ENOUGH_F1 = 0.5
"""Makes an answer right where the set does not tell where in the article the answer stands."""


@dataclass(frozen=True, slots=True)
class Row:
    """One question's outcome, made of plain values.

    Attributes:
        id: The question's id in its set.
        question: As asked.
        type: The question's type.
        article: The article's title.
        answerable: Whether the article has the answer.
        answers: The wordings that count as right.
        answered: Whether an answer was given; otherwise it was said that the article has none.
        predicted: The short answer, or the answer's sentences where there is none; empty where nothing was answered.
        quotes: What was cited, in order.
        confidence: As the answer states it.
        exact: Exact match; where nothing is answerable, whether nothing was answered.
        f1: F1, likewise.
        sentence_hit: Whether a cited quote overlaps a place of the evidence; None where there is no such place.
        passage_rank: The number in `retrieved`, from 1, of the first passage that overlaps one; 0: none; None as above.
        passage_cited: Whether a passage that overlaps one is cited; None as above.
        quotes_right: How many quotes overlap evidence that the set gives.
        evidence: How many pieces of evidence the set gives; 0 where it gives none.
        evidence_cited: How many of them a quote overlaps.
        right: What confidence is about: rightly not answered, or answered with a sentence hit, nothing forbidden,
            nothing missing, and no wrong short answer.
        timings_ms: As the answer states them.
        wall_ms: From asking to the answer, measured outside.
        kind: The question's kind.
        style: The question's style.
        forbid: The texts that must not stand in the answer.
        forbidden: Those of them that do.
        short: The short answers that count as right.
        short_answer: The one that was given; None where none was.
        yes_no: What was to be said to a yes/no question; None where the set does not say.
        said: What was said.
        premise_contradicted: Whether a citation overlaps what contradicts the question's premise; None where the set
            does not say.
        max_error: As the answer states it.
        status: As the answer states it.
        status_right: Whether it is the one that the set asks for; None where the set does not say.
        all_of: The texts that must all stand in the answer.
        missing: Those of them that do not.
        points: How many sentences or entries the answer must have; None for any number.
        points_right: Whether it has so many; None likewise.
        follows: What the question leans on in its conversation.
    """

    id: str
    question: str
    type: str
    article: str
    answerable: bool
    answers: tuple[str, ...]
    answered: bool
    predicted: str
    quotes: tuple[str, ...]
    confidence: float
    exact: float
    f1: float
    sentence_hit: bool | None
    passage_rank: int | None
    passage_cited: bool | None
    quotes_right: int
    evidence: int
    evidence_cited: int
    right: bool
    timings_ms: dict[str, float]
    wall_ms: float
    kind: str = ""
    style: str = ""
    forbid: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    short: tuple[str, ...] = ()
    short_answer: str | None = None
    yes_no: YesNo | None = None
    said: YesNo = "open"
    premise_contradicted: bool | None = None
    max_error: float | None = None
    status: Status = "answered"
    status_right: bool | None = None
    all_of: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    points: int | None = None
    points_right: bool | None = None
    follows: str = ""

    @property
    def short_right(self) -> bool:
        """Whether the short answer is one of those that count as right."""
        return self.short_answer is not None and exact_match(self.short_answer, self.short) == 1


def score(gold: GoldQuestion, answer: Answer, wall_ms: float) -> Row:
    """The outcome of a question that was answered so."""
    answered = answer.status == "answered"
    # The sentences' own text: in `answer.answer` markers stand between them.
    golds = gold.answers if gold.answerable else ()
    short = answer.short_answer
    if _said(short) != "open" and not any(_said(each) != "open" for each in golds):
        short = None  # the set expects the words that say yes or no, not the word itself
    predicted = (short or " ".join(s.text for s in answer.sentences)) if answered else ""
    cited = [(c.start, c.end) for c in answer.citations if c.article_id == gold.article.id]
    pieces = gold.evidence if gold.answerable else ()
    places = [place for piece in pieces for place in piece]
    given = pieces if gold.evidence_given else ()
    given_places = [place for piece in given for place in piece]

    sentence_hit = passage_cited = passage_rank = None
    if places:
        sentence_hit = any(_overlaps(quote, places) for quote in cited)
        passages = {
            r.passage_id: number
            for number, r in enumerate(answer.retrieved, 1)
            if r.article_id == gold.article.id and _overlaps((r.start, r.end), places)
        }
        passage_rank = min(passages.values(), default=0)
        passage_cited = sentence_hit or any(c.passage_id in passages for c in answer.citations)
    # An answerable question may come with evidence and without wordings; then only the hit can be told.
    matched = f1(predicted, golds) if answered or golds else float(not gold.answerable)
    contradicting = [place for piece in gold.contradicted_by for place in piece]
    if not gold.answerable:
        right = not answered or _corrects(answer, cited, contradicting)
    elif sentence_hit is None:
        right = answered and matched >= ENOUGH_F1
    else:
        right = sentence_hit
    row = Row(
        id=gold.id,
        question=gold.question,
        type=gold.type,
        article=gold.article.title,
        answerable=gold.answerable,
        answers=gold.answers,
        answered=answered,
        predicted=predicted,
        quotes=tuple(c.quote for c in answer.citations),
        confidence=answer.confidence,
        exact=exact_match(predicted, golds) if answered or golds else float(not gold.answerable),
        f1=matched,
        sentence_hit=sentence_hit,
        passage_rank=passage_rank,
        passage_cited=passage_cited,
        quotes_right=sum(_overlaps(quote, given_places) for quote in cited),
        evidence=len(given),
        evidence_cited=sum(any(_overlaps(quote, piece) for quote in cited) for piece in given),
        right=right,
        timings_ms=dict(answer.timings_ms),
        wall_ms=wall_ms,
        kind=gold.kind,
        style=gold.style,
        forbid=gold.forbid,
        forbidden=tuple(text for text in gold.forbid if _says(answer, text)),
        short=gold.short,
        short_answer=answer.short_answer,
        yes_no=gold.yes_no,
        said=_said(answer.short_answer),
        premise_contradicted=any(_overlaps(quote, contradicting) for quote in cited) if contradicting else None,
        max_error=answer.max_error,
        status=answer.status,
        status_right=answer.status == gold.status if gold.status else None,
        all_of=gold.all_of,
        missing=tuple(text for text in gold.all_of if not _says(answer, text)) if gold.answerable else (),
        points=gold.points,
        points_right=len(answer.items or answer.sentences) == gold.points if gold.points else None,
        follows=gold.follows,
    )
    return replace(row, right=right and _keeps_to_what_is_asked(row) and not _shows_wrong_short_answer(row))


def _keeps_to_what_is_asked(row: Row) -> bool:
    """Whether nothing forbidden is said, nothing that must be is missing, and the status is the expected one.

    A correction answers what is expected to be refused.
    """
    wrong_status = row.status_right is False and not row.premise_contradicted
    return not (row.forbidden or row.missing or wrong_status or row.points_right is False)


def _shows_wrong_short_answer(row: Row) -> bool:
    """Whether what the page shows in bold is wrong; showing nothing in bold is not."""
    if row.short and row.short_answer is not None and not row.short_right:
        return True
    return row.yes_no is not None and row.said not in {"open", row.yes_no}


def _corrects(answer: Answer, cited: Sequence[Place], contradicting: Sequence[Place]) -> bool:
    """Whether an answer is nothing but the sentences that contradict the question's premise.

    Such an answer has no short answer: one would be taken for what was asked.
    """
    return answer.short_answer is None and bool(cited) and all(_overlaps(quote, contradicting) for quote in cited)


def _said(short_answer: str | None) -> YesNo:
    match normalised(short_answer or ""):
        case "yes":
            return "yes"
        case "no":
            return "no"
    return "open"


def _says(answer: Answer, text: str) -> bool:
    """Whether a text stands in the answer or the short answer, as whole words in whatever case."""
    said = " ".join((answer.short_answer or "", *(sentence.text for sentence in answer.sentences), answer.answer))
    pattern = r"\s+".join(map(re.escape, text.split()))
    return re.search(rf"(?<!\w){pattern}(?!\w)", said, re.IGNORECASE) is not None


def _overlaps(span: Place, places: Iterable[Place]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in places)
