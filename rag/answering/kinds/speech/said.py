"""What somebody says about something: that speaker's sentences alone, or the exact words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from index.models import Passage, Sentence
from index.text.tables import ROW
from rag.answering.citing.citations import Quote, sentence_quotes
from rag.answering.citing.context import with_context
from rag.answering.kinds.composition import Composition, prose
from rag.answering.kinds.lists.roles import is_role
from rag.answering.kinds.speech.utterances import Utterance, utterances
from rag.answering.kinds.verdict.polarity import Sense, is_of
from rag.models import RetrievedPassage
from rag.nlp.attribution import QUOTED
from rag.nlp.facts.aliases import folded
from rag.nlp.lexicon import FUNCTION_WORDS, PREPOSITIONS, TITLES
from rag.nlp.stemming import stems
from rag.nlp.tokens import tokens
from rag.query.intent.speech_request import SpeechRequest

SAID_RIGHT = 0.85
"""How probably sentences found so answer: of the 32 questions in `tests/data/kinds/sayings.jsonl`."""
MAX_SENTENCES = 4
ENOUGH = 0.6
"""Share of a topic's words that a sentence and what it leans on must hold."""
IN_CONTEXT = 0.6
"""Weight of a word that stands only in the context of the sentence."""
FOUND = 0.6
"""Share of a topic's words, weighed by rarity, that a sentence must hold to be the one that is asked for."""
NEAR_ROLE = 60
"""Characters between a name and the word for what its bearer is."""


class Stands(Protocol):
    """What stands in a sentence of a passage, such as a candidate answer."""

    @property
    def passage(self) -> Passage:
        """The passage."""

    @property
    def sentence(self) -> Sentence:
        """The sentence."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What the articles report of a speaker.

    Attributes:
        known: Whether they report anything of that speaker, or name nobody else who may be meant.
        quotes: The sentences about the topic; none where the speaker says nothing of it.
        others: The places of the sentences that report others alone.
        own: Those of the speaker's sentences.
    """

    known: bool
    quotes: tuple[Utterance, ...]
    others: frozenset[tuple[str, int]]
    own: frozenset[tuple[str, int]]

    def may_say(self, asked: SpeechRequest, candidate: Stands) -> bool:
        """Whether a candidate's sentence may report the speaker: it does, or names one of whom nothing is reported."""
        sentence = candidate.sentence
        place = candidate.passage.article_id, sentence.start
        if self.known or place in self.others:
            return place in self.own
        words = {folded(word.text) for word in tokens(sentence.text)}
        return any(word in words for word in content_words(asked.speaker))


def heard(asked: SpeechRequest, passages: Sequence[RetrievedPassage]) -> Heard:
    """What a speaker is reported to say.

    Args:
        asked: Whose words, about what.
        passages: All passages of what is asked, by article and place.
    """
    every = utterances(passages)
    own = [each for each in every if is_called(each.speaker, asked.speaker)] or _by_role(asked.speaker, every, passages)
    mine = frozenset(each.quote.place for each in own)
    ranked = [(share, each) for each in own if (share := _about(asked.topic, each)) >= ENOUGH]
    best = max((share for share, _ in ranked), default=0.0)
    if not asked.topic:
        chosen = [each for each in own if each.in_words] or own
    else:
        chosen = [each for share, each in ranked if share >= min(best, 1.0) - 0.25]
    others = frozenset(each.quote.place for each in every) - mine
    return Heard(bool(own), tuple(chosen), others, mine)


def said(asked: SpeechRequest, found: Heard, also: Sequence[Quote] = ()) -> Composition:
    """The answer of sentences that report a speaker.

    Args:
        asked: Whose words, about what.
        found: Has some sentences with the topic's words.
        also: The speaker's sentences that answer without them.
    """
    if asked.exact:
        best = max(found.quotes, key=lambda each: (QUOTED.search(each.quote.text) is not None, each.in_words))
        return _alone(best.quote)
    quotes: dict[tuple[str, int], Quote] = {}
    for each in found.quotes[:MAX_SENTENCES]:
        whole = with_context(each.quote)
        if any(quote.place in found.others for quote in whole):
            whole = [each.quote]
        for quote in whole:
            quotes.setdefault(quote.place, quote)
    for quote in also:
        quotes.setdefault(quote.place, quote)
    spans = QUOTED.findall(found.quotes[0].quote.text)
    return prose_of(
        sorted(quotes.values(), key=lambda quote: quote.place),
        spans[0].strip('“”"') if len(quotes) == 1 and len(spans) == 1 else None,
    )


def speaker_called(name: str, passages: Sequence[RetrievedPassage]) -> str | None:
    """The speaker whom passages report under a name, in full; None where they report nobody of that name."""
    return next((each.speaker for each in utterances(passages) if is_called(each.speaker, name)), None)


def sentence_about(topic: str, passages: Sequence[RetrievedPassage]) -> Composition | None:
    """The sentence that is about something, alone; None where none holds enough of its words."""
    quotes = [quote for quote in sentence_quotes(passages, {"body", "caption"}) if not ROW.search(quote.text)]
    wanted = [Sense.of(word) for word in content_words(topic)]
    if not wanted or not quotes:
        return None
    held = [[any(is_of(word, sense.same) for word in tokens(quote.text)) for sense in wanted] for quote in quotes]
    rarity = [1.0 / (1 + sum(row[number] for row in held)) for number in range(len(wanted))]
    whole = sum(rarity)
    scored = [sum(weight for weight, has in zip(rarity, row, strict=True) if has) / whole for row in held]
    best = max(range(len(quotes)), key=lambda number: (scored[number], _close(topic, quotes[number].text), -number))
    return _alone(quotes[best]) if scored[best] >= FOUND else None


def _close(topic: str, text: str) -> bool:
    return topic.lower() in text.lower()


def _alone(quote: Quote) -> Composition:
    spans = QUOTED.findall(quote.text)
    return prose_of([quote], spans[0].strip('“”"') if len(spans) == 1 else None)


def prose_of(quotes: Sequence[Quote], span: str | None) -> Composition:
    """Whole sentences, and the words within quotation marks as the short answer, which does not open them."""
    made = prose(quotes, SAID_RIGHT)
    return Composition(made.text, made.sentences, made.citations, made.confidence, span)


def is_called(speaker: str, asked: str) -> bool:
    """Whether a speaker is meant by what a question calls somebody: a part of the name, or the same words."""
    said_of, wanted = (
        {folded(word) for word in re.split(r"[ .]+", name) if word} - TITLES - FUNCTION_WORDS
        for name in (speaker, asked)
    )
    return bool(wanted) and (wanted <= said_of or (len(said_of) > 0 and said_of <= wanted))


def _by_role(asked: str, every: Sequence[Utterance], passages: Sequence[RetrievedPassage]) -> list[Utterance]:
    """What the one speaker says who is described so somewhere: "the referee", "the professor from Tokyo"."""
    words = [word.low for word in tokens(asked) if word.is_word]
    cut = next((at for at, word in enumerate(words) if at and word in PREPOSITIONS), len(words))
    role = [word for word in words[:cut] if word not in FUNCTION_WORDS]
    further = frozenset(stems(" ".join(words[cut:])))
    if not role or not is_role(role[-1]):
        return []
    further |= frozenset(stems(" ".join(role[:-1])))
    texts = [sentence.text for found in passages for sentence in found.passage.sentences]
    speakers = dict.fromkeys(each.speaker for each in every)
    described = [name for name in speakers if any(_is_described(name, role[-1], further, text) for text in texts)]
    return [each for each in every if each.speaker == described[0]] if len(described) == 1 else []


def _is_described(name: str, role: str, further: frozenset[str], text: str) -> bool:
    at = text.find(name)
    if at < 0 or not further <= frozenset(stems(text)):
        return False
    around = text[max(0, at - NEAR_ROLE) : at + len(name) + NEAR_ROLE].lower()
    return re.search(rf"\b{re.escape(role)}\b(?! said)", around) is not None


def _about(topic: str, each: Utterance) -> float:
    """How much of a topic an utterance is about: 1 where it holds all words itself."""
    wanted = [Sense.of(word) for word in content_words(topic)]
    if not wanted:
        return 1.0
    own, around = tokens(each.text), tokens(each.context)
    score = 0.0
    for sense in wanted:
        if any(is_of(word, sense.same) for word in own):
            score += 1.0
        elif any(is_of(word, sense.same) for word in around):
            score += IN_CONTEXT
    return score / len(wanted)


def content_words(text: str) -> list[str]:
    """The words of a phrase that say something, in lower case."""
    return [word.low.removesuffix("'s") for word in tokens(text) if word.is_word and word.low not in FUNCTION_WORDS]
