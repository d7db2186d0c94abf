"""Any LangChain retriever behind the pipeline: its documents become passages of the index."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever

from index.embeddings.encoder import Encoder
from index.ingest import add
from index.models import Article, Passage
from index.sources.load import load_file
from index.store.store import Store
from rag.answering.extractive.answerer import ExtractiveAnswerer
from rag.models import Answer, Question, RetrievedPassage
from rag.pipeline import AnswerPipeline
from rag.retrieval.adapter import RetrieverAdapter
from rag.retrieval.documents import as_document, retrieved_passages
from rag.retrieval.hybrid import HybridRetriever

NEWS = Path(__file__).parents[2] / "data/news"
ASKED = "Who is the chief executive of Orlena?"


class Given(BaseRetriever):
    """Finds the same documents whatever is asked, and takes nothing but a question."""

    documents: list[Document]

    def _get_relevant_documents(
        self,
        query: str,  # noqa: ARG002 - LangChain passes it
        *,
        run_manager: CallbackManagerForRetrieverRun,  # noqa: ARG002
    ) -> list[Document]:
        return self.documents


@pytest.fixture(scope="module")
def store(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = Store.open(tmp_path_factory.mktemp("adapter"), encoder)
    for name in ("glassworks.txt", "reservoir.txt"):
        add(opened, load_file(NEWS / name))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def article(store: Store) -> Article:
    return next(entry.article for entry in store.articles() if "Orlena" in entry.article.text)


@pytest.fixture(scope="module")
def hybrid(store: Store) -> HybridRetriever:
    return HybridRetriever(store=store)


@pytest.fixture(scope="module")
def expected(hybrid: HybridRetriever, article: Article) -> list[RetrievedPassage]:
    return list(retrieved_passages(hybrid.invoke(ASKED, article=article.id)))


def bare(found: RetrievedPassage) -> Document:
    return Document(found.passage.text)


def placed(found: RetrievedPassage) -> Document:
    passage = found.passage
    place = {"article_id": passage.article_id, "start": passage.start, "end": passage.end}
    return Document("In other words.", metadata=place)


def split(found: RetrievedPassage) -> Document:
    place = {"article_id": found.passage.article_id, "start_index": found.passage.start}
    return Document(found.passage.text, metadata=place)


def named(found: RetrievedPassage) -> Document:
    return Document(f"\n{found.passage.text} ", metadata={"article_id": found.passage.article_id})


def a_sentence(found: RetrievedPassage) -> Document:
    return Document(found.passage.sentences[-1].text)


@pytest.mark.parametrize("made", [bare, placed, split, named, a_sentence])
def test_documents_are_matched_and_scored_as_ours(
    hybrid: HybridRetriever,
    expected: list[RetrievedPassage],
    article: Article,
    made: Callable[[RetrievedPassage], Document],
) -> None:
    other = Given(documents=[made(found) for found in reversed(expected)])
    documents = RetrieverAdapter(retriever=other, hybrid=hybrid).invoke(ASKED, article=article.id)
    assert retrieved_passages(documents) == tuple(reversed(expected))


def test_a_document_over_two_passages_brings_both(hybrid: HybridRetriever, store: Store, article: Article) -> None:
    first, second = store.passages(article.id)[:2]
    other = Given(documents=[Document(article.text[first.start + 5 : second.end])])
    found = retrieved_passages(RetrieverAdapter(retriever=other, hybrid=hybrid).invoke(ASKED))
    assert {each.passage.id for each in found} == {first.id, second.id}


@pytest.mark.parametrize(
    "document",
    [
        pytest.param(Document("Nobody wrote this sentence."), id="a text of no article"),
        pytest.param(
            Document("Orlena", metadata={"article_id": "0123456789abcdef", "start": 0}), id="a removed article"
        ),
        pytest.param(Document("Nobody.", metadata={"start": 3, "end": 9}), id="a place in no article"),
        pytest.param(Document(" \n"), id="blank"),
    ],
)
def test_what_is_in_no_article_is_left_out(hybrid: HybridRetriever, document: Document) -> None:
    other = Given(documents=[document])
    assert RetrieverAdapter(retriever=other, hybrid=hybrid).invoke(ASKED) == []


def test_an_article_that_is_not_asked_is_left_out(
    hybrid: HybridRetriever, expected: list[RetrievedPassage], store: Store, article: Article
) -> None:
    other = next(entry.article.id for entry in store.articles() if entry.article.id != article.id)
    adapter = RetrieverAdapter(retriever=Given(documents=[bare(found) for found in expected]), hybrid=hybrid)
    assert adapter.invoke(ASKED, article=other) == []
    assert adapter.invoke(ASKED, articles=[]) == []
    assert len(adapter.invoke(ASKED, articles=[other, article.id])) == len(expected)


def answered(retriever: BaseRetriever, question: Question) -> dict[str, Any]:
    answer: Answer = AnswerPipeline(retriever, ExtractiveAnswerer.load()).invoke(question)
    return {key: value for key, value in answer.to_dict().items() if key != "timings_ms"}


def test_the_same_passages_give_the_same_answer(
    hybrid: HybridRetriever, expected: list[RetrievedPassage], article: Article
) -> None:
    adapter = RetrieverAdapter(retriever=Given(documents=[bare(found) for found in expected]), hybrid=hybrid)
    for asked in (ASKED, "What is this article about?"):
        question = Question(asked, article.id)
        answer = answered(adapter, question)
        assert answer["status"] == "answered"
        assert answer == answered(hybrid, question)


def test_the_stores_own_vector_retriever_answers(hybrid: HybridRetriever, store: Store, article: Article) -> None:
    vectors = store.vectors.as_retriever(search_kwargs={"k": 8})
    answer = answered(RetrieverAdapter(retriever=vectors, hybrid=hybrid), Question(ASKED, article.id))
    assert answer["status"] == "answered"
    for citation in answer["citations"]:
        assert article.text[citation["start"] : citation["end"]] == citation["quote"]


def test_a_passage_comes_back_from_its_document(expected: list[RetrievedPassage]) -> None:
    assert retrieved_passages([as_document(found) for found in expected]) == tuple(expected)


def test_missing_measures_have_defaults(expected: list[RetrievedPassage]) -> None:
    passage, article = expected[0].passage, expected[0].article
    document = Document(passage.text, metadata={"passage": passage, "article": article, "score": 1, "bm25": None})
    assert retrieved_passages([document]) == (RetrievedPassage(passage, article, score=1.0),)


@pytest.mark.parametrize("metadata", [{}, {"passage": "p", "article": "a"}, {"article_id": "a"}])
def test_a_document_without_a_passage_names_the_adapter(metadata: dict[str, Any]) -> None:
    with pytest.raises(TypeError, match="RetrieverAdapter"):
        retrieved_passages([Document("Some text", metadata=metadata)])


def test_a_question_about_the_whole_is_answered_from_any_plain_retriever(store: Store, article: Article) -> None:
    passage: Passage = store.passages(article.id)[0]
    own = Given(documents=[Document(passage.text, metadata={"passage": passage, "article": article})])
    answer = answered(own, Question("What is this article about?"))
    assert {found["passage_id"] for found in answer["retrieved"]} == {passage.id}
