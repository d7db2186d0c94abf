"""Suggests questions about an article that it answers: those that rules make of it, each asked before it is shown."""

from collections.abc import Collection, Iterable, Sequence

from langchain_core.runnables import Runnable

from index.models import Passage
from rag.models import Answer, Question
from rag.nlp.stemming import stems
from rag.retrieval.overview import ABOUT
from rag.suggestions.question_generation import GeneratedQuestion, generated_questions

KINDS = ("why", "how", "when", "who is", "how many", "where", "how long", "who", "how much", "what", "what is")
"""What questions ask with, in the order in which one of each is tried: the rare ones tell more."""
MAX_TRIED, MAX_TRIED_FOLLOW_UPS = 12, 4
"""How many questions are asked for suggestions, and after an answer: each takes 0.1 s."""
CONFIDENT, EXPECTED = 0.6, 0.5
"""How probably right the answer to a suggestion must be; the latter where it holds words that were left out of the
sentence to ask for them."""
NEAR = 400
"""How many characters from a cited sentence one may stand that a reader asks about next."""


def passage_drafts(passages: Sequence[Passage]) -> list[GeneratedQuestion]:
    """The questions that rules make of an article's passages, before the article is asked any."""
    return generated_questions([sentence for passage in passages for sentence in passage.sentences])


def suggestions(
    article_id: str, made: Sequence[GeneratedQuestion], chain: Runnable[Question, Answer], count: int = 3
) -> tuple[str, ...]:
    """Questions that a reader may begin with, in the article's order; what it is about first, where rules find too few.

    Args:
        article_id: An article that is in the index.
        made: Its `passage_drafts`.
        chain: Answers in the article's own words.
        count: How many.
    """
    found = _answered(_varied(made), article_id, chain, count, MAX_TRIED)
    if len(found) < count and chain.invoke(Question(ABOUT, article=article_id)).status == "answered":
        return ABOUT, *found
    return found


def follow_ups(
    answer: Answer,
    made: Sequence[GeneratedQuestion],
    chain: Runnable[Question, Answer],
    asked: Collection[str],
    count: int = 2,
) -> tuple[str, ...]:
    """Questions about what stands in or next to the sentences that an answer cites, of the article it cites first.

    Args:
        answer: The answer.
        made: That article's `passage_drafts`.
        chain: Answers in the article's own words.
        asked: Questions of this conversation, which are not suggested again.
        count: How many at most.
    """
    if not answer.citations:
        return ()
    article_id = answer.citations[0].article_id
    cited = [citation for citation in answer.citations if citation.article_id == article_id]
    had = {frozenset(stems(question)) for question in (*asked, answer.question, answer.standalone_question)}
    quoted = " ".join(citation.quote for citation in cited)

    def distance(draft: GeneratedQuestion) -> int:
        return min(max(citation.start - draft.end, draft.start - citation.end, 0) for citation in cited)

    def is_near(draft: GeneratedQuestion) -> bool:
        named = draft.kind == "who is" and draft.question.removeprefix("Who is ").rstrip("?").split()[-1] in quoted
        return named or distance(draft) <= NEAR

    near = [d for d in made if is_near(d) and frozenset(stems(d.question)) not in had]
    return _answered(_varied(sorted(near, key=distance)), article_id, chain, count, MAX_TRIED_FOLLOW_UPS)


def _varied(made: Sequence[GeneratedQuestion]) -> list[GeneratedQuestion]:
    """One of each kind, then a second of each, and so on."""
    seen = dict.fromkeys(KINDS, 0)
    rounds = []
    for draft in made:
        seen[draft.kind] += 1
        rounds.append((seen[draft.kind], KINDS.index(draft.kind), draft))
    return [draft for _, _, draft in sorted(rounds, key=lambda row: row[:2])]


def _answered(
    made: Iterable[GeneratedQuestion], article_id: str, chain: Runnable[Question, Answer], count: int, most: int
) -> tuple[str, ...]:
    """The first few that the article answers from the sentences they were made of, at most one from each sentence."""
    kept: list[GeneratedQuestion] = []
    for draft in made:
        if len(kept) == count or most == 0:
            break
        if any(draft.start == other.start or draft.question == other.question for other in kept):
            continue
        most -= 1
        if _is_answer(chain.invoke(Question(draft.question, article=article_id)), draft):
            kept.append(draft)
    return tuple(draft.question for draft in sorted(kept, key=lambda draft: draft.start))


def _is_answer(answer: Answer, draft: GeneratedQuestion) -> bool:
    wanted = set(stems(draft.answer))
    if answer.status != "answered" or answer.confidence < (EXPECTED if wanted else CONFIDENT):
        return False
    told = not wanted or bool(wanted & set(stems(answer.short_answer or "")))
    return told and any(citation.start < draft.end and draft.start < citation.end for citation in answer.citations)
