"""Spelling correction of a question against the words of the article: "teh north korean forign minister"."""

import re
from collections.abc import Callable, Iterable

from rag.nlp.language_id import foreign_language
from rag.nlp.lexicon import FUNCTION_WORDS, SAYING
from rag.nlp.stemming import stems
from rag.nlp.tokens import Token, tokens

COMMON = {
    "teh": "the", "hte": "the", "waht": "what", "whta": "what", "wat": "what", "wich": "which", "whcih": "which",
    "hwo": "how", "hwy": "why", "wehn": "when", "whne": "when", "wen": "when", "wher": "where", "adn": "and",
    "taht": "that", "becuase": "because", "menny": "many", "mutch": "much", "dose": "does", "doese": "does",
    "didi": "did", "si": "is", "fo": "of", "wiht": "with", "frmo": "from", "abuot": "about", "thier": "their",
}  # fmt: skip
"""Misspellings of the words that questions are made with."""
MIN_CHARS = 4
"""Letters of the shortest word that is corrected, `COMMON` aside; shorter ones are an edit from too many others."""
NAME_MIN_CHARS = 6
"""The same for a capitalised word, which may be another person's name."""
LONG_CHARS = 8
"""Letters of the shortest word in lower case that may be two edits away."""
MAX_UNKNOWN = 0.5
"""Share of a question's words beyond which it is in another language, or no question."""
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def corrected(question: str, texts: Iterable[str], is_word: Callable[[str], bool]) -> str:
    """The question with misspelt words as the article writes them; itself where nothing is misspelt.

    Args:
        question: The question that stands alone.
        texts: Passages that were retrieved for it.
        is_word: Whether a word is known whatever the article says; such words stay.

    Returns:
        The question; a word is replaced only by the one word within an edit of it, or two of a long word, that begins
        with the same letter.
    """
    words = [word for word in tokens(question) if word.text[:1].isalpha()]
    if not words or foreign_language(question):
        return question
    forms = _forms(texts)
    known = {stem for word in forms for stem in stems(word)}
    unknown = [word for word in words if _is_unknown(word, forms, known, is_word)]
    if sum(word.low not in COMMON for word in unknown) > max(1.0, MAX_UNKNOWN * len(words)):
        return question
    made, at = [], 0
    for word in unknown:
        made += [question[at : word.start], _nearest(word, forms)]
        at = word.end
    return "".join([*made, question[at:]])


def _forms(texts: Iterable[str]) -> dict[str, str]:
    """The words of texts in small letters, each as it is written; in small letters where both occur."""
    forms: dict[str, str] = {}
    for text in texts:
        for found in WORD.finditer(text):
            word = found[0].removesuffix("'s").removesuffix("’s")
            if word.islower() or word.lower() not in forms:
                forms[word.lower()] = word
    return forms


def _is_unknown(word: Token, forms: dict[str, str], known: set[str], is_word: Callable[[str], bool]) -> bool:
    low = (word.owner or word.text).lower()
    if low in COMMON and low not in forms:
        return True
    if len(low) < MIN_CHARS or not low.isalpha() or low in forms or low in FUNCTION_WORDS:
        return False
    return not known.intersection(stems(low)) and not is_word(low)


def _nearest(word: Token, forms: dict[str, str]) -> str:
    """The article's word, or a common one, that is meant; the word itself where none or several are as near."""
    bare = word.owner or word.text
    low, ending = bare.lower(), word.text[len(bare) :]
    if low in COMMON:
        return _like(bare, COMMON[low]) + ending
    capital = bare[0].isupper() and word.start > 0
    if capital and len(low) < NAME_MIN_CHARS:
        return word.text
    most = 2 if len(low) >= LONG_CHARS and not capital else 1
    distances: dict[int, list[str]] = {}
    for form in {*forms, *FUNCTION_WORDS, *SAYING}:
        inflected = form.startswith(low) or low.startswith(form)  # "Zambian" is no misspelt "Zambia"
        near = form[0] == low[0] and abs(len(form) - len(low)) <= most and len(form) >= MIN_CHARS - 1
        if near and not inflected:
            away = _edits(low, form, most)
            if away <= most and (len(low) > MIN_CHARS or sorted(low) == sorted(form)):
                distances.setdefault(away, []).append(form)
    nearest = distances[min(distances)] if distances else []
    if len(nearest) != 1:
        return word.text
    return _like(bare, forms.get(nearest[0], nearest[0])) + ending


def _like(word: str, form: str) -> str:
    return form[:1].upper() + form[1:] if word[:1].isupper() else form


def _edits(one: str, other: str, most: int) -> int:
    """Optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours.

    Args:
        one: A word.
        other: Another.
        most: The largest distance of interest; a larger one may be returned as any larger number.
    """
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        following = [i]
        for j, b in enumerate(other, 1):
            cost = min(row[j] + 1, following[j - 1] + 1, row[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            following.append(cost)
        if min(following) > most:
            return most + 1
        before, row = row, following
    return row[-1]
