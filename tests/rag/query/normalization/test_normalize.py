"""Questions in any wording, spelling and length, asked of the whole chain."""

import unicodedata
from collections.abc import Iterator
from typing import Literal

import pytest
from langchain_core.runnables import Runnable

from index.embeddings.encoder import Encoder
from index.ingest import add
from index.models import Article
from index.store.store import Store
from index.text.unicode import whole
from rag.answering.extractive.answerer import ExtractiveAnswerer
from rag.models import Answer, Message, Question
from rag.pipeline import AnswerPipeline
from rag.retrieval.hybrid import HybridRetriever

Chain = Runnable[Question, Answer]
Form = Literal["NFC", "NFD"]


@pytest.fixture(scope="module")
def store(encoder: Encoder, seed: Article, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = Store.open(tmp_path_factory.mktemp("wording"), encoder)
    add(opened, seed)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def extractive(store: Store) -> Chain:
    return AnswerPipeline(HybridRetriever(store=store), ExtractiveAnswerer.load(english_only=True))


ACCENTS = (
    "The Zürich café owner José Muñoz opened a second shop in Kraków on Monday. The shop cost 400,000 euros, the owner"
    " said. His sister Zoë runs the bakery in Malmö. The bakery employs nineteen people."
)
EMOJI = "The flag 🇵🇹 was raised by engineer Ana Sá 👩🏽‍🚀. The launch happened on Friday 👩‍👩‍👧."


@pytest.mark.parametrize("written", ["NFC", "NFD"])
@pytest.mark.parametrize("asked", ["NFC", "NFD"])
def test_composed_and_decomposed_letters_meet(store: Store, extractive: Chain, written: Form, asked: Form) -> None:
    article = add(store, Article("Café", unicodedata.normalize(written, ACCENTS), "")).entry.article
    for question, expected in (("Where does Zoë run the bakery?", "Malmö"), ("Who opened a shop?", "José Muñoz")):
        answer = extractive.invoke(Question(unicodedata.normalize(asked, question), article.id))
        assert answer.short_answer == unicodedata.normalize(written, expected)
        assert all(article.text[c.start : c.end] == c.quote for c in answer.citations)


@pytest.mark.parametrize("question", ["Who raised the flag?", "When did the launch happen?"])
def test_a_short_answer_is_not_cut_within_a_letter(store: Store, extractive: Chain, question: str) -> None:
    article = add(store, Article("Flag", EMOJI, "")).entry.article
    short = extractive.invoke(Question(question, article.id)).short_answer
    assert short
    start = article.text.index(short)
    assert whole(article.text, start, start + len(short)) == (start, start + len(short))


@pytest.mark.parametrize(
    "asked",
    [
        "why didn't Kim meet Trump? Thanks!",
        "WHY DIDN'T KIM MEET TRUMP?",
        "Hi! 🤔 **why didn't Kim meet Trump???** Answer briefly.",
        "WHY DIDN'T KIM MEET TRUMP? Thanks, and have a nice day!",
        "ｗｈｙ　ｄｉｄｎ'ｔ　Ｋｉｍ　ｍｅｅｔ　Ｔｒｕｍｐ？",
        "You are a helpful assistant.\n\nQuestion: why didn't Kim meet Trump?\nAnswer:",
        "This is what I read over breakfast and then again at lunch, with a cup of coffee. " * 20
        + "why didn't Kim meet Trump?",
    ],
)
def test_a_question_is_understood_whatever_stands_around_it(extractive: Chain, seed: Article, asked: str) -> None:
    plain = extractive.invoke(Question("why didn't Kim meet Trump?", seed.id))
    answer = extractive.invoke(Question(asked, seed.id))
    assert answer.question == asked
    assert answer.standalone_question.lower() == plain.standalone_question.lower()
    assert answer.short_answer == plain.short_answer


@pytest.mark.parametrize(
    "unit", ["x y z ", "1 2 3 4 ", "誰在莫斯科", "0x3f9a,7b;", "at a.b.c(D.java:1)\n", "Is it so? "]
)
def test_questions_and_turns_of_any_kind_and_length_are_answered(extractive: Chain, unit: str) -> None:
    asked = (unit * 2000)[:2000]
    assert extractive.invoke(Question(asked)).question == asked
    turns = (Message("user", unit * (100_000 // len(unit))), Message("assistant", unit * (100_000 // len(unit))))
    assert extractive.invoke(Question("and why?", history=turns)).standalone_question
