"""Answers of each kind on the seed article, with the real retriever and reader."""

from collections.abc import Callable, Iterator

import pytest

from index.embeddings.encoder import Encoder
from index.ingest import add
from index.models import Article
from index.store.store import Store
from rag.answering.extractive.answerer import ExtractiveAnswerer
from rag.models import Answer, Question
from rag.pipeline import AnswerPipeline
from rag.retrieval.hybrid import HybridRetriever

Ask = Callable[[str], Answer]


@pytest.fixture(scope="module")
def ask(encoder: Encoder, seed: Article, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    store = Store.open(tmp_path_factory.mktemp("kinds"), encoder)
    add(store, seed)
    pipeline = AnswerPipeline(HybridRetriever(store=store), ExtractiveAnswerer.load())
    yield lambda question: pipeline.invoke(Question(question, seed.id))
    store.close()


@pytest.mark.parametrize(
    ("question", "word", "cited"),
    [
        ("Did Trump meet Kim?", "No", "without achieving one of his main stated goals: a meeting with"),
        ("Did the meeting take place?", "No", "the meeting did not take place"),
        ("Does South Korea have nuclear weapons?", "No", "which does not have nuclear weapons"),
        ("Did North Korea test missiles?", "Yes", "it had tested a series of"),
        ("Is Trump ready to meet Kim?", "Yes", "he is ready to meet"),
    ],
)
def test_a_yes_no_question_opens_with_the_word(ask: Ask, question: str, word: str, cited: str) -> None:
    answer = ask(question)
    assert answer.short_answer == word
    assert answer.answer.startswith(f"{word}. ")
    assert any(cited in citation.quote for citation in answer.citations)


def test_what_the_article_leaves_open_has_no_word(ask: Ask) -> None:
    answer = ask("Will Trump win the Nobel Peace Prize?")
    assert answer.short_answer is None
    assert "Nobel Peace Prize" in answer.answer
