"""A chat model that writes what it is told to, and a support check that counts words, for what needs no real ones."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.messages.ai import UsageMetadata
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import Field

from rag.answering.support.check import SupportCheck, Verdict
from rag.nlp.stemming import stems


class ScriptedModel(BaseChatModel):
    """Writes its pieces in order; an exception among them is raised, a number is a wait in seconds."""

    pieces: Sequence[Any]
    asked: list[list[BaseMessage]] = Field(default_factory=list)
    ended: list[str] = Field(default_factory=list)
    """How each call ended: "whole", or "cut" where nobody wanted more."""
    tokens: tuple[int, int] | None = None
    """That it reports at the end of each call: read and written."""

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def _generate(self, messages: list[BaseMessage], *_: Any, **__: Any) -> ChatResult:
        self.asked.append(messages)
        text = "".join(piece for piece in self.pieces if isinstance(piece, str))
        return ChatResult(generations=[ChatGeneration(message=AIMessage(text))])

    async def _astream(self, messages: list[BaseMessage], *_: Any, **__: Any) -> AsyncIterator[ChatGenerationChunk]:
        self.asked.append(messages)
        end = "cut"
        try:
            for piece in self.pieces:
                if isinstance(piece, Exception):
                    raise piece
                if isinstance(piece, int | float):
                    await asyncio.sleep(piece)
                else:
                    yield ChatGenerationChunk(message=AIMessageChunk(piece))
            if self.tokens:
                read, written = self.tokens
                used = UsageMetadata(input_tokens=read, output_tokens=written, total_tokens=read + written)
                yield ChatGenerationChunk(message=AIMessageChunk("", usage_metadata=used))
            end = "whole"
        finally:
            self.ended.append(end)


class WordCheck(SupportCheck):
    """Carries a sentence whose words all stand in the quotes: what the pipeline does with verdicts is tested here."""

    def __init__(self) -> None:
        pass

    def judge(self, sentence: str, quotes: Sequence[str]) -> Verdict:
        if sentence in quotes:
            return Verdict("verbatim", 1.0)
        held = {stem for quote in quotes for stem in stems(quote)}
        said = set(stems(sentence))
        share = len(said & held) / len(said) if said else 0.0
        return Verdict("supported" if quotes and share == 1.0 else "unsupported", share)
