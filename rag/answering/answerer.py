"""Base class of the answerers: evidence to an answer, as a LangChain `Runnable` and as a stream of events."""

from abc import abstractmethod
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

from langchain_core.runnables import Runnable, RunnableConfig

from rag.llm.event_loop import run_in_background_loop
from rag.models import Answer, Event, Evidence
from rag.models.streams import final_answer
from rag.retrieval.hybrid import HybridRetriever


class Answerer(Runnable[Evidence, Answer]):
    """Makes an answer of evidence; `events` tells of it while it is made."""

    @abstractmethod
    def events(self, evidence: Evidence) -> AsyncGenerator[Event, None]:
        """The answer in the making, and at last the answer; closing the generator ends the work."""

    def over(self, retriever: HybridRetriever) -> "Answerer":  # noqa: ARG002
        """The same answerer over other articles; most know no articles but those of the evidence.

        Args:
            retriever: Finds their passages.
        """
        return self

    def invoke(self, input: Evidence, config: RunnableConfig | None = None, **kwargs: Any) -> Answer:  # noqa: A002
        """The answer."""
        return run_in_background_loop(self.ainvoke(input, config, **kwargs))

    async def ainvoke(
        self,
        input: Evidence,  # noqa: A002
        config: RunnableConfig | None = None,  # noqa: ARG002
        **kwargs: Any,  # noqa: ARG002
    ) -> Answer:
        """The answer."""
        async with aclosing(self.events(input)) as events:
            return await final_answer(events)
