"""Answers as Server-Sent Events while they are being made."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import asdict

from fastapi.sse import ServerSentEvent

from rag.models import Answer, Checked, Delta, Event, Found, Question, cited
from ui.api.errors import problem_of
from ui.service.admission import Slot
from ui.service.protocol import Failed, HostedService

EventHtml = Callable[[Checked | Answer], str]
"""Renders the sentences and the answer of one stream, in their order."""


async def server_sent_events(
    service: HostedService, question: Question, place: Slot, html: EventHtml | None = None
) -> AsyncGenerator[ServerSentEvent, None]:
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
            told = sent(event)
            if html and isinstance(event, Checked | Answer):
                told.data["html"] = await asyncio.to_thread(html, event)
            yield told


def sent(event: Event | Failed) -> ServerSentEvent:
    """One event as it is sent."""
    match event:
        case Found(retrieved):
            return ServerSentEvent(event="retrieved", data={"retrieved": [asdict(each) for each in retrieved]})
        case Delta(text):
            return ServerSentEvent(event="delta", data={"text": text})
        case Checked(sentence, citations):
            data = {"sentence": asdict(sentence), "citations": [cited(each) for each in citations]}
            return ServerSentEvent(event="checked", data=data)
        case Answer():
            return ServerSentEvent(event="answer", data=event.to_dict())
        case Failed(error):
            return ServerSentEvent(event="error", data=problem_of(error).model_dump())
