"""An exchange while its answer is being made: seen again and again, a few times a second."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from dataclasses import replace

from rag.models import Answer, Question
from ui.api.errors import problem_of
from ui.page.conversation import ConversationTurn, PartialAnswer, grown
from ui.service.protocol import Failed, HostedService

INTERVAL_S = 0.08
"""Seconds between two looks, however fast words come."""

HEARTBEAT_S = 1.0
"""Heartbeat in seconds, so that Gradio detects a closed page."""


async def making(service: HostedService, question: Question) -> AsyncGenerator[ConversationTurn, None]:
    """The exchange as it stands, from the bare question to the answer; never fails, but says what did.

    Ending the iteration ends the work.
    """
    latest = ConversationTurn(question.question, question.article)
    changed = asyncio.Event()

    async def follow() -> None:
        nonlocal latest
        try:
            async with aclosing(service.events(question)) as events:
                async for event in events:
                    if isinstance(event, Failed):
                        begun = latest.outcome if isinstance(latest.outcome, PartialAnswer) else PartialAnswer()
                        outcome: Answer | PartialAnswer = replace(begun, problem=problem_of(event.error).detail)
                    else:
                        outcome = grown(latest.outcome, event)
                    latest = replace(latest, outcome=outcome)
                    changed.set()
        finally:
            changed.set()

    # One task for the whole stream: LangChain's tracing fails where a stream goes from one task to another.
    work = asyncio.create_task(follow())
    try:
        while not work.done():
            changed.clear()
            yield latest
            await asyncio.wait({work}, timeout=INTERVAL_S)
            with suppress(TimeoutError):
                await asyncio.wait_for(changed.wait(), HEARTBEAT_S)
        yield latest
    finally:
        work.cancel()
        await asyncio.wait({work})


def is_whole(exchange: ConversationTurn) -> bool:
    """Whether nothing more will come of it."""
    return isinstance(exchange.outcome, Answer) or exchange.outcome.problem is not None
