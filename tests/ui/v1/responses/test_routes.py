"""OpenAI's own client library against `/v1/responses`."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import httpx
import openai
import pytest

from index.errors import StoreError
from index.models import Article
from rag.models import Delta, Message
from rag.models.usage import TokenUsage
from tests.support.browsing import STARTER
from tests.support.language_models.spoken import spoken, told
from tests.support.servers.scripted_service import ScriptedAssistant, Served, serving
from ui.v1.markers import marker_spans

QUOTE = "Kim has since cultivated a close military and commercial relationship with Russia."
WROTE, BROKEN = "Whom did he turn to?", "Will it break?"
PICTURE = {"type": "input_image", "image_url": "data:image/png;base64,AAAA"}


@pytest.fixture(scope="module")
def assistant(seed: Article) -> ScriptedAssistant:
    made = ScriptedAssistant([seed], {STARTER: [QUOTE]})
    answer = spoken(
        seed, WROTE, [("Kim turned to Russia [1].", [QUOTE], "supported"), ("So it is.", [], "unsupported")]
    )
    made.streams[WROTE] = list(told(replace(answer, usage=TokenUsage(700, 40))))
    made.streams[BROKEN] = [Delta("Kim "), StoreError("'/secret' is gone")]
    return made


@pytest.fixture(scope="module")
def served(assistant: ScriptedAssistant) -> Iterator[Served]:
    with serving(assistant) as running:
        yield running


def client(served: Served) -> openai.OpenAI:
    http = openai.DefaultHttpxClient(trust_env=False)
    return openai.OpenAI(base_url=f"{served.url}/v1", api_key="unused", max_retries=0, http_client=http)


def asked(served: Served, given: Any, **more: Any) -> Any:
    return client(served).responses.create(model=more.pop("model", "article-chat"), input=given, **more)


def test_response_has_the_answer_and_its_citations(served: Served, seed: Article) -> None:
    response = asked(served, STARTER)
    (message,) = response.output
    (text,) = message.content
    assert (response.status, message.role, response.output_text) == ("completed", "assistant", f"{QUOTE} [1]")
    (citation,) = text.annotations
    assert (citation.type, citation.title) == ("url_citation", seed.title)
    assert response.output_text[citation.start_index : citation.end_index] == "[1]"
    url, _, place = citation.url.partition("#char=")
    start, end = map(int, place.split(","))
    assert httpx.get(url, trust_env=False).json()["text"][start:end] == QUOTE
    assert response.article_chat["citations"][0]["quote"] == QUOTE


@pytest.mark.parametrize("question", [STARTER, WROTE])
def test_stream_is_the_response_in_pieces(served: Served, question: str) -> None:
    whole = asked(served, question)
    with client(served).responses.stream(model="article-chat", input=question) as stream:
        events = list(stream)
        final = stream.get_final_response()
    assert [event.sequence_number for event in events] == list(range(len(events)))
    assert (events[0].type, events[-1].type) == ("response.created", "response.completed")
    assert "".join(event.delta for event in events if event.type == "response.output_text.delta") == whole.output_text
    assert (final.output_text, final.usage) == (whole.output_text, whole.usage)
    assert whole.usage.total_tokens == (740 if question == WROTE else 0)
    added = [event.annotation for event in events if event.type == "response.output_text.annotation.added"]
    assert len(added) == len(list(marker_spans(whole.output_text)))
    assert final.output[0].content[0].annotations == whole.output[0].content[0].annotations


def test_conversation_is_what_user_and_assistant_said(served: Served, assistant: ScriptedAssistant) -> None:
    earlier = asked(served, STARTER)
    items = [
        {"role": "system", "content": "You are a pirate."},
        {"role": "user", "content": [{"type": "input_text", "text": STARTER}, PICTURE]},
        *[item.model_dump() for item in earlier.output],
        {"type": "reasoning", "id": "rs_1", "summary": []},
        {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "Why?"}]},
    ]
    asked(served, items, instructions="Be brief.")
    question = assistant.asked[-1]
    assert question.question == "Why?"
    assert question.history == (Message("user", STARTER), Message("assistant", earlier.output_text))


def test_an_articles_model_asks_it_alone(served: Served, assistant: ScriptedAssistant, seed: Article) -> None:
    asked(served, STARTER, model=f"article-chat/{seed.id}")
    assert assistant.asked[-1].article == seed.id
    with pytest.raises(openai.NotFoundError) as missing:
        asked(served, STARTER, model="gpt-4o")
    assert missing.value.code == "model_not_found"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("previous_response_id", "resp_1"),
        ("conversation", "conv_1"),
        ("background", True),
        ("prompt", {"id": "pmpt_1"}),
        ("tool_choice", "required"),
        ("tool_choice", {"type": "function", "name": "f"}),
        ("text", {"format": {"type": "json_schema", "name": "x", "schema": {}}}),
    ],
)
def test_what_is_not_supported_is_refused_by_name(served: Served, name: str, value: Any) -> None:
    with pytest.raises(openai.BadRequestError) as refused:
        asked(served, STARTER, extra_body={name: value})
    assert refused.value.param == name


def test_what_leaves_the_answer_as_it_is_is_taken(served: Served) -> None:
    more: dict[str, Any] = {
        "temperature": 0.2,
        "max_output_tokens": 16,
        "tools": [{"type": "web_search"}],
        "tool_choice": "auto",
        "text": {"format": {"type": "text"}},
        "store": False,
    }
    assert asked(served, STARTER, **more).status == "completed"


@pytest.mark.parametrize(
    ("given", "named"),
    [
        pytest.param(" ", "question", id="blank"),
        pytest.param([], "role 'user'", id="nothing"),
        pytest.param("x" * 2001, "2000", id="too long"),
        pytest.param(
            [{"role": "user", "content": [PICTURE]}], "input.0.content.0 has the type 'input_image'", id="picture"
        ),
        pytest.param([{"role": "user", "content": [{"type": "input_file"}]}], "'input_file'", id="file"),
        pytest.param([{"role": "narrator", "content": "Who?"}], "role", id="unknown role"),
        pytest.param([{"role": "user", "content": 7}], "string or a list", id="number"),
    ],
)
def test_unusable_input_is_refused(served: Served, given: Any, named: str) -> None:
    with pytest.raises(openai.BadRequestError) as refused:
        asked(served, given)
    assert named in refused.value.message
    assert refused.value.param == "input"


def test_failure_amid_a_stream_is_told_as_an_error(served: Served) -> None:
    *_, last = asked(served, BROKEN, stream=True)
    assert (last.type, last.code) == ("error", "server_error")
    assert "secret" not in last.message
