"""An answer as OpenAI's chunks while it is being made."""

import json
import time
import uuid
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any

from rag.models import Answer, Delta, Question
from ui.api.disconnect import KEEP_ALIVE_S, with_pauses
from ui.openai.errors import status_and_error
from ui.openai.schemas import Usage
from ui.service.admission import Slot
from ui.service.protocol import Failed, HostedService

KEEP_ALIVE = ": keep-alive\n\n"
"""A comment of Server-Sent Events, which clients skip."""


@dataclass(frozen=True, slots=True)
class Heading:
    """What completions and all chunks of one carry; `created` in seconds since 1970."""

    model: str
    id: str = field(default_factory=lambda: f"chatcmpl-{uuid.uuid4().hex}")
    created: int = field(default_factory=lambda: int(time.time()))


async def chunks(
    service: HostedService, question: Question, place: Slot, heading: Heading, *, usage: bool
) -> AsyncGenerator[str, None]:
    """Server-Sent Events: the role, the text as it comes, the end with `article_chat`, and `[DONE]`.

    What goes wrong on the way is sent as an error, and nothing after it. A client that goes away ends the work.

    Args:
        service: Makes the answer.
        question: Whose model is known to exist.
        place: Its place in the queue.
        heading: The same for all chunks.
        usage: Whether they carry `usage`, null until a last chunk that carries nothing else.
    """

    def chunk(choices: list[dict[str, Any]], **more: Any) -> str:
        counted = {"usage": None} if usage else {}
        return sent(
            {
                "id": heading.id,
                "object": "chat.completion.chunk",
                "created": heading.created,
                "model": heading.model,
                "choices": choices,
                **counted,
                **more,
            }
        )

    def choice(delta: dict[str, Any], finish: str | None = None) -> list[dict[str, Any]]:
        return [{"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}]

    yield chunk(choice({"role": "assistant", "content": "", "refusal": None}))
    async with aclosing(with_pauses(service.events(question, place), KEEP_ALIVE_S)) as events:
        async for event in events:
            match event:
                case None:
                    yield KEEP_ALIVE
                case Delta(text):
                    yield chunk(choice({"content": text}))
                case Answer():
                    yield chunk(choice({}, "stop"), article_chat=event.to_dict())
                case Failed(error):
                    yield sent(status_and_error(error)[1].model_dump())
                    return
    if usage:
        yield chunk([], usage=Usage().model_dump())
    yield "data: [DONE]\n\n"


def sent(body: dict[str, Any]) -> str:
    """One event."""
    return f"data: {json.dumps(body, ensure_ascii=False)}\n\n"
