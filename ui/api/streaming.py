"""Answers as Server-Sent Events while they are being made."""

import asyncio
import json
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import asdict
from typing import Any

from fastapi.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from rag.models import Answer, Checked, Delta, Event, Found, Question, cited
from ui.api.disconnect import KEEP_ALIVE_S, with_pauses
from ui.api.errors import problem_of
from ui.service.admission import Slot
from ui.service.protocol import Failed, HostedService

EventHtml = Callable[[Checked | Answer], str]
"""Renders the sentences and the answer of one stream, in their order."""
KEEP_ALIVE = ": keep-alive\n\n"
"""A comment of Server-Sent Events, which clients skip."""


class EventStream(StreamingResponse):
    """Server-Sent Events whose source is closed with the response, also where the client leaves while one is sent.

    A route that yields its events would leave them open then, until they are collected as garbage.
    """

    def __init__(self, events: AsyncGenerator[str, None]) -> None:
        """Takes over the events, each as `sent` makes it."""
        headers = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
        super().__init__(events, headers=headers, media_type="text/event-stream")
        self.events = events

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Sends the events until the last, or until the client leaves."""
        async with aclosing(self.events):
            await super().__call__(scope, receive, send)


async def kept_alive(events: AsyncGenerator[str, None]) -> AsyncGenerator[str, None]:
    """The events, and `KEEP_ALIVE` where none comes for long."""
    async with aclosing(with_pauses(events, KEEP_ALIVE_S)) as told:
        async for event in told:
            yield event or KEEP_ALIVE


def sent(body: dict[str, Any], *, name: str = "") -> str:
    """One event; `name` is its type where the API names them."""
    return (f"event: {name}\n" if name else "") + f"data: {json.dumps(body, ensure_ascii=False)}\n\n"


async def server_sent_events(
    service: HostedService, question: Question, place: Slot, html: EventHtml | None = None
) -> AsyncGenerator[str, None]:
    """`retrieved` once, `delta` as text is written, `checked` after each sentence of a language model's, then `answer`.

    What goes wrong on the way is an `error` with a problem document. A client that goes away ends the work.

    Args:
        service: Answers.
        question: The question.
        place: Among those who ask.
        html: Makes what `checked` and `answer` carry as `html` beside their values; None: nothing.
    """
    async with aclosing(service.events(question, place)) as events:
        async for event in events:
            name, body = told(event)
            if html and isinstance(event, Checked | Answer):
                body["html"] = await asyncio.to_thread(html, event)
            yield sent(body, name=name)


def told(event: Event | Failed) -> tuple[str, dict[str, Any]]:
    """The name and the body of an event."""
    match event:
        case Found(retrieved):
            return "retrieved", {"retrieved": [asdict(each) for each in retrieved]}
        case Delta(text):
            return "delta", {"text": text}
        case Checked(sentence, citations):
            return "checked", {"sentence": asdict(sentence), "citations": [cited(each) for each in citations]}
        case Answer():
            return "answer", event.to_dict()
        case Failed(error):
            return "error", problem_of(error).model_dump(mode="json")
