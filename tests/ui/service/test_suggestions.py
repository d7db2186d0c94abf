"""The assistant's suggestions: made behind its back, and there when they are."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from langchain_core.runnables import RunnableLambda

from index.models import Article
from rag.models import Answer, Question
from tests.support.language_models.spoken import spoken
from tests.support.servers.scripted_service import awaited, soon
from ui.service.admission import Turns
from ui.service.service import Assistant
from ui.service.suggestions import Suggested
from ui.settings import load_settings


def test_an_assistant_suggests_what_its_seed_answers(tmp_path: Path) -> None:
    with Assistant(load_settings({}, data_dir=str(tmp_path))) as assistant:
        assistant.own()
        assistant.load()
        deadline = time.monotonic() + 60
        while not (suggested := assistant.suggestions(None)):
            assert time.monotonic() < deadline
            time.sleep(0.1)
        (article,) = (entry.article for entry in assistant.articles())
        assert assistant.suggestions(article.id) == suggested
        answer = awaited(assistant.answer(Question(suggested[0])))
        assert answer.status == "answered"
        following = assistant.follow_ups(answer)
        assert assistant.follow_ups(answer) == following
        assert not {answer.question, *suggested[:1]} & set(following)


class Watched(Turns):
    """Tells when somebody rests."""

    def __init__(self) -> None:
        super().__init__(1, 1, "Too many are asking")
        self.resting = threading.Event()

    def rest(self, seconds: float) -> None:
        self.resting.set()
        super().rest(seconds)


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
    def suggested(
        self, turns: Watched, asked: threading.Event, answer: Answer, monkeypatch: pytest.MonkeyPatch
    ) -> Iterator[Suggested]:
        def chain(_: Question) -> Answer:
            asked.set()
            return answer

        monkeypatch.setattr("ui.service.suggestions.GIVES_WAY", 5.0)
        suggested = Suggested(RunnableLambda(chain), turns)
        yield suggested
        suggested.close()

    def test_suggestions_wait_while_somebody_has_a_turn(
        self, suggested: Suggested, turns: Watched, asked: threading.Event, seed: Article
    ) -> None:
        with turns.place():
            suggested.prepare([seed])
            assert turns.resting.wait(20)
            assert not asked.is_set()
        assert asked.wait(20)

    def test_none_follow_an_answer_while_others_wait(
        self, suggested: Suggested, turns: Watched, asked: threading.Event, seed: Article, answer: Answer
    ) -> None:
        with turns.place(), turns.place():
            assert suggested.after(answer, seed) == ()
            assert not asked.is_set()
        suggested.after(answer, seed)
        assert asked.is_set()

    def test_closed_no_more_are_made(
        self, suggested: Suggested, turns: Watched, asked: threading.Event, seed: Article
    ) -> None:
        place = turns.place()
        suggested.prepare([seed])
        assert turns.resting.wait(20)
        closing = threading.Thread(target=suggested.close)
        closing.start()
        soon(suggested._closing.is_set)
        turns.give_back(place)
        closing.join(20)
        assert not asked.is_set()
