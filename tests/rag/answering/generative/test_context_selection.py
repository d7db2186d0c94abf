"""Which of an article's sentences a language model is shown, and what becomes of a list's entries."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from index.embeddings.encoder import Encoder
from index.ingest import add
from index.models import Article
from index.store.store import Store
from rag.answering.extractive.answerer import ExtractiveAnswerer
from rag.answering.generative.answerer import GeneratingAnswerer
from rag.models import Answer, Question
from rag.pipeline import AnswerPipeline
from rag.retrieval.hybrid import HybridRetriever
from tests.support.language_models.scripted_model import ScriptedModel, WordCheck

COUNTRIES = (
    *("France", "Spain", "Portugal", "Italy", "Greece", "Norway", "Sweden", "Denmark"),
    *("Poland", "Austria", "Hungary", "Romania", "Bulgaria", "Ireland"),
)
PARAGRAPHS = [
    f"In the autumn of that year the delegation from {country} signed the treaty on fishing after long talks."
    for country in COUNTRIES
]
TEXT = "\n\n".join(["The treaty on fishing was signed in Lisbon by fourteen delegations.", *PARAGRAPHS])
SIDES = """The Harn bridge is 120 metres long and was opened in 1932 by Ada Quill.

Farmers brought their milk to the market on Mondays.

The Lowe bridge is 340 metres long and was opened in 1951 by Ivo Harn.
"""
NUMBERED = re.compile(r"^\[\d+\] ", re.MULTILINE)


@pytest.fixture(scope="module")
def own() -> ExtractiveAnswerer:
    return ExtractiveAnswerer.load(threshold=0.0)


@pytest.fixture(scope="module")
def stores(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Store]]:
    opened = {}
    for name, text in (("list", TEXT), ("comparison", SIDES)):
        opened[name] = Store.open(tmp_path_factory.mktemp(name), encoder)
        add(opened[name], Article(name, text, name))
    yield opened
    for store in opened.values():
        store.close()


@pytest.fixture
def ask(stores: dict[str, Store], own: ExtractiveAnswerer) -> Any:
    """Asks; gives the extractive answer, the generated one, and what the model was told: the rules, and the rest."""

    def asked(name: str, question: str, wrote: str) -> tuple[Answer, Answer, str, str]:
        retriever = HybridRetriever(store=stores[name])
        model = ScriptedModel(pieces=[wrote])
        generating = GeneratingAnswerer(own, model, WordCheck(), name="scripted", seconds=30)
        given = AnswerPipeline(retriever, own).invoke(Question(question))
        made = AnswerPipeline(retriever, generating).invoke(Question(question))
        rules, shown = (str(message.content) for message in model.asked[0])
        return given, made, rules, shown

    return asked


def test_a_list_goes_to_the_model_with_all_of_its_sentences(ask: Any) -> None:
    given, _, rules, shown = ask("list", "Which countries are mentioned?", "France signed the treaty.")
    assert len(given.items) == len(COUNTRIES)
    assert all(citation.quote in shown for citation in given.citations)
    assert f"up to {len(COUNTRIES)} of them" in rules


def test_entries_keep_the_numbers_of_their_quotes(ask: Any) -> None:
    wrote = "The delegation from Spain signed the treaty. The delegation from France signed the treaty."
    _, made, *_ = ask("list", "Which countries are mentioned?", wrote)
    quotes = {citation.number: citation.quote for citation in made.citations}
    assert [item.text for item in made.items] == ["France", "Spain"]
    assert all(item.text in quotes[number] for item in made.items for number in item.citations)
    assert made.complete is None


def test_a_comparison_goes_to_the_model_with_both_sides(ask: Any) -> None:
    question = "Which is longer, the Harn bridge or the Lowe bridge?"
    given, made, _, shown = ask("comparison", question, "The Lowe bridge is 340 metres long.")
    assert len(given.citations) == 2
    assert all(citation.quote in shown for citation in given.citations)
    assert made.status == "answered"


def test_a_fact_goes_with_no_more_than_twelve_sentences(ask: Any) -> None:
    *_, rules, shown = ask("list", "Where was the treaty signed?", "It was signed in Lisbon.")
    assert "four short sentences" in rules
    assert 1 < len(NUMBERED.findall(shown)) <= 12
