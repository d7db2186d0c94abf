"""OpenAI's own client library against this server, and what of its protocol a library does not show."""

import asyncio
import json
import threading
from collections.abc import AsyncGenerator, Iterator
from typing import Any

import httpx
import openai
import pytest
from openai.types.chat import ChatCompletionChunk

from index.errors import StoreError
from index.models import Article
from rag.models import Delta, Event, Message, Question
from tests.support.browsing import STARTER
from tests.support.servers.scripted_service import ScriptedAssistant, Served, serving
from ui.settings import Settings

QUOTE = "Kim has since cultivated a close military and commercial relationship with Russia."
WHO = "Who is Yakov Zinberg?"
PICTURE = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}
TEXT = {"type": "text", "text": STARTER}
FAILURES = [
    pytest.param(StoreError("'/secret' is gone"), id="of the index"),
    pytest.param(RuntimeError("secret"), id="defect"),
]


def client(served: Served) -> openai.OpenAI:
    http = openai.DefaultHttpxClient(trust_env=False)
    return openai.OpenAI(base_url=f"{served.url}/v1", api_key="unused", max_retries=0, http_client=http)


def user(content: Any) -> Any:
    return {"role": "user", "content": content}


def asked(served: Served, *messages: Any, model: str = "article-chat", **more: Any) -> Any:
    """The completion that the library makes of a conversation."""
    return client(served).chat.completions.create(model=model, messages=list(messages), **more)


def answered(served: Served, **body: Any) -> dict[str, Any]:
    answer: dict[str, Any] = httpx.post(f"{served.url}/api/answer", json=body, timeout=60, trust_env=False).json()
    return answer


def untimed(answer: dict[str, Any]) -> dict[str, Any]:
    return {**answer, "timings_ms": None}


class Interrupted(ScriptedAssistant):
    """Says one word; then fails, or says nothing more until it is told to stop."""

    def __init__(self, article: Article, failure: Exception | None = None) -> None:
        super().__init__([article], {})
        self.fails_with = failure
        self.stopped = threading.Event()

    async def told(self, _: Question) -> AsyncGenerator[Event, None]:
        try:
            yield Delta("Kim ")
            if self.fails_with:
                raise self.fails_with
            await asyncio.Event().wait()
        finally:
            self.stopped.set()


class Remembering(ScriptedAssistant):
    """Keeps the question that it was asked."""

    question: Question

    def check(self, question: Question) -> None:
        super().check(question)
        self.question = question


@pytest.fixture(scope="module")
def scripted(seed: Article) -> Remembering:
    return Remembering([seed], {STARTER: [QUOTE]})


@pytest.fixture(scope="module")
def served(scripted: Remembering) -> Iterator[Served]:
    with serving(scripted) as running:
        yield running


def test_answer_is_that_of_the_api(server: Served) -> None:
    completion = asked(server, user(STARTER))
    (choice,) = completion.choices
    assert untimed(completion.article_chat) == untimed(answered(server, question=STARTER))
    assert (choice.message.role, choice.finish_reason) == ("assistant", "stop")
    assert choice.message.content == completion.article_chat["answer"]
    assert "[1]" in choice.message.content
    assert (completion.object, completion.model) == ("chat.completion", "article-chat")


def test_stream_is_the_answer_in_pieces(server: Served) -> None:
    first, *rest = asked(server, user(STARTER), stream=True)
    *_, last = rest
    assert first.choices[0].delta.role == "assistant"
    assert last.choices[0].finish_reason == "stop"
    assert untimed(last.article_chat) == untimed(answered(server, question=STARTER))
    assert "".join(chunk.choices[0].delta.content or "" for chunk in [first, *rest]) == last.article_chat["answer"]
    assert len({(chunk.id, chunk.created, chunk.model) for chunk in [first, *rest]}) == 1


def test_every_article_is_a_model(server: Served, seed: Article) -> None:
    everything, one = client(server).models.list()
    assert (everything.id, one.id) == ("article-chat", f"article-chat/{seed.id}")
    assert client(server).models.retrieve(one.id) == one
    completion = asked(server, user(STARTER), model=one.id)
    assert untimed(completion.article_chat) == untimed(answered(server, question=STARTER, article=seed.id))


def test_conversation_makes_a_question_understood(server: Served) -> None:
    said = asked(server, user(WHO)).choices[0].message
    completion = asked(server, user(WHO), said, user("What does he say about the Kremlin?"))
    assert "Zinberg" in completion.article_chat["standalone_question"]


def test_unknown_models_and_unusable_messages_raise_the_librarys_errors(server: Served) -> None:
    with pytest.raises(openai.NotFoundError) as missing:
        asked(server, user(STARTER), model="article-chat/unknown")
    assert missing.value.code == "model_not_found"
    with pytest.raises(openai.NotFoundError):
        client(server).models.retrieve("gpt-4")
    with pytest.raises(openai.BadRequestError) as silent:
        asked(server, {"role": "system", "content": "Be brief."})
    assert silent.value.param == "messages"


def test_only_what_user_and_assistant_said_counts(served: Served, scripted: Remembering, seed: Article) -> None:
    asked(
        served,
        {"role": "system", "content": "You are a pirate."},
        user("Who?"),
        {"role": "assistant", "content": None},
        {"role": "assistant", "content": "Kim."},
        {"role": "developer", "content": "Be brief."},
        user([{"type": "text", "text": "  and"}, {"type": "text", "text": "why? "}]),
        {"role": "assistant", "content": "Because"},
        model=f"article-chat/{seed.id}",
    )
    assert scripted.question.question == "and\nwhy?"
    assert scripted.question.article == seed.id
    assert scripted.question.history == (Message("user", "Who?"), Message("assistant", "Kim."))


@pytest.mark.parametrize(
    "earlier",
    [
        pytest.param(user([{"type": "text", "text": "Who?"}, PICTURE]), id="of the user"),
        pytest.param(user([PICTURE]), id="of the user, alone"),
        pytest.param({"role": "system", "content": [PICTURE]}, id="of the system"),
        pytest.param({"role": "system", "content": [{"type": "input_text", "text": "Be brief."}]}, id="later protocol"),
        pytest.param({"role": "assistant", "content": [{"type": "refusal", "refusal": "No."}]}, id="refusal"),
        pytest.param({"role": "tool", "tool_call_id": "1", "content": [PICTURE]}, id="of a tool"),
    ],
)
def test_pictures_before_the_question_are_ignored(served: Served, scripted: Remembering, earlier: Any) -> None:
    completion = asked(served, earlier, {"role": "assistant", "content": "Kim."}, user([TEXT]))
    assert completion.article_chat["status"] == "answered"
    told = [Message("user", "Who?")] if "Who?" in json.dumps(earlier) else []
    assert scripted.question.history == (*told, Message("assistant", "Kim."))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        pytest.param("response_format", {"type": "json_object"}, id="JSON"),
        pytest.param("response_format", {"type": "json_schema", "json_schema": {"name": "x"}}, id="JSON by a schema"),
        pytest.param("response_format", "json", id="no format"),
        pytest.param("tool_choice", "required", id="some tool"),
        pytest.param("tool_choice", {"type": "function", "function": {"name": "f"}}, id="one tool"),
        pytest.param(
            "tool_choice", {"type": "allowed_tools", "allowed_tools": {"mode": "required"}}, id="one of some tools"
        ),
        pytest.param("function_call", {"name": "f"}, id="a function"),
        pytest.param("modalities", ["text", "audio"], id="sound"),
    ],
)
def test_what_would_change_the_answers_form_is_refused_by_name(served: Served, name: str, value: Any) -> None:
    with pytest.raises(openai.BadRequestError) as refused:
        asked(served, user(STARTER), extra_body={name: value})
    assert refused.value.param == name
    assert name in refused.value.message


@pytest.mark.parametrize(
    "more",
    [
        {"response_format": {"type": "text"}},
        {"tools": [{"type": "function", "function": {"name": "f"}}], "tool_choice": "auto"},
        {"tool_choice": "none", "function_call": "auto"},
        {"tool_choice": {"type": "allowed_tools", "allowed_tools": {"mode": "auto", "tools": []}}},
        {"response_format": None, "tool_choice": None, "function_call": None, "modalities": None},
        {"modalities": ["text"]},
    ],
)
def test_what_leaves_it_as_it_is_is_taken(served: Served, more: dict[str, Any]) -> None:
    assert asked(served, user(STARTER), extra_body=more).article_chat["status"] == "answered"


def test_options_that_cannot_be_heeded_are_ignored(served: Served) -> None:
    more: dict[str, Any] = {"temperature": 0.2, "max_tokens": 5, "n": 2, "tools": [], "user": "me"}
    assert len(asked(served, user(STARTER), **more).choices) == 1


def test_usage_is_there_and_counts_nothing(served: Served) -> None:
    assert asked(served, user(STARTER)).usage.total_tokens == 0
    plain = list(asked(served, user(STARTER), stream=True))
    assert not any(chunk.usage for chunk in plain)
    counted: list[ChatCompletionChunk] = list(
        asked(served, user(STARTER), stream=True, stream_options={"include_usage": True})
    )
    assert len(counted) == len(plain) + 1
    assert counted[-1].choices == []
    assert counted[-1].usage is not None
    assert not any(chunk.usage for chunk in counted[:-1])


def test_stream_ends_as_the_protocol_has_it(served: Served) -> None:
    body = {"model": "article-chat", "messages": [user(STARTER)], "stream": True}
    response = httpx.post(f"{served.url}/v1/chat/completions", json=body, trust_env=False)
    assert response.headers["content-type"].startswith("text/event-stream")
    *events, done, end = response.text.split("\n\n")
    assert (done, end) == ("data: [DONE]", "")
    assert all(json.loads(event.removeprefix("data: "))["object"] == "chat.completion.chunk" for event in events)


@pytest.mark.parametrize(
    ("method", "path", "more", "status", "param"),
    [
        pytest.param("GET", "/v1/nothing", {}, 404, None, id="unknown path"),
        pytest.param("GET", "/v1/chat/completions", {}, 405, None, id="wrong method"),
        pytest.param("POST", "/v1/chat/completions", {"json": {}}, 400, "model", id="empty"),
        pytest.param("POST", "/v1/chat/completions", {"json": []}, 400, "body", id="no object"),
        pytest.param("POST", "/v1/chat/completions", {"data": {"a": "b"}}, 415, None, id="form"),
        pytest.param(
            "POST",
            "/v1/chat/completions",
            {"content": b'{"model": ', "headers": {"content-type": "application/json"}},
            400,
            None,
            id="cut off",
        ),
    ],
)
def test_errors_have_the_shape_that_libraries_read(
    served: Served, method: str, path: str, more: dict[str, Any], status: int, param: str | None
) -> None:
    response = httpx.request(method, served.url + path, trust_env=False, **more)
    assert response.status_code == status
    error = response.json()["error"]
    assert set(error) == {"message", "type", "param", "code"}
    assert (error["type"], error["param"]) == ("invalid_request_error", param)


@pytest.mark.parametrize(
    ("messages", "named"),
    [
        pytest.param([], "role 'user'", id="none"),
        pytest.param([user(" \n")], "question", id="white space only"),
        pytest.param([user(None)], "question", id="null"),
        pytest.param([user("x" * 2001)], "2000", id="too long"),
        pytest.param([user(7)], "string", id="number"),
        pytest.param([user([PICTURE])], "messages.0.content.0 has the type 'image_url'", id="picture"),
        pytest.param([user("Who?"), user([TEXT, PICTURE])], "messages.1.content.1", id="picture beside text"),
        pytest.param([user([TEXT, {"type": "input_audio", "input_audio": {}}])], "input_audio", id="sound"),
        pytest.param([user([TEXT, {"type": "file", "file": {}}])], "'file'", id="file"),
        pytest.param([user([{"type": "text", "text": 7}])], "string or a list of parts", id="text is a number"),
        pytest.param([user([{"text": "Who?"}])], "string or a list of parts", id="part of no type"),
        pytest.param([user([7])], "text", id="parts are numbers"),
        pytest.param([{"role": "narrator", "content": "Who?"}], "role", id="unknown role"),
    ],
)
def test_unusable_messages_are_refused(served: Served, messages: list[Any], named: str) -> None:
    with pytest.raises(openai.BadRequestError) as refused:
        asked(served, *messages)
    assert named in refused.value.message
    assert refused.value.param is not None
    assert refused.value.param.startswith("messages")


@pytest.mark.parametrize("model", ["", "gpt-4", "article-chat/", "article-chat-2", "/article-chat"])
def test_names_that_stand_for_no_model(served: Served, model: str) -> None:
    with pytest.raises(openai.NotFoundError):
        asked(served, user(STARTER), model=model)


def test_models_that_are_loading_are_said_to_be(seed: Article) -> None:
    with serving(ScriptedAssistant([seed], {}, ready=False)) as loading:
        for call in (lambda: asked(loading, user(STARTER)), lambda: client(loading).models.list()):
            with pytest.raises(openai.InternalServerError) as early:
                call()
            assert early.value.status_code == 503
            assert early.value.response.headers["retry-after"]


@pytest.mark.parametrize("failure", FAILURES)
def test_failure_amid_a_stream_raises_the_librarys_error(seed: Article, failure: Exception) -> None:
    with serving(Interrupted(seed, failure)) as broken:
        chunks = iter(asked(broken, user("Who?"), stream=True))
        assert [next(chunks).choices[0].delta.content for _ in range(2)] == ["", "Kim "]
        with pytest.raises(openai.APIError) as failed:
            next(chunks)
        assert failed.value.type == "server_error"
        assert "secret" not in failed.value.message


def test_client_that_goes_away_ends_the_work(seed: Article) -> None:
    endless = Interrupted(seed)
    with serving(endless) as running:
        stream = asked(running, user("Who?"), stream=True)
        next(chunk for chunk in stream if chunk.choices[0].delta.content)
        assert not endless.stopped.is_set()
        stream.close()
        assert endless.stopped.wait(5)


def test_openapi_describes_the_routes_and_their_errors(served: Served) -> None:
    described = httpx.get(f"{served.url}/openapi.json", trust_env=False).json()
    responses = described["paths"]["/v1/chat/completions"]["post"]["responses"]
    assert set(responses) == {"200", "400", "401", "404", "408", "413", "415", "421", "429", "503", "default"}
    assert set(responses["200"]["content"]) == {"application/json", "text/event-stream"}
    assert responses["404"]["content"]["application/json"]["schema"]["$ref"].endswith("/ErrorBody")
    completion = described["components"]["schemas"]["Completion"]["properties"]
    assert completion["article_chat"]["$ref"].endswith("/Answer")
    assert set(described["paths"]["/v1/models/{model}"]["get"]["responses"]) >= {"200", "401", "404", "default"}


def test_language_models_that_may_be_chosen_are_listed_and_chosen(seed: Article) -> None:
    assistant = ScriptedAssistant([seed], {}, settings=Settings(chat_models="ollama:a/b:7b"))
    with serving(assistant) as running:
        listed = [each.id for each in client(running).models.list()]
        assert listed[:3] == ["article-chat", "article-chat:extractive", "article-chat:ollama:a/b:7b"]
        assert client(running).models.retrieve(f"article-chat/{seed.id}:ollama:a/b:7b").id.endswith(":7b")
        with pytest.raises(openai.NotFoundError):
            client(running).models.retrieve("article-chat:ollama:other")
        asked(running, user(WHO), model=f"article-chat/{seed.id}:ollama:a/b:7b")
        asked(running, user(WHO), model="article-chat:extractive")
    one, other = assistant.asked
    assert (one.article, one.model, one.answerer) == (seed.id, "ollama:a/b:7b", None)
    assert (other.article, other.model, other.answerer) == (None, None, "extractive")
