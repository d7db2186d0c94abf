"""What an answer says where there is none."""

import re
from collections.abc import Sequence

from index.models import Article
from index.text.page_ranges import page_ranges

ABSENT = "The article does not say."
ABSENT_IN_ALL = "The articles do not say."
UNREAD = "This question seems to be in {language}; the models that are set read English only."
UNREAD_IN = {
    "Dutch": "Deze vraag lijkt in het Nederlands te zijn; de ingestelde modellen lezen alleen Engels.",
    "French": "Cette question semble être en français ; les modèles configurés ne lisent que l'anglais.",
    "German": "Diese Frage scheint auf Deutsch gestellt zu sein; die eingestellten Modelle lesen nur Englisch.",
    "Italian": "Questa domanda sembra essere in italiano; i modelli impostati leggono solo l'inglese.",
    "Portuguese": "Esta pergunta parece estar em português; os modelos configurados só leem inglês"
    " (instale os outros com: make chat WITH=languages).",
    "Spanish": "Esta pregunta parece estar en español; los modelos configurados solo leen inglés"
    " (instale los demás con: make chat WITH=languages).",
}
"""The same in the languages that questions are most often asked in."""
NOT_FOUND_IN = {
    "Portuguese": ("O artigo não o diz.", "Os artigos não o dizem."),
    "Spanish": ("El artículo no lo dice.", "Los artículos no lo dicen."),
}
"""That the article, or the articles, do not say it, in the languages that questions are answered in."""
PAGE = "; page {pages} could not be read."
PAGES = "; pages {pages} could not be read."
PAGES_OF_SEVERAL = "; some of their pages could not be read."
"""Follow such a text in place of its stop, where what is asked may stand on such a page."""
REFUSALS = (
    ABSENT,
    ABSENT_IN_ALL,
    UNREAD,
    *UNREAD_IN.values(),
    *(text for pair in NOT_FOUND_IN.values() for text in pair),
)
"""Every text that stands in `Answer.answer` where there is no answer, but for what may follow of unread pages."""
_REFUSAL = re.compile(
    "|".join(re.escape(text.rstrip(".")).replace(re.escape("{language}"), r"[^\W\d_]+") + r"\W*" for text in REFUSALS)
    + r"|The articles? do(?:es)? not say; (?:pages? [\d–, ]+|some of their pages) could not be read\W*",
    re.IGNORECASE,
)


def absent(articles: Sequence[Article]) -> str:
    """That articles do not say what is asked, and which pages it may stand on unread."""
    text = ABSENT_IN_ALL if len(articles) > 1 else ABSENT
    unread_pages = [page for article in articles for page in article.unread_pages]
    if not unread_pages:
        return text
    form = PAGES_OF_SEVERAL if len(articles) > 1 else PAGES if len(unread_pages) > 1 else PAGE
    return text.removesuffix(".") + form.format(pages=page_ranges(unread_pages))


def unread(language: str) -> str:
    """That a question is in a language that cannot be read, in that language where its words are known.

    Args:
        language: Its English name.
    """
    return UNREAD_IN.get(language, UNREAD.format(language=language))


def not_found(language: str, *, several: bool) -> str:
    """That what was asked is not there, in the language of the question.

    Args:
        language: Its English name; English where there are no words of it.
        several: Whether several articles were asked.
    """
    return NOT_FOUND_IN.get(language, (ABSENT, ABSENT_IN_ALL))[several]


def is_refusal(text: str) -> bool:
    """Whether an answer's text says that there is no answer."""
    return _REFUSAL.fullmatch(text) is not None
