"""Answers made of what was composed for a question, or of nothing, without timings."""

from index.models import Passage
from rag.answering.kinds.composition import Composition
from rag.models import Answer, Citation, Evidence, Retrieved
from rag.refusals import absent


def absent_answer(
    evidence: Evidence,
    retrieved: tuple[Retrieved, ...],
    confidence: float,
    answerer: str,
    closest: tuple[Citation, ...] = (),
) -> Answer:
    """The statement that there is no answer; `confidence` is how likely that is, `closest` what came near one."""
    articles = list({found.article.id: found.article for found in evidence.passages}.values())
    return Answer(
        status="not_in_article",
        question=evidence.question.question,
        standalone_question=evidence.standalone,
        answer=absent(articles),
        short_answer=None,
        sentences=(),
        citations=(),
        retrieved=retrieved,
        confidence=round(confidence, 4),
        answerer=answerer,
        timings_ms={},
        closest=closest,
    )


def composed_answer(evidence: Evidence, made: Composition | None, answerer: str) -> Answer:
    """The answer of another kind than a fact, or the statement that there is none."""
    if made is None:
        return absent_answer(evidence, (), 1.0, answerer)
    cited = {citation.passage_id for citation in made.citations}
    every = (*evidence.passages, *evidence.everything, *(found for side in evidence.sides for found in side))
    passages = {found.passage.id: found.passage for found in every if found.passage.id in cited}
    return Answer(
        status="answered",
        question=evidence.question.question,
        standalone_question=evidence.standalone,
        answer=made.text,
        short_answer=made.short_answer,
        sentences=made.sentences,
        citations=made.citations,
        retrieved=tuple(map(whole_passage, passages.values())),
        confidence=round(made.confidence, 4),
        answerer=answerer,
        timings_ms={},
        items=made.items,
        complete=made.complete,
    )


def whole_passage(passage: Passage) -> Retrieved:
    """A passage that was read as a whole."""
    return Retrieved(passage.article_id, passage.id, passage.start, passage.end, 1.0)
