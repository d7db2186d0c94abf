"""The verdict that a text gives on a question."""

from index.chunking import passages
from index.models import Article
from rag.answering.citing.citations import Quote
from rag.answering.kinds.verdict.yes_no import verdict
from rag.answering.kinds.verdict.yes_no_question import yes_no_question
from rag.models import RetrievedPassage


def verdict_of(question: str, text: str) -> bool | None:
    """The verdict where the first sentence of a text is the one that the reader found."""
    article = Article("Text", text, "t.txt")
    found = [RetrievedPassage(each, article) for each in passages(article, lambda part: len(part.split()))]
    asked = yes_no_question(question)
    assert asked is not None
    return verdict(asked, Quote(found[0].passage.sentences[0], found[0].passage, article, 1.0), found).yes
