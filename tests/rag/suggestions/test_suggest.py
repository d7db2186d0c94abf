"""Questions made from articles: by which rules, and that the article answers every one that is suggested."""

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from langchain_core.runnables import Runnable

from index.chunking import passages
from index.embeddings.encoder import Encoder
from index.ingest import add
from index.models import Article, Sentence
from index.sources.load import load
from index.store.store import Store
from rag.answering.extractive.answerer import ExtractiveAnswerer
from rag.models import Answer, Question
from rag.pipeline import AnswerPipeline
from rag.retrieval.hybrid import HybridRetriever
from rag.retrieval.overview import ABOUT
from rag.suggestions.question_generation import MAX_QUESTION_WORDS, generated_questions
from rag.suggestions.suggest import EXPECTED, MAX_TRIED, MAX_TRIED_FOLLOW_UPS, follow_ups, passage_drafts, suggestions

DATA = Path(__file__).parents[2] / "data"
OTHERS = (DATA / "conversations/ferry.txt", DATA / "documents/report.expected.txt")


def made_from(text: str) -> list[str]:
    return [draft.question for draft in generated_questions([Sentence(0, len(text), text, "body")])]


@pytest.mark.parametrize(
    ("text", "question"),
    [
        pytest.param("Ada Quill opened the bridge in 1932.", "When did Ada Quill open the bridge?", id="when"),
        pytest.param("Maria Quill opened the bridge in 1932.", "Who opened the bridge in 1932?", id="who"),
        pytest.param("The line will be reviewed again in June.", "When will the line be reviewed again?", id="will"),
        pytest.param(
            "The bridge was closed because its bolts had rusted.", "Why was the bridge closed?", id="why-passive"
        ),
        pytest.param(
            "He said that the loss had doubled only because crossings were cut.", "Why had the loss doubled?", id="told"
        ),
        pytest.param("The fund collected 4,300 signatures.", "How many signatures did the fund collect?", id="count"),
        pytest.param("The lane will cost about $310 million.", "How much will the lane cost?", id="sum"),
        pytest.param("The clerk held the key for nine years.", "How long did the clerk hold the key?", id="span"),
        pytest.param("The valley received rain in 2024.", "When did the valley receive rain?", id="silent-e"),
        pytest.param("The vote was cast by Elspeth Garrick.", "Who was the vote cast by?", id="agent"),
        pytest.param("Yakov Zinberg, professor of history, left.", "Who is Yakov Zinberg?", id="role-behind"),
        pytest.param("It was professor Choo Jae-woo of Seoul.", "Who is Choo Jae-woo?", id="role-before"),
        pytest.param("Fergus Lamont, who runs the shop, waved.", "Who runs the shop?", id="relative"),
        pytest.param("The boat came to Kinbrae, a village of 90.", "What is Kinbrae?", id="explained"),
        pytest.param(
            "On Wednesday, North Korea announced that it had won.", "What did North Korea announce?", id="what"
        ),
    ],
)
def test_asks_for_what_a_sentence_tells(text: str, question: str) -> None:
    assert question in made_from(text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("She changed her mind in March.", id="a-pronoun-for-a-subject"),
        pytest.param("Would the bridge open in May?", id="a-question"),
        pytest.param("“The bridge opened in 1932,” it says.", id="a-quotation"),
        pytest.param("The man left in 2003.", id="a-subject-that-could-be-anybody"),
        pytest.param("Lastly, they sold it to him.", id="nothing-named"),
    ],
)
def test_asks_nothing_that_is_not_understood_alone(text: str) -> None:
    assert made_from(text) == []


class Counting:
    """Asks a chain, and keeps what it was asked."""

    def __init__(self, chain: Runnable[Question, Answer]) -> None:
        self.chain = chain
        self.answers: list[Answer] = []

    def invoke(self, question: Question) -> Answer:
        self.answers.append(self.chain.invoke(question))
        return self.answers[-1]


@pytest.fixture(scope="module")
def store(encoder: Encoder, seed: Article, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = Store.open(tmp_path_factory.mktemp("suggest"), encoder)
    for article in (seed, *(next(load(str(path))) for path in OTHERS)):
        add(opened, article)
    yield opened
    opened.close()


@pytest.fixture
def counting(store: Store) -> Counting:
    return Counting(AnswerPipeline(HybridRetriever(store=store), ExtractiveAnswerer.load()))


def test_every_suggestion_is_answered_from_the_sentence_it_was_made_of(
    store: Store, counting: Counting, encoder: Encoder
) -> None:
    chain = cast(Runnable[Question, Answer], counting)
    for article in (entry.article for entry in store.articles()):
        counting.answers.clear()
        suggested = suggestions(article.id, passage_drafts(store.passages(article.id)), chain)
        asked = [answer.question for answer in counting.answers]
        assert len(suggested) == len(set(suggested)) == 3
        assert len(asked) == len(set(asked)) <= MAX_TRIED
        sources = {draft.question: draft for draft in passage_drafts(passages(article, encoder.count_tokens))}
        for question in suggested:
            answer = next(answer for answer in counting.answers if answer.question == question)
            assert answer.status == "answered"
            assert answer.confidence >= EXPECTED
            assert (sources[question].start, sources[question].end) in {(c.start, c.end) for c in answer.citations}
            assert len(question.split()) <= MAX_QUESTION_WORDS


def test_follow_ups_are_answered_and_not_asked_twice(store: Store, counting: Counting) -> None:
    chain = cast(Runnable[Question, Answer], counting)
    ferry = next(entry.article for entry in store.articles() if "Skelda" in entry.article.text)
    answer = chain.invoke(Question("Who called the figures misleading?", article=ferry.id))
    counting.answers.clear()
    made = passage_drafts(store.passages(ferry.id))
    first = follow_ups(answer, made, chain, ())
    assert 1 <= len(first) <= 2
    assert len(counting.answers) <= MAX_TRIED_FOLLOW_UPS
    for question in first:
        given = next(made for made in counting.answers if made.question == question)
        assert given.status == "answered"
    assert not set(follow_ups(answer, made, chain, first)) & set(first)


def test_nothing_follows_an_answer_that_cites_nothing(store: Store, counting: Counting, seed: Article) -> None:
    chain = cast(Runnable[Question, Answer], counting)
    answer = chain.invoke(Question("How tall is Donald Trump?", article=seed.id))
    assert follow_ups(answer, passage_drafts(store.passages(seed.id)), chain, ()) == ()


def test_what_it_is_about_is_suggested_where_rules_find_too_little(encoder: Encoder, tmp_path: Path) -> None:
    store = Store.open(tmp_path, encoder)
    article = add(store, Article("Rain", "It rained. Nobody went out.", "rain.txt")).entry
    chain = AnswerPipeline(HybridRetriever(store=store), ExtractiveAnswerer.load())
    assert suggestions(article.article.id, passage_drafts(store.passages()), chain) == (ABOUT,)
    store.close()
