"""Events of an answer as the page shows them."""

import json
from collections.abc import Sequence
from typing import Any

import httpx
import pytest

from index.models import Article
from rag.models import Answer, Checked, Question
from tests.support.language_models.spoken import Said, spoken, told
from tests.support.servers.scripted_service import ScriptedAssistant, serving
from ui.page.event_renderer import EventRenderer
from ui.page.translations import words_for

QUOTES = tuple(f"Sentence number {number} is about boats." for number in range(80))
ARTICLE = Article("A & <B>", " ".join(QUOTES), "a.txt")
QUESTION = Question("Which <boat>?", ARTICLE.id)
SAID: Sequence[Said] = [
    ("The <first>.", QUOTES[:1], "supported"),
    ("Nothing.", (), "unsupported"),
    ("The first again.", QUOTES[:2], "supported"),
]


@pytest.fixture
def assistant() -> ScriptedAssistant:
    assistant = ScriptedAssistant([ARTICLE], {})
    assistant.load()
    return assistant


def rendered(assistant: ScriptedAssistant, said: Sequence[Said] = SAID) -> list[str]:
    renderer = EventRenderer(assistant, QUESTION, words_for("en"))
    events = told(spoken(ARTICLE, QUESTION.question, said))
    return [renderer(event) for event in events if isinstance(event, Checked | Answer)]


def test_each_sentence_is_rendered_as_in_the_whole_answer(assistant: ScriptedAssistant) -> None:
    *sentences, whole = rendered(assistant)
    assert len(sentences) == 3
    assert all(sentence.strip() in whole for sentence in sentences)
    assert "The &lt;first&gt;." in sentences[0]
    assert "not carried by the article" in sentences[1]
    assert sentences[2].count('class="cite"') == 2
    assert "Which &lt;boat&gt;?" in whole


def test_a_quote_that_is_gone_leads_nowhere_from_then_on(assistant: ScriptedAssistant) -> None:
    renderer = EventRenderer(assistant, QUESTION, words_for("en"))
    first, *_, answer = (e for e in told(spoken(ARTICLE, "?", SAID)) if isinstance(e, Checked | Answer))
    assert "<a" in renderer(first)
    assistant.entries.clear()
    assert "which is no longer here" in renderer(answer)


def streamed(assistant: ScriptedAssistant, query: str, headers: dict[str, str] | None = None) -> httpx.Response:
    with serving(assistant) as served:
        address = f"{served.url}/api/answer/stream{query}"
        body = {"question": QUESTION.question, "article": ARTICLE.id}
        return httpx.post(address, json=body, headers=headers, trust_env=False, timeout=30)


def data_of(response: httpx.Response, name: str) -> list[dict[str, Any]]:
    blocks = [block.splitlines() for block in response.text.split("\n\n")]
    return [json.loads(lines[1].removeprefix("data: ")) for lines in blocks if lines[:1] == [f"event: {name}"]]


def test_programs_hear_the_same_without_markup(assistant: ScriptedAssistant) -> None:
    assistant.streams[QUESTION.question] = list(told(spoken(ARTICLE, QUESTION.question, SAID)))
    plain, page = streamed(assistant, ""), streamed(assistant, "?html=true")
    for name in ("retrieved", "delta", "checked", "answer"):
        added = [data.pop("html", None) for data in data_of(page, name)]
        assert all(added) if name in ("checked", "answer") else not any(added)
        without = [{key: value for key, value in data.items() if key != "html"} for data in data_of(page, name)]
        assert without == data_of(plain, name)
    assert '"html"' not in plain.text


def test_markup_is_in_the_readers_language(assistant: ScriptedAssistant) -> None:
    assistant.streams[QUESTION.question] = list(told(spoken(ARTICLE, QUESTION.question, SAID)))
    (answer,) = data_of(streamed(assistant, "?html=true", {"Accept-Language": "pt-BR"}), "answer")
    assert words_for("pt").not_carried in answer["html"]


def test_what_is_sent_grows_with_the_answer_and_not_with_its_square(assistant: ScriptedAssistant) -> None:
    def size(count: int) -> int:
        said: list[Said] = [(f"It is {quote}", [quote], "supported") for quote in QUOTES[:count]]
        assistant.streams[QUESTION.question] = list(told(spoken(ARTICLE, QUESTION.question, said)))
        response = streamed(assistant, "?html=true")
        # In words, in a checked sentence and its markup, and in the answer and its markup.
        assert response.text.count(QUOTES[0]) <= 12
        return len(response.content)

    ten, eighty = size(10), size(80)
    assert eighty < 8.5 * ten
