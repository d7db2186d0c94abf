"""The development questions of each kind, asked end to end of the articles that they were written over."""

import json
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from index.embeddings.encoder import Encoder
from index.ingest import add
from index.models import Article
from index.store.store import Store
from rag.answering.dialogue.dialogue import Dialogue
from rag.answering.extractive.answerer import ExtractiveAnswerer
from rag.models import Answer, Message, Question
from rag.pipeline import AnswerPipeline
from rag.retrieval.hybrid import HybridRetriever

ROOT = Path(__file__).parents[4]
DATA = ROOT / "rag" / "training" / "data"
KINDS = ROOT / "tests" / "data" / "kinds"

Ask = Callable[..., Answer]
"""Takes the articles' names and the turns of a conversation; gives the last answer."""


def rows(kind: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (KINDS / f"{kind}.jsonl").read_text(encoding="utf-8").splitlines()]


def articles() -> list[Article]:
    """The articles of the training and calibration data, by title or file name."""
    lines = (DATA / "everyday" / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    told = [(row["title"], row["text"]) for row in map(json.loads, lines)]
    files = sorted(path for name in ("everyday", "news") for path in (DATA / name / "calibration").glob("*.txt"))
    told += [(path.stem, path.read_text(encoding="utf-8")) for path in files]
    return [Article(title, text, title, markdown=True) for title, text in told]


@pytest.fixture(scope="module")
def ask(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    """Asks a question of the articles whose titles begin so, which are all that is indexed."""
    pipelines: dict[tuple[str, ...], AnswerPipeline] = {}
    stores: list[Store] = []
    known, answerer = articles(), ExtractiveAnswerer.load()

    @cache
    def asked(key: tuple[str, ...], *turns: str) -> Answer:
        if key not in pipelines:
            stores.append(Store.open(tmp_path_factory.mktemp("development"), encoder))
            for name in key:
                add(stores[-1], next(article for article in known if article.title.startswith(name)))
            retriever = HybridRetriever(store=stores[-1])
            pipelines[key] = AnswerPipeline(retriever, answerer, dialogue=Dialogue(retriever.searched))
        history: list[Message] = []
        for turn in turns:
            answer = pipelines[key].invoke(Question(turn, history=tuple(history)))
            history += [Message("user", turn), Message("assistant", answer.answer)]
        return answer

    yield lambda names, *turns: asked(tuple(names), *turns)
    for store in stores:
        store.close()


def is_right(row: dict[str, Any], answer: Answer) -> bool:
    quotes = [citation.quote for citation in answer.citations]
    return (
        row.get("status") in {None, answer.status}
        and all(any(cited in quote for quote in quotes) for cited in row.get("cites", ()))
        and not any(words in answer.answer for words in row.get("forbid", ()))
        and ("short" not in row or answer.short_answer == row["short"])
        and ("sentences" not in row or row.get("status") or len(answer.sentences) == row["sentences"])
    )


@pytest.mark.parametrize(
    ("kind", "each", "least"),
    [
        ("comparisons", 2, 12),
        pytest.param("comparisons", 1, 26, marks=pytest.mark.slow),
        ("quotes", 1, 14),
        ("sayings", 1, 29),
        ("superlatives", 1, 14),
    ],
)
def test_most_questions_are_answered_right(ask: Ask, kind: str, each: int, least: int) -> None:
    asked = rows(kind)[::each]
    wrong = [row["question"] for row in asked if not is_right(row, ask(row["articles"], row["question"]))]
    assert len(asked) - len(wrong) >= least, wrong


def test_a_speaker_is_given_no_words_of_another(ask: Ask) -> None:
    for row in rows("sayings"):
        answer = ask(row["articles"], row["question"])
        assert not any(words in answer.answer for words in row.get("forbid", ())), row["question"]


@pytest.mark.parametrize(("each", "least"), [(3, 22), pytest.param(1, 65, marks=pytest.mark.slow)])
def test_yes_and_no_are_said_often_and_hardly_ever_wrongly(ask: Ask, each: int, least: int) -> None:
    asked = rows("yes_no")[::each]
    said = [(row, answer.short_answer) for row in asked if (answer := ask([row["article"][:-4]], row["question"]))]
    words = [(row, word) for row, word in said if word in {"Yes", "No"}]
    wrong = [row["question"] for row, word in words if (word == "Yes") is not row["yes"]]
    assert len(words) >= least
    assert len(wrong) <= len(words) / 20, wrong


@pytest.mark.parametrize("row", rows("lists"), ids=lambda row: f"{row['articles'][0]}: {row['question']}")
def test_a_list_has_what_is_named_and_nothing_twice(ask: Ask, row: dict[str, Any]) -> None:
    answer = ask(row["articles"], row["question"])
    items = [item.text for item in answer.items]
    missing = [name for name in row["items"] if not any(name in item for item in items)]
    assert len(missing) <= len(row["items"]) / 4
    assert len(set(items)) == len(items)
    assert answer.complete
    if row.get("count"):
        assert answer.short_answer == str(len(items))


@pytest.mark.parametrize(("each", "least"), [(2, 7), pytest.param(1, 15, marks=pytest.mark.slow)])
def test_most_questions_with_two_readings_are_asked_back(ask: Ask, each: int, least: int) -> None:
    asked = rows("asking_back")[::each]
    wrong = []
    for row in asked:
        answer = ask(row["articles"], *row["turns"])
        named = all(any(name in question for question in answer.suggestions) for name in row.get("suggests", ()))
        asks = answer.status == "chat"
        if not named or asks is not bool(row.get("suggests")) or not is_right(row, answer):
            wrong.append(row["turns"])
    assert len(asked) - len(wrong) >= least, wrong


def test_most_follow_ups_become_questions_that_one_would_ask(ask: Ask) -> None:
    asked = rows("followups")
    answers = [(row, ask(row["articles"], *row["turns"])) for row in asked]
    wrong = [row["turns"] for row, answer in answers if not is_right(row, answer) or not _stands(row, answer)]
    assert len(asked) - len(wrong) >= 7, wrong


def _stands(row: dict[str, Any], answer: Answer) -> bool:
    return answer.standalone_question.rstrip("?") == row.get("standalone", answer.standalone_question.rstrip("?"))
