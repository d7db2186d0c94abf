"""An exchange while its answer is being made: seen again and again, a few times a second."""

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from dataclasses import replace

from index.errors import ArticleChatError
from rag.models import Answer, Question
from ui.api.errors import problem_of
from ui.page.conversation import Begun, Exchange, grown
from ui.service.service import Assistant

INTERVAL = 0.08
"""Seconds between two looks, however fast words come."""

HEARTBEAT = 1.0
"""Seconds after which an unchanged exchange is seen again: whoever looks may notice then that its reader has gone."""

log = logging.getLogger(__name__)


async def making(assistant: Assistant, question: Question) -> AsyncGenerator[Exchange, None]:
    """The exchange as it stands, from the bare question to the answer; never fails, but says what did.

    Ending the iteration ends the work.
    """
    latest = Exchange(question.question, question.article)
    changed = asyncio.Event()

    async def follow() -> None:
        nonlocal latest
        try:
            async with aclosing(assistant.stream(question)) as events:
                async for event in events:
                    latest = replace(latest, outcome=grown(latest.outcome, event))
                    changed.set()
        except Exception as error:
            if not isinstance(error, ArticleChatError):
                log.exception("An answer could not be given")
            begun = latest.outcome if isinstance(latest.outcome, Begun) else Begun()
            latest = replace(latest, outcome=replace(begun, problem=problem_of(error).detail))
        finally:
            changed.set()

    # One task for the whole stream: LangChain's tracing fails where a stream goes from one task to another.
    work = asyncio.create_task(follow())
    try:
        while not work.done():
            changed.clear()
            yield latest
            await asyncio.wait({work}, timeout=INTERVAL)
            with suppress(TimeoutError):
                await asyncio.wait_for(changed.wait(), HEARTBEAT)
        yield latest
    finally:
        work.cancel()
        await asyncio.wait({work})


def is_whole(exchange: Exchange) -> bool:
    """Whether nothing more will come of it."""
    return isinstance(exchange.outcome, Answer) or exchange.outcome.problem is not None
