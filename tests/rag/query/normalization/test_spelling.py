"""Spelling correction against an article's words."""

import pytest

from rag.nlp.lexicon import words_of
from rag.query.normalization.spelling import corrected

TEXTS = [
    "The foreign minister of North Korea, Choe Son-hui, spoke in Moscow. The managing director of Fennick is Petra"
    " Lindqvist. Three islands lie in the lake. The alarm was raised at noon. A mediator from Zambia was married."
]
KNOWN = words_of(
    "who is the of what time was how in did resign why said married unmarried mediator minister treasurer he north"
    " korean"
)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("who is teh north korean forign minister", "who is the north korean foreign minister"),
        ("who is teh mangaing direcotr of Fenick", "who is the managing director of Fennick"),
        ("how menny iselands", "how many islands"),
        ("waht time was the alram rasied?", "what time was the alarm raised?"),
        ("Who is the meidator?", "Who is the mediator?"),
    ],
)
def test_misspelt_words_are_written_as_the_article_writes_them(question: str, expected: str) -> None:
    assert corrected(question, TEXTS, KNOWN.__contains__) == expected


@pytest.mark.parametrize(
    "question",
    [
        "Who is the Zambian mediator?",  # an inflection
        "Was he unmarried?",  # a known word
        "Who is Choi?",  # perhaps another name
        "¿Por qué no se reunieron Kim y Trump?",
        "Why did the treasurer resign?",
        "xqzv blorft snarg?",
    ],
)
def test_other_words_stay(question: str) -> None:
    assert corrected(question, TEXTS, KNOWN.__contains__) == question
