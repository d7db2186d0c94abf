"""Answers to reactions: the last answer again, with what was wanted of it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from index.models import Sentence
from rag.answering.citing.citations import Quote, cite
from rag.models import Answer, Citation, Evidence, Message, RetrievedPassage
from rag.models.reaction import Reaction
from rag.nlp.attribution import attributions, is_named

AGAIN = "Said again in the article's own words; the answer is held right with a probability of {percent} %."
UNSURE = "No, I am not sure: this is held right with a probability of only {percent} %. Try naming what you mean."
SURE = 0.5
"""Least probability of an answer that is repeated unchanged when it is doubted."""
NO_MORE = "The passages that were found say nothing more about it."
NO_SPEAKER = "The article says this itself: it names no speaker there."
MAX_MORE_SENTENCES = 3
REACH = 2
"""Sentences to either side of a cited one in which its speaker is looked for."""


def reacted(reaction: Reaction, answer: Answer, evidence: Evidence) -> Answer:
    """The last answer with what a reaction wants of it.

    Args:
        reaction: What is wanted.
        answer: The last answer, made anew.
        evidence: What it was made of; its question is the reaction, with the whole conversation.
    """
    if answer.status != "answered":
        return answer
    if reaction is Reaction.DOUBT:
        percent = round(100 * answer.confidence)
        if answer.confidence < SURE:
            return replace(answer, short_answer=None, note=UNSURE.format(percent=percent))
        return replace(answer, note=AGAIN.format(percent=percent))
    quoted = [_Place(found, number) for found, number in _cited(answer.citations, evidence.passages)]
    if not quoted:
        return answer
    held = next((place for place in quoted if (answer.short_answer or "") in place.sentence.text), quoted[0])
    if reaction is Reaction.SHORTER:
        return _made(answer, [held], answer.short_answer)
    answer = replace(answer, max_error=None)  # no promise was made for what stands around the answer
    if reaction is Reaction.MORE:
        more = list(_more(quoted, evidence.question.history))
        return _made(answer, more, None) if more else replace(answer, note=NO_MORE)
    return _spoken(answer, [held, *(place for place in quoted if place is not held)])


class _Place:
    """A sentence in its passage."""

    def __init__(self, found: RetrievedPassage, number: int) -> None:
        self.found = found
        self.number = number

    @property
    def sentence(self) -> Sentence:
        return self.found.passage.sentences[self.number]

    @property
    def key(self) -> tuple[str, int]:
        """Its article and where it starts there."""
        return self.found.passage.article_id, self.sentence.start

    def at(self, steps: int) -> "_Place | None":
        """The body sentence so many steps further in the passage."""
        number = self.number + steps
        inside = 0 <= number < len(self.found.passage.sentences)
        return _Place(self.found, number) if inside and self._is_body(number) else None

    def _is_body(self, number: int) -> bool:
        return self.found.passage.sentences[number].kind == "body"


def _cited(
    citations: Sequence[Citation], passages: Sequence[RetrievedPassage]
) -> Iterator[tuple[RetrievedPassage, int]]:
    by_id = {found.passage.id: found for found in passages}
    for citation in citations:
        found = by_id.get(citation.passage_id)
        for number, sentence in enumerate(found.passage.sentences if found else ()):
            if found and sentence.start == citation.start:
                yield found, number


def _more(quoted: Sequence[_Place], history: Sequence[Message]) -> Iterator[_Place]:
    """The sentences behind the cited ones, else those before them, that the conversation has not had."""
    told = " ".join(" ".join(turn.content.split()) for turn in history if turn.role == "assistant")
    seen = {place.key for place in quoted}
    count = 0
    for direction in (1, -1):
        for place in quoted:
            for distance in range(1, len(place.found.passage.sentences)):
                beside = place.at(direction * distance)
                if beside is None or count == MAX_MORE_SENTENCES:
                    break
                text = " ".join(beside.sentence.text.split())
                if beside.key not in seen and text not in told:
                    seen.add(beside.key)
                    count += 1
                    yield beside


def _spoken(answer: Answer, quoted: Sequence[_Place]) -> Answer:
    """The cited sentence with the one that names its speaker, and the speaker as the short answer."""
    for place in quoted:
        for steps in sorted(range(-REACH, REACH + 1), key=abs):
            beside = place.at(steps)
            spans = attributions(beside.sentence.text) if beside else []
            if beside is None or not spans:
                continue
            speaker = beside.sentence.text[slice(*spans[0])]
            named = is_named(speaker)
            before = None if named else beside.at(-1)
            shown = [one for one in (before, place, beside) if one]
            return _made(answer, shown, speaker if named else None)
    return replace(_made(answer, quoted, None), note=NO_SPEAKER)


def _made(answer: Answer, places: Sequence[_Place], short_answer: str | None) -> Answer:
    """The answer with other sentences, in the article's order, none twice."""
    scores = {each.passage_id: each.score for each in answer.citations}
    unique = {place.key: place for place in places}
    quotes = [
        Quote(place.sentence, place.found.passage, place.found.article, scores.get(place.found.passage.id, 0.0))
        for _, place in sorted(unique.items())
    ]
    text, sentences, citations = cite(quotes)
    return replace(answer, answer=text, sentences=sentences, citations=citations, short_answer=short_answer, note=None)
