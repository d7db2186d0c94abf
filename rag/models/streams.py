"""Streams of an answer's events."""

from collections.abc import AsyncIterator

from rag.models import Answer, Event


async def final_answer(events: AsyncIterator[Event]) -> Answer:
    """The answer that a stream of events ends with.

    Raises:
        ValueError: The stream ended without one.
    """
    answer = None
    async for event in events:
        if isinstance(event, Answer):
            answer = event
    if answer is None:
        raise ValueError("the stream of events ended without an Answer: yield one last")
    return answer
