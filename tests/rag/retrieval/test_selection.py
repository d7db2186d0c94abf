"""Which articles are asked by tag and date."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from index.embeddings.encoder import Encoder
from index.errors import EmptyScopeError, UnknownArticleError
from index.ingest import add
from index.models import Article
from index.store.store import Store
from rag.models import Question
from rag.models.verification import Draft
from rag.retrieval.hybrid import HybridRetriever
from rag.retrieval.selection import scoped

FERRY = Article(
    "Ferry", "The ferry leaves Harn at nine. It takes an hour.", "", published="2025-10-31", tags=("boats",)
)
TRAM = Article("Tram", "The tram leaves Lowe at ten. It takes a minute.", "", published="2024", tags=("boats", "rails"))
QUAY = Article("Quay", "The quay at Harn was built by Ada Quill. The ferry leaves from it.", "", tags=("stones",))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[Store]:
    opened = Store.open(tmp_path_factory.mktemp("index"), encoder)
    for article in (FERRY, TRAM, QUAY):
        add(opened, article)
    yield opened
    opened.close()


def test_a_question_that_wants_neither_stays_as_it_is(store: Store) -> None:
    question = Question("When?", articles=(FERRY.id,))
    assert scoped(question, store) is question


@pytest.mark.parametrize(
    ("question", "ids"),
    [
        (Question("When?", tag="boats"), {FERRY.id, TRAM.id}),
        (Question("When?", tag="boats", published_after="2025-01-01"), {FERRY.id}),
        (Question("When?", articles=(TRAM.id, QUAY.id), tag="boats"), {TRAM.id}),
    ],
)
def test_tag_and_date_become_ids(store: Store, question: Question, ids: set[str]) -> None:
    found = scoped(question, store)
    assert set(found.articles or ()) == ids
    assert found == replace(question, tag=None, published_after=None, articles=found.articles)


def test_one_article_stays_one(store: Store) -> None:
    assert scoped(Question("When?", FERRY.id, tag="boats"), store) == Question("When?", FERRY.id)


def test_a_text_is_checked_against_those_chosen(store: Store) -> None:
    assert scoped(Draft("It rained.", tag="stones"), store) == Draft("It rained.", (QUAY.id,))


@pytest.mark.parametrize(
    ("question", "told"),
    [
        (Question("When?", tag="planes"), "No article has the tag 'planes'."),
        (Question("When?", published_after="2026-01-01"), "No article has a date of 2026-01-01 or later."),
        (
            Question("When?", QUAY.id, tag="boats", published_after="2026-01-01"),
            "No article of those named has the tag 'boats' and a date of 2026-01-01 or later.",
        ),
    ],
)
def test_that_none_is_chosen_is_one_sentence(store: Store, question: Question, told: str) -> None:
    with pytest.raises(EmptyScopeError) as raised:
        scoped(question, store)
    assert str(raised.value) == told
    with pytest.raises(UnknownArticleError):
        scoped(replace(question, article="0123456789abcdef"), store)


def test_what_else_is_indexed_changes_no_score_of_those_chosen(
    store: Store, encoder: Encoder, tmp_path_factory: pytest.TempPathFactory
) -> None:
    alone = Store.open(tmp_path_factory.mktemp("alone"), encoder)
    for article in (FERRY, TRAM):
        add(alone, article)
    chosen = scoped(Question("When does the ferry leave?", tag="boats"), store)
    among_others = HybridRetriever(store=store).scored(chosen.question, frozenset(chosen.articles or ()))
    by_themselves = HybridRetriever(store=alone).scored(chosen.question, None)
    assert [(each.passage.id, each.score) for each in among_others] == [
        (each.passage.id, each.score) for each in by_themselves
    ]
    alone.close()
