"""Tells Portuguese from Spanish questions, and both from what an identifier takes for a language like them."""

from functools import lru_cache

from index.models import Article
from rag.nlp.language_id import MAX_ARTICLE_CHARS, foreign_language
from rag.nlp.lexicon import words_of
from rag.query.gloss.gloss import WORD
from rag.query.gloss.lexicon import CODES, lexicon, plain

OPENINGS = words_of(
    "quem quando quanto quanta quantos quantas onde porque qual quais quien quienes cuando cuanto cuanta cuantos"
    " cuantas donde cual cuales como que"
)
"""Words, without accents, that open questions in the two languages and none in English."""
MOST = 0.6
"""Of a question's words, how many a lexicon has at least, for its language to be told by them."""


def article_language(article: Article) -> str:
    """The language of an article, as `foreign_language` names it; empty for English."""
    return _language(article.text[:MAX_ARTICLE_CHARS])


@lru_cache(maxsize=2000)
def _language(beginning: str) -> str:
    return foreign_language(beginning) or ""


def asked_language(question: str) -> str:
    """The language of a question, where it has a lexicon; as `foreign_language` names it for others; empty for English.

    Short questions in one of the two are often taken for the other, for Italian, or for nothing in particular.
    """
    found = foreign_language(question) or ""
    words = WORD.findall(question)
    shares = {language: _share(words, language) for language in CODES}
    best = max(shares, key=lambda language: (shares[language], language == found))
    if found in CODES or (words and plain(words[0]) in OPENINGS and shares[best] >= MOST):
        return best
    return found


def _share(words: list[str], language: str) -> float:
    """The share of words that are spelled as a language's lexicon has them."""
    known = lexicon(language)
    hits = sum(1.0 if word.lower() in known.spelled else 0.9 * (plain(word) in known.unaccented) for word in words)
    return hits / len(words) if words else 0.0
