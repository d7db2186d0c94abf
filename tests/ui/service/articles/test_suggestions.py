"""The assistant's suggestions: made behind its back, and there when they are."""

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from langchain_core.runnables import RunnableLambda

from index.chunking import passages
from index.errors import UnknownArticleError
from index.models import Article, Passage
from rag.models import Answer, Question
from tests.support.language_models.spoken import spoken
from tests.support.servers.scripted_service import awaited, soon
from ui.service.admission import AdmissionQueue
from ui.service.articles.suggestions import Suggested
from ui.service.service import Assistant
from ui.settings import load_settings


def test_an_assistant_suggests_what_its_seed_answers(tmp_path: Path) -> None:
    with Assistant(load_settings({}, data_dir=str(tmp_path))) as assistant:
        assistant.own()
        assistant.load()
        deadline = time.monotonic() + 60
        while not (suggested := assistant.suggestions()):
            assert time.monotonic() < deadline
            time.sleep(0.1)
        (article,) = (entry.article for entry in assistant.articles())
        assert assistant.suggestions([article.id]) == suggested
        other = assistant.add(Article("The bridge", "Ada Quill opened the bridge in 1932.", "")).article
        while not (of_other := assistant.suggestions([other.id])):
            assert time.monotonic() < deadline
            time.sleep(0.1)
        of_both = assistant.suggestions([other.id, article.id])
        assert set(of_both) <= {*of_other, *suggested}
        assert set(of_both) & set(of_other)
        assert set(of_both) & set(suggested)
        answer = awaited(assistant.answer(Question(suggested[0], article.id)))
        assert answer.status == "answered"
        following = assistant.follow_ups(answer)
        assert assistant.follow_ups(answer) == following
        assert not {answer.question, *suggested[:1]} & set(following)


class Watched(AdmissionQueue):
    """Tells when somebody rests."""

    def __init__(self) -> None:
        super().__init__(1, 1, "Too many are asking")
        self.resting = threading.Event()

    def wait_until_idle(self, seconds: float) -> None:
        self.resting.set()
        super().wait_until_idle(seconds)


class TestBesideThoseWhoAsk:
    @pytest.fixture
    def turns(self) -> Watched:
        return Watched()

    @pytest.fixture
    def asked(self) -> threading.Event:
        return threading.Event()

    @pytest.fixture
    def answer(self, seed: Article) -> Answer:
        return spoken(seed, "Who?", [("Choo said.", [seed.text[:40]], "verbatim")])

    @pytest.fixture
    def read(self) -> list[str]:
        """The ids of the articles whose passages were read."""
        return []

    @pytest.fixture
    def suggested(
        self,
        turns: Watched,
        asked: threading.Event,
        answer: Answer,
        read: list[str],
        seed: Article,
        monkeypatch: pytest.MonkeyPatch,
    ) -> Iterator[Suggested]:
        def chain(_: Question) -> Answer:
            asked.set()
            return answer

        def passages_of(article_id: str) -> list[Passage]:
            read.append(article_id)
            return passages(seed, lambda text: len(text.split())) if article_id == seed.id else []

        monkeypatch.setattr("ui.service.articles.suggestions.YIELD_TIMEOUT_S", 5.0)
        suggested = Suggested(passages_of, RunnableLambda(chain), turns)
        yield suggested
        suggested.close()

    def test_suggestions_wait_while_somebody_has_a_turn(
        self, suggested: Suggested, turns: Watched, asked: threading.Event, seed: Article
    ) -> None:
        with turns.enqueue():
            suggested.prepare([seed])
            assert turns.resting.wait(20)
            assert not asked.is_set()
        assert asked.wait(20)

    def test_none_follow_an_answer_while_others_wait(
        self, suggested: Suggested, turns: Watched, asked: threading.Event, answer: Answer
    ) -> None:
        with turns.enqueue(), turns.enqueue():
            assert suggested.after(answer) == ()
            assert not asked.is_set()
        suggested.after(answer)
        assert asked.is_set()

    def test_an_article_is_read_once_for_all_its_answers(
        self, suggested: Suggested, seed: Article, answer: Answer, read: list[str]
    ) -> None:
        for number in range(3):
            suggested.after(replace(answer, standalone_question=f"Who is number {number}?"))
        assert read == [seed.id]

    def test_an_article_that_is_removed_meanwhile_is_read_again_when_it_comes_back(
        self, suggested: Suggested, answer: Answer, read: list[str]
    ) -> None:
        gone = replace(answer, citations=(replace(answer.citations[0], article_id="0" * 16),))
        for _ in range(2):
            with pytest.raises(UnknownArticleError, match="0000"):
                suggested.after(gone)
        assert read == ["0" * 16] * 2

    def test_closed_no_more_are_made(
        self, suggested: Suggested, turns: Watched, asked: threading.Event, seed: Article
    ) -> None:
        place = turns.enqueue()
        suggested.prepare([seed])
        assert turns.resting.wait(20)
        closing = threading.Thread(target=suggested.close)
        closing.start()
        soon(suggested._closing.is_set)
        turns.release(place)
        closing.join(20)
        assert not asked.is_set()
