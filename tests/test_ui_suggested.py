"""The assistant's suggestions: made behind its back, and there when they are."""

import time
from pathlib import Path

from conftest import awaited

from rag.answer import Question
from ui.assistant import Assistant
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
