"""The examples of bodies under `/v1`, for the OpenAPI document: made by the formats themselves."""

from typing import Any

from rag.models import Answer
from ui.api.streaming import sent
from ui.v1.conversation import EVERYTHING
from ui.v1.messages.format import MessageFormat
from ui.v1.openai.format import CompletionFormat
from ui.v1.responses.format import ResponseFormat

JSON, STREAM = "application/json", "text/event-stream"
BASE_URL = "http://127.0.0.1:7860/"
CREATED = 1795543205


def request_examples(question: str, text: str) -> dict[tuple[str, str], dict[str, Any]]:
    """Requests by method and path, then by media type.

    Args:
        question: What is asked.
        text: Of a document that comes with it.
    """
    document = {
        "type": "document",
        "source": {"type": "text", "media_type": "text/plain", "data": text},
        "title": "The bridge",
        "citations": {"enabled": True},
    }
    blocks = [document, {"type": "text", "text": question}]
    return {
        ("post", "/v1/chat/completions"): {JSON: {"model": EVERYTHING, "messages": [_user(question)]}},
        ("post", "/v1/responses"): {JSON: {"model": EVERYTHING, "input": question}},
        ("post", "/v1/messages"): {JSON: {"model": EVERYTHING, "max_tokens": 1024, "messages": [_user(blocks)]}},
    }


def response_examples(answer: Answer, article_id: str, title: str) -> dict[tuple[str, str, str], Any]:
    """Responses by method, path and media type.

    Args:
        answer: What is answered, from one article.
        article_id: The article's.
        title: The article's.
    """
    model = {
        "id": f"{EVERYTHING}/{article_id}",
        "object": "model",
        "created": CREATED,
        "owned_by": EVERYTHING,
        "name": title,
    }
    completion = CompletionFormat(EVERYTHING, usage=False).whole(answer) | {"id": "chatcmpl-3f0c5b0e"}
    chunk = {
        **{name: completion[name] for name in ("id", "model")},
        "object": "chat.completion.chunk",
        "created": CREATED,
        "choices": [{"index": 0, "delta": {"content": answer.answer}, "finish_reason": None}],
    }
    response = ResponseFormat(EVERYTHING, BASE_URL).whole(answer) | {"id": "resp_3f0c5b0e", "created_at": CREATED}
    message = MessageFormat(EVERYTHING, ()).whole(answer) | {"id": "msg_3f0c5b0e"}
    return {
        ("post", "/v1/chat/completions", JSON): completion | {"created": CREATED},
        ("post", "/v1/chat/completions", STREAM): sent(chunk) + "data: [DONE]\n\n",
        ("post", "/v1/responses", JSON): response,
        ("post", "/v1/responses", STREAM): ResponseFormat(EVERYTHING, BASE_URL).delta(answer.answer),
        ("post", "/v1/messages", JSON): message,
        ("post", "/v1/messages", STREAM): MessageFormat(EVERYTHING, ()).delta(answer.answer),
        ("get", "/v1/models", JSON): {"object": "list", "data": [model]},
        ("get", "/v1/models/{model}", JSON): model,
    }


def _user(content: Any) -> dict[str, Any]:
    return {"role": "user", "content": content}
