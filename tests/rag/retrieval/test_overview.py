"""Questions about an article as a whole."""

from collections.abc import Iterator

import pytest
from langchain_core.runnables import Runnable

from index.embeddings.encoder import Encoder
from index.ingest import add
from index.models import Article
from index.store.store import Store
from rag.answering.extractive.answerer import ExtractiveAnswerer
from rag.models import Answer, Question
from rag.pipeline import AnswerPipeline
from rag.retrieval.hybrid import HybridRetriever
from rag.retrieval.overview import SummaryRequest, asks_overview, summary_request

BRIDGE = """# The bridge at Harn

By Ada Quill

The bridge at Harn will close in May. Its bolts have rusted.

## Costs

Repairs cost two million crowns. They take a year. Nobody knows who pays for the repairs of it.
"""
FERRY = "The ferry to Skerry sails at nine again. It had been away for a year."


@pytest.mark.parametrize(
    "question",
    [
        "What is this article about?",
        "what's it about",
        "What’s the story about?",
        "Summarize the article.",
        "Can you summarise this for me in two sentences, please?",
        "tl;dr",
        "Give me a brief summary",
        "What are the main points?",
        "What is the main idea of the text?",
        "Tell me about the article, a quick overview",
        "Sum it up",
        "Give me 3 bullet points",
        "Summarize the article in five bullet points",
        "Give me the three most important facts",
        "summarise the trial",
    ],
)
def test_asks_about_the_whole(question: str) -> None:
    assert asks_overview(question)


@pytest.mark.parametrize(
    "question",
    [
        "What is the thesis about?",
        "What did the report say about the bridge?",
        "Who wrote the summary?",
        "What was the main reason for the closure?",
        "How many articles are there?",
        "What is it?",
        "What is the point of the dam?",
        "How many points are there?",
        "Which bullet was found?",
        "Is the article right?",
        "Who is the article about?",
        "?",
        "",
    ],
)
def test_asks_about_something_in_it(question: str) -> None:
    assert not asks_overview(question)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What is this article about?", SummaryRequest()),
        ("Give me 3 bullet points", SummaryRequest(3, bullets=True)),
        ("in one sentence, what is it about?", SummaryRequest(1)),
        ("Give me the five main points", SummaryRequest(5, bullets=True)),
        ("Summarise it in two short sentences", SummaryRequest(2)),
        ("Summarize this in 99 sentences", SummaryRequest(20)),
        ("What are the key takeaways?", SummaryRequest(bullets=True)),
    ],
)
def test_as_many_as_are_asked_for(question: str, expected: SummaryRequest) -> None:
    assert summary_request(question) == expected


@pytest.fixture(scope="module")
def chain(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runnable[Question, Answer]]:
    store = Store.open(tmp_path_factory.mktemp("overview"), encoder)
    for article in (Article("Bridge", BRIDGE, "b.md", markdown=True), Article("Ferry", FERRY, "f.txt")):
        add(store, article)
    yield AnswerPipeline(HybridRetriever(store=store), ExtractiveAnswerer.load())
    store.close()


def quotes(answer: Answer) -> list[str]:
    assert answer.status == "answered"
    assert answer.short_answer is None
    assert [citation.number for citation in answer.citations] == list(range(1, len(answer.citations) + 1))
    for citation in answer.citations:
        text = {"Bridge": BRIDGE, "Ferry": FERRY}[citation.article_title]
        assert text[citation.start : citation.end] == citation.quote
        assert citation.passage_id in {found.passage_id for found in answer.retrieved}
    return [citation.quote for citation in answer.citations]


def test_one_article_is_told_by_its_parts(chain: Runnable[Question, Answer]) -> None:
    bridge = Article("Bridge", BRIDGE, "b.md", markdown=True).id
    answer = chain.invoke(Question("What is this article about?", bridge))
    assert quotes(answer) == ["The bridge at Harn will close in May.", "Nobody knows who pays for the repairs of it."]
    assert answer.items == ()


def test_points_are_entries(chain: Runnable[Question, Answer]) -> None:
    bridge = Article("Bridge", BRIDGE, "b.md", markdown=True).id
    answer = chain.invoke(Question("Give me 2 bullet points", bridge))
    assert [item.text for item in answer.items] == quotes(answer)
    assert answer.answer == "\n".join(f"- {item.text} [{item.citations[0]}]" for item in answer.items)


def test_several_are_told_by_one_sentence_each_under_their_titles(chain: Runnable[Question, Answer]) -> None:
    answer = chain.invoke(Question("Summarise the articles"))
    told = {"Bridge": "The bridge at Harn will close in May.", "Ferry": "The ferry to Skerry sails at nine again."}
    assert {item.label: item.text for item in answer.items} == told
    assert quotes(answer) == [item.text for item in answer.items]
