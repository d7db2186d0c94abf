"""Anthropic's own client library against `/v1/messages`."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import anthropic
import httpx
import pytest

from index.errors import StoreError
from index.models import Article
from rag.models import Delta, Message, Question
from rag.models.usage import TokenUsage
from tests.support.browsing import STARTER
from tests.support.language_models.spoken import spoken, told
from tests.support.servers.scripted_service import FIRST, ScriptedAssistant, Served, serving
from ui.settings import Settings

QUOTE = "Kim has since cultivated a close military and commercial relationship with Russia."
OTHER = "These friendships were expressed unequivocally"
WROTE, BROKEN = "Whom did he turn to?", "Will it break?"
BRIDGE = "Ada Quill opened the bridge in 1932 🎉. It spans the Lowe at Harn [3]."
FERRY = "Critics called it a waste. The ferry across the Lowe closed in 1940."
WHO = "Who opened the bridge?"


@pytest.fixture(scope="module")
def assistant(seed: Article) -> ScriptedAssistant:
    script = {
        STARTER: [QUOTE],
        WHO: ["Ada Quill opened the bridge in 1932 🎉.", "The ferry across the Lowe closed in 1940."],
    }
    made = ScriptedAssistant([seed], script, settings=Settings(api_key=FIRST))
    said = [("Kim turned to Russia [3].", [QUOTE], "supported"), ("Both are friends.", [OTHER, QUOTE], "supported")]
    wrote = spoken(seed, WROTE, [*said, ("So it is.", [], "unsupported")])
    made.streams[WROTE] = list(told(replace(wrote, usage=TokenUsage(700, 40))))
    made.streams[BROKEN] = [Delta("Kim "), StoreError("'/secret' is gone")]
    return made


@pytest.fixture(scope="module")
def served(assistant: ScriptedAssistant) -> Iterator[Served]:
    with serving(assistant) as running:
        yield running


def client(served: Served, **key: Any) -> anthropic.Anthropic:
    http = anthropic.DefaultHttpxClient(trust_env=False)
    return anthropic.Anthropic(base_url=served.url, max_retries=0, http_client=http, **(key or {"api_key": FIRST}))


def user(*content: Any) -> Any:
    return {"role": "user", "content": content[0] if isinstance(content[0], str) else list(content)}


def text(words: str) -> dict[str, Any]:
    return {"type": "text", "text": words}


def document(data: str, *, cited: bool = True, **more: Any) -> dict[str, Any]:
    source = {"type": "text", "media_type": "text/plain", "data": data}
    return {"type": "document", "source": source, "citations": {"enabled": cited}, **more}


def asked(served: Served, *messages: Any, model: str = "article-chat", **more: Any) -> Any:
    return client(served).messages.create(model=model, max_tokens=100, messages=list(messages), **more)


def test_documents_of_the_request_are_cited_by_their_characters(served: Served, seed: Article) -> None:
    texts = [BRIDGE, FERRY]
    message = asked(served, user(document(BRIDGE, title="Bridge"), document(FERRY), text(WHO)))
    first, second = message.content
    assert first.text == "Ada Quill opened the bridge in 1932 🎉."
    assert second.text == " The ferry across the Lowe closed in 1940."
    for block, title in ((first, "Bridge"), (second, None)):
        (citation,) = block.citations
        assert citation.type == "char_location"
        cited = texts[citation.document_index][citation.start_char_index : citation.end_char_index]
        assert citation.cited_text == cited == block.text.strip()
        assert citation.document_title == title
    assert (message.stop_reason, message.role) == ("end_turn", "assistant")
    assert [each["article_id"] for each in message.article_chat["citations"]] == ["document-1", "document-2"]
    assert seed.id not in str(message.article_chat)


def test_documents_stay_those_of_the_conversation(served: Served, assistant: ScriptedAssistant) -> None:
    question = user(document(BRIDGE), text(WHO))
    earlier = asked(served, question)
    asked(served, question, earlier.to_param(), user(document(FERRY), text("Why?")), system="Be brief.")
    heard = assistant.asked[-1]
    assert [each.text for each in heard.documents] == [BRIDGE, FERRY]
    assert heard.history == (Message("user", WHO), Message("assistant", "Ada Quill opened the bridge in 1932 🎉."))


def test_citations_are_given_where_they_are_enabled(served: Served) -> None:
    (block,) = asked(served, user(document(BRIDGE, cited=False), text(WHO))).content
    assert (block.text, block.citations) == ("Ada Quill opened the bridge in 1932 🎉.", None)


def test_without_documents_the_articles_are_asked(served: Served, seed: Article) -> None:
    (block,) = asked(served, user(STARTER), model=f"article-chat/{seed.id}").content
    (citation,) = block.citations
    assert (citation.file_id, citation.document_index, citation.document_title) == (seed.id, 0, seed.title)
    assert seed.text[citation.start_char_index : citation.end_char_index] == citation.cited_text == QUOTE


@pytest.mark.parametrize("question", [STARTER, WROTE, "What is not there?"])
def test_stream_is_the_message_in_pieces(served: Served, question: str) -> None:
    whole = asked(served, user(question))
    with client(served).messages.stream(model="article-chat", max_tokens=100, messages=[user(question)]) as stream:
        events = list(stream)
        final = stream.get_final_message()
    assert [block.to_dict() for block in final.content] == [block.to_dict() for block in whole.content]
    assert (final.stop_reason, final.usage) == ("end_turn", whole.usage)
    kinds = [event.type for event in events]
    assert kinds.count("content_block_start") == kinds.count("content_block_stop") == len(whole.content)
    assert (kinds[0], kinds[-1]) == ("message_start", "message_stop")


def test_a_stream_that_waits_sends_pings(
    assistant: ScriptedAssistant, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.v1.respond.KEEP_ALIVE_S", 0.1)
    assistant.streams["Slow?"] = [Delta("Kim"), 0.5, assistant.scripted(Question(STARTER))]
    body = {"model": "article-chat", "max_tokens": 9, "stream": True, "messages": [user("Slow?")]}
    raw = httpx.post(f"{served.url}/v1/messages", json=body, headers={"x-api-key": FIRST}, trust_env=False).text
    assert 'event: ping\ndata: {"type": "ping"}\n\n' in raw
    kinds = [event.type for event in asked(served, user("Slow?"), stream=True)]
    assert (kinds[0], kinds[-1]) == ("message_start", "message_stop")


def test_blocks_of_a_language_models_answer_have_their_sentences_citations(served: Served) -> None:
    message = asked(served, user(WROTE))
    assert (message.usage.input_tokens, message.usage.output_tokens) == (700, 40)
    first, second, third = message.content
    assert (first.text, [each.cited_text for each in first.citations]) == ("Kim turned to Russia [3].", [QUOTE])
    assert (second.text, len(second.citations)) == (" Both are friends.", 2)
    assert (third.text, third.citations) == (" So it is.", None)


def test_keys_come_in_either_header(served: Served) -> None:
    for key in ({"api_key": FIRST}, {"api_key": None, "auth_token": FIRST}):
        message = client(served, **key).messages.create(
            model="article-chat", max_tokens=9, messages=[user(STARTER)], extra_headers={}
        )
        assert message.type == "message"
    with pytest.raises(anthropic.AuthenticationError) as refused:
        client(served, api_key="wrong").messages.create(model="article-chat", max_tokens=9, messages=[user(STARTER)])
    assert refused.value.body == {
        "type": "error",
        "error": {
            "type": "authentication_error",
            "message": "The key is missing or wrong: send it as 'Authorization: Bearer KEY'.",
        },
    }
    assert httpx.get(f"{served.url}/api/articles", headers={"x-api-key": FIRST}, trust_env=False).status_code == 401


@pytest.mark.parametrize(
    ("messages", "named"),
    [
        pytest.param([], "role 'user'", id="none"),
        pytest.param([user(document(BRIDGE))], "question", id="document alone"),
        pytest.param([user("x" * 2001)], "2000", id="too long"),
        pytest.param(
            [user({"type": "image", "source": {}}, text("Who?"))],
            "messages.0.content.0 has the type 'image'",
            id="image",
        ),
        pytest.param(
            [user({"type": "document", "source": {"type": "base64", "data": "AA=="}}, text("Who?"))],
            "type 'text'",
            id="PDF",
        ),
        pytest.param([user({"type": "document"}, text("Who?"))], "type 'text'", id="no source"),
        pytest.param([user(document(""), text("Who?"))], "is no document", id="empty document"),
        pytest.param([user(document(BRIDGE), document(FERRY, cited=False), text("Who?"))], "all documents", id="mixed"),
        pytest.param([user(*[document("x")] * 21, text("Who?"))], "20", id="too many"),
        pytest.param([user(document("x" * 250_001), text("Who?"))], "250,000", id="too large"),
    ],
)
def test_unusable_messages_are_refused(served: Served, messages: list[Any], named: str) -> None:
    with pytest.raises(anthropic.BadRequestError) as refused:
        asked(served, *messages)
    assert named in refused.value.message
    assert refused.value.type == "invalid_request_error"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("tool_choice", {"type": "any"}),
        ("output_config", {"format": {"type": "json_schema", "schema": {}}}),
        ("output_format", {"type": "json_schema", "schema": {}}),
    ],
)
def test_what_would_change_the_answers_form_is_refused_by_name(served: Served, name: str, value: Any) -> None:
    with pytest.raises(anthropic.BadRequestError, match=name):
        asked(served, user(STARTER), extra_body={name: value})


def test_unknown_models_raise_the_librarys_error(served: Served) -> None:
    for model in ("claude", "article-chat/unknown"):
        with pytest.raises(anthropic.NotFoundError) as missing:
            asked(served, user(STARTER), model=model)
        assert missing.value.type == "not_found_error"
    with pytest.raises(anthropic.BadRequestError, match="asked alone"):
        asked(served, user(document(BRIDGE), text("Who?")), model="article-chat/x")


def test_failure_amid_a_stream_raises_the_librarys_error(served: Served) -> None:
    with pytest.raises(anthropic.APIStatusError) as failed:
        list(asked(served, user(BROKEN), stream=True))
    assert failed.value.type == "overloaded_error"
    assert "secret" not in failed.value.message


def test_real_answers_stand_in_the_documents(server: Served) -> None:
    http = anthropic.DefaultHttpxClient(trust_env=False)
    library = anthropic.Anthropic(base_url=server.url, api_key="unused", http_client=http)
    content = [document(FERRY), document(f"Título 🎉\r\n\r\n{BRIDGE}", title="Bridge"), text(WHO)]
    message = library.messages.create(model="article-chat", max_tokens=100, messages=[user(*content)])
    citations = [citation for block in message.content for citation in block.citations or []]
    assert citations
    for citation in citations:
        data = content[citation.document_index]["source"]["data"]
        assert data[citation.start_char_index : citation.end_char_index] == citation.cited_text
    assert citations[0].document_index == 1
    assert "Ada Quill" in message.content[0].text
