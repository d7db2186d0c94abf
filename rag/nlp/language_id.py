"""Tells which language a question or an article is in, as far as that is clear; what is not clear is taken for English.

The identifier is py3langid's naive Bayes over byte n-grams. On a handful of words it is often wrong about English, and
names look like any language: so there are three guards before its word counts.
"""

import re
from functools import lru_cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from rag.nlp.lexicon import AUXILIARIES, words_of
from rag.nlp.names import PARTICLES
from rag.nlp.tokens import tokens

LANGUAGES = {
    "ar": "Arabic",
    "bg": "Bulgarian",
    "bn": "Bengali",
    "ca": "Catalan",
    "cs": "Czech",
    "da": "Danish",
    "de": "German",
    "el": "Greek",
    "en": "English",
    "es": "Spanish",
    "fa": "Persian",
    "fi": "Finnish",
    "fr": "French",
    "he": "Hebrew",
    "hi": "Hindi",
    "hu": "Hungarian",
    "id": "Indonesian",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "nl": "Dutch",
    "no": "Norwegian",
    "pl": "Polish",
    "pt": "Portuguese",
    "ro": "Romanian",
    "ru": "Russian",
    "sv": "Swedish",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "vi": "Vietnamese",
    "zh": "Chinese",
}
"""Those that are told apart. With all 139 of the identifier's, English questions pass for Nigerian Pidgin or Shona."""

ONLY_ENGLISH = words_of(
    "about and could did does from him how many much she should that the their they this were what when where which"
    " who whom whose why with would you your"
)
"""Words of English questions that are no words of the other languages."""
SHARE = 0.05
"""Of a text's words: English has more of these, and other languages' articles that quote some English fewer."""
LATIN = re.compile("[a-z]")

LIKELY = 0.35
"""The least probability of a language for it to be named."""
LIKELIER = 20.0
"""How many times as likely as English it must be: what English keywords without a verb stay below."""
MAX_ARTICLE_CHARS = 3000
"""How many characters of an article are looked at: the probabilities are 0 or 1 long before."""


def foreign_language(text: str) -> str | None:
    """The English name of the language that a text is clearly in, if that is not English; None otherwise.

    Args:
        text: A question or an article, of which the beginning is looked at.
    """
    text = text[:MAX_ARTICLE_CHARS]
    if LATIN.search(text) and _may_be_english(text):
        return None
    probabilities = dict(_identifier().rank(text))
    found = max(probabilities, key=lambda code: probabilities[code])
    if probabilities[found] < max(LIKELY, LIKELIER * probabilities["en"]):
        return None
    return LANGUAGES[found]


def _may_be_english(text: str) -> bool:
    """Whether a text has English's own words, or but names behind its first word."""
    words = [word for word in tokens(text) if word.text[0].isalpha()]
    if words and words[0].low in AUXILIARIES and any(word.low.endswith("ed") for word in words[1:]):
        return True  # "Was Tarasi booed?"
    english = sum(word.low.split("'")[0] in ONLY_ENGLISH for word in words)
    return english > len(words) * SHARE or all(word.text[0].isupper() or word.low in PARTICLES for word in words[1:])


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    """Loaded with the first question; half a second."""
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(LANGUAGES))
    return identifier
