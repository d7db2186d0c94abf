"""Extractive summaries: an opening sentence, then the central sentence of each part (TF-IDF centroid, MMR)."""

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from index.models import Sentence
from index.text.block_kinds import LIST_ITEM
from rag.answering.citing.citations import Quote
from rag.models import RetrievedPassage
from rag.nlp.lexicon import ADVERBS, DAYS_AND_MONTHS, DETERMINERS, PERSON_NOUNS, PREPOSITIONS, PRONOUNS, words_of
from rag.nlp.stemming import stems
from rag.nlp.tokens import Token, tokens
from rag.retrieval.overview import SummaryRequest

MAX_ARTICLES = 4
"""How many articles a summary of all tells of, the longest indexed first."""
MAX_DEFAULT = 5
"""Sentences of a summary where no number was asked for: as many parts as a reader takes in at a glance."""
SENTENCES_A_PART = 5
"""Sentences for which a summary has one, where no number was asked for and no headings say how many parts there are."""
MIN_WORDS, MAX_WORDS = 6, 60
"""Words of a sentence that can stand for a part: shorter ones say too little, longer ones are no summary."""
MIN_LOWER = 0.45
"""Share of a sentence's words (not numbers) that are written small: names in a row and table rows have fewer."""
PRESENTS = re.compile(r"Th(?:is|ese) [a-z]")
"""Points, at the very beginning, at the article itself: "This note applies to …"."""
REDUNDANCY = 0.6
"""Weight of a sentence's similarity to those already chosen, which counts against it (as in MMR)."""
UNLIKE = 2
"""How many times shorter than the mean a section may be that is told by a sentence of its own."""
OPENINGS = 3
"""Sentences among which the one is that says what happened."""
LATER = 0.12
"""What a later one of them must have more of: most articles open with it."""
NAMED, MOST_NAMED = 0.04, 8
"""What a name or figure counts in it, and how many count."""
FIGURE, SPEECH = 0.1, 0.15
"""What a figure counts for a sentence, and a quotation against it."""
FEW, EARLIER = 3, 0.2
"""Of a summary of so few sentences, what one loses from the beginning of its part to the end: news tell it in order of
weight."""
HAS_FIGURE = re.compile(r"[€£$]\s?\d|\d\s?(?:%|per ?cent)|\b\d[\d,.]* (?:million|billion)\b")
SPOKEN = re.compile(r"[“\"][^”\"]{25,}[”\"]")
SHOWING = words_of("this that these those such")
LINKS = words_of(
    "but and so or nor yet however therefore instead otherwise also then still thus meanwhile another both"
)
"""Words that tie a sentence to the one before it."""
POINTING_BACK = SHOWING - {"such"} | words_of("however though too")
EARLY = 3
"""Words among which these point back ("Earlier that day", "If this fails"); further on they mostly join clauses."""
LEADING_MARKUP = re.compile(r"(?:(?:\*\*|__)[^*_]{1,40}(?:\*\*|__)\s*|[*_#>|]+\s*)+")
TRAILING_MARKUP = re.compile(r"\s*[*_|]+$")
UNFIT = re.compile(r"@|https?://|www\.|\||\*\*|[?:]\W*$|\bet al\b")
ENDS = re.compile(r"[.!…][\"”’')\]]*$")
OPEN_SPEECH = re.compile(r"^[“\"][^”\"]*[”\"]?$")


@dataclass(frozen=True, slots=True)
class Part:
    """A sentence that may stand in a summary, and the number of the section it is of."""

    quote: Quote
    section: int
    terms: tuple[str, ...]


def summary_quotes(passages: Sequence[RetrievedPassage], request: SummaryRequest) -> list[Quote]:
    """The sentences of a summary in the article's order; of several articles one each.

    Args:
        passages: All passages of what is asked, by article and place.
        request: How many sentences are wanted.
    """
    by_article = [list(group) for _, group in groupby(passages, lambda found: found.article.id)]
    if len(by_article) > 1:
        return [quote for group in by_article[:MAX_ARTICLES] for quote in _of_article(group, 1)[:1]]
    return _of_article(by_article[0], request.count) if by_article else []


def _of_article(passages: Sequence[RetrievedPassage], count: int | None) -> list[Quote]:
    parts = list(_parts(passages, strict=True)) or list(_parts(passages, strict=False))
    if not parts:
        return []
    sections = len({part.section for part in parts})
    if count is None:
        whole = math.ceil(len(parts) / SENTENCES_A_PART)
        count = max(min(3, len(parts)), min(MAX_DEFAULT, max(whole, sections)))
    weights = _rarity(parts)
    centroid = _vector([term for part in parts for term in part.terms], weights)
    opening = _opening(parts, centroid, weights)
    chosen = [parts[opening]]
    for group in _groups(parts[opening + 1 :], count - 1):
        local = _vector([term for part in group for term in part.terms], weights)
        early = EARLIER / len(group) if count <= FEW else 0.0
        worth = [_gain(part, centroid, local, chosen, weights) - early * at for at, part in enumerate(group)]
        chosen.append(group[worth.index(max(worth))])
    return [part.quote for part in chosen]


def _gain(
    part: Part,
    centroid: Mapping[str, float],
    local: Mapping[str, float],
    chosen: Sequence[Part],
    weights: Mapping[str, float],
) -> float:
    vector = _vector(part.terms, weights)
    told = max(_cosine(vector, _vector(held.terms, weights)) for held in chosen)
    telling = FIGURE if HAS_FIGURE.search(part.quote.text) else 0.0
    telling -= SPEECH if SPOKEN.search(part.quote.text) else 0.0
    return _cosine(vector, centroid) + _cosine(vector, local) - REDUNDANCY * told + telling


def _opening(parts: Sequence[Part], centroid: Mapping[str, float], weights: Mapping[str, float]) -> int:
    """The place of the sentence that says what happened: among the first ones that of the title's words and the rest's.

    A standfirst leaves names to the sentence behind it, so that full names and figures count too.
    """
    title = frozenset(stems(parts[0].quote.article.title))
    first = parts[:OPENINGS] if len(parts) > 2 * OPENINGS else parts[:1]

    def worth(place: int) -> float:
        part = first[place]
        held = len(title & frozenset(part.terms)) / len(title) if title else 0.0
        words = [word for word in tokens(part.quote.text) if word.is_word]
        named = sum(word.text[0].isupper() or word.text[0].isdigit() for word in words[1:])
        telling = NAMED * min(named, MOST_NAMED) - (SPEECH if SPOKEN.search(part.quote.text) else 0.0)
        return held + _cosine(_vector(part.terms, weights), centroid) + telling - LATER * place

    return max(range(len(first)), key=worth)


def _groups(parts: Sequence[Part], count: int) -> list[Sequence[Part]]:
    """Parts cut into as many runs as sentences are wanted: sections, where these are that many and of like length."""
    count = min(count, len(parts))
    if count <= 0:
        return []
    sections = [list(group) for _, group in groupby(parts, lambda part: part.section)]
    if len(sections) == count and min(map(len, sections)) * count * UNLIKE >= len(parts):
        return list(sections)
    edges = [round(number * len(parts) / count) for number in range(count + 1)]
    return [parts[start:end] for start, end in pairwise(edges) if end > start]


def _parts(passages: Sequence[RetrievedPassage], *, strict: bool) -> Iterator[Part]:
    section = 0
    opened = False
    for found in passages:
        for sentence in found.passage.sentences:
            if sentence.kind == "heading":
                section += 1
            elif sentence.kind == "body":
                plain = unmarked(sentence)
                fits = _is_prose(plain.text) if strict else bool(plain.text.strip())
                presents = fits and not opened and bool(PRESENTS.match(plain.text))
                opened |= fits
                if fits and (presents or not strict or not leans(plain.text)):
                    yield Part(Quote(plain, found.passage, found.article, 1.0), section, stems(plain.text))


def unmarked(sentence: Sentence) -> Sentence:
    """A sentence without the marks of Markdown, and a label in bold, that it begins or ends with."""
    text, start = sentence.text, sentence.start
    if found := LEADING_MARKUP.match(text):
        text, start = text[found.end() :], start + found.end()
    if found := TRAILING_MARKUP.search(text):
        text = text[: found.start()]
    return Sentence(start, start + len(text), text, sentence.kind)


def leans(text: str) -> bool:
    """Whether a sentence needs the one before it to be understood.

    It opens with a word that points back, has a pronoun without a name before it, or is speech without a speaker.
    """
    if OPEN_SPEECH.match(text):
        return True
    words = [word for word in tokens(text) if word.is_word]
    if not words or words[0].low in LINKS | SHOWING | (PRONOUNS - {"one", "nobody", "nothing", "everyone"}):
        return True
    if any(word.low in POINTING_BACK and not _is_relative(words, at) for at, word in enumerate(words[1:EARLY], 1)):
        return True
    spans = [match.span() for match in SPOKEN.finditer(text)]
    for number, word in enumerate(words):
        if word.low in {"he", "she", "they", "him", "her", "his", "them", "their"}:
            several = word.low in {"they", "them", "their"}
            # A name within a quotation is none of its speaker's.
            outside = [
                (place, other)
                for place, other in enumerate(words[:number])
                if _within(other, spans) is _within(word, spans) or not _within(other, spans)
            ]
            if not any(_can_be_meant(other, place, several=several) for place, other in outside):
                return True
    return False


def _is_relative(words: Sequence[Token], at: int) -> bool:
    """Whether "that" opens a relative clause: "coral larvae that hear a reef"."""
    return words[at].low == "that" and words[at - 1].low not in PREPOSITIONS | ADVERBS | DETERMINERS


def _within(word: Token, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= word.start < end for start, end in spans)


def _can_be_meant(word: Token, place: int, *, several: bool) -> bool:
    """Whether a word before a pronoun may be whom it means: a name, a person by trade, several of something."""
    is_name = word.text[0].isupper() and place > 0 and word.low not in DAYS_AND_MONTHS
    return is_name or word.low in PERSON_NOUNS or (several and word.low.endswith("s"))


def _is_prose(text: str) -> bool:
    words = [word.text for word in tokens(text) if word.is_word]
    letters = [word for word in words if not word[0].isdigit()]
    if not MIN_WORDS <= len(words) <= MAX_WORDS or not ENDS.search(text) or UNFIT.search(text) or LIST_ITEM.match(text):
        return False
    return text[0] not in "([" and sum(word[0].islower() for word in letters) >= MIN_LOWER * len(letters)


def _rarity(parts: Sequence[Part]) -> dict[str, float]:
    holding = Counter(term for part in parts for term in set(part.terms))
    return {term: math.log(1 + len(parts) / number) for term, number in holding.items()}


def _vector(terms: Sequence[str], weights: Mapping[str, float]) -> dict[str, float]:
    return {term: (1 + math.log(number)) * weights[term] for term, number in Counter(terms).items()}


def _cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    length = math.hypot(*one.values()) * math.hypot(*other.values())
    return sum(weight * other.get(term, 0.0) for term, weight in one.items()) / length if length else 0.0
