"""Who said it: the sentence that carries the words of a question, and whom the article reports them of."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.answering.citing.citations import Quote, sentence_quotes
from rag.answering.citing.context import with_context
from rag.answering.kinds.composition import Composition, prose
from rag.answering.kinds.speech.utterances import Utterance, utterances
from rag.answering.kinds.verdict.polarity import Sense, is_of
from rag.models import RetrievedPassage
from rag.nlp.attribution import QUOTED, attributions
from rag.nlp.lexicon import AUXILIARIES, FUNCTION_WORDS
from rag.nlp.tokens import Token, tokens

SPEAKER_RIGHT = 0.85
"""How probably the speaker is right where the words are found."""
FOUND = 0.7
"""Share of the words that are asked for, weighed by their rarity, that an utterance must hold."""
CLEAR = 0.12
"""How much more of them it must hold than another speaker's."""
IN_CONTEXT = 0.5
"""Weight of a word that stands only in the context of the utterance."""
REACH = 6
"""Sentences before and behind the words in which the speaker is named."""
_ASKED = re.compile(
    r"^(?:and |so |but )?who(?:['’]s| is| was| has| else)? ?(?:the one who |it that |that )?(?:also |ever |actually )?"
    r"(?:(?:said|says|saying|say|claim(?:ed|s)?|argue[ds]?|warn(?:ed|s)?|complain(?:ed|s)?|insist(?:ed|s)?|admit(?:ted|s)?"
    r"|stated|states|thinks?|thought|believes?|believed|suspects?|suspected|fears?|feared|mention(?:ed|s)?)"
    r"(?: that)?|call(?:ed|s)(?! (?:out|off|in|on|at|up|for)\b)|describe[ds]?|compare[ds]?)\s+(?P<words>.+)$"
    r"|^whose (?:words|quote) (?:are|is|were|was)(?: it that)? (?P<quoted>.+)$",
    re.IGNORECASE,
)
MIN_WORDS = 3
"""Words that stand in a sentence just so by no chance."""
_CLIPPED = frozenset(word.replace("'", "") for word in AUXILIARIES if "'" in word)
"""Negated auxiliaries as they are typed in haste: "cant"."""
_NO_WORDS = re.compile(r"^(?:it|that|this|so|what|something|anything)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Match:
    utterance: Utterance
    share: float


def words_asked(question: str) -> str | None:
    """The words whose speaker a question asks for: "who said we opened too fast?"; None for any other question.

    Args:
        question: The question that stands alone.
    """
    found = _ASKED.match(" ".join(question.split()).strip(" .?!"))
    words = (found["words"] or found["quoted"] or "").strip("“”\"' ") if found else ""
    return None if not words or _NO_WORDS.match(words) else words


def who_said(question: str, passages: Sequence[RetrievedPassage]) -> Composition | None:
    """The speaker of the words that a question has, the sentence with them, and the one that names the speaker.

    Args:
        question: The question that stands alone.
        passages: All passages of what is asked, by article and place.

    Returns:
        None where the question asks for no speaker, or where no reported sentence carries its words, or two do.
    """
    words = words_asked(question)
    wanted = [Sense.of(word) for word in _content(words)] if words else []
    if not words or not wanted:
        return None
    every = utterances(passages)
    told = _word_for_word(words, passages)
    if told:
        every = [each for each in every if each.quote.place in {quote.place for quote in told}]
    best = _best(wanted, every)
    if best is None:
        # The article's own words, or those of somebody it does not name there.
        unnamed = bool(told) and not every and not attributions(told[0].text)
        return prose(with_context(told[0]), SPEAKER_RIGHT) if unnamed else None
    quotes = _with_speaker(best, passages)
    name = _as_named(best.speaker, quotes)
    return None if name is None else _named(quotes, name)


def _best(wanted: Sequence[Sense], every: Sequence[Utterance]) -> Utterance | None:
    """The utterance that holds enough of the senses, and no other speaker's as many."""
    held = [[_counts(sense, each, alone=len(wanted) == 1) for sense in wanted] for each in every]
    rarity = [1.0 / (1.0 + sum(row[number] > 0 for row in held)) for number in range(len(wanted))]
    matches = [
        _Match(each, sum(weight * count for weight, count in zip(rarity, row, strict=True)) / sum(rarity))
        for each, row in zip(every, held, strict=True)
    ]
    best = max(matches, key=lambda match: (match.share, match.utterance.in_words), default=None)
    if best is None or best.share < FOUND:
        return None
    speaker = best.utterance.speaker
    rivals = [match for match in matches if match.utterance.speaker != speaker]
    return None if any(match.share > best.share - CLEAR for match in rivals) else best.utterance


def _word_for_word(words: str, passages: Sequence[RetrievedPassage]) -> list[Quote]:
    """The sentences that have the words just so, where they are enough to be no chance."""
    plain = _plain(words)
    if plain.count(" ") < MIN_WORDS:
        return []
    quotes = sentence_quotes(passages, {"body", "caption"})
    return [quote for quote in quotes if plain in _plain(_without_heading(quote.text))]


def _plain(text: str) -> str:
    """The words alone, in small letters, between blanks."""
    return f" {' '.join(word.low for word in tokens(text) if word.is_word)} "


def _without_heading(text: str) -> str:
    """A sentence without the line before it that a text without marks has as its heading."""
    return text.rpartition("\n")[2]


def _named(quotes: Sequence[Quote], name: str) -> Composition:
    made = prose(quotes, SPEAKER_RIGHT)
    return Composition(made.text, made.sentences, made.citations, made.confidence, name)


def _content(words: str) -> list[str]:
    found = (word.low.removesuffix("'s") for word in tokens(words) if word.is_word)
    return [word for word in found if word not in FUNCTION_WORDS | _CLIPPED]


def _counts(sense: Sense, said: Utterance, *, alone: bool) -> float:
    text = _without_heading(said.text)
    if alone:
        text = " ".join(QUOTED.findall(text))  # a single word is found by chance
    if _has(sense, tokens(text)):
        return 1.0
    if alone:
        return 0.0
    return IN_CONTEXT if _has(sense, tokens(said.context)) else 0.0


def _has(sense: Sense, words: Sequence[Token]) -> bool:
    return any(is_of(word, sense.same) for word in words if word.is_word)


def _with_speaker(said: Utterance, passages: Sequence[RetrievedPassage]) -> list[Quote]:
    """The sentence, and where it does not name its speaker the nearest one that does, in the article's order."""
    if _names(said.speaker, said.quote.text):
        return [said.quote]
    own = (found for found in passages if found.article.id == said.quote.article.id)
    quotes = list(sentence_quotes(own, {"body", "caption"}, said.quote.score))
    at = next((number for number, quote in enumerate(quotes) if quote.place == said.quote.place), 0)
    near = [
        number
        for number in range(max(0, at - REACH), min(len(quotes), at + REACH + 1))
        if number != at and _names(said.speaker, quotes[number].text)
    ]
    if not near:
        return [said.quote]
    nearest = min(near, key=lambda number: (abs(number - at), number))
    return [quotes[number] for number in sorted((at, nearest))]


def _names(speaker: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(speaker.split()[-1])}(?!\w)", text) is not None


def _as_named(speaker: str, quotes: Sequence[Quote]) -> str | None:
    """The speaker's name as the sentences have it: in full, or its last word; None where they do not name it."""
    texts = [quote.text for quote in quotes]
    if any(speaker in text for text in texts):
        return speaker
    last = speaker.split()[-1]
    return last if any(_names(speaker, text) for text in texts) else None
