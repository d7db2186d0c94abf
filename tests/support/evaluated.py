"""Outcomes of questions, made by hand."""

from dataclasses import replace
from itertools import count

from rag.evaluation.outcomes import Row
from rag.evaluation.runner import Run

_numbers = count()

ANSWERED = Row(
    id="",
    question="Who wrote it?",
    type="who",
    article="An article",
    answerable=True,
    answers=("Ryall",),
    answered=True,
    predicted="Ryall",
    quotes=("By Ryall.",),
    confidence=0.9,
    exact=1.0,
    f1=1.0,
    sentence_hit=True,
    passage_rank=1,
    passage_cited=True,
    quotes_right=1,
    evidence=1,
    evidence_cited=1,
    right=True,
    timings_ms={"retrieve": 5.0, "total": 20.0},
    wall_ms=21.0,
)
WRONG = replace(
    ANSWERED,
    predicted="Kim",
    exact=0.0,
    f1=0.0,
    sentence_hit=False,
    passage_rank=4,
    passage_cited=False,
    quotes_right=0,
    evidence_cited=0,
    right=False,
)
MISSED = replace(WRONG, answered=False, predicted="", quotes=())
UNANSWERABLE = replace(
    ANSWERED,
    answerable=False,
    answers=(),
    answered=False,
    predicted="",
    quotes=(),
    sentence_hit=None,
    passage_rank=None,
    passage_cited=None,
    quotes_right=0,
    evidence=0,
    evidence_cited=0,
)
INVENTED = replace(UNANSWERABLE, answered=True, predicted="Kim", quotes=("Kim.",), exact=0.0, f1=0.0, right=False)


def run(*rows: Row) -> Run:
    """The rows as a run, with ids of their own."""
    about = {
        "made_at": "2026-01-01T00:00:00+00:00",
        "articles": 1,
        "asked_of": "their own article",
        "versions": {"a": "1"},
    }
    return Run(about, tuple(replace(row, id=row.id or f"q{next(_numbers)}") for row in rows))
