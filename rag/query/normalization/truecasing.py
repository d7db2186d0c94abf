"""Truecasing: questions in capitals or with each word large get the letters that the article writes their words with.

As in Lita, Ittycheriah, Roukos and Kambhatla 2003, "tRuEcasIng", by the commonest form of a word, within sentences.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.models import Passage
from rag.nlp.lexicon import FUNCTION_WORDS, GROUP_NOUNS, PERSON_NOUNS, PLACE_NOUNS
from rag.nlp.names import PARTICLES
from rag.nlp.stemming import stems
from rag.nlp.tokens import Token, tokens

MIN_TITLED_WORDS = 3
"""Words from which on a question can be told to be written like a headline."""
BEFORE_TITLE = re.compile(rf"\b([A-Z]\w+) ({'|'.join(noun.title() for noun in sorted(PERSON_NOUNS))})(?![\w-])\b")
"""What describes a title written large, such as "Foreign" in "Foreign Minister"."""


@dataclass(frozen=True, slots=True)
class Capitals:
    """How passages write names.

    Attributes:
        words: The words that they never write small, as they write them, by the word in small letters.
        names: Of names of several words, the words likewise, also those that alone are no names ("May Quill") or that
            stand at the beginnings of sentences only.
    """

    words: Mapping[str, str]
    names: Mapping[tuple[str, ...], tuple[str, ...]]


def lowered(question: str) -> str:
    """A question in capitals in small ones; of one written like a headline, the function words behind the first."""
    if _is_shouted(question):
        small = question.lower()
        first = next((at for at, character in enumerate(small) if character.isalpha()), 0)
        return small[:first] + small[first : first + 1].upper() + small[first + 1 :]
    if _is_titled(question):
        return _each_word(question, lambda word, at: word.lower() if at and word.lower() in FUNCTION_WORDS else word)
    return question


def is_uncased(question: str) -> bool:
    """Whether the capitals of a question tell nothing: it is all in capitals, or has one in each word."""
    return _is_shouted(question) or _is_titled(question)


def respelled(question: str, passages: Sequence[Passage]) -> str:
    """The question with the capitals that passages write its words with; words that they lack stay as they are.

    Args:
        question: One whose own capitals tell nothing.
        passages: What was retrieved for it.
    """
    forms = _forms(passages)

    def spelled(word: str, at: int) -> str:
        low = _base(word)
        if low in FUNCTION_WORDS or low not in forms:
            return word
        (form, _), *_ = sorted(forms[low].items(), key=lambda pair: (-pair[1], not pair[0].islower()))
        return form + word[len(low) :].lower() if at or not form.islower() else word

    return capitalized(_each_word(question, spelled), Capitals({}, capitals_of(passages).names))


def with_names(question: str, passages: Sequence[Passage]) -> str:
    """A question in small letters with capitals for its names, and for words that passages never write without one.

    Titles and what stands before them stay small: "North Korean foreign minister", though "Foreign Minister Choe".

    Args:
        question: The question; one with a capital behind its first letter stays as it is.
        passages: What was retrieved for it.
    """
    if any(character.isupper() for character in question[1:]):
        return question
    return capitalized(question, capitals_of(passages))


def capitals_of(passages: Sequence[Passage]) -> Capitals:
    """What passages write large: words that they never write small, and the names that have one of them."""
    forms = _forms(passages)
    titled = {_base(first) for each in passages for first, _ in BEFORE_TITLE.findall(each.text)}
    titled = {word for word in titled if not word.endswith(("an", "ese", "ish", "ch"))}  # "Korean Leader"
    plain = FUNCTION_WORDS | PERSON_NOUNS | GROUP_NOUNS | PLACE_NOUNS | titled
    small = {stem for low, written in forms.items() if low in written for stem in stems(low)}
    common = {low: max(written, key=lambda form: written[form]) for low, written in forms.items() if low not in plain}
    words = {low: form for low, form in common.items() if form[0].isupper() and not small.intersection(stems(low))}
    names: dict[tuple[str, ...], tuple[str, ...]] = {}
    for before, written in _names(passages):
        key = tuple(map(_base, written))
        held = (key[0], key[-1])
        # Behind a small word, "May" is a name too; at the beginning of a sentence, "Engineers" is none.
        no_names = plain - FUNCTION_WORDS if before.isalpha() and before.islower() else plain
        is_name = no_names.isdisjoint(held) and (before or small.isdisjoint(stems(key[0])))
        if is_name and not words.keys().isdisjoint(held):
            names[key] = tuple(word[: len(low)] for word, low in zip(written, key, strict=True))
    return Capitals(words, names)


def capitalized(question: str, capitals: Capitals) -> str:
    """The question with capitals for its small words behind the first, and for all words of its names."""
    words = [token for token in tokens(question) if token.is_word]
    lows = [_base(token.text) for token in words]
    made = {at: capitals.words[low] for at, low in enumerate(lows) if at and low in capitals.words}
    for at in range(len(lows)):
        for end in (at + 2, at + 3):
            if _is_run(question, words[at:end]) and (name := capitals.names.get(tuple(lows[at:end]))):
                made.update(enumerate(name, at))

    def spelled(word: str, at: int) -> str:
        return made[at] + word[len(made[at]) :] if at in made and word.islower() else word

    return _each_word(question, spelled)


def _names(passages: Iterable[Passage]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Two large words side by side, or with a particle between them, and the word before them with signs behind it."""
    for passage in passages:
        for sentence in passage.sentences:
            words = [token for token in tokens(sentence.text) if token.is_word] if sentence.kind == "body" else []
            for at, word in enumerate(words):
                if not word.text[0].isupper():
                    continue
                between = words[at + 1 : at + 2]
                end = at + (3 if between and between[0].text in PARTICLES else 2)
                name = words[at:end]
                if len(name) == end - at and name[-1].text[0].isupper() and _is_run(sentence.text, name):
                    before = sentence.text[words[at - 1].start : word.start].rstrip() if at else ""
                    yield before, tuple(token.text for token in name)


def _is_run(text: str, words: Sequence[Token]) -> bool:
    """Whether only spaces are between words."""
    return all(text[one.end : other.start].isspace() for one, other in pairwise(words))


def _forms(passages: Iterable[Passage]) -> dict[str, Counter[str]]:
    """How passages write each word, by the word in small letters; at the beginnings of sentences all are large."""
    forms: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for passage in passages:
        for sentence in passage.sentences:
            words = [token.text for token in tokens(sentence.text) if token.is_word]
            for at, word in enumerate(words if sentence.kind == "body" else ()):
                low = _base(word)
                form = word[: len(low)]
                if at or form[1:] != low[1:]:
                    forms[low][form] += 1
    return forms


def _base(word: str) -> str:
    """A word in small letters without a possessive ending."""
    low = word.lower()
    return low[:-2] if low.endswith(("'s", "’s")) else low


def _each_word(text: str, change: Callable[[str, int], str]) -> str:
    """The text with each word changed by a function of it and its number."""
    made, at = [], 0
    for number, token in enumerate(token for token in tokens(text) if token.is_word):
        made += [text[at : token.start], change(token.text, number)]
        at = token.end
    return "".join([*made, text[at:]])


def _is_shouted(question: str) -> bool:
    words = [token for token in tokens(question) if token.text[:1].isalpha()]
    return question.isupper() and any(word.low in FUNCTION_WORDS for word in words) and len(question) > len(words)


def _is_titled(question: str) -> bool:
    words = [token for token in tokens(question) if token.text[:1].isalpha()]
    large = all(word.text[0].isupper() for word in words)
    return (
        len(words) >= MIN_TITLED_WORDS
        and large
        and not question.isupper()
        and any(word.low in FUNCTION_WORDS for word in words[1:])
    )
